"""What a worker does with a task while somebody looks over its shoulder: stop, too late, taken away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hlmsim.runs.executors import watch
from hlmsim.runs.ledger.session import NOWHERE, FolderSession
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.one import RunResult
from hlmsim.runs.provenance import model_version
from hlmsim.runs.worker import Chunk, Piece, Task, gather, work_off
from tests.unit.runs.standins import point_shelf, quick_run

SHELF = point_shelf("points-0", 3)


class Told:
    """A run in which something happens at a certain replicate: ``then`` is told the job that is going on."""

    def __init__(self, replicate: int, then: Callable[[Any], None]) -> None:
        self.replicate = replicate
        self.then = then
        self.made: list[int] = []

    def __call__(self, scenario: Any, *, study_seed: int, replicate: int, weekly_groups: bool = False) -> RunResult:
        if replicate == self.replicate:
            self.then(next(iter(watch._watched)))
        self.made.append(replicate)
        return quick_run(scenario, study_seed=study_seed, replicate=replicate, weekly_groups=weekly_groups)


@pytest.fixture
def task(tmp_path: Path) -> Callable[..., Task]:
    def make(run: Any, **settings: Any) -> Task:
        pieces = (*(Piece(case, (0, 1)) for case in SHELF.cases[:2]), Piece(SHELF.cases[2], (2, 3, 4)))
        facts = {"study_seed": 1, "weekly_groups": False, "time_out": 600.0, "model": model_version()}
        session = FolderSession.new(tmp_path)
        usual = {"id": "task", "shelf": SHELF.folder, "pieces": pieces, "run": run, "session": session, **facts}
        return Task(**{**usual, "store": Store(tmp_path), **settings})

    return make


def kept(task: Task) -> int:
    mask = task.store.kept(SHELF.folder).mask(
        [case.name for case in SHELF.cases], 5, lambda case, replicate: SHELF.key(SHELF.cases[case], replicate)
    )
    return int(mask.sum())


def test_a_task_of_several_cases(task: Any) -> None:
    whole = task(quick_run)
    assert (work_off(whole).kept, kept(whole)) == (7, 7)
    found = whole.session.found("task")
    assert (found.place, found.kept, found.late) == (NOWHERE, 7, "")


def test_stop_keeps_what_is_finished_at_once(task: Any) -> None:
    seen: list[Any] = []

    def stop(job: Any) -> None:
        job.task.session.stop()
        seen.append((job.look(), kept(job.task), job.task.session.found("task")))

    run = Told(2, stop)
    chunk = work_off(task(run))
    late, finished, found = seen[0]
    assert (late, finished, found.place, found.kept) == (False, 4, 4, 4), "while the run goes on"
    assert (chunk.kept, run.made) == (5, [0, 1, 0, 1, 2]), "the run that is being made ends, and is the last"


def test_nobody_looks_twice_at_what_is_kept(task: Any) -> None:
    seen: list[bool] = []

    def stop(job: Any) -> None:
        job.task.session.stop()
        seen.extend([job.look(), job.look()])

    made = task(Told(3, stop))
    assert (work_off(made).kept, kept(made), seen) == (6, 6, [False, False])
    assert len([*Path(made.store.folder).glob("runs/parts/*")]) == 2


def test_a_run_that_takes_too_long_is_marked(task: Any) -> None:
    seen: list[Any] = []

    def look(job: Any) -> None:
        job.until = 0.0
        other = threading.Thread(target=lambda: seen.append(job.look()))
        other.start()
        other.join()
        seen.append((kept(job.task), job.task.session.found("task")))

    work_off(task(Told(3, look)))
    late, (finished, found) = seen
    assert (late, finished, found.place, found.kept) == (True, 5, 5, 5)
    assert "in look" in found.late


def test_a_disk_that_is_full_does_not_save_who_is_late(task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    def look(job: Any) -> None:
        job.until = 0.0
        with monkeypatch.context() as patched:
            patched.setattr(Store, "add", full)
            seen.append(job.look())
        seen.append(job.task.session.found("task").late)

    work_off(task(Told(3, look)))
    assert seen[0]
    assert seen[1]


def test_a_task_that_is_given_to_another_writes_nothing(task: Any) -> None:
    run = Told(1, lambda job: job.task.session.forget("task"))
    taken = task(run)
    assert (work_off(taken).kept, kept(taken)) == (0, 0)


def test_a_task_that_was_begun_before_is_not_begun_again(task: Any) -> None:
    first = task(quick_run)
    work_off(first)
    assert work_off(first) == Chunk(begun_before=True)
    assert kept(first) == 7


def test_a_case_that_cannot_be_made_is_a_failure(task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hlmsim.runs.cases.Case.scenario", lambda _: 1 / 0)
    monkeypatch.setattr("hlmsim.runs.worker._known", {})
    chunk = work_off(task(quick_run))
    assert (chunk.kept, len(chunk.failures)) == (0, 7)
    assert chunk.failures[-1].run == f"{SHELF.cases[2].name}/4"


def test_scenarios_are_remembered_and_forgotten(task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[Any, Any] = {}
    monkeypatch.setattr("hlmsim.runs.worker._known", known)
    monkeypatch.setattr("hlmsim.runs.worker._REMEMBERED", 2)
    work_off(task(quick_run))
    assert [name for _, name in known] == [case.name for case in SHELF.cases[1:]]


def test_one_worker_gathers_at_a_time(task: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = task(quick_run)
    asked: list[int] = []

    def gathering(store: Store, shelf: str) -> int:
        if not asked:
            asked.append(1)
            assert gather(store, shelf, made.session) == 0
        return 40

    monkeypatch.setattr(Store, "gather", gathering)
    assert gather(made.store, SHELF.folder, made.session) == 40
    made.session.stop()
    assert gather(made.store, SHELF.folder, made.session) == 0


def test_a_mark_that_cannot_be_read_says_nothing(task: Any) -> None:
    session = task(quick_run).session
    (session.folder / "task").write_text("half")
    assert session.found("task").place == NOWHERE
    assert session.found("other") is None
