"""What a claim measures: every form that a person may write, and that nothing else is read, least of all Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hlmsim.errors import Fault
from hlmsim.locales import LANGUAGES, fault
from hlmsim.runs.patterns.language import read_statistic
from hlmsim.runs.patterns.statistic import Number, Read, Statistic
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.tree import Node, Place
from tests.unit.runs.patterns.conftest import CLAIM, HEAD

Make = Callable[[str], Statistic]
LINE = HEAD.count("\n") + 1
SHARE = Read("service_access", "none")
LATER = Read("service_access", "often")


def known(**values: float) -> dict[Read | Number, np.ndarray]:
    """Three values of each: that, and that much more."""
    found = {"none": SHARE, "often": LATER}
    return {found[name]: value * np.array([1.0, 2.0, 3.0]) for name, value in values.items()}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("silo_rate[none]", Read("silo_rate", "none")),
        ("service_access[often, 0:26]", Read("service_access", "often", (0, 26))),
        ("service_access[often, 337]", Read("service_access", "often", (337, 338))),
        ('parameter["context.talk.contact", none]', Number("context.talk.contact", "none")),
        ("parameter['levers.posts.count', often]", Number("levers.posts.count", "often")),
        ("recovery(service_access[none, :], 10, 0.5)", Read("service_access", "none", curve=True)),
    ],
)
def test_each_form_reads_what_it_says(statistic: Make, text: str, read: Read | Number) -> None:
    found = statistic(text)
    assert (*found.reads, *found.numbers) == (read,)
    assert found.settings() == (read.setting,)
    assert found.text == text


def test_only_weeks_and_curves_come_from_the_weekly_table() -> None:
    assert not Read("service_access", "none").weekly
    assert Read("service_access", "none", (3, 4)).weekly
    assert Read("service_access", "none", curve=True).weekly


def test_what_is_named_twice_is_read_once(statistic: Make) -> None:
    found = statistic("(service_access[often] - service_access[none]) / service_access[none]")
    assert found.reads == (LATER, SHARE)
    assert found.settings() == ("often", "none")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("service_access[none]", 2.0),
        ("-service_access[none]", -2.0),
        ("--service_access[none]", 2.0),
        ("2 - -service_access[none]", 4.0),
        ("-service_access[none] * 3", -6.0),
        ("1 + service_access[none] * 3", 7.0),
        ("(1 + service_access[none]) * 3", 9.0),
        ("10 - service_access[none] - service_access[often]", 3.0),
        ("service_access[often] / service_access[none] / 5", 0.5),
        ("service_access[often] / (service_access[none] / 5)", 12.5),
        ("service_access[often] - service_access[none] / 4 + 1e-3", 4.501),
        ("abs(service_access[none] - service_access[often])", 3.0),
        ("log(exp(service_access[none]))", 2.0),
        ("odds(service_access[none] / 8)", 1.0 / 3.0),
        ("odds(0.8) + 0 * service_access[none]", 4.0),
        ("  service_access[none] \n + 1 ", 3.0),
    ],
)
def test_values_are_put_together_as_in_arithmetic(statistic: Make, text: str, value: float) -> None:
    found = statistic(text).value(known(none=2.0, often=5.0))
    assert found.ravel()[0] == pytest.approx(value, rel=1e-12)


def test_every_replicate_has_its_value(statistic: Make) -> None:
    found = statistic("service_access[often] - 2 * service_access[none]").value(known(none=1.0, often=4.0))
    assert found == pytest.approx([2.0, 4.0, 6.0])


def test_what_has_no_value_is_undefined_in_silence(statistic: Make) -> None:
    found = statistic("log(service_access[none]) / (service_access[often] - service_access[often])")
    assert not np.isfinite(found.value(known(none=-1.0, often=1.0))).any()


def test_a_curve_and_a_value_a_replicate_go_together(statistic: Make) -> None:
    found = statistic("back_to(service_access[often] * service_access[none, :] - 1, 0, 20)")
    curve = Read("service_access", "none", curve=True)
    weeks = np.tile(np.arange(60.0), (2, 1))
    values = found.value({LATER: np.array([1.0, 0.5]), curve: weeks})
    assert values == pytest.approx([21.0, 42.0])
    assert found.value({LATER: np.array([0.5]), curve: weeks[:1]}) == pytest.approx(values[1:])


BAD = [
    ("statistic_unreadable", "service_access[none] +", 22),
    ("statistic_unreadable", "service_access[none", 14),
    ("statistic_unreadable", "service_access[none, 2_6]", 21),
    ("statistic_unreadable", "service_access[none, 0x1F]", 21),
    ("statistic_unreadable", "service_access[none] * 1_000.5", 23),
    ("statistic_unreadable", "", 0),
    ("statistic_unreadable", "service_access", 0),
    ("statistic_unreadable", "service_access[none] > 3", 21),
    ("statistic_unreadable", "1 + service_access[none].mean", 4),
    ("statistic_unreadable", "1 + service_access[none, 5:2]", 4),
    ("statistic_unreadable", "service_access[none, 0:10:2]", 0),
    ("statistic_unreadable", "service_access[none, True]", 0),
    ("statistic_unreadable", "service_access[none, -1]", 0),
    ("statistic_unreadable", "service_access[none, 1.5]", 0),
    ("statistic_unreadable", "service_access[none, 99999999]", 0),
    ("statistic_unreadable", "service_access[none, often, 3]", 0),
    ("statistic_unreadable", "parameter[none]", 0),
    ("statistic_unreadable", "parameter[levers.posts.count, none]", 0),
    ("statistic_reads_nothing", "1 + 2", 0),
    ("statistic_no_function", "2 * sqrt(service_access[none])", 4),
    ("statistic_no_function_near", "2 * recover(service_access[none, :], 1, 0.5)", 4),
    ("statistic_arguments", "1 + log(service_access[none], 2)", 4),
    ("statistic_arguments", "recovery(service_access[none, :], 2)", 0),
    ("statistic_no_setting", "service_access[vision]", 15),
    ("statistic_no_setting_near", "1 - service_access[oftn]", 19),
    ("no_such_outcome", "happiness[none]", 0),
    ("no_such_outcome_near", "1 - service_acess[none]", 4),
    ("no_such_parameter_near", 'parameter["levers.posts.cout", none]', 10),
    ("no_such_parameter", 'parameter["levers.founding.trigger", none]', 10),
    ("statistic_is_curve", "1 - service_access[none, :]", 0),
    ("statistic_is_curve", "log(service_access[none, :] * service_access[often])", 0),
    ("statistic_wants_curve", "recovery(service_access[none], 10, 0.5)", 9),
    ("statistic_wants_curve", "1 + back_to(3, 10, -0.5)", 12),
    ("statistic_wants_number", "recovery(service_access[none, :], 10, 63)", 38),
    ("statistic_wants_number", "recovery(service_access[none, :], -1, 0.5)", 34),
    ("statistic_wants_number", "back_to(service_access[none, :], service_access[none], 0)", 33),
]


@pytest.mark.parametrize(
    ("code", "text", "offset"), BAD, ids=[f"{code}-{place}" for place, (code, *_) in enumerate(BAD)]
)
def test_each_fault_points_into_the_text(faults: Callable[..., list[Fault]], code: str, text: str, offset: int) -> None:
    found = faults(f"{HEAD}{CLAIM}{json.dumps(text)}}}\n")
    assert [one.code for one in found] == [code]
    one = found[0]
    escapes = json.dumps(text)[1:].encode().count(b'\\"', 0, offset + 1)
    assert (one.line, one.column) == (LINE, len(CLAIM) + 2 + offset + escapes)
    assert one.path == "claims.0.statistic"
    for lang in LANGUAGES:
        said = fault(one, lang)
        assert f"X1.yaml:{LINE}:{one.column}: claims.0.statistic" in said
        assert "{" not in said.replace("{…}", "")


PYTHON = [
    "__import__('os').system('true')",
    "service_access.__class__[none]",
    "(lambda: 1)()",
    "[x for x in service_access]",
    "service_access[none] if 1 else 2",
    "service_access[none] ** 99999999",
    "9 ** 9 ** 9 ** 9 + service_access[none]",
    "open('/etc/passwd')",
    "exec('1')",
    "(x := service_access[none])",
    "service_access[none] or 1",
    "service_access[none] and True",
    "not service_access[none]",
    "True * service_access[none]",
    "None",
    "1j * service_access[none]",
    "1e999 * service_access[none]",
    "'text' + service_access[none]",
    "f'{service_access[none]}'",
    "log(*service_access[none])",
    "log(x=service_access[none])",
    "service_access[none] # and more",
    "service_access[none]; 1",
    "service_access[none] // 2",
    "service_access[none] % 2",
    "+service_access[none]",
    "~service_access[none]",
    "service_access[none][none]",
    "abs.__self__",
    "{1: 2}",
    "(1, 2)",
    "await service_access[none]",
    "-" * 4000 + "service_access[none]",
    "+".join(["service_access[none]"] * 240),
    "(" * 400 + "service_access[none]" + ")" * 400,
    "9" * 6000 + " * service_access[none]",
]


@pytest.mark.parametrize("text", PYTHON, ids=[text[:24] for text in PYTHON])
def test_no_python_is_run(faults: Callable[..., list[Fault]], text: str) -> None:
    found = faults(f"{HEAD}{CLAIM}{json.dumps(text)}}}\n")
    assert found
    assert {one.code for one in found} <= {
        "statistic_unreadable",
        "statistic_no_function",
        "statistic_no_function_near",
    }
    assert all(one.line == LINE and (one.column or 0) > len(CLAIM) for one in found)


LETTERS = st.text("sanoe_[]():,.+-*/ 019\"'é\\\n#{}=<>!@lmbd", max_size=40)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(LETTERS)
def test_any_text_is_a_statistic_or_has_a_fault(text: str) -> None:
    found = Faults()
    one = read_statistic(Node(Place("none.yaml", 3, 7), text), ("none", "often"), "claims.0.statistic", found)
    assert (one is None) == bool(found)
    assert all(fault(one, lang) for one in found.found for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ('  - statistic: "1 + foo[none]"', 21),
        ("  - statistic: '1 + foo[none]'", 21),
        ("  - statistic: 1 + foo[none]", 20),
        ("  - statistic: '''1'' + foo[none]'", 25),
        ('  - statistic: "\\u0031 + foo[none]"', 26),
        ('  - statistic: "\\x31\\t+ foo[none]"', 25),
    ],
)
def test_quotes_and_escapes_take_room(faults: Callable[..., list[Fault]], written: str, column: int) -> None:
    says = '    says: {fr: "a", en: "b"}\n    above: 0\n'
    found = faults(f"{HEAD}{written}\n{says}")
    assert [one.column for one in found if one.code == "no_such_outcome"] == [column]


def test_on_several_lines_the_fault_is_at_the_start(faults: Callable[..., list[Fault]]) -> None:
    says = '    says: {fr: "a", en: "b"}\n    above: 0\n'
    found = faults(f"{HEAD}  - statistic: >-\n      1 +\n      foo[none]\n{says}")
    assert [(one.code, one.line, one.column) for one in found] == [("no_such_outcome", LINE, 16)]


def test_accents_before_a_fault_do_not_shift_it(tmp_path: Path, faults: Callable[..., list[Fault]]) -> None:
    found = faults(f'{HEAD}{CLAIM}"é[none] + foo[none]"}}\n')
    assert [one.column for one in found] == [len(CLAIM) + 2, len(CLAIM) + 2 + 10]
