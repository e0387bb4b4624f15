"""Intervals of means that keep their word where few runs differ (measured: docs/uncertainty.md).

Four methods. *t*: Student's. *skewed*: the same, made longer to where Hall's transformation reaches (1992, doi
10.1111/j.2517-6161.1992.tb01872.x), of a skewed sample. *wide*: Student's with a wider variance, where pairs with the
same draws differ so much less than two runs would by chance that a few pairs may decide: the variance is that of the
pairs and of half a pair that has lost its common draws. *exact*: of bounded values that seldom differ, the mean of the
sample and of one more observation at either bound, weighted at random (Gaffke 2005); of a share it is the interval of
Clopper and Pearson, of no difference at all the rule of three. *wide* and *exact* hold at least what they promise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics

Floats = NDArray[np.float64]
Words = NDArray[Any]

METHODS = ("t", "skewed", "wide", "exact", "none")
AT_LEAST = frozenset({"wide", "exact"})
"""Methods whose intervals may hold the true mean more often than their confidence says."""
MOST_DROPPED = 0.20
"""Above this share of pairs left out, an effect has no verdict: those that are left may be a chosen few."""

_SHARED = 12.0
"""With common draws dividing the variance by more than this, pairs that lose them may decide."""
_HALF_A_PAIR = 0.5
_FEW = 0.5
"""Values differ seldom when less than this share of them is not zero."""
_SKEWED, _ONE_SIDED = 1.0, 2.0
"""Skewness beyond which Student's interval is made longer; beyond which few pairs are taken to decide."""
_MOST_VALUES = 400
"""More values other than zero than that, and Student's interval is good enough."""


@dataclass(frozen=True, slots=True)
class Nature:
    """What is known of an outcome before it is measured: its bounds in a run, and whether few events decide it."""

    low: float = -np.inf
    high: float = np.inf
    rare: bool = False
    eventful: bool = False
    model: bool = False


@dataclass(frozen=True, slots=True)
class Interval:
    """Ends of an interval a column, nan where there is none, and the method that made each (:data:`METHODS`)."""

    low: Floats
    high: Floats
    method: Words

    def put(self, place: int, ends: tuple[float, float], method: str) -> None:
        """Another interval for one column."""
        self.low[place], self.high[place] = ends
        self.method[place] = method


def nature(outcome: Any) -> Nature:
    """The nature of an outcome of the model; of any other, none."""
    kind = getattr(outcome, "kind", "")
    low, high = getattr(outcome, "bounds", (-np.inf, np.inf))
    return Nature(low, high, kind in {"survival", "rare"}, bool(getattr(outcome, "eventful", False)), bool(kind))


def of_levels(values: Floats, natures: Sequence[Nature], confidence: float) -> Interval:
    """Intervals of the mean of each column: exact for what is rare, Student's for the rest."""
    found = _student(values, statistics.variance(values), confidence)
    for place, known in enumerate(natures):
        column = _known(values[:, place])
        if known.rare and np.isfinite([known.low, known.high]).all() and 1 < column.size <= _MOST_VALUES:
            found.put(place, exact(column, known.low, known.high, confidence), "exact")
    return found


def of_differences(values: Floats, reference: Floats, natures: Sequence[Nature], confidence: float) -> Interval:
    """Intervals of the mean of values − reference, replicates × outcomes, by the method that its nature asks for."""
    difference = values - reference
    spread, apart = statistics.variance(difference), independent(values, reference)
    found = _student(difference, spread, confidence)
    pairs = statistics.count(difference)
    shared = apart > _SHARED * spread
    wide = _student(difference, ((pairs - 1) * spread + _HALF_A_PAIR * apart) / (pairs - 1 + _HALF_A_PAIR), confidence)
    skew = _skewness(difference)
    few = np.count_nonzero(np.nan_to_num(difference), axis=0) < _FEW * pairs
    for place, known in enumerate(natures):
        if not known.model or pairs[place] < 2:
            continue
        if known.rare or (few[place] and not shared[place]):
            _put_exact(found, place, (values[:, place], reference[:, place]), known, confidence)
        elif shared[place] and (known.eventful or few[place] or abs(skew[place]) > _ONE_SIDED):
            found.put(place, (float(wide.low[place]), float(wide.high[place])), "wide")
        elif abs(skew[place]) > _SKEWED:
            low, high = _hall(found, place, float(skew[place]), int(pairs[place]), confidence)
            found.put(place, (min(low, float(found.low[place])), max(high, float(found.high[place]))), "skewed")
    return found


def of_contrast(contrast: Floats, known: Nature, confidence: float, plain: tuple[float, float]) -> tuple[Any, ...]:
    """Ends and method of the mean of contrasts by replicate; ``plain``: Student's, which stands unless few differ."""
    differing = int(np.count_nonzero(contrast))
    if not known.model or contrast.size < 2 or not (known.rare or differing < _FEW * contrast.size):
        return (*plain, "t")
    reach = known.high - known.low
    if not np.isfinite(reach):
        return np.nan, np.nan, "none"
    if differing > _MOST_VALUES:
        return (*plain, "t")
    reach = max(reach, float(np.abs(contrast).max()))
    return (*exact(contrast, -reach, reach, confidence), "exact")


