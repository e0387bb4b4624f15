"""A results folder against what it says of itself: what was touched is found, runs come out again to the bit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hlmsim.errors import InputError, RunError, ScenarioError
from hlmsim.runs import executors
from hlmsim.runs.asked import Asked, replay
from hlmsim.runs.batch import Batch
from hlmsim.runs.design import design_table, load_experiment
from hlmsim.runs.ledger.failures import Failure, write_failures
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.ledger.tables import Form, writer
from hlmsim.runs.manifest import read_manifest, signed
from hlmsim.runs.provenance import seal
from hlmsim.runs.results import read_results
from hlmsim.runs.sweep import sweep_batch
from hlmsim.runs.verify import Finding, Verification, verify
from hlmsim.scenario import load
from tests.refusals import refused

SWEEP = """
schema: 1
title: {fr: Roulement, en: Turnover}
question: {fr: Et le roulement?, en: What about turnover?}
scenarios: [status_quo]
factors:
  turnover: {path: levers.turnover.worker_annual, values: [0.155, 0.31]}
design: {kind: grid}
replicates: 2
seed: 4
"""

Copy = Callable[[str], Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison and a sweep, each finished."""
    place = tmp_path_factory.mktemp("made")
    first, second = load("status_quo", weeks=60), load("concertation", weeks=60)
    named = second.with_({}, name="Réseau d'été")
    settings: dict[str, Any] = {"executor": executors.threads, "jobs": 1}
    Batch.of([first, named], place / "compare", weekly_groups=True, **settings).do(3)
    (place / "turnover.yaml").write_text(SWEEP, encoding="utf-8")
    experiment = load_experiment(place / "turnover.yaml", weeks=60)
    sweep_batch(experiment, design_table(experiment), place / "sweep", **settings).do(2)
    return place


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Copy:
    """A copy of one of them, to be spoilt."""
    return lambda name: Path(shutil.copytree(made / name, tmp_path / name))


def codes(found: Verification) -> list[str]:
    return [finding.code for finding in found.findings]


def only(found: Verification) -> Finding:
    assert len(found.findings) == 1, found.findings
    return found.findings[0]


@pytest.mark.parametrize(("name", "runs"), [("compare", 6), ("sweep", 4)])
def test_as_it_was_made(made: Path, name: str, runs: int) -> None:
    steps: list[tuple[int, int]] = []
    found = verify(made / name, rerun=3, progress=lambda done, total: steps.append((done, total)))
    assert found.findings == ()
    assert found.ok
    assert (found.asked, found.kept, found.failed, len(found.remade)) == (runs, runs, 0, 3)
    assert found.files == len(read_manifest(made / name)["files"]) > 4
    assert steps == [(done, 3) for done in range(4)]


def test_runs_that_are_made_again_are_spread_and_chosen_by_the_seed(made: Path) -> None:
    everything = verify(made / "compare", rerun=99)
    assert everything.remade == tuple(f"{name}/{one}" for name in ("status_quo", "Réseau d'été") for one in range(3))
    two = verify(made / "compare", rerun=2).remade
    assert two == verify(made / "compare", rerun=2).remade
    assert [run.split("/")[0] for run in two] == ["status_quo", "Réseau d'été"]
    assert len({verify(made / "compare", rerun=2, seed=seed).remade for seed in range(6)}) > 1


def test_a_changed_byte(copy: Copy) -> None:
    folder = copy("sweep")
    file = next(folder.rglob("weekly.parquet"))
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 1
    file.write_bytes(bytes(content))
    found = verify(folder)
    assert only(found) == Finding("file_changed", {"file": file.relative_to(folder).as_posix()})
    assert not found.ok


def test_missing_and_unexpected_files(copy: Copy) -> None:
    folder = copy("compare")
    (folder / "scenarios" / "status_quo.yaml").unlink()
    (folder / "notes.txt").write_text("mine")
    (folder / "runs" / "more").mkdir()
    (folder / "runs" / "more" / "runs.parquet").write_text("not ours")
    found = {(finding.code, finding.facts["file"], finding.grave) for finding in verify(folder).findings}
    assert found == {
        ("file_missing", "scenarios/status_quo.yaml", True),
        ("scenario_unreadable", "scenarios/status_quo.yaml", True),
        ("file_unexpected", "notes.txt", False),
        ("file_unexpected", "runs/more/runs.parquet", True),
    }


def test_the_crate_follows_from_the_manifest(copy: Copy) -> None:
    folder = copy("compare")
    crate = folder / "ro-crate-metadata.json"
    crate.write_text(crate.read_text(encoding="utf-8").replace("MIT", "GPL"), encoding="utf-8")
    assert only(verify(folder)) == Finding("file_changed", {"file": crate.name})
    crate.unlink()
    assert only(verify(folder)) == Finding("file_missing", {"file": crate.name})


