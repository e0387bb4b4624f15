"""A chunk of runs, worked off by a worker: each one an attempt, those that succeed kept in one go."""

from __future__ import annotations

import platform
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from hlmsim.engine.draws import replicate_seed
from hlmsim.errors import InputError, RunError
from hlmsim.runs import compiling, one
from hlmsim.runs.cases import Case
from hlmsim.runs.executors.watch import clock, waited, watched
from hlmsim.runs.ledger.failures import Failure
from hlmsim.runs.ledger.folder import disk, turn
from hlmsim.runs.ledger.networks import write_scenes
from hlmsim.runs.ledger.session import NOWHERE, FolderSession, Mark
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.one import RunResult
from hlmsim.runs.provenance import model_version
from hlmsim.runs.scenes import can_be_drawn

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario

CRASH, TIME_OUT = "Crash", "TimeOut"
"""Kinds of failures that a run does not live to tell."""

_MOST_BYTES = 64_000_000
_MOST_SECONDS = 5.0
"""A worker writes what it holds before it grows beyond this, or gets older."""

_LOADING = 30.0
"""Seconds that the first run of a process may take beyond its time, while the compiled model is loaded."""

_REMEMBERED = 16


class Run(Protocol):
    """What makes one run: :func:`hlmsim.runs.one.run`, or its stand-in in a test. Workers must be able to import it."""

    def __call__(
        self, scenario: Scenario, *, study_seed: int, replicate: int, weekly_groups: bool = False
    ) -> RunResult:
        """Make one run."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some replicates of one case."""

    case: Case
    replicates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Runs for one worker, all of one shelf. time_out: seconds that a run may take. model: the driver's version.

    scenes: keep the network of the first replicate at a few weeks.
    """

    id: str
    shelf: str
    study_seed: int
    weekly_groups: bool
    pieces: tuple[Piece, ...]
    run: Run
    store: Store
    session: FolderSession
    time_out: float
    model: str
    scenes: bool = False

    def runs(self) -> Iterator[tuple[Case, int]]:
        """Each run, in order."""
        return ((piece.case, replicate) for piece in self.pieces for replicate in piece.replicates)

    def failure(self, place: int, problem: Exception | None = None, **facts: Any) -> Failure:
        """The record of a run that failed, by its place in the task."""
        case, replicate = next(islice(self.runs(), place, None))
        if problem is not None:
            facts = {**_told(problem), "traceback": "".join(traceback.format_exception(problem))}
        return Failure(
            run=f"{case.name}/{replicate}",
            scenario=case.name,
            scenario_hash=case.hash,
            file=None if case.base.file is None else str(case.base.file),
            values=dict(case.values),
            study_seed=self.study_seed,
            replicate=replicate,
            seed=int(replicate_seed(self.study_seed, replicate)),
            weeks=case.weeks,
            key=one.run_key(case.hash, study_seed=self.study_seed, replicate=replicate, model=self.model),
            **facts,
        )


@dataclass(frozen=True, slots=True)
class Chunk:
    """What became of a task: how many runs are kept, which failed, and how long ``timed`` of the runs took.

    begun_before: somebody else has begun this task and is gone; nothing was done.
    """

    kept: int = 0
    failures: tuple[Failure, ...] = ()
    seconds: float = 0.0
    timed: int = 0
    begun_before: bool = False


def work_off(task: Task) -> Chunk:
    """Make the runs of a task and keep those that succeed; called by a worker."""
    if task.model != model_version():
        raise InputError("cluster_other_model", host=platform.node(), found=model_version(), expected=task.model)
    with ExitStack() as held, disk(task.store.folder):
        try:
            mark = held.enter_context(task.session.begin(task.id))
        except FileExistsError:
            return Chunk(begun_before=True)
        except FileNotFoundError as problem:
            raise InputError("cluster_other_folder", host=platform.node(), folder=str(task.store.folder)) from problem
        return _Job(task, mark).work()


def gather(store: Store, shelf: str, session: FolderSession) -> int:
    """Merge parts of a shelf while others add to it; one worker at a time. How many were merged."""
    if session.stopped():
        return 0
    with disk(store.folder), turn(session.folder.parent, f"gather-{shelf}") as ours:
        return store.gather(shelf) if ours else 0


def compact(store: Store, shelf: str) -> None:
    """Bring a shelf into order, on behalf of who holds the folder."""
    with disk(store.folder):
        store.compact(shelf)


@dataclass(slots=True, eq=False)
class _Job:
    """A task being worked off. Its lock is held when results change hands: another thread may keep them, or end it."""

    task: Task
    mark: Mark
    results: list[RunResult] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    thread: int = field(default_factory=threading.get_ident)
    native: int = field(default_factory=threading.get_native_id)
    place: int = 0
    until: float | None = None
    waited: float = 0.0
    since: float = 0.0
    abandoned: bool = False
    seconds: float = 0.0
    timed: int = 0

    def work(self) -> Chunk:
        """Make the runs, until somebody says stop or takes the task away."""
        self.waited = waited(self.native)
        with watched(self):
            for place, (case, replicate) in enumerate(self.task.runs()):
                self.place = place
                if self.abandoned or self.task.session.stopped():
                    break
                self._attempt(case, replicate)
            with self.lock:
                self._keep()
        return Chunk(self.mark.kept, tuple(self.failures), self.seconds, self.timed)

    def look(self) -> bool:
        """Keep what is finished when somebody says stop; end a run that takes too long. Called by another thread."""
        self._forgive()
        if not self._late() and not (self.results and self.task.session.stopped()):
            return False
        with self.lock:
            if self.until is None:
                return False
            late = self._late()
            with suppress(Exception):
                self._keep()
            with suppress(OSError):
                self.mark.at(self.place)
                if late:
                    self.mark.late(self.place, _stack(self.thread))
        return late

    def _forgive(self) -> None:
        """A run is not to blame for the time in which it waits for its turn on a core."""
        before, self.waited = self.waited, waited(self.native)
        if self.lock.acquire(blocking=False):
            self.until = None if self.until is None else self.until + self.waited - before
            self.lock.release()

    def _late(self) -> bool:
        until = self.until
        return until is not None and clock.now() > until

    def _attempt(self, case: Case, replicate: int) -> None:
        began = time.monotonic()
        made: RunResult | Failure
        try:
            made = self._run(case, replicate)
        except Exception as problem:
            made = self.task.failure(self.place, problem)
        with self.lock:
            self.until = None
            self._count(time.monotonic() - began)
            if isinstance(made, Failure):
                self.failures.append(made)
            else:
                self._take(made, began)

    def _run(self, case: Case, replicate: int) -> RunResult:
        task = self.task
        real = task.run is one.run
        with compiling.compiled_once(task.session.stopped) if real else nullcontext(False) as cold:
            self.mark.at(self.place)
            loading = compiling.LIMIT if cold else 0.0 if _begun.is_set() else _LOADING
            self.until = clock.now() + task.time_out + loading
            scenario = _resolved(case)
            settings: dict[str, Any] = {"study_seed": task.study_seed, "replicate": replicate}
            if real and task.scenes and replicate == 0 and can_be_drawn(scenario):
                settings["with_scenes"] = True
            made = task.run(scenario, **settings, weekly_groups=task.weekly_groups)
            if made.scenes:
                write_scenes(task.store.folder, case.name, made.key, made.scenes)
            return made

    def _count(self, seconds: float) -> None:
        """The first run of a process loads the model, which says nothing of the next."""
        if _begun.is_set():
            self.seconds += seconds
            self.timed += 1
        _begun.set()

    def _take(self, made: RunResult, began: float) -> None:
        self.since = self.since if self.results else began
        self.results.append(made)
        heavy = len(self.results) * _weight(made) >= _MOST_BYTES
        if heavy or time.monotonic() - self.since >= _MOST_SECONDS:
            self._keep()

    def _keep(self) -> None:
        if not self.results:
            return
        self.mark.at(NOWHERE)
        self.abandoned = not self.mark.stands()
        if not self.abandoned:
            self.task.store.add(self.task.shelf, self.results)
            self.mark.keep(len(self.results))
        self.results.clear()


_begun = threading.Event()
_known: dict[tuple[str, str], Scenario] = {}
_knowing = threading.Lock()


def _resolved(case: Case) -> Scenario:
    """The scenario of a case; the same object for the next chunk, since what depends on it alone is made once."""
    key = (case.hash, case.name)
    with _knowing:
        if key not in _known:
            while len(_known) >= _REMEMBERED:
                del _known[next(iter(_known))]
            _known[key] = case.scenario()
        return _known[key]


def _weight(result: RunResult) -> int:
    """Bytes of one run; those of a shelf are all alike."""
    weekly = sum(values.nbytes for values in result.weekly.values())
    return max(1, weekly + sum(values.nbytes for values in result.summary.values()))


def _told(problem: Exception) -> dict[str, str]:
    """Stage, kind and message of what a run raised."""
    if isinstance(problem, RunError) and problem.code == "run_failed":
        return {name: problem.facts[name] for name in ("stage", "kind", "message")}
    return {"stage": "run", "kind": type(problem).__name__, "message": str(problem)}


def _stack(thread: int) -> str:
    frame = sys._current_frames().get(thread)
    return "".join(traceback.format_stack(frame)) if frame is not None else "?"
