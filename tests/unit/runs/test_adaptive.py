"""Adaptive replicates: they stop when the interval is narrow enough, or say that the limit came first."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from hlmsim.errors import InputError
from hlmsim.runs.adaptive import Precision, run_to_precision
from hlmsim.runs.batch import Batch
from hlmsim.runs.ledger.folder import claimed
from hlmsim.runs.manifest import read_manifest
from tests.refusals import refused
from tests.unit.runs.standins import fake_sweep

MakeBatch = Callable[..., Batch]


def standard_errors(runs: pd.DataFrame) -> Mapping[tuple[str, str], float]:
    """Stands for half-widths: the standard error of each level."""
    errors = runs.drop(columns="replicate").groupby("scenario").sem()
    return {(str(name), str(column)): float(errors.loc[name, column]) for name in errors.index for column in errors}


def precision(width: float, **settings: Any) -> Precision:
    return Precision({"access": width}, standard_errors, **settings)


def test_it_stops_when_every_width_is_reached(batch: MakeBatch) -> None:
    result, stop = run_to_precision(batch(), precision(0.02))
    assert stop.reached
    assert stop.widest["access"] <= 0.02
    assert stop.steps[0] == 30
    assert list(stop.steps) == sorted(stop.steps)
    assert result.replicates == stop.replicates == stop.steps[-1]
    assert result.ran == result.total == 2 * stop.replicates
    assert stop.replicates < 2 * (0.35 / 0.02) ** 2, "about as many as the width needs"


def test_an_easy_question_ends_with_the_pilot(batch: MakeBatch) -> None:
    _, stop = run_to_precision(batch(), precision(5.0, pilot=12))
    assert (stop.steps, stop.reached) == ((12,), True)


def test_the_limit_is_said(batch: MakeBatch) -> None:
    result, stop = run_to_precision(batch(), precision(1e-4, limit=50))
    assert (stop.reached, stop.replicates, result.replicates) == (False, 50, 50)
    assert stop.widest["access"] > 1e-4


def test_an_undefined_outcome_is_not_waited_for(batch: MakeBatch) -> None:
    """It has had no interval twice; the others are still made as narrow as they should be."""
    _, stop = run_to_precision(batch(), Precision({"sparse": 0.1}, standard_errors, limit=700))
    assert (stop.reached, stop.steps) == (False, (30, 60))
    assert math.isnan(stop.widest["sparse"])
    _, alone = run_to_precision(batch(), precision(0.025))
    _, both = run_to_precision(batch(), Precision({"access": 0.025, "sparse": 0.1}, standard_errors, limit=700))
    assert both.widest["access"] <= 0.025
    assert (both.reached, both.replicates) == (False, both.steps[-1])
    assert alone.replicates <= both.replicates < 700


def test_a_small_first_try_does_not_settle_that_there_is_no_interval(batch: MakeBatch) -> None:
    _, stop = run_to_precision(batch(), Precision({"sparse": 0.1}, standard_errors, pilot=2, limit=700))
    assert stop.steps[-2] >= 20
    assert stop.steps[-1] < 200


def test_the_same_command_ends_at_the_same_number_and_runs_nothing(
    batch: MakeBatch, fake_run: Any, tmp_path: Path, contents: Callable[[Path], dict[str, bytes]]
) -> None:
    _, first = run_to_precision(batch(), precision(0.05))
    run = fake_run()
    result, second = run_to_precision(batch(run=run), precision(0.05))
    assert (run.made, result.ran, result.reused) == ([], 0, result.total)
    assert first == second
    assert read_manifest(tmp_path / "out")["replicates"] == first.replicates
    batch(out=tmp_path / "plain").do(first.replicates)
    assert contents(tmp_path / "plain") == contents(tmp_path / "out")


def test_points_of_a_design_get_as_many(tmp_path: Path) -> None:
    result, stop = run_to_precision(fake_sweep(tmp_path / "out", 7), precision(0.05, pilot=10))
    assert stop.reached
    counts = result.results.table("runs").groupby("scenario").size()
    assert (len(counts), set(counts)) == (7, {stop.replicates})
    again, same = run_to_precision(fake_sweep(tmp_path / "out", 7), precision(0.05, pilot=10))
    assert (again.ran, same) == (0, stop)


def test_it_holds_the_folder(batch: MakeBatch, tmp_path: Path) -> None:
    with claimed(tmp_path / "out"), refused(InputError, "folder_in_use"):
        run_to_precision(batch(), precision(0.1))