def independent(values: Floats, reference: Floats) -> Floats:
    """Variance of a difference between two runs with draws of their own, from the levels of the pairs."""
    missing = np.isnan(values - reference)
    sides = (statistics.variance(np.where(missing, np.nan, side)) for side in (values, reference))
    return np.asarray(sum(sides), dtype=np.float64)


def most_differing(pairs: int, differing: int = 0, confidence: float = 0.95) -> float:
    """The largest share of pairs that may differ, when so many do (one-sided, exact; none: the rule of three)."""
    from scipy.special import betaincinv

    if pairs < 1:
        return float("nan")
    return 1.0 if differing >= pairs else float(betaincinv(differing + 1.0, pairs - differing, confidence))


def exact(values: Floats, low: float, high: float, confidence: float) -> tuple[float, float]:
    """An interval of the mean of values between two bounds that never promises too much, however rare what moves it."""
    tail = (1.0 - confidence) / 2.0
    up = _quantile(values, high, tail)
    down = -_quantile(-values, -low, tail)
    return down, up


def _quantile(values: Floats, bound: float, tail: float) -> float:
    """The level that the weighted mean of the values and their bound exceeds with probability ``tail``."""
    places, weights = np.unique(np.append(values, bound), return_counts=True)
    low, high = float(places[0]), float(places[-1])
    if low == high:
        return low
    for _ in range(36):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _above(middle, places, weights.astype(np.float64)) > tail else (low, middle)
    return 0.5 * (low + high)


_STEPS = ((200.0, 0.1), (800.0, 0.05), (np.inf, 0.025))
"""Step of the inversion, by the most values that it is fine enough for (error below 1e-7 against the beta law)."""
_GRIDS = {step: np.exp(np.arange(-27.0, 12.0, step)) for _, step in _STEPS}


def _above(level: float, places: Floats, weights: Floats) -> float:
    """Probability that a mean with Dirichlet weights exceeds a level.

    It is that of a sum of weighted gamma variables being positive, by inversion (Gil-Pelaez 1951).
    """
    gaps = places - level
    gaps = gaps / np.abs(gaps).max()
    step = next(step for most, step in _STEPS if weights.sum() <= most)
    reach = np.outer(gaps, _GRIDS[step])
    phase, decay = weights @ np.arctan(reach), weights @ (-0.5 * np.log1p(reach**2))
    return 0.5 + float(np.sin(phase) @ np.exp(decay)) * step / np.pi


def _put_exact(found: Interval, place: int, sides: tuple[Floats, Floats], known: Nature, confidence: float) -> None:
    """The exact interval, where a difference has bounds: those of the outcome, or from nothing to the most seen."""
    difference = _known(sides[0] - sides[1])
    if np.count_nonzero(difference) > _MOST_VALUES:
        return
    seen = np.concatenate(sides)
    least = known.low if np.isfinite(known.low) else min(0.0, float(np.nanmin(seen)))
    most = known.high if np.isfinite(known.high) else float(np.nanmax(seen))
    if not most > least:
        found.put(place, (np.nan, np.nan), "none")
        return
    reach = max(most - least, float(np.abs(difference).max()))
    found.put(place, exact(difference, -reach, reach, confidence), "exact")


def _student(values: Floats, spread: Floats, confidence: float) -> Interval:
    mean = statistics.mean(values)
    width = statistics.t_half_width(spread, statistics.count(values), confidence)
    return Interval(mean - width, mean + width, np.where(np.isnan(width), "none", "t").astype(object))


def _skewness(values: Floats) -> Floats:
    """Skewness of each column; 0 where nothing varies."""
    centred = values - statistics.mean(values)
    square, cube = statistics.mean(centred**2), statistics.mean(centred**3)
    return np.asarray(np.divide(cube, square**1.5, out=np.zeros_like(cube), where=square > 0.0), dtype=np.float64)


def _hall(plain: Interval, place: int, skew: float, count: int, confidence: float) -> tuple[float, float]:
    """Ends of an interval from Student's, by Hall's cubic transformation of a skewed mean."""
    middle, half = (plain.low[place] + plain.high[place]) / 2.0, (plain.high[place] - plain.low[place]) / 2.0
    reach = float(statistics.t_quantile(np.array([count - 1.0]), confidence)[0]) / np.sqrt(count)
    ends = [3.0 / skew * (np.cbrt(1.0 + skew * (way * reach - skew / (6.0 * count))) - 1.0) for way in (1.0, -1.0)]
    down, up = (float(middle - half / reach * end) for end in ends)
    return down, up


def _known(values: Floats) -> Floats:
    return values[~np.isnan(values)]
