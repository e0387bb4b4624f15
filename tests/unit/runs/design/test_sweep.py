"""A sweep: its folder, the facts in its manifest, the files from which it can be made again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hlmsim.errors import ScenarioError
from hlmsim.runs.design import DesignTable, Experiment, design_table, load_experiment, points
from hlmsim.runs.sweep import PlannedSweep, default_sweep_folder, kept_sweep, sweep_batch

TURNOVER = "levers.turnover.worker_annual"
TEXT = f"""title: {{fr: Essai, en: Trial}}
factors:
  turnover: {{label: Turnover, path: {TURNOVER}, values: [0.155, 0.31], labels: {{"0.31": As now}}}}
  removed: {{levels: {{nobody: {{}}, school: {{partners.school: null}}}}}}
worlds: {{draws: 3, except: [levers]}}
replicates: 12
outcomes: [support]
seed: 5
"""


def swept(experiment: Experiment, **more: Any) -> PlannedSweep:
    table = design_table(experiment)
    return PlannedSweep(experiment, table, tuple(points(experiment, table)), **more)


@pytest.mark.parametrize("name", ["one_lever_at_a_time", "partners_one_removed_at_a_time", "founding_trigger_funding"])
def test_a_kept_sweep_has_the_same_points(name: str, tmp_path: Path) -> None:
    sweep = swept(load_experiment(name))
    sweep.write_files(tmp_path)
    kept = kept_sweep(tmp_path)
    assert [point.case.name for point in kept.points] == [point.case.name for point in sweep.points]
    assert [shelf.folder for shelf in kept.shelves] == [shelf.folder for shelf in sweep.shelves]
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    sweep.write_files(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_files_of_a_scenario_of_ones_own_and_of_its_worlds(write: Callable[..., Path], tmp_path: Path) -> None:
    other = "schema: 1\nextends: status_quo.yaml\ntitle: Mine\nlevers: {posts: {count: 2}}\n"
    text = f"factors: {{{TURNOVER}: [0.2, 0.3]}}\nworlds: {{file: ensemble.csv}}\n"
    rows = "context.ties.decay\n0.02\n0.03\n"
    head = "schema: 1\nscenarios: [mine.yaml]\n"
    experiment = load_experiment(write(text, head=head, mine__yaml=other, ensemble__csv=rows), weeks=80)
    sweep = swept(experiment, study_seed=9)
    folder = tmp_path / "out"
    folder.mkdir()
    sweep.write_files(folder)
    assert (folder / "ensemble.csv").read_text(encoding="utf-8") == rows
    assert (folder / "experiment.yaml").read_text(encoding="utf-8") == experiment.text
    kept = kept_sweep(folder, study_seed=9)
    assert kept.experiment.scenarios[0].weeks == 80
    assert list(kept.cases) == list(sweep.cases)
    assert [shelf.folder for shelf in kept.shelves] == [shelf.folder for shelf in sweep.shelves]


def test_the_facts(experiment: Callable[..., Experiment]) -> None:
    sweep = swept(experiment(TEXT))
    facts = json.loads(json.dumps(sweep.facts(20)))
    assert facts["kind"] == "sweep"
    assert facts["experiment"]["title"] == {"fr": "Essai", "en": "Trial"}
    assert (facts["replicates"], facts["study_seed"], facts["points"], facts["cases"]) == (20, 5, 12, 12)
    assert facts["design"] == {"kind": "grid", "block": 3, "file": None}
    assert facts["reference"] == {"turnover": 0.155, "removed": "nobody"}
    assert facts["worlds"]["numbers"] == [1, 2, 3]
    assert facts["outcomes"] == ["support"]
    assert [scenario["name"] for scenario in facts["scenarios"]] == ["status_quo"]
    assert set(facts["shelves"]) == {f"runs/{shelf.folder}" for shelf in sweep.shelves}
    turnover, removed = facts["factors"]
    assert turnover == {
        "name": "turnover",
        "columns": ["turnover"],
        "label": {"fr": "Turnover", "en": "Turnover"},
        "paths": [TURNOVER],
        "settings": ["0.155", "0.31"],
        "labels": {"0.31": {"fr": "As now", "en": "As now"}},
        "low": None,
        "high": None,
        "log": False,
    }
    assert (removed["settings"], removed["label"], removed["paths"]) == (
        ["nobody", "school"],
        None,
        ["partners.school"],
    )


def test_the_facts_of_a_sample(experiment: Callable[..., Experiment]) -> None:
    turnover, posts = f"{{path: {TURNOVER}, range: known, scale: log}}", "{path: levers.posts.count, range: known}"
    sweep = swept(experiment(f"factors: {{a: {turnover}, b: {posts}}}\ndesign: {{kind: morris, trajectories: 3}}\n"))
    facts = sweep.facts(1)
    assert [(one["low"], one["high"], one["log"]) for one in facts["factors"]] == [
        (0.155, 0.62, True),
        (0.0, 3.0, False),
    ]
    assert facts["design"] == {"kind": "morris", "trajectories": 3, "levels": 4, "draw": 1, "block": 3, "file": None}
    assert facts["reference"] is None
    assert facts["worlds"] is None


def test_a_group_is_one_factor_of_several_columns(experiment: Callable[..., Experiment]) -> None:
    names = ["levers.posts.skill.health", "levers.posts.skill.rights"]
    lines = "".join(f"  {name}:\n" for name in [*names, TURNOVER])
    text = f"factors:\n{lines}groups: {{skills: {{label: Skills, factors: [{', '.join(names)}]}}}}\n"
    sweep = swept(experiment(f"{text}design: {{kind: one_at_a_time, percent: 20}}\n"))
    found = [(one["name"], one["columns"], one["label"]) for one in sweep.facts(1)["factors"]]
    assert found == [(TURNOVER, [TURNOVER], None), ("skills", names, {"fr": "Skills", "en": "Skills"})]


def test_its_folder(write: Callable[..., Path], tmp_path: Path) -> None:
    experiment = load_experiment(write(TEXT))
    folder = default_sweep_folder(experiment)
    assert folder.parent == Path("results")
    assert folder.name.startswith("main-")
    assert default_sweep_folder(experiment, design_table(experiment)) == folder
    assert default_sweep_folder(experiment, study_seed=5) == folder
    assert default_sweep_folder(experiment, study_seed=6) != folder
    assert default_sweep_folder(load_experiment(write(TEXT), weeks=60)) != folder
    (tmp_path / "design.csv").write_text("turnover\n0.2\n", encoding="utf-8")
    edited = DesignTable.read_csv(tmp_path / "design.csv", experiment)
    assert default_sweep_folder(experiment, edited) != folder


def test_a_design_from_a_file(experiment: Callable[..., Experiment], tmp_path: Path) -> None:
    study = experiment(TEXT)
    (tmp_path / "mine.csv").write_text("turnover,world\n0.2,1\n0.2,2\n0.4,\n", encoding="utf-8")
    table = DesignTable.read_csv(tmp_path / "mine.csv", study)
    sweep = PlannedSweep(study, table, tuple(points(study, table)))
    facts = sweep.facts(1)
    assert (facts["points"], facts["design"]) == (3, {"kind": "grid", "block": 1, "file": "mine.csv"})
    folder = tmp_path / "out"
    folder.mkdir()
    sweep.write_files(folder)
    assert list(kept_sweep(folder).cases) == list(sweep.cases)


def test_points_that_are_alike_are_simulated_once(experiment: Callable[..., Experiment], tmp_path: Path) -> None:
    text = "factors: {levers.founding.trigger: [vision, crisis]}\n"
    study = experiment(text, head="schema: 1\nscenarios: [status_quo, crisis_born]\n")
    batch = sweep_batch(study, design_table(study), tmp_path / "out", jobs=1)
    assert sum(len(shelf.cases) for shelf in batch.shelves) == 2
    assert batch.facts(3)["points"] == 4
    assert {shelf.study_seed for shelf in batch.shelves} == {1}


def test_a_point_that_cannot_be(experiment: Callable[..., Experiment], tmp_path: Path) -> None:
    study = experiment("factors: {weeks: {path: horizon.weeks, values: [104, 52]}}\n")
    table = design_table(study)
    with pytest.raises(ScenarioError):
        sweep_batch(study, table, tmp_path)


def test_a_folder_that_somebody_has_changed(experiment: Callable[..., Experiment], tmp_path: Path) -> None:
    sweep = swept(experiment(TEXT))
    folder = tmp_path / "out"
    folder.mkdir()
    sweep.write_files(folder)
    (folder / "design.csv").write_text("turnovr\n0.2\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        kept_sweep(folder)
    assert [one.code for one in refused.value.faults] == ["csv_column_unknown_near"]
