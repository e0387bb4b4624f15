"""A batch stops when its budget is spent, says so, and goes on the next time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hlmsim.runs import executors
from hlmsim.runs.adaptive import Precision, run_to_precision
from hlmsim.runs.backlog import Backlog
from hlmsim.runs.batch import Batch
from hlmsim.runs.budget import Budget, Purse
from hlmsim.runs.ledger.failures import FAILURES
from hlmsim.runs.results import read_results
from tests.unit.runs.standins import OddRun, point_shelf, shelves_of

Contents = Callable[[Path], dict[str, bytes]]
MakeBatch = Callable[..., Batch]


def test_so_many_runs_and_not_one_more(batch: MakeBatch, fake_run: Any, tmp_path: Path, contents: Contents) -> None:
    made = []
    for _ in range(4):
        run = fake_run()
        result = batch(budget=Budget(runs=15), run=run).do(25)
        made.append((result.stopped, result.ran, len(run.made)))
    assert made == [("runs", 15, 15), ("runs", 15, 15), ("runs", 15, 15), (None, 5, 5)]
    batch(out=tmp_path / "calm").do(25)
    assert contents(tmp_path / "out") == contents(tmp_path / "calm")


def test_a_budget_that_is_just_enough_stops_nothing(batch: MakeBatch) -> None:
    assert batch(budget=Budget(minutes=60, runs=50)).do(25).stopped is None
    assert batch(budget=Budget(minutes=0, runs=0)).do(25).stopped is None, "there is nothing to do"


def test_failures_are_paid_for_too(batch: MakeBatch, fake_run: Any, tmp_path: Path) -> None:
    broken = fake_run(lambda _, replicate: ValueError("no") if replicate < 5 else None)
    result = batch(budget=Budget(runs=12), run=broken).do(25)
    assert (result.stopped, result.ran + len(result.failures)) == ("runs", 12)
    lines = [json.loads(line) for line in (tmp_path / "out" / FAILURES).read_text().splitlines()]
    assert len(lines) == len(result.failures) > 0


@pytest.mark.parametrize("executor", [executors.threads, executors.processes])
def test_minutes(batch: MakeBatch, tmp_path: Path, executor: Any) -> None:
    slow = OddRun(seconds=0.01)
    result = batch(run=slow, executor=executor, jobs=2, budget=Budget(minutes=0.05)).do(2000)
    assert result.stopped == "minutes"
    assert result.ran < 4000
    assert len(read_results(tmp_path / "out").runs) == result.ran == len(result.results.runs)
    assert not (tmp_path / "out" / "runs" / "parts").exists(), "what there is stands in order"


def test_an_hour_long_run_does_not_outlive_the_budget(batch: MakeBatch) -> None:
    hanging = OddRun(hangs=frozenset({3}))
    began = time.monotonic()
    result = batch(run=hanging, executor=executors.processes, jobs=2, budget=Budget(minutes=0.06)).do(4)
    assert (result.stopped, result.failures) == ("minutes", ())
    assert time.monotonic() - began < 300


def test_a_precise_answer_within_a_budget(batch: MakeBatch) -> None:
    widths = Precision({"access": 1e-6}, lambda _: {("status_quo", "access"): 1.0})
    result, stop = run_to_precision(batch(budget=Budget(runs=100)), widths)
    assert (result.stopped, result.ran, stop.reached) == ("runs", 100, False)
    assert stop.steps == (30, 60)


def test_a_purse() -> None:
    purse = Purse(Budget(runs=5))
    assert (purse.most(9), purse.out_of_runs, purse.out_of_time) == (5, False, False)
    purse.spend(5)
    assert (purse.most(9), purse.out_of_runs) == (0, True)
    purse.give_back(2)
    assert purse.most(9) == 2
    free = Purse(Budget())
    free.spend(10**9)
    free.give_back(1)
    assert (free.most(7), free.out_of_runs, free.out_of_time) == (7, False, False)
    assert Purse(Budget(minutes=0)).out_of_time


class TestBacklog:
    def test_who_is_furthest_behind_comes_first(self, fake: Any) -> None:
        shelves = shelves_of([fake("one"), fake("two", 0.5)])
        backlog = Backlog(shelves, [np.ones((1, 10), dtype=bool)] * 2)
        taken = [backlog.take(lambda _: 4) for _ in range(6)]
        assert [place for place, _ in taken] == [0, 1, 0, 1, 0, 1]
        assert [piece.replicates for _, (piece,) in taken[::2]] == [(0, 1, 2, 3), (4, 5, 6, 7), (8, 9)]
        assert backlog.left == 0

    def test_a_chunk_holds_whole_cases(self) -> None:
        shelf = point_shelf("points-0", 5)
        backlog = Backlog([shelf], [np.ones((5, 3), dtype=bool)])
        _, pieces = backlog.take(lambda _: 7)
        assert [(piece.case.name, piece.replicates) for piece in pieces] == [
            ("points-0-00", (0, 1, 2)),
            ("points-0-01", (0, 1, 2)),
            ("points-0-02", (0,)),
        ]
        _, pieces = backlog.take(lambda _: 7)
        assert [piece.case.name for piece in pieces] == ["points-0-03", "points-0-04", "points-0-02"]

    def test_what_is_put_back_is_taken_again(self) -> None:
        shelf = point_shelf("points-0", 2)
        mask = np.zeros((2, 6), dtype=bool)
        mask[1, [2, 5]] = True
        backlog = Backlog([shelf], [mask])
        assert backlog.take(lambda _: 9)[1][0].replicates == (2, 5)
        backlog.put_back(0, 1, 5)
        backlog.put_back(0, 0, 3)
        assert backlog.left == 2
        assert [piece.replicates for piece in backlog.take(lambda _: 9)[1]] == [(3,), (5,)]
        assert (backlog.left, mask.sum()) == (0, 2)


def test_runs_that_failed_are_tried_again_once_all_others_are_made(
    batch: MakeBatch, fake_run: Any, tmp_path: Path, contents: Contents
) -> None:
    def broken(_: Any, replicate: int) -> Exception | None:
        return ValueError("no") if replicate < 6 else None

    counts = []
    for _ in range(6):
        result = batch(budget=Budget(runs=12), run=fake_run(broken)).do(25)
        counts.append((result.ran, len(result.failures), result.stopped))
    assert sum(ran for ran, _, _ in counts[:4]) >= 36, "none of the others is kept waiting"
    assert counts[4:] == [(2, 10, "runs"), (0, 12, None)]
    assert len((tmp_path / "out" / FAILURES).read_text().splitlines()) == 12
    assert batch().do(25).ran == 12
    batch(out=tmp_path / "calm").do(25)
    assert contents(tmp_path / "out") == contents(tmp_path / "calm")


def test_what_failed_in_another_world_has_not_failed(batch: MakeBatch, fake: Any, fake_run: Any) -> None:
    broken = fake_run(lambda _, replicate: ValueError("no") if replicate < 6 else None)
    assert len(batch(run=broken, budget=Budget(runs=4)).do(9).failures) > 0
    run = fake_run()
    batch(scenarios=[fake("status_quo", 0.25)], run=run, budget=Budget(runs=2)).do(9)
    assert run.made == [("status_quo", 0), ("status_quo", 1)]


def test_a_command_tries_a_run_once(batch: MakeBatch, fake_run: Any) -> None:
    tried: list[tuple[str, int]] = []

    def broken(scenario: Any, replicate: int) -> Exception | None:
        tried.append((scenario.name, replicate))
        return ValueError("no") if replicate == 3 else None

    with batch(run=fake_run(broken)).begun(5) as work:
        for replicates in (5, 9, 9):
            result = work.complete(replicates)
        work.close(result)
    assert sorted(tried) == sorted({*tried})
    assert len(tried) == 18
