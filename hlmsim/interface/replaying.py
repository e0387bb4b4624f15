"""One run of a results folder made again in a process of its own, which may raise, die or never end."""

from __future__ import annotations

import os
import traceback
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hlmsim.runs.one import RunResult

CRASH, TIME_OUT = "Crash", "TimeOut"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a run: what it gave, or how it failed (see :class:`hlmsim.runs.ledger.failures.Failure`)."""

    result: RunResult | None = None
    kind: str = ""
    message: str = ""
    traceback: str = ""


def replayed(folder: Path, case: str, replicate: int, time_out: float) -> Replayed:
    """Make a run again, from what stands in the folder alone. time_out: seconds it may take once the model is there.

    With ``HLMSIM_DEBUG=1`` it is made in this very process, for a debugger, and fails as it does. Raises InputError if
    the folder holds no such case, ScenarioError if its files cannot be read.
    """
    from hlmsim.runs import compiling, executors
    from hlmsim.runs.asked import Asked, replay

    Asked.of(folder).case(case)
    if os.environ.get("HLMSIM_DEBUG") == "1":
        return Replayed(replay(folder, case, replicate))
    pool = executors.default(1)
    try:
        pool.submit(_warm, folder, case).result(timeout=compiling.LIMIT + time_out)
        made = pool.submit(_attempt, folder, case, replicate).result(timeout=time_out)
    except BrokenExecutor:
        made = Replayed(kind=CRASH)
    except TimeoutError:
        made = Replayed(kind=TIME_OUT)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return made


def _warm(folder: Path, case: str) -> None:
    """Load and compile the model with a week of the same world, so that the run's own time can be measured."""
    from hlmsim.model.population import build
    from hlmsim.model.week import advance
    from hlmsim.runs.asked import Asked
    from hlmsim.runs.compiling import compiled_once

    with suppress(Exception), compiled_once(lambda: False):
        advance(build(Asked.of(folder).case(case).scenario().blueprint(), study_seed=0, replicate=0), until=1)


def _attempt(folder: Path, case: str, replicate: int) -> Replayed:
    """Called in the process."""
    from hlmsim.errors import RunError
    from hlmsim.runs.asked import replay

    try:
        return Replayed(replay(folder, case, replicate))
    except Exception as problem:
        staged = isinstance(problem, RunError) and problem.code == "run_failed"
        facts = problem.facts if isinstance(problem, RunError) and staged else {}
        told = "".join(traceback.format_exception(problem))
        return Replayed(None, facts.get("kind", type(problem).__name__), facts.get("message", str(problem)), told)
