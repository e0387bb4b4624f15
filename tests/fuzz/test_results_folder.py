"""A results folder that anything may have happened to: every command that reads it is right, or says what is wrong.

Finished, interrupted, and of a sweep; read, exported, verified, reported, and made again. By default a few damages of
each; 2,000 with ``HLMSIM_RING=full``.
"""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from hlmsim.errors import HlmsimError, InputError, RunError
from hlmsim.interface.exports import Exporter, pieces, tables_of
from hlmsim.interface.folder_page import page_of_folder
from hlmsim.interface.outputs import Outputs
from hlmsim.interface.sweep_outputs import SweepOutputs, Terms
from hlmsim.report.plain_csv import lines
from hlmsim.runs import executors, one
from hlmsim.runs.batch import Batch
from hlmsim.runs.design import design_table, load_experiment
from hlmsim.runs.ledger.door import open_folder
from hlmsim.runs.ledger.failures import Failure, append_failures
from hlmsim.runs.manifest import MANIFEST
from hlmsim.runs.results import Results, read_results
from hlmsim.runs.sweep import sweep_batch
from hlmsim.runs.verify import verify
from hlmsim.scenario import load
from hlmsim.scenario.inputs import remembered
from tests.fuzz.results_folder import damaged

SMALL = """\
schema: 1
extends: status_quo.yaml
title: {fr: "Petit, l’été", en: "Small"}
why: {fr: "Essai.", en: "Test."}
horizon: {weeks: 12, burn_in: 4}
context:
  site: {households: 12, buildings: 2}
"""
GRID = """\
schema: 1
title: {fr: "Roulement", en: "Turnover"}
question: {fr: "Qu’est-ce qui change?", en: "What changes?"}
scenarios: [small.yaml]
factors:
  turnover: {path: levers.turnover.worker_annual, values: [0.31, 0.9]}
design: {kind: grid}
replicates: 2
outcomes: [support]
"""
REPLICATES = 3
MOST_AT_DEFAULT, MOST_AT_FULL = 10, 670


class Remembered:
    """Makes each run once: what is made again after a damage is the same run, without its cost."""

    def __init__(self) -> None:
        self.known: dict[str, one.RunResult] = {}

    def __call__(self, scenario: Any, **how: Any) -> one.RunResult:
        key = f"{scenario.hash} {scenario.name} {sorted(how.items())}"
        if key not in self.known:
            self.known[key] = one.run(scenario, **how)
        return self.known[key]


@dataclass
class Made:
    """A folder as it should be. batch: the same command once more, in another folder."""

    folder: Path
    batch: Callable[[Path], Batch]
    replicates: int
    seen: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """The three folders, made once."""
    place = tmp_path_factory.mktemp("made")
    run = Remembered()
    (place / "small.yaml").write_text(SMALL, encoding="utf-8")
    (place / "grid.yaml").write_text(GRID, encoding="utf-8")
    first = load(place / "small.yaml")
    both = [first, first.with_({"levers.turnover.worker_annual": 0.9}, name="turning")]
    how: dict[str, Any] = {"run": run, "executor": executors.threads, "jobs": 1, "command": ("hlmsim", "compare")}
    study = load_experiment(place / "grid.yaml")

    def compared(out: Path) -> Batch:
        return Batch.of(both, out, **how)

    def swept(out: Path) -> Batch:
        return sweep_batch(study, design_table(study), out, **how)

    found = {
        "finished": Made(place / "finished", compared, REPLICATES),
        "interrupted": Made(place / "interrupted", compared, REPLICATES),
        "sweep": Made(place / "sweep", swept, 2),
    }
    for name in ("finished", "sweep"):
        found[name].batch(found[name].folder).do(found[name].replicates)
        outputs(found[name].folder).write(figures=())
    with compared(found["interrupted"].folder).begun(REPLICATES) as work:
        work.complete(REPLICATES - 1)  # and nothing is brought into order
    append_failures(found["interrupted"].folder, [failure()])
    for one_made in found.values():
        one_made.seen = {action.__name__: seen(action, one_made.folder) for action in (read, exported)}
    return found


def failure() -> Failure:
    facts = {"file": None, "study_seed": 1, "seed": 5, "weeks": 12, "stage": "simulate", "kind": "ValueError"}
    return Failure("small/2", "small", "abc", replicate=2, message="non", traceback="ici", key="k", **facts)


def outputs(folder: Path) -> Any:
    """What the command shows, judged as it is asked now."""
    results = read_results(folder)
    return SweepOutputs(results, "fr", asked=Terms()) if results.kind == "sweep" else Outputs(results, "fr")


def rows(table: pd.DataFrame) -> frozenset[str]:
    return frozenset(lines(table, "en").splitlines())


def read(folder: Path) -> dict[str, Any]:
    """All that Python gives."""
    results = read_results(folder)
    found: dict[str, Any] = {name: rows(results.table(name)) for name in ("runs", "groups", "weekly")}
    manifest = {key: value for key, value in results.manifest.items() if key not in {"files", "made", "hash"}}
    return {**found, "missing": results.missing, "failures": results.failures, "manifest": manifest}


