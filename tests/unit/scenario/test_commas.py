"""Decimal commas in braces and lists: told, and never read as two things."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hlmsim.errors import Fault
from hlmsim.locales import LANGUAGES, fault
from hlmsim.scenario import Scenario, load
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.reader import read_yaml
from hlmsim.scenario.tree import data


@pytest.mark.parametrize(
    ("text", "codes", "suggestion"),
    [
        ("{a: 0,40}", ["not_a_number_near"], "0.40"),
        ('{"a": 0,40}', ["not_a_number_near"], "0.40"),
        ("{a: 0, 40 }", ["not_a_number_near"], "0.40"),
        ("é: {😀: -0,4 , b: 1}", ["not_a_number_near"], "-0.4"),
        ("{a: \N{MINUS SIGN}0,4}", ["not_a_number_near"], "-0.4"),
        ("{a: 12,5\N{NO-BREAK SPACE}%}", ["not_a_number_near"], "0.125"),
        ("{a: 1,000}", ["comma_either"], None),
        ("{a: 1 000,5}", ["not_a_number_near"], "1000.5"),
        ("{a: x, y, b: 1}", ["stray_word"], None),
        ("{a:1, b: 2}", ["stray_word"], None),
        ("[0,25, 0,35]", ["comma_in_list"] * 2, "0.25"),
        ("[0,25,0,35]", ["comma_in_list"], "0.25"),
        ("values: [0,31]", ["comma_in_list"], "0.31"),
        ("range: [0,05]", ["comma_in_list"], "0.05"),
        ("range: [0,25, 0.35]", ["comma_in_list"], "0.25"),
        ("[1,000, 2]", ["comma_in_list"], "1.000"),
        ("[26, 4,000e+00]", ["comma_in_list"], "4.000e+00"),
    ],
)
def test_a_comma_that_can_be_decimal_is_told(text: str, codes: list[str], suggestion: str | None) -> None:
    faults = Faults()
    read_yaml(text, "f", faults)
    assert [one.code for one in faults.found] == codes
    assert faults.found[0].facts.get("suggestion") == suggestion
    assert all(fault(one, lang) for one in faults.found for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("range: [2,26]", {"range": [2, 26]}),
        ("between: [0.1,0.2]", {"between": [0.1, 0.2]}),
        ("a: [0, 40]", {"a": [0, 40]}),
        ("a: [x,y]", {"a": ["x", "y"]}),
        ("a: [1,-2]", {"a": [1, -2]}),
        ("{a: , b: 1,}", {"a": None, "b": 1}),
        ("{a: null, b: ~ }", {"a": None, "b": None}),
        ("a:\nb: 0,4\n", {"a": None, "b": "0,4"}),
    ],
)
def test_other_commas_are_left_alone(text: str, meaning: object) -> None:
    faults = Faults()
    root = read_yaml(text, "f", faults)
    assert root is not None
    assert not faults.found
    assert data(root) == meaning


def test_in_json_a_comma_parts_items() -> None:
    faults = Faults()
    root = read_yaml('{"a":[0,25]}', "f.json", faults, json=True)
    assert root is not None
    assert (data(root), faults.found) == ({"a": [0, 25]}, [])


@pytest.mark.parametrize("value", ["0,40", "{value: 0,40}", "31,5 %", "'0,40'"])
def test_on_the_command_line(faults: Callable[..., list[Fault]], value: str) -> None:
    found = faults(sets=(f"levers.turnover.worker_annual={value}",))
    assert [one.code for one in found] == ["not_a_number_near"]
    assert found[0].file == "--set"


@pytest.mark.parametrize("text", ["partners: {}\n", ""])
def test_no_partner_means_none(loaded: Callable[..., Scenario], text: str) -> None:
    scenario = loaded(text, sets=() if text else ("partners={}",))
    assert scenario.partners == ()
    assert scenario.blueprint().partners == ()
    assert load("baseline").with_(partners={}).partners == ()


def test_a_partner_is_taken_away_once(faults: Callable[..., list[Fault]], loaded: Callable[..., Scenario]) -> None:
    assert "school" not in {one.id for one in loaded("partners: {school: null}\n").partners}
    assert [one.code for one in faults("partners: {school: null}\n", sets=("partners.school=null",))] == [
        "no_such_partner"
    ]


def test_what_python_says_has_no_sign_that_nobody_sees() -> None:
    from hlmsim.errors import ScenarioError

    with pytest.raises(ScenarioError) as refused:
        load("baseline").with_(title={"fr": "a\x1bb", "en": "ab"})
    assert [(one.code, one.path) for one in refused.value.faults] == [("unprintable", "title.fr")]
    with pytest.raises(ScenarioError) as refused:
        Scenario.from_dict({**load("baseline").to_dict(), "why": "a\u202eb"}, name="mine")
    assert [(one.code, one.path) for one in refused.value.faults] == [("unprintable", "why")]


def test_many_faults_are_counted_and_the_first_are_told(faults: Callable[..., list[Fault]]) -> None:
    from hlmsim.errors import FAULTS_SHOWN, ScenarioError
    from hlmsim.locales import error

    found = faults("".join(f"key_{number}:\n" for number in range(3000)))
    assert len(found) == 3000
    for lang, last in (("en", "… and 2980 other faults."), ("fr", "… et 2980 autres fautes.")):
        lines = error(ScenarioError(found), lang).splitlines()
        assert len(lines) == FAULTS_SHOWN + 1
        assert lines[-1].replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == last
        assert "key_19" in lines[-2]
    assert len(str(ScenarioError(found))) < 20_000
