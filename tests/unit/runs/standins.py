"""Stand-ins for scenarios and runs: outcomes that follow from the keys alone, at no cost. Workers import them too."""

from __future__ import annotations

import hashlib
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from hlmsim.engine.draws import replicate_seed
from hlmsim.runs import executors
from hlmsim.runs.batch import Batch
from hlmsim.runs.cases import Case, Shelf
from hlmsim.runs.one import RunResult, run_key

GROUPS = ("all", "type:family", "language:francophone")


@dataclass(frozen=True)
class Fake:
    """What a batch asks of a scenario."""

    name: str
    shift: float = 0.0
    weeks: int = 12
    burn_in: int = 4
    file: Path | None = None
    title: Mapping[str, str] = field(default_factory=lambda: {"fr": "Titre", "en": "Title"})

    @property
    def hash(self) -> str:
        return hashlib.sha256(f"{self.shift} {self.weeks}".encode()).hexdigest()

    @property
    def values(self) -> dict[str, float]:
        return {"levers.shift": self.shift}


def quick_run(scenario: Any, *, study_seed: int, replicate: int, weekly_groups: bool = False) -> RunResult:
    """A run of a stand-in."""
    seed = int(replicate_seed(study_seed, replicate))
    luck = np.random.default_rng(seed).normal(size=(scenario.weeks, len(GROUPS)))
    weekly = {"access": luck + scenario.shift, "unrest": 0.1 * luck, "sparse": np.full_like(luck, np.nan)}
    return RunResult(
        key=run_key(scenario.hash, study_seed=study_seed, replicate=replicate),
        scenario=scenario.name,
        scenario_hash=scenario.hash,
        replicate=replicate,
        seed=seed,
        groups=GROUPS,
        summary={name: values[scenario.burn_in :].mean(axis=0) for name, values in weekly.items()},
        weekly={
            name: np.asarray(values if weekly_groups else values[:, 0], dtype=np.float32)
            for name, values in weekly.items()
        },
    )


class FakeRun:
    """Makes runs and remembers which; breaks on demand."""

    def __init__(self, broken: Callable[[Fake, int], BaseException | None] = lambda *_: None) -> None:
        self.made: list[tuple[str, int]] = []
        self.broken = broken

    def __call__(self, scenario: Any, *, study_seed: int, replicate: int, weekly_groups: bool = False) -> RunResult:
        problem = self.broken(scenario, replicate)
        if problem is not None:
            raise problem
        self.made.append((scenario.name, replicate))
        return quick_run(scenario, study_seed=study_seed, replicate=replicate, weekly_groups=weekly_groups)


@dataclass(frozen=True)
class OddRun:
    """Makes runs in any process. raises, kills, hangs: by replicate. notes: a folder where it is noted what has hung
    or died; who is noted there dies only once.
    """

    seconds: float = 0.0
    raises: frozenset[int] = frozenset()
    kills: frozenset[int] = frozenset()
    hangs: frozenset[int] = frozenset()
    notes: Path | None = None

    def __call__(self, scenario: Any, *, study_seed: int, replicate: int, weekly_groups: bool = False) -> RunResult:
        if replicate in self.raises:
            raise ZeroDivisionError("odd")
        if replicate in self.kills and self._first(replicate):
            os.kill(os.getpid(), signal.SIGKILL)
        if replicate in self.hangs:
            self._hang(f"{scenario.name}-{replicate}")
        time.sleep(self.seconds)
        return quick_run(scenario, study_seed=study_seed, replicate=replicate, weekly_groups=weekly_groups)

    def _hang(self, name: str) -> None:
        if self.notes is not None:
            (self.notes / f"hangs-{name}").touch()
        while True:
            time.sleep(0.05)

    def _first(self, replicate: int) -> bool:
        if self.notes is None:
            return True
        try:
            (self.notes / f"died-{replicate}").touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


