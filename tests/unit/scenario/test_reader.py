"""The YAML reader: what words mean, where they stand, and what it will not do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmsim.scenario.faults import Faults, nearest
from hlmsim.scenario.reader import read_yaml
from hlmsim.scenario.scalars import NotFiniteError, meant_number, scalar
from hlmsim.scenario.tree import Node, Place, flat, plain, planted


def read(text: str) -> Node:
    faults = Faults()
    root = read_yaml(text, "f", faults)
    assert root is not None
    assert not faults.found
    return root


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("8", 8), ("-8", -8), ("+8", 8), ("012", 12), ("8.", 8.0), (".5", 0.5), ("1e3", 1000.0), ("-1.5E-2", -0.015),
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("True", "True"), ("20:30", "20:30"),
        ("1_000", "1_000"), ("0x1f", "0x1f"), ("0o17", "0o17"), ("2024-01-31", "2024-01-31"), ("1.2.3", "1.2.3"),
        ("9" * 40, float("9" * 40)), ("+", "+"), ("inf", "inf"), ("=", "="),
    ],
)  # fmt: skip
def test_what_a_bare_word_means(word: str, meaning: object) -> None:
    found = scalar(word)
    assert found == meaning
    assert type(found) is type(meaning)


@pytest.mark.parametrize("word", [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "1e999", "-1e999", "9" * 400, "9" * 5000])
def test_no_number_without_end(word: str) -> None:
    with pytest.raises(NotFiniteError):
        scalar(word)


@pytest.mark.parametrize(
    ("text", "number"), [("0,31", "0.31"), ("31 %", "0.31"), ("12,5%", "0.125"), ("8", "8"), ("x", None)]
)
def test_the_number_that_was_meant(text: str, number: str | None) -> None:
    assert meant_number(text) == number


def test_quoted_and_folded_words_are_text() -> None:
    assert plain(read("a: '8'\nb: \"true\"\nc: |\n  1\nd: >-\n  2\n")) == {"a": "8", "b": "true", "c": "1\n", "d": "2"}


def test_places_of_keys_and_values() -> None:
    root = read("é: {b: [1, 😀 x, c]}\nlong key: 3\n")
    items = root.mapping["é"].mapping["b"].items
    assert [item.place for item in items] == [Place("f", 1, 9), Place("f", 1, 12), Place("f", 1, 17)]
    assert root.mapping["é"].mapping["b"].key == Place("f", 1, 5)
    assert root.mapping["long key"].key == Place("f", 2, 1)


def test_keys_are_always_text() -> None:
    assert plain(read("1: a\ntrue: b\non: c\n")) == {"1": "a", "true": "b", "on": "c"}


def test_a_part_of_a_line_has_its_place_there() -> None:
    faults = Faults()
    root = read_yaml("{a: 1}", "--set", faults, start=Place("--set", 3, 10))
    assert root is not None
    assert (root.place, root.mapping["a"].place) == (Place("--set", 3, 10), Place("--set", 3, 14))


def test_several_faults_of_one_file_are_all_found() -> None:
    faults = Faults()
    assert read_yaml("a: &x 1\nb: *x\na: 2\nc: .nan\nd: !!int 3\n<<: {}\n", "f", faults) is not None
    assert [(one.code, one.line) for one in faults.found] == [
        ("anchor", 1), ("alias", 2), ("duplicate_key", 3), ("not_finite", 4), ("tag", 5), ("merge_key", 6),
    ]  # fmt: skip


@pytest.mark.parametrize("bomb", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000])
def test_deep_files_do_not_break_the_reader(bomb: str) -> None:
    faults = Faults()
    assert read_yaml(bomb, "f", faults) is None
    assert [one.code for one in faults.found][-1] == "too_deep"


def test_laughs_do_not_expand() -> None:
    faults = Faults()
    laughs = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    read_yaml(laughs, "f", faults)
    assert {one.code for one in faults.found} == {"anchor", "alias"}


NUMBERS = st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
def test_planted_values_come_back(value: object) -> None:
    node = planted({"a": value}, Place("f", 1, 1))
    assert plain(node) == ({"a": _without_null(value)} if value is not None else {})
    assert all(path for path, _ in flat(node))


def _without_null(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_null(below) for key, below in value.items() if below is not None}
    return [_without_null(item) for item in value] if isinstance(value, list) else value


def test_the_nearest_word() -> None:
    words = ["levers.turnover.worker_annual", "levers.posts.count"]
    assert nearest("levers.turnover.worker_anual", words) == words[0]
    assert nearest("context.worker_annual", words) == words[0]
    assert nearest("Lone-Parent", ["lone_parent", "senior"]) == "lone_parent"
    assert nearest("z" * 10_000, words) is None
