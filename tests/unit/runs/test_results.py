"""Results read back: batches and sweeps, whole or in part, finished or not, and nothing more than is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hlmsim.errors import InputError
from hlmsim.runs.ledger.failures import append_failures
from hlmsim.runs.ledger.source import Source
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.manifest import signed
from hlmsim.runs.results import Results, read_results, results_of
from tests.unit.runs.standins import Fake, quick_run
from tests.unit.runs.test_failures import failure

DESIGN = """point,scenario,world,turnover,note,case
1,status_quo,0,0.155,NA,b00000000001
2,status_quo,0,0.31,,a00000000002
3,status_quo,1,0.155,none,b00000000001
4,status_quo,1,0.31,"1,5",123456789012
"""
CASES = ("b00000000001", "a00000000002", "123456789012")


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    """A sweep of three worlds on two shelves, one run of which is missing; a fourth world is of an earlier design."""
    store = Store(tmp_path)
    for case in (*CASES, "a99999999999"):
        runs = [quick_run(Fake(case, float(len(case))), study_seed=1, replicate=replicate) for replicate in range(3)]
        store.add("points-1" if case.startswith("1") else "points-ab", runs[:2] if case == CASES[1] else runs)
    store.compact("points-ab")
    (tmp_path / "design.csv").write_text(DESIGN, encoding="utf-8")
    asked = {"kind": "sweep", "replicates": 3, "shelves": ["runs/points-1", "runs/points-ab"]}
    (tmp_path / "manifest.json").write_text(json.dumps(signed(asked)), encoding="utf-8")
    return tmp_path


def test_a_sweep(sweep: Path) -> None:
    results = read_results(sweep)
    assert (results.kind, results.scenarios, results.replicates) == ("sweep", CASES, 3)
    runs = results.runs
    assert list(zip(runs["scenario"], runs["replicate"], strict=True)) == [
        *((CASES[2], replicate) for replicate in range(3)),
        *((CASES[1], replicate) for replicate in range(2)),
        *((CASES[0], replicate) for replicate in range(3)),
    ]
    assert len(results.weekly) == 8 * 12
    some = results.table("groups", outcomes=["access"], scenarios=CASES[1:])
    assert list(some.columns) == ["scenario", "replicate", "group", "access"]
    assert set(some["scenario"]) == {*CASES[1:]}


def test_settings_of_a_design_are_words(sweep: Path) -> None:
    design = read_results(sweep).design
    assert design["point"].tolist() == [1, 2, 3, 4]
    assert design["world"].tolist() == [0, 0, 1, 1]
    assert design["turnover"].tolist() == ["0.155", "0.31"] * 2
    assert design["note"].tolist() == ["NA", "", "none", "1,5"]
    assert design["case"].tolist() == [CASES[0], CASES[1], CASES[0], CASES[2]]


@pytest.mark.parametrize("text", [None, "point,scenario\n1,x\n", "point,world,case\nx,0,a\n", "\n"])
def test_a_design_that_cannot_be_read(sweep: Path, text: str | None) -> None:
    (sweep / "design.csv").unlink() if text is None else (sweep / "design.csv").write_text(text)
    with pytest.raises(InputError) as refused:
        read_results(sweep)
    assert (refused.value.code, refused.value.facts["file"]) == ("not_a_results_folder", "design.csv")


def test_a_batch_has_no_design(batch: Any) -> None:
    results = batch().do(2).results
    assert results.kind == "batch"
    with pytest.raises(InputError) as refused:
        _ = results.design
    assert refused.value.code == "no_design"


def test_a_batch_by_its_scenarios(batch: Any, tmp_path: Path) -> None:
    batch().do(4)
    results = read_results(tmp_path / "out")
    assert results.scenarios == ("status_quo", "concertation")
    assert list(results.table("runs", scenarios=["concertation"])["scenario"]) == ["concertation"] * 4
    both = results.table("runs", outcomes=[], scenarios=["concertation", "status_quo"])
    assert list(both.columns) == ["scenario", "replicate"]
    assert list(both["scenario"].unique()) == ["concertation", "status_quo"]


def test_only_the_columns_that_are_asked_are_read(batch: Any, monkeypatch: Any) -> None:
    results = batch().do(3).results
    read: list[Any] = []
    row_group = Source._row_group
    monkeypatch.setattr(
        Source,
        "_row_group",
        lambda self, table, number, columns: read.append(columns) or row_group(self, table, number, columns),
    )
    weekly = results.table("weekly", outcomes=["unrest"])
    assert list(weekly.columns) == ["scenario", "replicate", "week", "unrest"]
    assert weekly["unrest"].dtype == np.float32
    assert {tuple(columns) for columns in read} == {("scenario", "replicate", "week", "group", "unrest")}


def test_nothing_yet(sweep: Path) -> None:
    empty = Results(sweep, ("nobody",), ("points-ab",), 3)
    assert len(empty.runs) == len(empty.weekly) == 0
    assert {"scenario", "replicate"} <= {*empty.runs.columns}


def test_what_failed(sweep: Path) -> None:
    append_failures(sweep, [failure(CASES[1], 2)])
    assert [one.run for one in read_results(sweep).failures] == [f"{CASES[1]}/2"]


def test_results_by_a_manifest_that_is_not_written_yet(sweep: Path) -> None:
    asked = {"kind": "sweep", "replicates": 1, "shelves": ["runs/points-ab"]}
    assert len(results_of(sweep, asked).runs) == 2
    for broken in ({}, {"kind": "sweep", "replicates": 1}, {"replicates": "x", "scenarios": []}, {"replicates": 1}):
        with pytest.raises(InputError) as refused:
            results_of(sweep, broken)
        assert refused.value.code == "not_a_results_folder"
