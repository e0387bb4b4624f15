"""Scenarios compared in plausible worlds: what is simulated, grown, taken up again, read back and verified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hlmsim.errors import InputError, ScenarioError
from hlmsim.runs import executors
from hlmsim.runs.compared import compared_batch, is_compared
from hlmsim.runs.design.comparison import comparison, default_comparison_folder
from hlmsim.runs.design.experiment import Experiment
from hlmsim.runs.results import read_results
from hlmsim.runs.sweep import kept_sweep
from hlmsim.runs.verify import verify
from hlmsim.scenario import Scenario, load
from tests.refusals import refused

HOW: dict[str, Any] = {"executor": executors.threads, "jobs": 1}
ENSEMBLE = "world,context.ties.decay,context.needs.arrival.health\n1,0.02,0.01\n2,0.03,0.02\n"


@pytest.fixture(scope="module")
def pair() -> list[Scenario]:
    values = {"context.site.households": 20, "context.site.buildings": 1, "horizon.weeks": 30, "horizon.burn_in": 5}
    return [load(name).with_(values, name=name) for name in ("status_quo", "concertation")]


def study_of(pair: list[Scenario], worlds: int | str | Path = 2, **more: Any) -> Experiment:
    return comparison(pair, worlds, **{"replicates": 2, **more})


def test_levers_and_differences_stay(pair: list[Scenario]) -> None:
    out = Path("nowhere")
    batch = compared_batch(study_of(pair), out, **HOW)
    cases = [case for shelf in batch.shelves for case in shelf.cases]
    assert len(cases) == 4
    assert not any(path.startswith("levers.") for case in cases for path in case.values)
    assert {case.base.name for case in cases} == {"status_quo", "concertation"}
    facts = batch.facts(5)
    assert (facts["replicates"], facts["points"], is_compared(facts)) == (5, 4, True)
    assert facts["worlds"]["numbers"] == [1, 2]
    assert [scenario["name"] for scenario in facts["scenarios"]] == ["status_quo", "concertation"]


def test_both_scenarios_meet_the_same_worlds(pair: list[Scenario]) -> None:
    batch = compared_batch(study_of(pair, 3), Path("nowhere"), **HOW)
    drawn = {(case.base.name, case.hash): case.values for shelf in batch.shelves for case in shelf.cases}
    sides = [
        sorted(str(sorted(values.items())) for (name, _), values in drawn.items() if name == one.name) for one in pair
    ]
    assert sides[0] == sides[1]


def test_it_grows_in_replicates_and_in_worlds(pair: list[Scenario], tmp_path: Path) -> None:
    first = compared_batch(study_of(pair, 2), tmp_path, **HOW).do(2)
    assert (first.ran, first.reused) == (8, 0)
    again = compared_batch(study_of(pair, 2), tmp_path, **HOW).do(2)
    assert (again.ran, again.reused) == (0, 8)
    more = compared_batch(study_of(pair, 2), tmp_path, **HOW).do(3)
    assert (more.ran, more.reused) == (4, 8)
    wider = compared_batch(study_of(pair, 5), tmp_path, **HOW).do(3)
    assert (wider.ran, wider.reused) == (18, 12)
    assert sorted(wider.results.runs["scenario"].unique()) == sorted(wider.results.design["case"])
    found = verify(tmp_path, rerun=2)
    assert found.ok, found.findings
    assert (found.asked, found.kept, len(found.remade)) == (30, 30, 2)


def test_the_folder_alone_is_enough(pair: list[Scenario], tmp_path: Path) -> None:
    table = tmp_path / "posterior.csv"
    table.write_text(ENSEMBLE, encoding="utf-8")
    study = study_of(pair, table)
    compared_batch(study, tmp_path / "out", **HOW).do(1)
    table.unlink()
    kept = kept_sweep(tmp_path / "out")
    assert kept.experiment.worlds is not None
    assert kept.experiment.worlds.rows == (
        {"context.ties.decay": 0.02, "context.needs.arrival.health": 0.01},
        {"context.ties.decay": 0.03, "context.needs.arrival.health": 0.02},
    )
    results = read_results(tmp_path / "out")
    assert set(kept.cases) == set(results.scenarios)
    assert is_compared(results.manifest)
    assert (tmp_path / "out" / "worlds.csv").read_text(encoding="utf-8") == ENSEMBLE
    assert verify(tmp_path / "out", rerun=1).ok


def test_a_name_that_no_file_can_have(pair: list[Scenario], tmp_path: Path) -> None:
    odd = replace(pair[1], name="avec/sans: « relais »?")
    comma = replace(pair[1], name="status_quo+a=1, b=2")
    study = study_of([pair[0], odd, comma])
    assert study.scenarios[1].title == odd.title
    assert study.scenarios[2].name == comma.name
    compared_batch(study, tmp_path, **HOW).do(1)
    assert set(kept_sweep(tmp_path).cases) == set(read_results(tmp_path).scenarios)
    assert verify(tmp_path).ok


def test_where_it_goes(pair: list[Scenario], tmp_path: Path) -> None:
    table = tmp_path / "one.csv"
    table.write_text(ENSEMBLE, encoding="utf-8")
    folders = {
        default_comparison_folder(study, seed)
        for study, seed in [
            (study_of(pair), 1),
            (study_of(pair, 7, replicates=9), 1),
            (study_of(pair), 2),
            (study_of(pair, table), 1),
        ]
    }
    assert len(folders) == 3
    assert all(folder.name.startswith("status_quo-concertation-worlds-") for folder in folders)


def test_twins_are_refused(pair: list[Scenario]) -> None:
    with refused(InputError, "twin_scenarios"):
        study_of([pair[0], pair[0]])


@pytest.mark.parametrize("worlds", [0, -1, 10**6])
def test_no_world_or_far_too_many(pair: list[Scenario], worlds: int) -> None:
    with refused(InputError, "out_of_bounds"):
        study_of(pair, worlds)


@pytest.mark.parametrize(
    ("rows", "code", "line", "column"),
    [
        ("world,context.ties.decay\n1,0.02\n2,7\n", "out_of_bounds", 3, 2),
        ("context.ties.decai\n0.02\n", "csv_column_unknown_near", 1, 1),
        ("context.ties.decay\n", "design_without_points", 1, 1),
        ("context.ties.decay\nword\n", "not_a_number", 2, 1),
        ("context.ties.decay,partners.school.capacity\n0.02,-4\n", "too_low", 2, 2),
    ],
)
def test_faults_of_an_ensemble_stand_where_they_are(
    pair: list[Scenario], tmp_path: Path, rows: str, code: str, line: int, column: int
) -> None:
    table = tmp_path / "bad.csv"
    table.write_text(rows, encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        study_of(pair, table)
    found = [(one.file, one.code, one.line, one.column) for one in refused.value.faults]
    assert (str(table), code, line, column) in found


@pytest.mark.parametrize(
    ("asked", "code"),
    [("no_such", "no_such_ensemble"), ("no_such.csv", "file_not_found"), ("plausibel", "no_such_ensemble_near")],
)
def test_an_ensemble_that_is_not_there(
    pair: list[Scenario], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("hlmsim.runs.design.world_files.FOLDER", str(tmp_path))
    (tmp_path / "plausible.csv").write_text(ENSEMBLE, encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        study_of(pair, asked)
    assert [one.code for one in refused.value.faults] == [code]
    assert study_of(pair, "plausible").worlds == study_of(pair, tmp_path / "plausible.csv").worlds


def test_what_is_kept_apart_is_said(pair: list[Scenario], tmp_path: Path) -> None:
    table = tmp_path / "levers.csv"
    path = "levers.concertation.meeting_interval_weeks"
    table.write_text(f"{path},context.ties.decay\n3,0.02\n", encoding="utf-8")
    study = study_of(pair, table)
    told = [(one.code, one.facts["paths"]) for one in study.warnings]
    assert told == [("worlds_kept_apart", [path])]
    facts: Callable[[int], Any] = compared_batch(study, tmp_path / "out", **HOW).facts
    values = [scenario["values"][path] for scenario in facts(1)["scenarios"]]
    assert values[0] != values[1]


def test_nothing_to_draw_is_a_fault(pair: list[Scenario]) -> None:
    bare = [replace(one, provenance={}, partners=()) for one in pair]
    with pytest.raises(ScenarioError) as refused:
        study_of(bare)
    assert {one.code for one in refused.value.faults} == {"worlds_of_nothing"}
