"""Whether patterns hold: the statistic of each claim with its interval, against what must hold of it.

A statistic is a function of means over replicates, which have the same luck in all settings; its standard error is
the jackknife's over replicates (Efron & Tibshirani 1993, chapter 11), which of a difference of means gives the paired
t interval. Where plausible worlds were simulated, the claim is also judged in each of them by itself: by its estimate,
which of few replicates is noisy, and by its interval, which is wide.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics
from hlmsim.runs.patterns import Claim, Pattern
from hlmsim.runs.patterns.statistic import Number, Read, Statistic

Floats = NDArray[np.float64]

SHOWN, NOT_SHOWN, UNDECIDED, UNDEFINED = "shown", "not_shown", "undecided", "undefined"
"""Verdicts: the whole interval lies where it must; it lies outside; it does neither; nothing could be measured."""

ReadRuns = Callable[[Read, int], tuple[NDArray[np.int64], Floats]]
"""What a setting's runs gave in a world: replicates, and a value (or the weeks) of each."""
ReadNumber = Callable[[Number, int], float]


@dataclass(frozen=True, slots=True)
class Measured:
    """A claim measured. low, high: interval of the statistic; both equal where chance plays no part.

    more: how many replicates it would take, in all, for an undecided claim to be decided if the estimate stays; 0 when
    it is decided. replicates: used. by_world: the statistic in each plausible world; clear_by_world: whether the whole
    interval of that world lies where it must.
    """

    claim: Claim
    estimate: float
    low: float
    high: float
    replicates: int
    verdict: str
    more: int
    by_world: Floats
    clear_by_world: NDArray[np.bool_]

    @property
    def held_by_world(self) -> Floats:
        """Of each plausible world: 1 when its estimate lies where it must, 0 when not; nan when there is none."""
        return np.where(np.isfinite(self.by_world), holds(self.claim, self.by_world), np.nan)

    @property
    def worlds_within(self) -> float:
        """Share of the plausible worlds in which the estimate lies where it must; nan without worlds."""
        return _share(self.held_by_world, self.held_by_world)

    @property
    def worlds_clear(self) -> float:
        """Share of the plausible worlds in which the whole interval does; nan without worlds."""
        return _share(self.held_by_world, self.clear_by_world)


@dataclass(frozen=True, slots=True)
class Assessed:
    """A pattern with its claims measured. verdict: shown when every claim is, not shown when one is not."""

    pattern: Pattern
    claims: tuple[Measured, ...]

    @property
    def verdict(self) -> str:
        """The verdict on the whole pattern."""
        found = [one.verdict for one in self.claims]
        for verdict in (NOT_SHOWN, UNDEFINED, UNDECIDED):
            if verdict in found:
                return verdict
        return SHOWN

    @property
    def more(self) -> int:
        """Replicates that it would take to decide every claim."""
        return max(one.more for one in self.claims)

    @property
    def worlds(self) -> int:
        """How many plausible worlds were simulated."""
        return len(self.claims[0].by_world)

    @property
    def worlds_within(self) -> float:
        """Share of the plausible worlds in which every claim holds; nan without worlds."""
        held = np.array([one.held_by_world for one in self.claims]).min(axis=0)
        return _share(held, held)

    @property
    def worlds_clear(self) -> float:
        """Share of the plausible worlds in which every claim holds clearly; nan without worlds."""
        held = np.array([one.held_by_world for one in self.claims]).min(axis=0)
        return _share(held, np.array([one.clear_by_world for one in self.claims]).min(axis=0))


def _share(known: Floats, held: NDArray[Any]) -> float:
    """Share of worlds, of those in which something could be measured."""
    measured = ~np.isnan(known)
    return float(held[measured].mean()) if measured.any() else math.nan


def assess(
    pattern: Pattern, runs: ReadRuns, numbers: ReadNumber, *, worlds: Sequence[int] = (), confidence: float = 0.95
) -> Assessed:
    """Measure every claim of a pattern with the numbers as written, and in each of these plausible worlds."""
    return Assessed(pattern, tuple(_measured(claim, runs, numbers, worlds, confidence) for claim in pattern.claims))


def _measured(claim: Claim, runs: ReadRuns, numbers: ReadNumber, worlds: Sequence[int], confidence: float) -> Measured:
    value, low, high, count = _interval(claim, runs, numbers, 0, confidence)
    verdict = judge(claim, value, low, high)
    more = replicates_needed(claim, value, value - low, count) if verdict == UNDECIDED else 0
    there = [_interval(claim, runs, numbers, world, confidence)[:3] for world in worlds]
    by_world = np.array([one[0] for one in there], dtype=np.float64)
    clear = np.array([judge(claim, *one) == SHOWN for one in there], dtype=np.bool_)
    return Measured(claim, value, low, high, count, verdict, more, by_world, clear)


