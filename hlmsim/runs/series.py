"""The runs of one scenario under one study seed and one version of the model, and chunks of them."""

from __future__ import annotations

import hashlib
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hlmsim.engine.draws import replicate_seed
from hlmsim.errors import RunError
from hlmsim.runs.ledger.failures import Failure
from hlmsim.runs.ledger.folder import disk, file_name
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.one import RunResult, run_key
from hlmsim.runs.provenance import model_version

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario


_MOST_BYTES = 64_000_000
"""A worker writes what it holds before it grows beyond this."""


class Run(Protocol):
    """What makes one run: :func:`hlmsim.runs.one.run`, or its stand-in in a test."""

    def __call__(
        self, scenario: Scenario, *, study_seed: int, replicate: int, weekly_groups: bool = False
    ) -> RunResult:
        """Make one run."""


@dataclass(frozen=True)
class Series:
    """Every replicate of one scenario that a study seed gives."""

    scenario: Scenario
    study_seed: int
    weekly_groups: bool

    @cached_property
    def folder(self) -> str:
        """The name of its folder: another seed, model or horizon never meets these runs."""
        facts = f"{self.scenario.hash}\n{self.study_seed}\n{self.weekly_groups}\n{model_version()}"
        name = file_name(self.scenario.name, 64)
        return f"{name}-{hashlib.sha256(facts.encode()).hexdigest()[:8]}"

    def key(self, replicate: int) -> str:
        """The key of one of its runs."""
        return run_key(self.scenario.hash, study_seed=self.study_seed, replicate=replicate)


@dataclass(frozen=True, slots=True)
class Task:
    """Replicates of one series for one worker. stop: asked between two runs, what is finished is kept."""

    series: Series
    replicates: tuple[int, ...]
    run: Run
    store: Store
    stop: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Chunk:
    """What became of a task: how many runs are kept, which failed, how long the runs took."""

    task: Task
    kept: int
    failures: tuple[Failure, ...]
    seconds: float


def work_off(task: Task) -> Chunk:
    """Make the runs of a task and keep those that succeed; called by a worker."""
    results: list[RunResult] = []
    failures: list[Failure] = []
    kept, most, seconds = 0, 0, 0.0
    for replicate in task.replicates:
        if task.stop():
            break
        began = time.perf_counter()
        made = _attempt(task, replicate)
        seconds += time.perf_counter() - began
        if isinstance(made, Failure):
            failures.append(made)
        else:
            results.append(made)
            kept += 1
            most = most or max(1, _MOST_BYTES // _weight(made))
        if len(results) >= most > 0:
            _keep(task, results)
    _keep(task, results)
    return Chunk(task, kept, tuple(failures), seconds)


def _attempt(task: Task, replicate: int) -> RunResult | Failure:
    series = task.series
    settings = {"study_seed": series.study_seed, "replicate": replicate}
    try:
        return task.run(series.scenario, **settings, weekly_groups=series.weekly_groups)
    except Exception as problem:
        return _failure(series, replicate, problem)


def _keep(task: Task, results: list[RunResult]) -> None:
    if results:
        with disk(task.store.folder):
            task.store.add(task.series.folder, results)
        results.clear()


def _weight(result: RunResult) -> int:
    """Bytes of one run; those of a series are all alike."""
    weekly = sum(values.nbytes for values in result.weekly.values())
    return max(1, weekly + sum(values.nbytes for values in result.summary.values()))


def _failure(series: Series, replicate: int, problem: Exception) -> Failure:
    staged = isinstance(problem, RunError) and problem.code == "run_failed"
    facts = problem.facts if isinstance(problem, RunError) and staged else {}
    scenario = series.scenario
    return Failure(
        run=f"{scenario.name}/{replicate}",
        scenario=scenario.name,
        scenario_hash=scenario.hash,
        file=None if scenario.file is None else str(Path(scenario.file)),
        study_seed=series.study_seed,
        replicate=replicate,
        seed=int(replicate_seed(series.study_seed, replicate)),
        weeks=scenario.weeks,
        stage=facts.get("stage", "run"),
        kind=facts.get("kind", type(problem).__name__),
        message=facts.get("message", str(problem)),
        traceback="".join(traceback.format_exception(problem)),
    )
