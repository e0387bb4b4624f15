"""Pattern files: what a good one holds, and that each fault of a bad one is told where it stands, in both languages."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hlmsim.errors import Fault, ScenarioError
from hlmsim.locales import LANGUAGES, fault
from hlmsim.runs.patterns import Pattern, load_patterns, pattern_files
from hlmsim.scenario import Scenario
from tests.unit.runs.patterns.conftest import HEAD

GOOD = """\
schema: 1
pattern: my-site_2
use: calibrate
title: {fr: "Le motif", en: "The pattern"}
note: {fr: "Remarque", en: "Note"}
settings:
  now: {}
  also_now:
  later: {levers.posts.count: 3, horizon.weeks: 300, changes: [{week: 156, event: crisis}]}
claims:
  - says: {fr: "Un", en: "One"}
    statistic: "service_access[later] / service_access[now]"
    between: [1.2, 3]
    unit: ratio
    grade: A/U
    source: "somebody (2020) [S1]"
  - {says: {fr: "Deux", en: "Two"}, statistic: "service_access[later]", above: 0.5, unit: share}
  - {says: {fr: "Trois", en: "Three"}, statistic: "silo_rate[now]", below: 3, scale: log, unit: count}
"""
ONE = '  - {says: {fr: "Un", en: "One"}, statistic: "service_access[none]", above: 0}\n'


def test_a_good_file_is_read_as_it_is_written(pattern: Callable[[str], Pattern]) -> None:
    found = pattern(GOOD)
    assert (found.name, found.use, Path(found.file).name) == ("my-site_2", "calibrate", "X1.yaml")
    assert (found.title["fr"], found.note["en"]) == ("Le motif", "Note")
    assert found.settings == {
        "now": {},
        "also_now": {},
        "later": {"levers.posts.count": 3, "horizon.weeks": 300, "changes": [{"week": 156, "event": "crisis"}]},
    }
    one, two, three = found.claims
    assert ((one.low, one.high), (two.low, two.high), (three.low, three.high)) == (
        (1.2, 3.0),
        (0.5, math.inf),
        (-math.inf, 3.0),
    )
    assert (one.grade, one.source, two.grade, two.source) == ("A/U", "somebody (2020) [S1]", None, None)
    assert (one.says["fr"], one.statistic.settings()) == ("Un", ("later", "now"))


def test_the_scale_follows_from_the_unit_unless_it_is_given(pattern: Callable[[str], Pattern]) -> None:
    assert [claim.scale for claim in pattern(GOOD).claims] == ["log", "logit", "log"]
    assert [claim.scale for claim in pattern(HEAD + ONE).claims] == ["linear"]


def test_what_may_be_left_out(pattern: Callable[[str], Pattern]) -> None:
    found = pattern(HEAD + ONE)
    assert (found.note, found.claims[0].unit) == ({"fr": "", "en": ""}, "score")


CLAIMS = HEAD.count("\n") + 1
BROKEN = [
    ("not_a_mapping", "- one\n- two\n", 1, 1),
    ("schema_missing", (HEAD + ONE).removeprefix("schema: 1\n"), 1, 1),
    ("schema_newer", (HEAD + ONE).replace("schema: 1", "schema: 7"), 1, 9),
    ("key_missing", (HEAD + ONE).replace("use: check\n", ""), 1, 1),
    ("unknown_word", (HEAD + ONE).replace("use: check", "use: chek"), 3, 6),
    ("unknown_key", (HEAD + ONE).replace("use: check", "use: check\nusage: check"), 4, 1),
    ("pattern_name", (HEAD + ONE).replace("pattern: X1", "pattern: ../../X1"), 2, 10),
    ("pattern_name", (HEAD + ONE).replace("pattern: X1", "pattern: motif de été"), 2, 10),
    ("not_text", (HEAD + ONE).replace("pattern: X1", "pattern: 12"), 2, 10),
    ("no_such_parameter", (HEAD + ONE).replace("meeting_interval_weeks: 4", "meeting_interval_week: 4"), 7, 11),
    ("out_of_bounds", (HEAD + ONE).replace("weeks: 4", "weeks: -4"), 7, 55),
    ("setting_name", (HEAD + ONE).replace("  often:", "  very often:"), 7, 3),
    ("setting_name", (HEAD + ONE).replace("  often:", "  lambda:"), 7, 3),
    (
        "not_a_mapping",
        (HEAD + ONE).replace("often: {levers.concertation.meeting_interval_weeks: 4}", "often: 4"),
        7,
        10,
    ),
    ("claim_without_target", HEAD + ONE.replace(", above: 0", ""), CLAIMS, 5),
    ("both_given", HEAD + ONE.replace("above: 0", "above: 0, below: 1"), CLAIMS, 80),
    ("range_reversed", HEAD + ONE.replace("above: 0", "between: [3, 1]"), CLAIMS, 79),
    ("bad_range", HEAD + ONE.replace("above: 0", "between: [1, 2, 3]"), CLAIMS, 70),
    ("bad_range", HEAD + ONE.replace("above: 0", "between: 3"), CLAIMS, 70),
    ("not_a_number", HEAD + ONE.replace("above: 0", "above: high"), CLAIMS, 77),
    ("not_finite", HEAD + ONE.replace("above: 0", "above: .nan"), CLAIMS, 77),
    ("unknown_word", HEAD + ONE.replace("above: 0", "above: 0, unit: metres"), CLAIMS, 86),
    ("bad_grade", HEAD + ONE.replace("above: 0", "above: 0, grade: Z"), CLAIMS, 87),
    ("key_missing", HEAD + ONE.replace('statistic: "service_access[none]", ', ""), CLAIMS, 5),
    ("key_missing", HEAD + ONE.replace('says: {fr: "Un", en: "One"}, ', ""), CLAIMS, 5),
]


@pytest.mark.parametrize(("code", "text", "line", "column"), BROKEN)
def test_each_fault_is_told_where_it_stands(
    faults: Callable[[str], list[Fault]], code: str, text: str, line: int, column: int
) -> None:
    found = faults(text)
    assert [(one.code.removesuffix("_near"), one.line, one.column) for one in found] == [(code, line, column)]
    for lang in LANGUAGES:
        assert re.search(rf"X1\.yaml:{line}:{column}: ", fault(found[0], lang))


def test_all_faults_are_told_at_once_in_order(faults: Callable[[str], list[Fault]]) -> None:
    text = (HEAD + ONE + ONE).replace("use: check", "use: chek").replace("weeks: 4", "weeks: -4")
    found = faults(text.replace("[none]", "[noen]"))
    assert [one.line for one in found] == [3, 7, CLAIMS, CLAIMS + 1]


def test_no_claims_and_no_settings_are_refused(faults: Callable[[str], list[Fault]]) -> None:
    assert faults(HEAD)
    assert faults(HEAD.replace("claims:", "claims: []"))
    assert faults(re.sub(r"settings:\n(  .*\n)+", "settings: {}\n", HEAD) + ONE)


def test_what_is_no_yaml_is_told(faults: Callable[[str], list[Fault]]) -> None:
    assert [one.line for one in faults(HEAD + '  - {says: "open\n')] != []


def test_one_number_stands_in_one_file_only(write: Callable[..., Path], base: Scenario) -> None:
    files = [write(HEAD + ONE, "first"), write(HEAD + ONE, "second")]
    with pytest.raises(ScenarioError) as refused:
        load_patterns(files, base)
    (found,) = refused.value.faults
    assert (found.code, Path(str(found.file)).name, found.line) == ("pattern_twice", "second.yaml", 2)
    assert found.facts["first"] == "first.yaml"


def test_faults_of_several_files_come_together(write: Callable[..., Path], base: Scenario) -> None:
    files = [write(HEAD, "first"), write(HEAD.replace("X1", "X2"), "second"), write(HEAD + ONE, "third")]
    with pytest.raises(ScenarioError) as refused:
        load_patterns([*files, files[0].with_name("none.yaml")], base)
    assert {Path(str(one.file)).name for one in refused.value.faults} == {"first.yaml", "second.yaml", "none.yaml"}


def test_files_of_a_folder_come_in_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("P10.yaml", "P2.yaml", "P1.yaml", "other.yaml", "P3.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [file.name for file in pattern_files(tmp_path)] == ["other.yaml", "P1.yaml", "P2.yaml", "P10.yaml"]
