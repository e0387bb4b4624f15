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
_ENOUGH = 20
"""Replicates that an outcome which has intervals at all has shown one after."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a batch ended. reached: every half-width is as wanted. widest: half-width of each outcome at the end, in the
    scenario where it is widest (nan: one has no interval).
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

    A scenario that has had no interval of an outcome twice is no longer waited for. Every case gets as many
    replicates. The next number follows from the widths so far, so the same command ends at the same one.
    """
    replicates = min(precision.pilot, precision.limit)
    steps: list[int] = []
    ran, seconds, failures = 0, 0.0, dict[str, Failure]()
    given_up: set[tuple[str, str]] = set()
    with batch.begun(replicates) as work:
        while True:
            result = work.complete(replicates)
            steps.append(replicates)
            ran, seconds = ran + result.ran, seconds + result.seconds
            failures |= {failure.run: failure for failure in result.failures}
            widths = _widths(precision, result.results)
            without = {judged for judged, width in widths.items() if math.isnan(width)}
            wide = {judged for judged, width in widths.items() if width > precision.wanted[judged[1]]}
            if result.stopped is not None or replicates >= precision.limit or not (wide or without - given_up):
                break
            given_up = without if replicates >= _ENOUGH else given_up
            replicates = _next(replicates, widths, precision)
        done = result.ran + result.reused
        result = replace(
            result, ran=min(ran, done), reused=max(0, done - ran), seconds=seconds, failures=tuple(failures.values())
        )
        result = work.close(result)
    reached = result.stopped is None and not (wide or without)
    widest = {outcome: _largest(widths, outcome) for outcome in precision.wanted}
    return result, Stop(reached, replicates, precision.limit, precision.wanted, widest, tuple(steps))


def _widths(precision: Precision, results: Results) -> dict[tuple[str, str], float]:
    """Reads the outcomes that are judged, and nothing else; nan of an outcome that no scenario has."""
    found = precision.half_widths(results.table("runs", outcomes=list(precision.wanted)))
    widths = {judged: width for judged, width in found.items() if judged[1] in precision.wanted}
    names = {name for _, name in widths}
    return widths | {("", outcome): math.nan for outcome in precision.wanted if outcome not in names}


def _largest(widths: Mapping[tuple[str, str], float], outcome: str) -> float:
    own = [width for (_, name), width in widths.items() if name == outcome]
    return math.nan if any(map(math.isnan, own)) else max(own)


def _next(replicates: int, widths: Mapping[tuple[str, str], float], precision: Precision) -> int:
    """Half-widths shrink with the square root of the number of replicates; at most double at a time."""
    ratios = [width / precision.wanted[outcome] for (_, outcome), width in widths.items()]
    ratio = max((ratio for ratio in ratios if not math.isnan(ratio)), default=2.0)
    needed = replicates * ratio**2 * _MARGIN if math.isfinite(ratio) else math.inf
    return min(precision.limit, max(replicates + _LEAST_STEP, int(min(needed, 2 * replicates))))