def exported(folder: Path) -> dict[str, Any]:
    """All tables as they are written for a spreadsheet."""
    results = read_results(folder)
    found: dict[str, Any] = {"missing": results.missing}
    for table in tables_of(results):
        exporter = Exporter(results, table, "fr")
        found[table] = frozenset(
            line for piece in parts(results, table) for line in lines(exporter.worded(piece), "fr").splitlines()
        )
    return found


def parts(results: Results, table: str) -> Iterator[pd.DataFrame]:
    try:
        yield from pieces(results, table)
    except InputError as problem:
        if problem.code != "no_effects_yet":
            raise


def seen(action: Callable[[Path], dict[str, Any]], folder: Path) -> dict[str, Any] | str:
    """What an action gives, or that it tells what is wrong; whatever else it raises is a traceback."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return action(folder)
        except (InputError, RunError) as problem:
            return f"told: {problem}"


def is_right_or_told(found: dict[str, Any] | str, right: dict[str, Any]) -> bool:
    """The same; or told; or less, and then all that is left out is among what is said to be missing."""
    if isinstance(found, str) or found == right:
        return True
    if {**found, "failures": ()} == {**right, "failures": ()}:
        return "failures" in found and all(one in right["failures"] for one in found["failures"])
    less = set(found["missing"]) > set(right["missing"])
    others = found.keys() - {"failures", "missing"}
    return less and all(
        found[name] <= right[name] if isinstance(right[name], frozenset) else found[name] == right[name]
        for name in others
    )


def says(content: bytes, name: str) -> Any:
    """The bytes of a file; of the manifest, what it says: 0.030 is 0.03."""
    try:
        return json.loads(content) if name == MANIFEST else content
    except ValueError:
        return content


def again(made_one: Made, folder: Path) -> str:
    """The same command once more mends the folder: everything is as if nothing had happened."""
    open_folder(folder, replace=True)  # what somebody has changed is to be made again
    made_one.batch(folder).do(made_one.replicates)
    outputs(folder).write(figures=())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        results = read_results(folder)
    whole = read_results(made_one.folder) if made_one.folder.name != "interrupted" else None
    assert results.missing == ()
    kept = {file.relative_to(folder).as_posix() for file in folder.rglob("*.parquet")}
    assert all(not name.startswith("damaged") for name in results.manifest["files"])
    if whole is not None:
        for name in sorted(one for one in kept if not one.startswith("damaged")):
            assert (folder / name).read_bytes() == (made_one.folder / name).read_bytes(), name
    left = [finding for finding in verify(folder).findings if finding.grave]
    return f"{left}"


@pytest.mark.slow
@pytest.mark.parametrize("which", ["finished", "interrupted", "sweep"])
def test_right_or_told(made: dict[str, Made], which: str, tmp_path: Path, full_ring: bool) -> None:
    mine, luck = made[which], Random(which)
    told = 0
    for number in range(MOST_AT_FULL if full_ring else MOST_AT_DEFAULT):
        folder = Path(shutil.copytree(mine.folder, tmp_path / f"{number}"))
        what = damaged(folder, luck)
        before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for action in (read, exported):
            found = seen(action, folder)
            assert is_right_or_told(found, mine.seen[action.__name__]), (what, action.__name__)
            told += isinstance(found, str)
        checked = seen(lambda place: {"ok": verify(place).ok}, folder)
        same = all(
            says((mine.folder / file.relative_to(folder)).read_bytes(), file.name) == says(content, file.name)
            for file, content in before.items()
            if not file.name.startswith(".") and (mine.folder / file.relative_to(folder)).exists()
        )
        assert isinstance(checked, str) or not checked["ok"] or same or "line ends" in what or "failures" in what, what
        assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before, what
        if number % 4 == 0 or full_ring:
            with remembered():  # a command of its own: what was read of the results above is no input of it
                assert again(mine, folder) == "[]", what
        shutil.rmtree(folder)
    assert told > 0


@pytest.mark.slow
def test_the_same_page_or_told(made: dict[str, Made], tmp_path: Path, full_ring: bool, monkeypatch: Any) -> None:
    """The page, figures left out: they are drawn from the tables, or taken as they were drawn."""
    monkeypatch.setattr("hlmsim.interface.brief._Source._pictures", lambda _: [])
    mine, luck = made["finished"], Random(5)
    right = page_of_folder(mine.folder, "fr")
    for number in range(200 if full_ring else 6):
        folder = Path(shutil.copytree(mine.folder, tmp_path / f"{number}"))
        what = damaged(folder, luck)
        try:
            found = page_of_folder(folder, "fr")
        except HlmsimError:
            continue
        finally:
            shutil.rmtree(folder)
        assert found == right or "sur 6 sont là" in found.replace("\N{NO-BREAK SPACE}", " "), what


def test_every_file_of_a_folder_is_tried(made: dict[str, Made]) -> None:
    names = {file.name for one_made in made.values() for file in one_made.folder.rglob("*")}
    assert {MANIFEST, "effects.csv", "effects.parquet", "effects.xlsx", "columns.csv", "failures.jsonl"} <= names
    assert {"design.csv", "experiment.yaml", "answer.csv", "answer.fr.md", "sums.json", "small.yaml"} <= names
