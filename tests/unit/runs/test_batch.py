"""Batches: nothing done twice, nothing lost, the same bytes whoever did it and in whatever order."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hlmsim.errors import InputError, RunError
from hlmsim.runs.batch import Batch, Interrupted
from hlmsim.runs.ledger.failures import FAILURES
from hlmsim.runs.manifest import own_hash, read_manifest
from hlmsim.runs.provenance import MADE
from hlmsim.runs.results import read_results
from tests.refusals import refused

Contents = Callable[[Path], dict[str, bytes]]
MakeBatch = Callable[..., Batch]


def test_every_run_is_made_once_and_kept(batch: MakeBatch, fake_run: Any) -> None:
    run = fake_run()
    result = batch(run=run).do(20)
    assert sorted(run.made) == sorted((name, r) for name in ("status_quo", "concertation") for r in range(20))
    assert (result.total, result.ran, result.reused, result.failures) == (40, 40, 0, ())
    assert list(result.results.runs["replicate"]) == [*range(20), *range(20)]


def test_a_second_call_runs_nothing_and_changes_no_byte(batch: MakeBatch, fake_run: Any, tmp_path: Path) -> None:
    batch().do(10)
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.suffix in {".parquet", ".json"}}
    times = {path: path.stat().st_mtime_ns for path in before}
    again = fake_run()
    result = batch(run=again).do(10)
    assert (again.made, result.ran, result.reused) == ([], 0, 20)
    assert {path: path.read_bytes() for path in before} == before
    assert {path: path.stat().st_mtime_ns for path in before} == times


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_bytes_do_not_depend_on_the_number_of_workers(
    batch: MakeBatch, tmp_path: Path, contents: Contents, jobs: int
) -> None:
    batch().do(40)
    batch(out=tmp_path / "other", jobs=jobs).do(40)
    assert contents(tmp_path / "other") == contents(tmp_path / "out")
    assert len(contents(tmp_path / "out")) == 6


def test_growing_equals_doing_it_at_once(batch: MakeBatch, fake_run: Any, tmp_path: Path, contents: Contents) -> None:
    batch().do(30)
    first = batch().do(30).results.runs
    run = fake_run()
    grown = batch(run=run).do(50)
    assert sorted({replicate for _, replicate in run.made}) == list(range(30, 50))
    assert grown.results.runs.groupby("scenario", sort=False).head(30).reset_index(drop=True).equals(first)
    batch(out=tmp_path / "at_once").do(50)
    assert contents(tmp_path / "at_once") == contents(tmp_path / "out")


def test_fewer_replicates_than_kept_reads_only_those(batch: MakeBatch, tmp_path: Path) -> None:
    batch().do(30)
    assert len(batch().do(10).results.runs) == 20
    assert len(read_results(tmp_path / "out").runs) == 20
    assert len(batch().do(30).results.weekly) == 2 * 30 * 12


def test_adding_a_scenario_runs_only_its_own(batch: MakeBatch, scenarios: list[Any], fake: Any, fake_run: Any) -> None:
    batch().do(5)
    run = fake_run()
    batch(scenarios=[*scenarios, fake("clear_roles", 0.2)], run=run).do(5)
    assert {name for name, _ in run.made} == {"clear_roles"}


def test_order_of_scenarios_moves_no_byte_of_theirs(
    batch: MakeBatch, scenarios: list[Any], tmp_path: Path, contents: Contents
) -> None:
    batch().do(12)
    batch(scenarios=scenarios[::-1], out=tmp_path / "turned", jobs=2).do(12)
    assert contents(tmp_path / "turned") == contents(tmp_path / "out")
    assert read_results(tmp_path / "turned").scenarios == ("concertation", "status_quo")


def test_interruption_keeps_what_is_finished(
    batch: MakeBatch, fake_run: Any, tmp_path: Path, contents: Contents
) -> None:
    calls: list[tuple[int, int, int]] = []

    def stop_after_some(done: int, total: int, failed: int) -> None:
        calls.append((done, total, failed))
        if done >= 9:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        batch(progress=stop_after_some, jobs=2).do(60)
    assert stopped.value.done >= 9
    assert stopped.value.total == 120
    rest = fake_run()
    result = batch(run=rest).do(60)
    assert result.reused == stopped.value.done
    assert len(rest.made) == 120 - stopped.value.done
    batch(out=tmp_path / "calm").do(60)
    assert contents(tmp_path / "calm") == contents(tmp_path / "out")


def test_an_interrupted_folder_can_be_read(batch: MakeBatch, fake_run: Any, tmp_path: Path) -> None:
    slow = fake_run(lambda *_: time.sleep(0.02))

    def stop(done: int, _total: int, _failed: int) -> None:
        if done >= 8:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        batch(run=slow, progress=stop).do(60)
    found = read_results(tmp_path / "out")
    assert len(found.runs) == stopped.value.done
    assert len(found.weekly) == 12 * stopped.value.done
    counts = found.runs["scenario"].value_counts()
    assert abs(counts["status_quo"] - counts["concertation"]) <= 12, "an interrupted batch is paired"


def test_workers_stop_between_two_runs(batch: MakeBatch, fake_run: Any) -> None:
    slow = fake_run(lambda *_: time.sleep(0.02))

    def stop(done: int, _total: int, _failed: int) -> None:
        if done >= 5:
            raise KeyboardInterrupt

    began = time.perf_counter()
    with pytest.raises(Interrupted):
        batch(run=slow, progress=stop, jobs=2).do(1000)
    assert time.perf_counter() - began < 5.0


def test_a_failing_run_is_a_record(batch: MakeBatch, fake_run: Any, tmp_path: Path) -> None:
    def broken(scenario: Any, replicate: int) -> Exception | None:
        if scenario.name == "concertation" and replicate in {0, 7}:
            return RunError("run_failed", stage="simulate", kind="ValueError", message="out of bounds")
        return ZeroDivisionError("odd") if replicate == 3 and scenario.name == "status_quo" else None

    result = batch(run=fake_run(broken), jobs=2).do(10)
    assert (result.ran, len(result.failures)) == (17, 3)
    written = [json.loads(line) for line in (tmp_path / "out" / FAILURES).read_text().splitlines()]
    facts = [(one["scenario"], one["replicate"], one["stage"], one["kind"], one["message"]) for one in written]
    assert facts == [
        ("concertation", 0, "simulate", "ValueError", "out of bounds"),
        ("concertation", 7, "simulate", "ValueError", "out of bounds"),
        ("status_quo", 3, "run", "ZeroDivisionError", "odd"),
    ]
    assert "ZeroDivisionError" in written[2]["traceback"]
    mended = fake_run()
    assert batch(run=mended).do(10).ran == 3
    assert not (tmp_path / "out" / FAILURES).exists()


def test_a_batch_where_everything_fails_ends(batch: MakeBatch, fake_run: Any, tmp_path: Path) -> None:
    result = batch(run=fake_run(lambda *_: ValueError("no"))).do(6)
    assert (result.ran, len(result.failures)) == (0, 12)
    assert len(read_results(tmp_path / "out").runs) == 0


def test_progress_counts_up_to_everything(batch: MakeBatch) -> None:
    seen: list[tuple[int, int, int]] = []
    threads: set[int] = set()

    def note(done: int, total: int, failed: int) -> None:
        seen.append((done, total, failed))
        threads.add(threading.get_ident())

    batch(progress=note, jobs=3).do(30)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == ((0, 60, 0), (60, 60, 0))
    assert threads == {threading.get_ident()}


def test_two_scenarios_of_one_name_are_refused(scenarios: list[Any], fake: Any, tmp_path: Path) -> None:
    with refused(InputError, "twin_scenarios"):
        Batch.of([*scenarios, fake("status_quo", 3.0)], tmp_path)


def test_another_seed_or_another_question_never_meets_these_runs(batch: MakeBatch, fake_run: Any) -> None:
    batch().do(4)
    for other in ({"study_seed": 2}, {"weekly_groups": True}):
        run = fake_run()
        assert len(batch(run=run, **other).do(4).results.runs) == 8
        assert len(run.made) == 8


def test_weekly_groups(batch: MakeBatch) -> None:
    results = batch(weekly_groups=True).do(3).results
    assert len(results.weekly) == 2 * 3 * 12 * 3
    everybody = results.weekly[results.weekly["group"] == "all"]["access"].to_numpy()
    assert (everybody == batch().do(3).results.weekly["access"].to_numpy()).all()


def test_the_manifest_says_what_was_asked(batch: MakeBatch, tmp_path: Path) -> None:
    batch(command=("hlmsim", "compare"), jobs=2).do(5)
    batch(out=tmp_path / "twin").do(5)
    first, second = (read_manifest(folder) for folder in (tmp_path / "out", tmp_path / "twin"))
    assert first[MADE]["command"] == ["hlmsim", "compare"]
    assert (first["study_seed"], first["replicates"], len(first["files"])) == (1, 5, 6)
    assert first["scenarios"][1]["values"] == {"levers.shift": 0.5}
    for found in (first, second):
        assert found.pop("hash") == own_hash(found)
        del found[MADE]
    assert first == second