def edit(folder: Path, table: str, change: Callable[[Any], Any]) -> None:
    """Change the last table of this kind, and have the manifest agree with it."""
    file = max(folder.rglob(f"{table}.parquet"))
    content = change(pq.read_table(file, partitioning=None))
    with writer(file, content.schema, Form.FINISHED) as stream:
        stream.write_table(content)
    seal(folder)


def altered(name: str, row: int, value: Any) -> Callable[[Any], Any]:
    def change(table: Any) -> Any:
        values = table[name].to_pylist()
        values[row] = value
        column = pa.array(values, type=table.schema.field(name).type)
        return table.set_column(table.schema.names.index(name), name, column)

    return change


def test_an_altered_key(copy: Copy) -> None:
    folder = copy("compare")
    edit(folder, "runs", altered("key", 1, "0" * 64))
    found = verify(folder)
    assert only(found) == Finding("key_wrong", {"count": 1, "runs": ["status_quo/1"]})
    assert (found.asked, found.kept) == (6, 5)


@pytest.mark.parametrize(
    ("table", "outcome"), [("runs", "support"), ("groups", "service_access"), ("weekly", "support")]
)
def test_a_value_that_was_altered_with_care(copy: Copy, table: str, outcome: str) -> None:
    """Hashes and keys agree; only making the run again shows it."""
    folder = copy("compare")
    before = read_results(folder).table(table, outcomes=[outcome], scenarios=["status_quo"])[outcome].to_numpy()
    edit(folder, table, altered(outcome, 0, np.nextafter(before[0], before.dtype.type(9))))
    assert verify(folder).findings == ()
    found = verify(folder, rerun=99)
    assert only(found).code == "rerun_differs"
    assert only(found).facts == {"run": "status_quo/0", "table": table, "count": 1, "columns": [outcome]}
    assert len(found.remade) == 5


