"""As many replicates as a question needs: a pilot, then batches until the intervals are narrow enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hlmsim.runs.batch import Batch, BatchResult
from hlmsim.runs.ledger.failures import Failure
from hlmsim.runs.results import Results

if TYPE_CHECKING:
    from pandas import DataFrame

HalfWidths = Callable[["DataFrame"], Mapping[tuple[str, str], float]]
"""From the table of runs, the half-width of the interval of each (scenario, outcome) that is judged."""

_MARGIN = 1.1
_LEAST_STEP = 10


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a batch ended. reached: every half-width is as wanted. widest: half-width of each outcome at the end, in the
    scenario where it is widest (nan: undefined).
    """

    reached: bool
    replicates: int
    limit: int
    wanted: Mapping[str, float]
    widest: Mapping[str, float]
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Precision:
    """The half-width wanted of each outcome, and how far to go for it."""

    wanted: Mapping[str, float]
    half_widths: HalfWidths
    pilot: int = 30
    limit: int = 1000


def run_to_precision(batch: Batch, precision: Precision) -> tuple[BatchResult, Stop]:
    """Add replicates until every half-width is at most what is wanted, or the limit is met, or the budget is spent.

    Every case gets as many. The next number follows from the widths so far, so the same command ends at the same one.
    """
    replicates = min(precision.pilot, precision.limit)
    steps: list[int] = []
    ran, seconds, failures = 0, 0.0, dict[str, Failure]()
    with batch.begun(replicates) as work:
        while True:
            result = work.complete(replicates)
            steps.append(replicates)
            ran, seconds = ran + result.ran, seconds + result.seconds
            failures |= {failure.run: failure for failure in result.failures}
            widest = _widest(precision, result.results)
            reached = all(widest[outcome] <= width for outcome, width in precision.wanted.items())
            reached = reached and result.stopped is None
            if reached or result.stopped is not None or replicates >= precision.limit:
                break
            replicates = _next(replicates, widest, precision)
        done = result.ran + result.reused
        result = replace(
            result, ran=min(ran, done), reused=max(0, done - ran), seconds=seconds, failures=tuple(failures.values())
        )
        result = work.close(result)
    return result, Stop(reached, replicates, precision.limit, precision.wanted, widest, tuple(steps))


def _widest(precision: Precision, results: Results) -> dict[str, float]:
    """Reads the outcomes that are judged, and nothing else."""
    found = precision.half_widths(results.table("runs", outcomes=list(precision.wanted)))
    return {
        wanted: _largest([width for (_, name), width in found.items() if name == wanted]) for wanted in precision.wanted
    }


def _largest(widths: list[float]) -> float:
    return math.nan if not widths or any(map(math.isnan, widths)) else max(widths)


def _next(replicates: int, widest: Mapping[str, float], precision: Precision) -> int:
    """Half-widths shrink with the square root of the number of replicates; at most double at a time."""
    ratios = [widest[outcome] / width for outcome, width in precision.wanted.items()]
    ratio = max((ratio for ratio in ratios if not math.isnan(ratio)), default=2.0)
    needed = replicates * ratio**2 * _MARGIN if math.isfinite(ratio) else math.inf
    return min(precision.limit, max(replicates + _LEAST_STEP, int(min(needed, 2 * replicates))))
