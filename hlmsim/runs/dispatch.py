"""The missing runs of a batch, being made: chunks go out to workers and come back, workers die and are found out."""

from __future__ import annotations

import uuid
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from hlmsim.errors import RunError
from hlmsim.runs.backlog import Backlog
from hlmsim.runs.budget import Purse
from hlmsim.runs.cases import Shelf
from hlmsim.runs.executors import Executor
from hlmsim.runs.ledger.failures import Failure
from hlmsim.runs.ledger.session import NOWHERE, FolderSession, Found
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.provenance import model_version
from hlmsim.runs.worker import CRASH, TIME_OUT, Chunk, Piece, Run, Task, gather, work_off

CHUNK_SECONDS = (0.15, 1.5)
_FIRST_CHUNK = 4
_LARGEST_CHUNK = 1024
_PARTS = 32
_TICK = 0.2
_GRACE = 0.4
"""Seconds that workers have to come back by themselves when they are called."""


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What does not change while a batch runs."""

    shelves: Sequence[Shelf]
    run: Run
    store: Store
    session: FolderSession
    time_out: float
    purse: Purse
    report: Callable[[int, Sequence[Failure]], None]
    """Told of how many runs are kept so far, and of failures that are new; by one thread, several times a second."""


@dataclass(frozen=True, slots=True)
class _Handed:
    """A task under way. alone: one suspect run, nothing else going on."""

    task: Task
    place: int
    alone: bool


@dataclass
class Dispatch:
    """The runs of a backlog, being made. stopped: what ended it before its time, if anything: "minutes" or "runs"."""

    plan: BatchPlan
    pool: Executor
    backlog: Backlog
    kept: int = 0
    stopped: str | None = None
    failures: list[Failure] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._under_way: dict[Future[Chunk], _Handed] = {}
        self._gathering: dict[Future[int], int] = {}
        self._suspects: deque[tuple[int, Piece]] = deque()
        self._parts: Counter[int] = Counter()
        self._pace: dict[int, float] = {}
        self._deaths = 0

    def do(self) -> None:
        """Make them all, unless the budget is spent before. Whatever ends it, what workers have finished is kept."""
        try:
            while self._hand_out():
                wait(self._futures, timeout=_TICK, return_when=FIRST_COMPLETED)
                self._take_back()
                self._report()
        except BaseException:
            self._call_back()
            raise

    def _hand_out(self) -> bool:
        """Give every worker something to do; whether anything is under way."""
        if self.plan.purse.out_of_time and self._open:
            self.stopped = "minutes"
            self._call_back()
            return False
        capacity = self.pool.capacity
        while self.backlog.left and not self.plan.purse.out_of_runs and len(self._under_way) < capacity:
            place, pieces = self.backlog.take(self._size)
            self.plan.purse.spend(sum(len(piece.replicates) for piece in pieces))
            if pieces:
                self._submit(place, pieces)
        if not self._under_way and self._suspects:
            place, piece = self._suspects.popleft()
            self._submit(place, (piece,), alone=True)
        if not self._under_way and self.backlog.left:
            self.stopped = "runs"
        return bool(self._under_way or self._gathering)

    @property
    def _open(self) -> bool:
        return bool(self._under_way or self._suspects or self.backlog.left)

    def _submit(self, place: int, pieces: tuple[Piece, ...], *, alone: bool = False) -> None:
        plan, shelf = self.plan, self.plan.shelves[place]
        task = Task(
            id=uuid.uuid4().hex,
            shelf=shelf.folder,
            study_seed=shelf.study_seed,
            weekly_groups=shelf.weekly_groups,
            scenes=shelf.scenes,
            pieces=pieces,
            run=plan.run,
            store=plan.store,
            session=plan.session,
            time_out=plan.time_out,
            model=model_version(),
        )
        self._under_way[self.pool.submit(work_off, task)] = _Handed(task, place, alone)

    def _size(self, place: int) -> int:
        """Runs for a second or two, and smaller pieces at the end, so that no worker waits long for the last."""
        workers = max(1, self.pool.capacity)
        share = max(1, self.backlog.left // (2 * workers))
        pace = self._pace.get(place)
        if pace is None:
            size = min(_FIRST_CHUNK, share)
        else:
            least, most = (max(1, min(_LARGEST_CHUNK, int(seconds / max(pace, 1e-6)))) for seconds in CHUNK_SECONDS)
            size = max(least, min(share, most))
        return self.plan.purse.most(size)

    @property
    def _futures(self) -> list[Future[Any]]:
        return [*self._under_way, *self._gathering]

    def _take_back(self) -> None:
        for gathered in [future for future in self._gathering if future.done()]:
            del self._gathering[gathered]
            with suppress(BrokenExecutor):
                gathered.result()
        for future in [future for future in self._under_way if future.done()]:
            handed = self._under_way.pop(future)
            try:
                chunk = future.result()
            except BrokenExecutor:
                chunk = Chunk(begun_before=True)
            if chunk.begun_before:
                self._lost(handed)
            else:
                self._absorb(chunk, handed)

    def _absorb(self, chunk: Chunk, handed: _Handed) -> None:
        self.plan.session.forget(handed.task.id)
        self._deaths = 0
        self.kept += chunk.kept
        self._note(chunk.failures)
        if chunk.timed:
            self._pace[handed.place] = chunk.seconds / chunk.timed
        self._parts[handed.place] += bool(chunk.kept)
        if self._parts[handed.place] >= _PARTS and handed.place not in self._gathering.values():
            self._parts[handed.place] = 0
            future = self.pool.submit(gather, self.plan.store, handed.task.shelf, self.plan.session)
            self._gathering[future] = handed.place

    def _lost(self, handed: _Handed) -> None:
        """A worker died. What it had kept counts, the run that it was in is suspect, the others go back."""
        task = handed.task
        found = self.plan.session.found(task.id) or Found(NOWHERE, 0, "")
        self.plan.session.forget(task.id)
        self._deaths = self._deaths + 1 if found.place == NOWHERE else 0
        if self._deaths > 2 * self.pool.capacity + 3:
            raise RunError("workers_die", count=self._deaths)
        kept = self._found_kept(handed)
        for place, (case, replicate) in enumerate(task.runs()):
            if (case.name, replicate) in kept:
                self.kept += 1
            elif place != found.place:
                self.plan.purse.give_back(1)
                self.backlog.put_back(handed.place, self.plan.shelves[handed.place].cases.index(case), replicate)
            elif found.late:
                self._note([task.failure(place, stage="run", kind=TIME_OUT, message="", traceback=found.late)])
            elif handed.alone:
                self._note([task.failure(place, stage="run", kind=CRASH, message="", traceback="")])
            else:
                self._suspects.append((handed.place, Piece(case, (replicate,))))

    def _found_kept(self, handed: _Handed) -> set[tuple[str, int]]:
        task, shelf = handed.task, self.plan.shelves[handed.place]
        names = [piece.case.name for piece in task.pieces]
        last = max(max(piece.replicates) for piece in task.pieces)
        mask = self.plan.store.kept(task.shelf).mask(
            names, last + 1, lambda case, replicate: shelf.key(task.pieces[case].case, replicate)
        )
        return {(names[case], replicate) for case, replicate in zip(*map(list, mask.nonzero()), strict=True)}

    def _note(self, failures: Sequence[Failure]) -> None:
        self.failures += failures
        if failures:
            self.plan.report(self.kept, failures)

    def _report(self) -> None:
        self.plan.report(self.kept, ())

    def _call_back(self) -> None:
        """Have the workers keep what they have finished, and go: by themselves, or killed in what takes them longer."""
        with suppress(OSError):
            self.plan.session.stop()
        rest = wait(self._futures, timeout=_GRACE).not_done
        self.pool.shutdown(wait=not rest, cancel_futures=True)
        for future, handed in self._under_way.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                self.kept += future.result().kept
                self._note(future.result().failures)
            else:
                self.kept += self._marked(handed)
        self._under_way.clear()
        self._gathering.clear()

    def _marked(self, handed: _Handed) -> int:
        """How many runs a worker has kept that was sent away; one that was just keeping some may not have said so."""
        found = self.plan.session.found(handed.task.id)
        self.plan.session.forget(handed.task.id)
        if found is None:
            return 0
        return len(self._found_kept(handed)) if found.place == NOWHERE else found.kept