def test_an_incomplete_batch(copy: Copy) -> None:
    folder = copy("sweep")
    edit(folder, "runs", lambda table: table.slice(0, 1))
    for table in ("groups", "weekly"):
        edit(folder, table, lambda some: some.slice(0, some.num_rows // 2))
    found = verify(folder)
    assert only(found).code == "run_missing"
    assert only(found).facts["count"] == found.asked - found.kept == 1
    assert not found.ok


def test_a_run_that_failed_is_said_and_not_missing(copy: Copy) -> None:
    folder = copy("compare")
    edit(folder, "runs", lambda table: table.slice(1))
    for table in ("groups", "weekly"):
        edit(folder, table, lambda some: some.slice(some.num_rows // 3))
    write_failures(folder, [_failure("status_quo", 0)])
    found = verify(folder)
    assert only(found) == Finding("run_failed", {"count": 1, "runs": ["status_quo/0"]}, grave=False)
    assert found.failed == 1


def _failure(case: str, replicate: int) -> Failure:
    told = {"stage": "simulate", "kind": "ValueError", "message": "no", "traceback": ""}
    world = {"scenario_hash": "", "file": None, "study_seed": 1, "seed": 1, "weeks": 60}
    return Failure(run=f"{case}/{replicate}", scenario=case, replicate=replicate, **told, **world)


def test_parts_that_wait(copy: Copy) -> None:
    folder = copy("compare")
    Store(folder).add("status_quo-x", [replay(folder, "status_quo", 5)])
    assert only(verify(folder)) == Finding("parts_left", {"count": 1})


def test_damaged_tables(copy: Copy) -> None:
    folder = copy("compare")
    file = max(folder.rglob("runs.parquet"))
    column = pq.read_metadata(file).row_group(0).column(1)
    content = bytearray(file.read_bytes())
    content[column.data_page_offset + column.total_compressed_size - 3] ^= 1
    file.write_bytes(bytes(content))
    found = verify(folder)
    assert codes(found) == ["file_changed", "tables_damaged", "run_missing"]
    assert found.findings[1].facts["folder"] == str(file.parent)


def test_a_scenario_that_was_changed(copy: Copy) -> None:
    folder = copy("compare")
    file = folder / "scenarios" / "status_quo.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("weeks: 60", "weeks: 61"), encoding="utf-8")
    seal(folder)
    facts = {"scenario": "status_quo", "file": "scenarios/status_quo.yaml"}
    assert only(verify(folder)) == Finding("scenario_changed", facts)
    found = verify(folder, rerun=99)
    assert {"rerun_differs", "scenario_changed"} == {*codes(found)}
    file.write_text("schema: [\n", encoding="utf-8")
    seal(folder)
    found = verify(folder, rerun=99)
    assert codes(found) == ["scenario_unreadable", *["rerun_failed"] * 3]
    assert found.findings[1].facts["kind"] == "ScenarioError"
    assert found.findings[1].facts["message"].faults


def test_a_design_that_was_changed(copy: Copy) -> None:
    folder = copy("sweep")
    (folder / "design.csv").write_text("point,scenario\n1,nobody\n", encoding="utf-8")
    seal(folder)
    found = verify(folder, rerun=2)
    assert codes(found) == ["sweep_unreadable"]
    assert (found.asked, found.kept, found.remade) == (0, 0, ())


def test_another_version_of_the_model(copy: Copy, monkeypatch: Any) -> None:
    """Keys are those of the model that made the runs; nothing is made again by another one."""
    folder = copy("compare")
    monkeypatch.setattr("hlmsim.runs.verify.model_version", lambda: "9.9+other")
    found = verify(folder)
    stored = read_manifest(folder)["versions"]["model"]
    assert only(found) == Finding("other_model", {"stored": stored, "installed": "9.9+other"}, grave=False)
    assert found.ok
    assert found.kept == 6
    found = verify(folder, rerun=2)
    assert only(found) == Finding("rerun_refused", {"stored": stored, "installed": "9.9+other"})
    assert found.remade == ()


def test_other_versions_of_libraries(copy: Copy) -> None:
    folder = copy("compare")
    content = read_manifest(folder)
    installed = content["versions"]["numpy"]
    content["versions"]["numpy"] = "1.0"
    (folder / "manifest.json").write_text(json.dumps(signed(content)), encoding="utf-8")
    (folder / "more.txt").write_text("more")
    seal(folder)
    facts = {"names": ["numpy"], "stored": ["1.0"], "installed": [installed]}
    assert only(verify(folder)) == Finding("other_versions", facts, grave=False)


def test_a_run_made_again_from_the_folder_alone(made: Path) -> None:
    results = read_results(made / "sweep")
    case = results.scenarios[1]
    again = replay(made / "sweep", case, 1)
    assert (again.scenario, again.replicate) == (case, 1)
    kept = results.runs.query("scenario == @case and replicate == 1")
    assert kept["support"].item() == again.summary["support"][0]
    assert kept["key"].item() == again.key
    assert replay(made / "compare", "Réseau d'été", 2).groups


def test_no_such_case(made: Path) -> None:
    for name in ("compare", "sweep"):
        with refused(InputError, "no_such_case") as told:
            replay(made / name, "nobody", 0)
        assert told.value.facts == {"folder": str(made / name), "found": "nobody"}


def test_a_run_that_fails_again_raises_what_it_raised(made: Path, copy: Copy, monkeypatch: Any) -> None:
    def broken(*_: Any, **__: Any) -> Iterator[None]:
        raise RunError("run_failed", stage="simulate", kind="ValueError", message="no")

    monkeypatch.setattr("hlmsim.runs.asked.run", broken)
    with refused(RunError, "run_failed"):
        replay(made / "compare", "status_quo", 0)
    found = verify(made / "compare", rerun=1)
    assert only(found).facts == {"run": only(found).facts["run"], "kind": "ValueError", "message": "no"}


@pytest.mark.parametrize("spoilt", ["kind", "versions", "scenarios", "study_seed"])
def test_not_a_results_folder(copy: Copy, spoilt: str) -> None:
    folder = copy("compare")
    content = read_manifest(folder)
    del content[spoilt]
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ScenarioError) as told:
        verify(folder)
    assert {fault.code for fault in told.value.faults} == {"manifest_key_missing", "manifest_changed"}


def test_what_was_asked(made: Path) -> None:
    asked = Asked.of(made / "compare")
    assert asked.weekly_groups
    shelves = replace(asked, folders=())
    assert [*shelves.cases] == ["status_quo", "Réseau d'été"]


def test_names_that_look_alike_have_a_file_each(made: Path, tmp_path: Path) -> None:
    first, second = load("status_quo", weeks=60), load("concertation", weeks=60)
    alike = [second.with_({}, name="Ab"), first.with_({}, name="a b"), second.with_({}, name="a_b")]
    longer = [first.with_({}, name="x" * 70), second.with_({}, name="x" * 71), first.with_({}, name="ab")]
    Batch.of([*alike, *longer], tmp_path / "out", executor=executors.threads, jobs=1).do(1)
    found = verify(tmp_path / "out", rerun=99)
    assert (found.findings, len(found.remade)) == ((), 6)
    files = {file.name.lower() for file in (tmp_path / "out" / "scenarios").iterdir()}
    assert len(files) == 6
    assert {"a_b.yaml", "ab.yaml"} < files


def test_folders_from_before_names_had_a_file_each_are_read(copy: Copy) -> None:
    folder = copy("compare")
    mine = Asked.of(folder).scenario_file("Réseau d'été")
    mine.rename(mine.with_name("Réseau_d_été.yaml"))
    seal(folder)
    assert verify(folder, rerun=99).findings == ()
