"""The patterns that come with hlmsim: all that the model must show, each whole, sourced and in both languages."""

from __future__ import annotations

import math
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from hlmsim.errors import ScenarioError
from hlmsim.runs.design import design_table, points
from hlmsim.runs.design import shipped as shipped_experiments
from hlmsim.runs.patterns import (
    Claim,
    Pattern,
    is_pattern,
    load_pattern,
    load_patterns,
    pattern_file,
    pattern_files,
    pattern_study,
    shipped_folder,
)
from hlmsim.runs.patterns.editor_schema import pattern_schema
from hlmsim.scenario import Scenario, load

CALIBRATE = {"P4", "P12", "P13", "P18", "P19", "P24", "P33", "P34"}
CHECK = {"P1", "P2", "P3", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P16", "P17", "P25"}
FILES = pattern_files()


@pytest.fixture(scope="module")
def shipped() -> list[Pattern]:
    return load_patterns(FILES, load("status_quo"))


def claims(patterns: list[Pattern]) -> list[tuple[str, Claim]]:
    return [(pattern.name, claim) for pattern in patterns for claim in pattern.claims]


def test_all_twenty_one_are_there_with_their_use(shipped: list[Pattern]) -> None:
    found = {pattern.name: pattern.use for pattern in shipped}
    assert found == {**dict.fromkeys(CALIBRATE, "calibrate"), **dict.fromkeys(CHECK, "check")}
    assert len(found) == 21
    numbers = [int(pattern.name.removeprefix("P")) for pattern in shipped]
    assert numbers == sorted(numbers)


def test_each_is_in_the_file_of_its_number(shipped: list[Pattern]) -> None:
    assert [Path(pattern.file).stem for pattern in shipped] == [pattern.name for pattern in shipped]


def test_a_bound_other_than_zero_has_a_grade_and_a_source(shipped: list[Pattern]) -> None:
    """A sign alone needs no source; where a size is asked for, somebody must have said so, if only we."""
    bounded = [
        (name, claim)
        for name, claim in claims(shipped)
        if any(math.isfinite(bound) and bound != 0.0 for bound in (claim.low, claim.high))
    ]
    assert len(bounded) >= 15
    lacking = [name for name, claim in bounded if not (claim.grade and claim.source)]
    assert not lacking


def test_what_calibrates_has_a_size(shipped: list[Pattern]) -> None:
    for pattern in shipped:
        if pattern.name in CALIBRATE:
            assert all(claim.source for claim in pattern.claims), pattern.name


def test_everything_is_said_in_both_languages(shipped: list[Pattern]) -> None:
    for pattern in shipped:
        said = [pattern.title, *(claim.says for claim in pattern.claims)]
        assert all(set(one) == {"fr", "en"} and one["fr"] != one["en"] for one in said), pattern.name
        assert len({claim.says["fr"] for claim in pattern.claims}) == len(pattern.claims)


def test_every_setting_is_used(shipped: list[Pattern]) -> None:
    for pattern in shipped:
        used = {setting for claim in pattern.claims for setting in claim.statistic.settings()}
        assert used == set(pattern.settings), pattern.name


def test_weeks_lie_within_the_horizon(shipped: list[Pattern]) -> None:
    weeks = load("status_quo").weeks
    for name, claim in claims(shipped):
        assert all(one.weeks is None or one.weeks[1] <= weeks for one in claim.statistic.reads), name


def test_together_they_can_be_simulated_and_share_settings(shipped: list[Pattern]) -> None:
    study = pattern_study(shipped, load("status_quo"), title={"fr": "a", "en": "b"}, replicates=2)
    found = points(study, design_table(study))
    assert len(found) == sum(len(pattern.settings) for pattern in shipped)
    assert len({point.case.name for point in found}) < len(found) - 5


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_each_keeps_to_the_schema(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(pattern_schema()).validate(content)


GOOD = {
    "schema": 1,
    "pattern": "X1",
    "use": "check",
    "title": {"fr": "un", "en": "one"},
    "settings": {"now": None},
    "claims": [{"says": {"fr": "un", "en": "one"}, "statistic": "support[now]", "above": 0}],
}
CLAIM = GOOD["claims"][0]  # type: ignore[index]


@pytest.mark.parametrize(
    "changed",
    [
        {"schema": 2},
        {"pattern": "../X1"},
        {"use": "prove"},
        {"title": {"de": "eins"}},
        {"settings": {}},
        {"settings": {"two words": {}}},
        {"settings": {"now": 3}},
        {"claims": []},
        {"claims": [{**CLAIM, "below": 3}]},
        {"claims": [{key: CLAIM[key] for key in ("says", "statistic")}]},
        {"claims": [{key: CLAIM[key] for key in ("says", "above")}]},
        {"claims": [{**CLAIM, "grade": "Z"}]},
        {"claims": [{**CLAIM, "unit": "metres"}]},
        {"more": 1},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(changed: dict[str, object], tmp_path: Path) -> None:
    schema = jsonschema.Draft202012Validator(pattern_schema())
    assert schema.is_valid(GOOD)
    assert not schema.is_valid(GOOD | changed)
    written = tmp_path / "X1.yaml"
    written.write_text(yaml.safe_dump(GOOD), encoding="utf-8")
    assert load_pattern(written, load("status_quo")).settings == {"now": {}}
    written.write_text(yaml.safe_dump(GOOD | changed), encoding="utf-8")
    with pytest.raises(ScenarioError):
        load_pattern(written, load("status_quo"))


def test_the_schema_is_sound_and_ones_own() -> None:
    jsonschema.Draft202012Validator.check_schema(pattern_schema())
    pattern_schema()["properties"].clear()
    assert pattern_schema()["properties"]


def test_a_pattern_is_told_from_other_files(tmp_path: Path) -> None:
    assert is_pattern("P2")
    assert is_pattern(FILES[0])
    for other in ("status_quo", "handover_weeks", "P99", "../patterns/P2", "none.yaml"):
        assert not is_pattern(other), other
    (tmp_path / "list.yaml").write_text("- claims\n", encoding="utf-8")
    assert not is_pattern(tmp_path / "list.yaml")
    assert pattern_file("P2") == shipped_folder() / "P2.yaml"
    assert pattern_file("P99") is None


def test_an_installed_package_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "shipped" / "experiments"
    (inside / "patterns").mkdir(parents=True)
    (inside / "patterns" / "P7.yaml").write_bytes((shipped_folder() / "P7.yaml").read_bytes())
    monkeypatch.setattr(shipped_experiments, "_PACKAGE", tmp_path)
    monkeypatch.setattr(shipped_experiments, "folder", shipped_experiments.folder.__wrapped__)
    assert [one.stem for one in pattern_files()] == ["P7"]
    assert is_pattern("P7")
    assert not is_pattern("P2")


def test_the_wheel_takes_them_along(root: Path) -> None:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r'^"experiments" = "hlmsim/shipped/experiments"$', text, re.MULTILINE)


def test_a_base_of_ones_own_is_enough(base: Scenario) -> None:
    """No pattern leans on the name of the scenario that it starts from."""
    own = base.with_({"context.site.households": 40})
    assert len(load_patterns(FILES, own)) == len(FILES)
