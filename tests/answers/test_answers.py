"""The answers that ship beside the experiments: one for each, in both languages, of the files as they stand."""

from __future__ import annotations

import csv
import re

import pytest

from hlmsim.locales import LANGUAGES
from hlmsim.runs.design import load_experiment
from hlmsim.runs.design.schema import Calibration
from hlmsim.runs.design.world_files import ensembles
from hlmsim.scenario import load
from tests.answers.baseline import CALIBRATED
from tests.answers.refresh import ANSWERS, FILES, VALIDATION, WORLDS, kind_of, names

SWEPT = [name for name in names() if kind_of(name) == "sweep"]
_DIGITS = re.compile(r"\d")


def _page(name: str, lang: str) -> str:
    return (ANSWERS / f"{name}.{lang}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", names())
def test_every_experiment_has_its_answer(name: str) -> None:
    for ending in FILES[kind_of(name)].values():
        assert (ANSWERS / f"{name}{ending}").stat().st_size > 100, ending
    for lang in LANGUAGES:
        assert f"hlmsim {kind_of(name)}" in _page(name, lang), "the command that made it"
        assert "/tmp" not in _page(name, lang)


@pytest.mark.parametrize("name", SWEPT)
def test_an_answer_is_of_the_experiment_as_it_stands(name: str) -> None:
    """Change a number of its scenarios, and the answer must be made again."""
    for lang in LANGUAGES:
        assert load_experiment(name).hash[:12] in _page(name, lang)


@pytest.mark.parametrize("name", names())
def test_both_languages_say_the_same_numbers(name: str) -> None:
    counts = [len(_DIGITS.findall(_page(name, lang))) for lang in LANGUAGES]
    assert abs(counts[0] - counts[1]) <= 0.02 * max(counts)


def test_no_other_answers_lie_about() -> None:
    expected = {f"{name}{ending}" for name in names() for ending in FILES[kind_of(name)].values()}
    assert {file.name for file in ANSWERS.iterdir()} == expected


def test_the_plausible_worlds_ship_under_their_name() -> None:
    assert ensembles() == (WORLDS.stem,)
    with WORLDS.open(encoding="utf-8", newline="") as stream:
        worlds = list(csv.DictReader(stream))
    design = load_experiment("calibration").design
    assert isinstance(design, Calibration)
    assert len(worlds) == design.members
    baseline = load("baseline")
    for path in worlds[0].keys() - {"world"}:
        known = baseline.provenance.get(path)
        if known is not None and known.range is not None:
            assert all(known.range[0] <= float(row[path]) <= known.range[1] for row in worlds), path


def test_the_reference_scenario_is_the_medoid() -> None:
    """Each number that varied has the medoid's value; what a calibration changed says so, and nothing else does."""
    baseline = load("baseline")
    with (ANSWERS / "calibration-parameters.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["parameter"]: row for row in csv.DictReader(stream)}
    for path, row in rows.items():
        if path in baseline.values:
            assert float(baseline.values[path]) == pytest.approx(float(row["medoid"]), rel=1e-9), path
            if float(row["medoid"]) != float(row["written"]):
                assert CALIBRATED in (baseline.provenance[path].source or ""), path
    said = {path for path, number in baseline.provenance.items() if CALIBRATED in (number.source or "")}
    assert said <= rows.keys()


@pytest.mark.parametrize("heading", ["## What the model does not show", "### Ce que le modèle ne montre pas"])
def test_every_pattern_that_is_not_shown_is_explained(heading: str) -> None:
    """In the documentation, by its number: no more and no fewer than the scorecard has."""
    with (ANSWERS / f"{VALIDATION}.csv").open(encoding="utf-8", newline="") as stream:
        verdicts = {row["pattern"]: row["pattern_verdict"] for row in csv.DictReader(stream)}
    assert len(verdicts) == 21
    assert sum(verdict == "shown" for verdict in verdicts.values()) >= 18
    page = (ANSWERS.parent.parent / "docs" / "patterns.md").read_text(encoding="utf-8")
    part = page.split(f"{heading}\n")[1].split("\n#")[0]
    explained = set(re.findall(r"^- \*\*(P\d+)", part, flags=re.MULTILINE))
    assert explained == {name for name, verdict in verdicts.items() if verdict != "shown"}