@dataclass(frozen=True)
class NotItsFault:
    """Makes runs that take long through no fault of theirs: stopped by somebody, or crowded out by others."""

    how: str

    def __call__(self, scenario: Any, *, study_seed: int, replicate: int, weekly_groups: bool = False) -> RunResult:
        if replicate == 2:
            getattr(self, f"_{self.how}")()
        return quick_run(scenario, study_seed=study_seed, replicate=replicate, weekly_groups=weekly_groups)

    def _stopped(self) -> None:
        waker = f"sleep 3; kill -CONT {os.getpid()}"
        with subprocess.Popen(["sh", "-c", waker]):
            os.kill(os.getpid(), signal.SIGSTOP)

    def _crowded(self) -> None:
        core = min(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {core})
        loop = f"import os, time; os.sched_setaffinity(0, {{{core}}})\nwhile time.thread_time() < 5: pass"
        others = [subprocess.Popen([sys.executable, "-c", loop]) for _ in range(4)]
        until = time.thread_time() + 0.6
        while time.thread_time() < until:
            pass
        for other in others:
            other.kill()
            other.wait()


def shelves_of(scenarios: Sequence[Any], *, study_seed: int = 1, weekly_groups: bool = False) -> tuple[Shelf, ...]:
    """A shelf for each stand-in."""
    made = []
    for scenario in scenarios:
        digest = hashlib.sha256(f"{scenario.hash} {study_seed} {weekly_groups}".encode()).hexdigest()[:8]
        case = Case(scenario.name, scenario.hash, scenario.weeks, len(GROUPS), scenario)
        made.append(Shelf(f"{scenario.name}-{digest}", (case,), study_seed, weekly_groups))
    return tuple(made)


def fake_batch(
    scenarios: Sequence[Any], out: Path, *, study_seed: int = 1, weekly_groups: bool = False, **settings: Any
) -> Batch:
    """A batch of stand-ins."""
    from hlmsim.runs.provenance import asked_facts

    shelves = shelves_of(scenarios, study_seed=study_seed, weekly_groups=weekly_groups)
    asked = {"study_seed": study_seed, "weekly_groups": weekly_groups, "folders": [shelf.folder for shelf in shelves]}
    return Batch(shelves, out, lambda replicates: asked_facts(scenarios, replicates=replicates, **asked), **settings)


def pid_of_worker(die: bool = False) -> int:
    """Where this is called."""
    if die:
        os._exit(1)
    return os.getpid()


class _Half:
    """Something whose pickle ends the process, once the head of the message is through."""

    def __reduce__(self) -> tuple[Any, ...]:
        for number in range(3, 64):
            with suppress(OSError):
                if stat.S_ISSOCK(os.fstat(number).st_mode):
                    os.write(number, (1 << 20).to_bytes(4, "big") + b"half")
        os._exit(1)


def half_an_answer() -> _Half:
    """What a worker begins to send when it is killed."""
    return _Half()


class Unborn:
    """A pool whose workers die before they begin."""

    capacity = 2

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def submit(self, function: Any, /, *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor())
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        pass


class Silent(Unborn):
    """A pool whose worker does its first task and says nothing of it."""

    def __init__(self, jobs: int) -> None:
        super().__init__(jobs)
        self.done = 0

    def submit(self, function: Any, /, *arguments: Any) -> Future[Any]:
        self.done += 1
        if self.done == 1:
            function(*arguments)
        return Future()


def point_shelf(folder: str, count: int, *, study_seed: int = 1) -> Shelf:
    """A shelf of many cases."""
    points = [Fake(f"{folder}-{place:02d}", place / 10) for place in range(count)]
    cases = tuple(Case(point.name, point.hash, point.weeks, len(GROUPS), point) for point in points)
    return Shelf(folder, cases, study_seed)


def fake_sweep(out: Path, count: int, **settings: Any) -> Batch:
    """A batch of many points on two shelves."""
    shelves = (point_shelf("points-0", count // 2), point_shelf("points-1", count - count // 2))
    names = [case.name for shelf in shelves for case in shelf.cases]

    def facts(replicates: int) -> dict[str, Any]:
        words = {"fr": "Question", "en": "Question"}
        asked = {"experiment": {"name": "fake", "title": words, "question": words}, "scenarios": [], "study_seed": 1}
        places = [f"runs/{shelf.folder}" for shelf in shelves]
        return {"kind": "sweep", "replicates": replicates, "shelves": places, **asked}

    def files(folder: Path) -> None:
        rows = "".join(f"{place},base,0,{name}\n" for place, name in enumerate(names, 1))
        (folder / "design.csv").write_text(f"point,scenario,world,case\n{rows}")

    usual = {"jobs": 2, "run": quick_run, "executor": executors.threads}
    return Batch(shelves, out, facts, files, **{**usual, **settings})
