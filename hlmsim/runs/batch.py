"""Batches: every scenario, many replicates, the same luck for all; what is done is never done again, nor lost."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.errors import InputError
from hlmsim.runs import executors, one
from hlmsim.runs.ledger.folder import claimed, disk
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.provenance import MANIFEST, asked_facts, write_manifest
from hlmsim.runs.results import Results
from hlmsim.runs.series import Chunk, Failure, Run, Series, Task, work_off

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario

FAILURES = "failures.jsonl"
CHUNK_SECONDS = (0.15, 1.5)
_FIRST_CHUNK = 4
_LARGEST_CHUNK = 256

Progress = Callable[[int, int, int], None]
"""Called with how many runs are done (earlier ones too), how many are asked for, how many failed; by one thread."""


class Interrupted(KeyboardInterrupt):
    """The person stopped a batch: every finished run is kept, and the same command goes on."""

    def __init__(self, out: Path, done: int, total: int) -> None:
        super().__init__(str(out), done, total)
        self.out = out
        self.done = done
        self.total = total


@dataclass(frozen=True)
class BatchResult:
    """What a batch came to. ran: made by this command; reused: found done; failures: made by this command, failed."""

    out: Path
    replicates: int
    total: int
    ran: int
    reused: int
    failures: tuple[Failure, ...]
    seconds: float
    results: Results


@dataclass(frozen=True)
class Batch:
    """A batch to be done: which scenarios, where the results go, and by whom.

    run, executor: who makes a run and where chunks are worked off. command: what the person typed, for the manifest.
    """

    scenarios: Sequence[Scenario]
    out: Path
    study_seed: int = 1
    jobs: int | None = None
    weekly_groups: bool = False
    progress: Progress | None = None
    run: Run = one.run
    executor: Callable[[int], executors.Executor] = executors.threads
    command: Sequence[str] = ()

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """One series a scenario."""
        return tuple(Series(scenario, self.study_seed, self.weekly_groups) for scenario in self.scenarios)

    @cached_property
    def store(self) -> Store:
        """Where the runs are kept."""
        return Store(self.out)

    def results(self, replicates: int) -> Results:
        """The tables of the first replicates, finished or not."""
        names = {series.scenario.name: series.folder for series in self.series}
        return Results(self.out, names, replicates)

    def open(self, replicates: int) -> None:
        """Check what is asked, say it in a new folder, and clear away what a killed command left half-written."""
        names = [scenario.name for scenario in self.scenarios]
        twins = [name for name in names if names.count(name) > 1]
        if twins:
            raise InputError("twin_scenarios", name=twins[0])
        with disk(self.out):
            (self.out / FAILURES).unlink(missing_ok=True)
            self.store.tidy()
            for series in self.series:
                self.store.repair(series.folder)
            if not (self.out / MANIFEST).exists():
                self._write_manifest(replicates, {})

    def complete(self, replicates: int) -> BatchResult:
        """Make the runs that are missing; nothing is compacted yet."""
        began = time.perf_counter()
        work = _Work(self, replicates)
        try:
            work.do()
        except KeyboardInterrupt as stop:
            raise Interrupted(self.out, work.reused + work.kept, work.total) from stop
        return BatchResult(
            out=self.out,
            replicates=replicates,
            total=work.total,
            ran=work.kept,
            reused=work.reused,
            failures=tuple(sorted(work.failures, key=lambda failure: (failure.scenario, failure.replicate))),
            seconds=time.perf_counter() - began,
            results=self.results(replicates),
        )

    def close(self, result: BatchResult) -> None:
        """Bring the tables into order, and write what was asked and done."""
        try:
            with disk(self.out):
                for series in self.series:
                    self.store.compact(series.folder)
                self.store.tidy()
                _write_failures(self.out, result.failures)
                self._write_manifest(result.replicates, {"ran": result.ran, "seconds": round(result.seconds, 3)})
        except KeyboardInterrupt as stop:
            raise Interrupted(self.out, result.ran + result.reused, result.total) from stop

    def do(self, replicates: int) -> BatchResult:
        """The whole batch."""
        with claimed(self.out):
            self.open(replicates)
            result = self.complete(replicates)
            self.close(result)
        return result

    def _write_manifest(self, replicates: int, made: Mapping[str, Any]) -> None:
        asked = asked_facts(
            self.scenarios,
            study_seed=self.study_seed,
            replicates=replicates,
            folders=[series.folder for series in self.series],
            weekly_groups=self.weekly_groups,
        )
        how = {"command": list(self.command), "jobs": self.jobs or executors.all_cores()}
        write_manifest(self.out, asked, {**how, **made})


def run_batch(
    scenarios: Sequence[Scenario],
    replicates: int,
    *,
    study_seed: int = 1,
    jobs: int | None = None,
    out: Path,
    weekly_groups: bool = False,
    progress: Progress | None = None,
) -> BatchResult:
    """Run each scenario ``replicates`` times under common random numbers, and keep the tables in ``out``.

    Runs that the folder already holds are not made again. jobs: workers (default: every core).
    """
    batch = Batch(scenarios, Path(out), study_seed, jobs, weekly_groups, progress)
    return batch.do(replicates)


@dataclass
class _Work:
    """The runs that are missing, being made."""

    batch: Batch
    replicates: int
    kept: int = 0
    reused: int = 0
    failures: list[Failure] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.total = self.replicates * len(self.batch.series)
        self.jobs = self.batch.jobs or executors.all_cores()
        self.queues = [deque(self._missing(series)) for series in self.batch.series]
        self.reused = self.total - sum(map(len, self.queues))
        self.pace: dict[str, float] = {}

    def do(self) -> None:
        """Make them: one alone, which compiles the model once, then the others side by side."""
        self._report()
        if any(self.queues):
            self._absorb(work_off(self._task(1)), timed=False)
        if any(self.queues):
            self._share()

    def _share(self) -> None:
        pool = self.batch.executor(self.jobs)
        pending: set[Future[Chunk]] = set()
        try:
            while pending or any(self.queues):
                while any(self.queues) and len(pending) < 2 * self.jobs:
                    pending.add(pool.submit(work_off, self._task()))
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    pending.remove(future)
                    self._absorb(future.result())
        except BaseException:
            self._stop(pool, pending)
            raise
        pool.shutdown()

    def _stop(self, pool: executors.Executor, pending: Iterable[Future[Chunk]]) -> None:
        """Let the workers keep what they have finished, and go."""
        self.stopped.set()
        pool.shutdown(cancel_futures=True)
        for future in pending:
            if not future.cancelled() and future.exception() is None:
                self.kept += future.result().kept

    def _missing(self, series: Series) -> list[int]:
        kept = self.batch.store.keys(series.folder)
        return [replicate for replicate in range(self.replicates) if kept.get(replicate) != series.key(replicate)]

    def _task(self, size: int | None = None) -> Task:
        """The next replicates of the scenario that is furthest behind, so that an interrupted batch is paired too."""
        place = min((queue[0], place) for place, queue in enumerate(self.queues) if queue)[1]
        series, queue = self.batch.series[place], self.queues[place]
        count = min(size or self._size(series), len(queue))
        taken = tuple(queue.popleft() for _ in range(count))
        return Task(series, taken, self.batch.run, self.batch.store, self.stopped.is_set)

    def _size(self, series: Series) -> int:
        """Runs for a second or two, and smaller pieces at the end, so that no worker waits long for the last."""
        pace = self.pace.get(series.folder)
        if pace is None:
            return _FIRST_CHUNK
        share = -(-sum(map(len, self.queues)) // (2 * self.jobs))
        least, most = (max(1, min(_LARGEST_CHUNK, int(seconds / max(pace, 1e-6)))) for seconds in CHUNK_SECONDS)
        return max(least, min(share, most))

    def _absorb(self, chunk: Chunk, *, timed: bool = True) -> None:
        self.kept += chunk.kept
        self.failures += chunk.failures
        if timed:
            self.pace[chunk.task.series.folder] = chunk.seconds / max(1, chunk.kept + len(chunk.failures))
        if chunk.failures:
            with disk(self.batch.out), (self.batch.out / FAILURES).open("a", encoding="utf-8") as stream:
                stream.writelines(failure.line() for failure in chunk.failures)
        self._report()

    def _report(self) -> None:
        if self.batch.progress is not None:
            self.batch.progress(self.reused + self.kept, self.total, len(self.failures))


def _write_failures(out: Path, failures: Sequence[Failure]) -> None:
    file = out / FAILURES
    if failures:
        part = file.with_name(f".{file.name}.part")
        part.write_text("".join(failure.line() for failure in failures), encoding="utf-8")
        part.replace(file)
    else:
        file.unlink(missing_ok=True)
