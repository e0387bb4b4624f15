"""Batches: many worlds, many replicates, the same luck for all; what is done is never done again, nor lost."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, wait
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from hlmsim.errors import InputError, RunError
from hlmsim.runs import executors, masks, one
from hlmsim.runs.backlog import Backlog
from hlmsim.runs.budget import Budget, Purse
from hlmsim.runs.cases import Shelf, scenario_shelves
from hlmsim.runs.dispatch import BatchPlan, Dispatch
from hlmsim.runs.ledger.door import open_folder, put_result
from hlmsim.runs.ledger.failures import Failure, append_failures, read_failures, write_failures
from hlmsim.runs.ledger.folder import Joint, claimed, disk, own_file_name
from hlmsim.runs.ledger.session import FolderSession
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.manifest import is_whole, manifest_as_found
from hlmsim.runs.mending import set_damage_aside
from hlmsim.runs.provenance import asked_facts, seal_asked, unseal_runs, write_manifest
from hlmsim.runs.results import Results, results_of
from hlmsim.runs.share import Share
from hlmsim.runs.worker import Run, compact

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario

SCENARIOS = "scenarios"
"""Folder of the scenarios, as they were simulated."""

_TICK = 0.2
_MOST_TIMES = 5
"""So often are lost runs made again in one command, before the disk is blamed."""

TIME_OUT = 600.0
"""Seconds that a run may take."""

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
    """What a batch came to. ran: made by this command; reused: found done; failures: made by this command, failed.

    stopped: why there is more to do: "minutes" or "runs" (the budget), "share" (other shares are not done); else None.
    damaged: tables that could not be read and were set aside, by their path within the folder.
    """

    out: Path
    replicates: int
    total: int
    ran: int
    reused: int
    failures: tuple[Failure, ...]
    seconds: float
    results: Results
    stopped: str | None = None
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batch:
    """A batch to be done: which worlds, where the results go, and by whom. :meth:`of` makes one from scenarios.

    facts: what is asked, for the manifest, from the number of replicates. files: writes what stands beside the runs
    into a folder. jobs: workers (default: every core). run, executor: who makes a run, and where. command: what was
    typed; function: what was called in Python. time_out: seconds a run may take. replace: may the folder be foreign?
    """

    shelves: Sequence[Shelf]
    out: Path
    facts: Callable[[int], Mapping[str, Any]]
    files: Callable[[Path], None] | None = None
    jobs: int | None = None
    progress: Progress | None = None
    run: Run = one.run
    executor: executors.Factory | None = None
    command: Sequence[str] = ()
    function: str = ""
    time_out: float = TIME_OUT
    budget: Budget = Budget()  # noqa: RUF009 - it is frozen
    share: Share | None = None
    replace: bool = False

    @classmethod
    def of(
        cls, scenarios: Sequence[Scenario], out: Path, *, study_seed: int = 1, weekly_groups: bool = False, **how: Any
    ) -> Self:
        """A batch of scenarios, each on a shelf of its own; the first is the reference. how: the other settings.

        Raises InputError if two have the same name.
        """
        names = [scenario.name for scenario in scenarios]
        twins = [name for name in names if names.count(name) > 1]
        if twins:
            raise InputError("twin_scenarios", name=twins[0])
        shelves = scenario_shelves(scenarios, study_seed=study_seed, weekly_groups=weekly_groups)
        folders = [shelf.folder for shelf in shelves]

        def facts(replicates: int) -> Mapping[str, Any]:
            return asked_facts(
                scenarios, study_seed=study_seed, replicates=replicates, folders=folders, weekly_groups=weekly_groups
            )

        return cls(shelves, Path(out), facts, partial(_write_scenarios, scenarios), **how)

    @cached_property
    def store(self) -> Store:
        """Where the runs are kept."""
        return Store(self.out)

    def do(self, replicates: int) -> BatchResult:
        """The whole batch. Raises Interrupted when the person stops it."""
        with self.begun(replicates) as work:
            return work.close(work.complete(replicates))

    @contextmanager
    def begun(self, replicates: int) -> Iterator[Work]:
        """Hold the folder, say in it what is asked, and have workers at hand.

        A folder that this command made goes again when an error ends it before any run is kept. Raises InputError
        if it is somebody else's.
        """
        with ExitStack() as held:
            if not self.out.exists() and self.share is None:
                held.enter_context(_gone_when_empty(self))
            open_folder(self.out, replace=self.replace)
            joint = None if self.share is None else held.enter_context(Joint(self.out, str(self.share)))
            if joint is None:
                held.enter_context(claimed(self.out))
            yield held.enter_context(Work(self, joint, replicates))


@contextmanager
def _gone_when_empty(batch: Batch) -> Iterator[None]:
    try:
        yield
    except Exception:
        if not any(batch.out.rglob("*.parquet")) and not read_failures(batch.out):
            shutil.rmtree(batch.out, ignore_errors=True)
        raise


def _write_scenarios(scenarios: Sequence[Scenario], out: Path) -> None:
    """Each scenario as it is simulated, every number resolved, so that a run can be made again without its file."""
    from hlmsim.scenario import to_yaml

    for scenario in scenarios:
        put_result(out / SCENARIOS / f"{own_file_name(scenario.name)}.yaml", to_yaml(scenario))


class Work:
    """A batch in its folder, being done: once, or step by step with more replicates each time."""

    def __init__(self, batch: Batch, joint: Joint | None, replicates: int) -> None:
        self.batch = batch
        self._joint = joint
        self._purse = Purse(batch.budget)
        self._pool: executors.Executor | None = None
        self._tried: list[Failure] = []
        self._times_damaged = 0
        self._before = self._known = batch.store.damaged()
        with disk(batch.out):
            self._open(replicates)
            self._known = batch.store.damaged()
            self._session = FolderSession.new(batch.out)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)
        self._session.close()

    def complete(self, replicates: int) -> BatchResult:
        """Make the runs that are missing; nothing is brought into order yet."""
        result = self._attempt(replicates)
        while result.stopped is None and self._damage_found():
            result = _joined(result, self._attempt(replicates))
        return result

    def _damage_found(self) -> bool:
        """Whether tables were set aside since the last time. Raises RunError when that never ends: a damaged disk."""
        before, self._known = self._known, self.batch.store.damaged()
        found = bool(self._known - before)
        self._times_damaged += found
        if self._times_damaged > _MOST_TIMES:
            raise RunError("disk_damages", folder=str(self.batch.out), count=len(self._damaged))
        return found

    @property
    def _damaged(self) -> tuple[str, ...]:
        return tuple(sorted(self.batch.store.damaged() - self._before))

    def _attempt(self, replicates: int) -> BatchResult:
        began = time.perf_counter()
        batch = self.batch
        ours = self._ours(replicates)
        kept = self._kept(replicates)
        missing = masks.without(ours, kept)
        tried = masks.both(missing, masks.failed_before(batch.shelves, replicates, self._tried))
        missing = masks.without(missing, tried)
        again = masks.both(missing, masks.failed_before(batch.shelves, replicates, read_failures(batch.out)))
        asked = masks.count(ours)
        tally = _Tally(batch.out, batch.progress, masks.count(masks.both(ours, kept)), asked, failed=masks.count(tried))
        tally.note(0, ())
        dispatch: Dispatch | None = None
        try:
            if masks.count(missing):
                backlog = Backlog(batch.shelves, masks.without(missing, again), again)
                dispatch = Dispatch(self._plan(tally), self._workers(), backlog)
                dispatch.do()
                if dispatch.stopped == "minutes":
                    self._pool = None
        except KeyboardInterrupt as stop:
            raise Interrupted(batch.out, tally.done + (dispatch.kept if dispatch else 0), asked) from stop
        failures = () if dispatch is None else dispatch.failures
        self._tried += failures
        return BatchResult(
            out=batch.out,
            replicates=replicates,
            total=sum(known.size for known in kept),
            ran=0 if dispatch is None else dispatch.kept,
            reused=masks.count(kept),
            failures=tuple(sorted(failures, key=lambda failure: (failure.scenario, failure.replicate))),
            seconds=time.perf_counter() - began,
            results=results_of(batch.out, batch.facts(replicates)),
            stopped=None if dispatch is None else dispatch.stopped,
            damaged=self._damaged,
        )

    def close(self, result: BatchResult) -> BatchResult:
        """Bring the tables into order, and write what was asked and done. A share does so only if it is the last."""
        try:
            with disk(self.batch.out):
                if self._joint is None:
                    return self._settle(result)
                with self._joint.alone(leaving=True) as alone:
                    return self._leave(result, alone=alone)
        except KeyboardInterrupt as stop:
            raise Interrupted(self.batch.out, result.ran + result.reused, result.total) from stop

    def _leave(self, result: BatchResult, *, alone: bool) -> BatchResult:
        result = self._counted(result)
        return self._settle(result) if alone and result.stopped is None else result

    def _counted(self, result: BatchResult) -> BatchResult:
        """With what is there now, by whomever it was made."""
        done = masks.count(self._kept(result.replicates))
        left = result.total - done - len(self._failed(result.replicates))
        stopped = "share" if left and self._joint is not None else None
        ran = min(result.ran, done)
        return replace(result, ran=ran, reused=done - ran, stopped=result.stopped or stopped)

    def _settle(self, result: BatchResult) -> BatchResult:
        batch = self.batch
        self._compact()
        while self._damage_found():
            if result.stopped is None:
                result = _joined(result, self._attempt(result.replicates))
                self._compact()
            result = self._counted(result)
        self._session.close()
        batch.store.tidy()
        write_failures(batch.out, self._failed(result.replicates))
        self._write_manifest(result.replicates, {"ran": result.ran, "seconds": round(result.seconds, 3)})
        return replace(result, damaged=self._damaged)

    def _compact(self) -> None:
        """Shelves side by side, by the workers that are there anyway."""
        store, folders = self.batch.store, list(dict.fromkeys(shelf.folder for shelf in self.batch.shelves))
        if any(map(store.has_parts, folders)):
            unseal_runs(self.batch.out)
        if self._pool is None:
            for folder in folders:
                store.compact(folder)
            return
        futures = {self._pool.submit(compact, store, folder): folder for folder in folders}
        while wait(futures, timeout=_TICK).not_done:
            continue
        for future, folder in futures.items():
            try:
                future.result()
            except BrokenExecutor:
                store.compact(folder)

    def _failed(self, replicates: int) -> list[Failure]:
        """The recorded failures of runs that are still asked for and missing."""
        recorded, shelves = read_failures(self.batch.out), self.batch.shelves
        if not recorded:
            return []
        missing = masks.without(masks.failed_before(shelves, replicates, recorded), self._kept(replicates))
        runs = {
            (shelf.cases[case].name, replicate)
            for shelf, mask in zip(shelves, missing, strict=True)
            for case, replicate in zip(*map(list, mask.nonzero()), strict=True)
        }
        return [one for one in recorded if (one.scenario, one.replicate) in runs]

    def _open(self, replicates: int) -> None:
        """Clear away what a killed command left half-written, unless other shares are at work; say what is asked."""
        with nullcontext(True) if self._joint is None else self._joint.alone() as alone:
            if alone:
                self._clear()
        if self.batch.files is not None:
            self.batch.files(self.batch.out)
            seal_asked(self.batch.out)
        if not is_whole(manifest_as_found(self.batch.out)):
            self._write_manifest(replicates, {})

    def _clear(self) -> None:
        self.batch.store.tidy()
        set_damage_aside(self.batch.out, [shelf.folder for shelf in self.batch.shelves])

    def _ours(self, replicates: int) -> masks.Masks:
        shelves = self.batch.shelves
        if self.batch.share is None:
            return [np.ones((len(shelf.cases), replicates), dtype=np.bool_) for shelf in shelves]
        return self.batch.share.masks(shelves, replicates)

    def _kept(self, replicates: int) -> masks.Masks:
        with disk(self.batch.out):
            return masks.kept(self.batch.store, self.batch.shelves, replicates)

    def _plan(self, tally: _Tally) -> BatchPlan:
        batch = self.batch
        return BatchPlan(
            batch.shelves, batch.run, batch.store, self._session, batch.time_out, self._purse, report=tally.note
        )

    def _workers(self) -> executors.Executor:
        if self._pool is None:
            factory = self.batch.executor or executors.default
            self._pool = factory(self.batch.jobs or executors.all_cores())
        return self._pool

    def _write_manifest(self, replicates: int, made: Mapping[str, Any]) -> None:
        how = {"command": list(self.batch.command), "jobs": self.batch.jobs or executors.all_cores()}
        called = {"function": self.batch.function} if self.batch.function else {}
        write_manifest(self.batch.out, self.batch.facts(replicates), {**how, **called, **made}, shown_stays=True)


@dataclass
class _Tally:
    """How far a batch is, as the person is told."""

    out: Path
    progress: Progress | None
    done: int
    total: int
    failed: int = 0

    def note(self, kept: int, failures: Sequence[Failure]) -> None:
        """So many runs are kept since the start, and these have failed since the last time."""
        if failures:
            self.failed += len(failures)
            with disk(self.out):
                append_failures(self.out, failures)
        if self.progress is not None:
            self.progress(self.done + kept, self.total, self.failed)


def _joined(first: BatchResult, again: BatchResult) -> BatchResult:
    """Two attempts at the same batch as one: in the second, runs were made that had been lost since."""
    done, ran = again.ran + again.reused, first.ran + again.ran
    failures = tuple({failure.run: failure for failure in (*first.failures, *again.failures)}.values())
    return replace(
        again, ran=min(ran, done), reused=max(0, done - ran), failures=failures, seconds=first.seconds + again.seconds
    )
