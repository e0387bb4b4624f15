"""Two kinds of uncertainty of an effect: chance (from replicate to replicate) and ignorance (from world to world).

Replicates have the same luck in every plausible world, so an effect is worlds × replicates, crossed: it is the sum of
a part of its world (ignorance), a part of its luck and a rest; the last two are chance. Each part's variance comes
from differences between pairs of runs: of one world, of one replicate, of neither. That is unbiased whatever is
missing, and equal to the mean squares of an analysis of variance where nothing is.

A world's mean effect over few replicates is noisy. Worlds are therefore drawn together, towards their mean, until they
differ by no more than the ignorance found; and the worlds whose own interval excludes zero are counted apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics

Floats = NDArray[np.float64]

COLUMNS = (
    "worlds",
    "world_median",
    "world_low",
    "world_high",
    "world_helps",
    "world_helps_clear",
    "world_harms_clear",
    "chance_share",
    "ignorance_share",
    "ignorance_low",
    "ignorance_high",
)
"""What a :class:`InWorlds` says, as columns of a table."""

_DRAWS = 4000


@dataclass(frozen=True, slots=True)
class InWorlds:
    """How an effect is spread over plausible worlds.

    median, low, high: the middle of the worlds' effects, and where 90 % of them lie, drawn together so that chance
    does not spread them. helps: share of the worlds in which it is better (higher, where neither is better), drawn
    together too; a tie counts half. helps_clear, harms_clear: share of the worlds whose own interval over replicates
    lies wholly on that side of zero. chance, ignorance: shares of the variance of the effect in one run;
    ignorance_low, ignorance_high: interval of the latter. Undefined with one world or one replicate.
    """

    worlds: int
    median: float
    low: float
    high: float
    helps: float
    helps_clear: float
    harms_clear: float
    chance: float
    ignorance: float
    ignorance_low: float
    ignorance_high: float

    def columns(self) -> dict[str, float]:
        """By column (:data:`COLUMNS`)."""
        facts = (self.worlds, self.median, self.low, self.high, self.helps, self.helps_clear, self.harms_clear)
        shares = (self.chance, self.ignorance, self.ignorance_low, self.ignorance_high)
        return dict(zip(COLUMNS, (*facts, *shares), strict=True))


@dataclass(frozen=True, slots=True)
class Parts:
    """Variances of an effect: from world to world, from luck to luck, and the rest. Unbiased, so they may be negative.

    worlds, replicates: with at least one run. by_world, by_replicate: runs in each, on average. freedom: degrees of
    freedom of the variance between worlds, fewer where some worlds stand far out.
    """

    ignorance: float
    luck: float
    rest: float
    worlds: int
    replicates: int
    by_world: float
    by_replicate: float
    freedom: float


NOTHING = InWorlds(0, *[float("nan")] * 10)


def spread(effects: Floats, better: int, confidence: float) -> InWorlds:
    """The spread of an effect, worlds × replicates; nan where a run is missing. better: -1, 0 or 1, as of effects."""
    known = ~np.isnan(effects)
    kept = effects[known.any(axis=1)][:, known.any(axis=0)]
    if not kept.size:
        return NOTHING
    found = parts(kept)
    worlds = drawn_together(kept, found)
    median, low, high = statistics.quantiles(worlds[:, np.newaxis], (0.5, 0.05, 0.95))[:, 0].tolist()
    way = better or 1
    sure = _sure(kept, confidence) * way
    chance, ignorance = max(found.luck + found.rest, 0.0), max(found.ignorance, 0.0)
    total = chance + ignorance
    defined = not math.isnan(total) and total > 0.0
    shares = (chance / total, ignorance / total, *interval(found, confidence)) if defined else (math.nan,) * 4
    return InWorlds(
        len(worlds),
        median,
        low,
        high,
        float(np.mean(0.5 + 0.5 * np.sign(way * worlds))),
        float(np.mean(sure > 0)),
        float(np.mean(sure < 0)),
        *shares,
    )


def parts(effects: Floats) -> Parts:
    """The variances of an effect, worlds × replicates; nan where a run is missing."""
    squares = [_pairs(side) for side in (effects.reshape(-1, 1), effects.T, effects)]
    (all_sum, all_count), (world_sum, world_count), (luck_sum, luck_count) = squares
    within, across = _ratio(world_sum, world_count), _ratio(luck_sum, luck_count)
    total = _ratio(all_sum - world_sum - luck_sum, all_count - world_count - luck_count)
    runs, (worlds, replicates) = int(np.count_nonzero(~np.isnan(effects))), effects.shape
    return Parts(
        total - within,
        total - across,
        within + across - total,
        worlds,
        replicates,
        runs / worlds,
        runs / replicates,
        _freedom(statistics.mean(effects.T)),
    )


def drawn_together(effects: Floats, found: Parts) -> Floats:
    """The mean effect of each world, moved towards the mean of them all by what chance alone spreads them; of a world
    in which no replicate differs, zero.
    """
    means = statistics.mean(effects.T)
    middle, between = float(means.mean()), float(statistics.variance(means[:, np.newaxis])[0])
    noise = max(found.rest, 0.0) * float(np.mean(1.0 / statistics.count(effects.T)))
    if math.isnan(noise) or not between > 0.0:
        return means
    drawn = middle + math.sqrt(max(0.0, 1.0 - noise / between)) * (means - middle)
    return np.where(np.nan_to_num(effects).any(axis=1), drawn, 0.0)


def interval(found: Parts, confidence: float) -> tuple[float, float]:
    """An interval of the share that is ignorance, from the distribution of the mean squares (generalised pivots)."""
    if found.worlds < 2 or found.replicates < 2:
        return math.nan, math.nan
    rest = max(found.rest, 0.0)
    freedom = (found.freedom, found.replicates - 1.0, (found.worlds - 1.0) * (found.replicates - 1.0))
    worlds, luck, own = (_pivots(degrees, role) for role, degrees in enumerate(freedom))
    rests = rest * own
    ignorance = np.maximum(max(rest + found.by_world * found.ignorance, 0.0) * worlds - rests, 0.0) / found.by_world
    lucks = np.maximum(max(rest + found.by_replicate * found.luck, 0.0) * luck - rests, 0.0) / found.by_replicate
    total = ignorance + lucks + rests
    shares = np.divide(ignorance, total, out=np.zeros_like(total), where=total > 0.0)
    ends = statistics.quantiles(shares[:, np.newaxis], ((1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0))
    return float(ends[0, 0]), float(ends[1, 0])


def _pairs(values: Floats) -> tuple[float, float]:
    """Half the sum of squared differences between two values of the same column, and how many such pairs there are."""
    known = statistics.count(values)
    pairs = (known * (known - 1)).astype(np.float64)
    spreads = np.where(known > 1, statistics.variance(values), 0.0)
    return float(pairs @ spreads), float(pairs.sum())


def _ratio(total: float, count: float) -> float:
    return total / count if count > 0.0 else math.nan


def _sure(effects: Floats, confidence: float) -> Floats:
    """The sign of the effect in each world, 0 where it cannot be told from chance."""
    means, known = statistics.mean(effects.T), statistics.count(effects.T)
    width = statistics.t_half_width(statistics.variance(effects.T), known, confidence)
    return np.asarray((means - width > 0.0).astype(float) - (means + width < 0.0), dtype=np.float64)


def _freedom(means: Floats) -> float:
    """Degrees of freedom of the variance of some means, from their excess of kurtosis, where it is positive."""
    count = len(means)
    apart = (means - means.mean()) ** 2
    spread = float(apart.sum())
    if count < 4 or not spread > 0.0:
        return max(count - 1.0, 1.0)
    excess = count * float((apart**2).sum()) / spread**2 - 3.0
    unbiased = (count - 1.0) / ((count - 2.0) * (count - 3.0)) * ((count + 1.0) * excess + 6.0)
    return 2.0 / (max(unbiased, 0.0) / count + 2.0 / (count - 1.0))


@lru_cache(maxsize=256)
def _pivots(degrees: float, role: int) -> Floats:
    """How many times a mean square its true value may be; the same numbers each time, others for each role."""
    luck = np.random.default_rng(role)
    return np.asarray(degrees / luck.chisquare(degrees, _DRAWS), dtype=np.float64)