def _interval(
    claim: Claim, runs: ReadRuns, numbers: ReadNumber, world: int, confidence: float
) -> tuple[float, float, float, int]:
    """Estimate, ends of the interval, replicates."""
    value, error, count = estimate(claim.statistic, runs, numbers, world)
    width = float(statistics.t_quantile(np.array([max(count - 1.0, 1.0)]), confidence)[0]) * error
    return (value, value - width, value + width, count) if math.isfinite(value) else (math.nan,) * 3 + (count,)


def holds(claim: Claim, value: float | Floats) -> NDArray[np.bool_]:
    """Whether a value lies where it must: beyond a bound that stands alone, or between two, bounds included."""
    if math.isfinite(claim.low) and math.isfinite(claim.high):
        return np.asarray((value >= claim.low) & (value <= claim.high))
    return np.asarray((value > claim.low) & (value < claim.high))


def judge(claim: Claim, value: float, low: float, high: float) -> str:
    """Where an interval lies, against where it must."""
    if not math.isfinite(value):
        return UNDEFINED
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNDECIDED
    if holds(claim, low) and holds(claim, high):
        return SHOWN
    outside = high < claim.low or low > claim.high or low == high
    return NOT_SHOWN if outside else UNDECIDED


def replicates_needed(claim: Claim, value: float, width: float, replicates: int) -> int:
    """Replicates in all for a half-width no wider than the distance from the estimate to the nearest bound."""
    room = min(abs(value - bound) for bound in (claim.low, claim.high) if math.isfinite(bound))
    if room <= 0.0 or not math.isfinite(width):
        return 0
    return math.ceil(replicates * min((width / room) ** 2, 1e6))


def estimate(statistic: Statistic, runs: ReadRuns, numbers: ReadNumber, world: int = 0) -> tuple[float, float, int]:
    """A statistic, its standard error, and the replicates it rests on: those in which everything it reads is known."""
    constants: dict[Read | Number, Floats] = {one: np.array([numbers(one, world)]) for one in statistic.numbers}
    if not statistic.reads:
        return float(statistic.value(constants)[0]), 0.0, 1
    found = _same_weeks({one: runs(one, world) for one in statistic.reads})
    shared = _shared([replicates for replicates, _ in found.values()])
    rows = {one: values[np.isin(replicates, shared)] for one, (replicates, values) in found.items()}
    known = np.all([_known(one, values) for one, values in rows.items()], axis=0)
    count = int(known.sum())
    if count == 0:
        return math.nan, math.nan, 0
    means: dict[Read | Number, Floats] = {one: _left_out(_filled(values[known])) for one, values in rows.items()}
    every = statistic.value(means | constants)
    value, without = float(every[0]), every[1:]
    if not math.isfinite(value):
        return math.nan, math.nan, count
    if count < 2 or not np.isfinite(without).all():
        return value, math.nan, count
    error = math.sqrt((count - 1) / count * float(((without - without.mean()) ** 2).sum()))
    return value, error, count


def _same_weeks(found: Mapping[Read, tuple[NDArray[np.int64], Floats]]) -> dict[Read, tuple[NDArray[np.int64], Floats]]:
    """Curves of settings with other horizons, as far as the shortest of them goes."""
    weeks = min((values.shape[1] for one, (_, values) in found.items() if one.curve), default=0)
    return {one: (kept, values[:, :weeks] if one.curve else values) for one, (kept, values) in found.items()}


def _shared(replicates: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    shared = replicates[0]
    for other in replicates[1:]:
        shared = np.intersect1d(shared, other)
    return shared


def _known(read: Read, values: Floats) -> NDArray[np.bool_]:
    """Replicates in which it is known; of a curve, those with any week."""
    return ~np.isnan(values).all(axis=1) if read.curve else ~np.isnan(values)


def _filled(values: Floats) -> Floats:
    """Weeks of a curve that are undefined in some runs get the mean of the others; 0 where they are in all."""
    undefined = np.isnan(values)
    if not undefined.any():
        return values
    return np.where(undefined, np.nan_to_num(statistics.mean(values)), values)


def _left_out(values: Floats) -> Floats:
    """The mean over replicates, then the means with each one left out, along the first axis."""
    total, count = values.sum(axis=0, keepdims=True), len(values)
    return np.concatenate([total / count, (total - values) / max(1, count - 1)])


def window(weeks: Floats, first: int, last: int) -> Floats:
    """Mean of some weeks of each run, those without a value left out; nan where the runs end before the last one."""
    part = weeks[:, first:last] if last <= weeks.shape[1] else np.full((len(weeks), 1), np.nan)
    known = ~np.isnan(part)
    counts = known.sum(axis=1)
    sums = np.where(known, part, 0.0).sum(axis=1)
    return np.asarray(np.divide(sums, counts, out=np.full(len(part), np.nan), where=counts > 0))


def tally(assessed: Sequence[Assessed]) -> Mapping[str, int]:
    """How many patterns have each verdict."""
    found = [one.verdict for one in assessed]
    return {verdict: found.count(verdict) for verdict in (SHOWN, UNDECIDED, NOT_SHOWN, UNDEFINED)}
