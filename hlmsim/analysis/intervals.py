"""Intervals of means that keep their word where few runs differ (measured: docs/uncertainty.md).

Methods. *t*: Student's. *skewed*: the same, longer by what a skewed sample takes from its coverage (Hall 1992, *The
Bootstrap and Edgeworth Expansion*, section 3.6). *wide*: of outcomes moved by few events, with the variance of the
pairs and of a quarter of a pair that has lost its common draws; with the same draws, a batch may hold none of the few
pairs that decide. *exact*: bounds, where fewer pairs differ than a 95 % interval can be made of (:func:`fewest`), and
of parts of few events: the mean of the sample and of one more observation at either bound, weighted at random (Gaffke
2005); of a share it is the interval of Clopper and Pearson, of no difference at all the rule of three. *wide* and
*exact* hold at least what they promise, and say so.
"""

from __future__ import annotations

import math
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
MOST_DROPPED = 0.10
"""Above this share left out, an effect has neither verdict nor interval: those that are left may be a chosen few."""

_HALF = 0.5
"""Values differ seldom when less than this share of them is not zero."""
_SKEWED = 0.5
"""Skewness up to which Student's interval stands as it is."""
_UNDERSTATED = 10.0
"""The skewness of n values from a skewed law is too small by a share of about this over n (measured on gamma laws)."""
_OF_A_PAIR = 0.25
_WIDENED = 1.05
"""An interval longer by more than this through events that the pairs may not show says that it holds *at least*."""
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

    def drop(self, places: NDArray[np.bool_]) -> None:
        """No interval for these columns."""
        self.low[places], self.high[places], self.method[places] = np.nan, np.nan, "none"

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
    """Intervals of the mean of each column: exact for what is rare, Student's for the rest, longer where skewed."""
    longer = np.where([known.model for known in natures], lengthening(values, confidence), 1.0)
    found = _student(values, statistics.variance(values), confidence, longer)
    for place, known in enumerate(natures):
        column = _known(values[:, place])
        if known.rare and np.isfinite([known.low, known.high]).all() and 1 < column.size <= _MOST_VALUES:
            found.put(place, exact(column, known.low, known.high, confidence), "exact")
    return found


def of_differences(values: Floats, reference: Floats, natures: Sequence[Nature], confidence: float) -> Interval:
    """Intervals of the mean of values − reference, replicates × outcomes, by the method that its nature asks for."""
    difference = values - reference
    spread, pairs = statistics.variance(difference), statistics.count(difference)
    differing = np.count_nonzero(np.nan_to_num(difference), axis=0)
    model, rare, eventful = (
        np.array([getattr(known, name) for known in natures], dtype=bool) for name in ("model", "rare", "eventful")
    )
    lost = np.where(eventful, _OF_A_PAIR * independent(values, reference), 0.0)
    pooled = np.where(eventful, ((pairs - 1) * spread + lost) / (pairs - 1 + _OF_A_PAIR), spread)
    longer = np.where(model, lengthening(difference, confidence), 1.0)
    found = _student(difference, np.maximum(pooled, spread), confidence, longer)
    widened = np.greater(pooled, _WIDENED**2 * spread) & (found.method != "none")
    found.method[widened] = "wide"
    few = [too_few(*each, confidence) for each in zip(differing.tolist(), pairs.tolist(), strict=True)]
    for place in np.flatnonzero(model & (pairs > 1) & (rare | few)).tolist():
        _put_exact(found, place, (values[:, place], reference[:, place]), natures[place], confidence)
    return found


def of_contrast(contrast: Floats, known: Nature, confidence: float, plain: tuple[float, float]) -> tuple[Any, ...]:
    """Ends and method of the mean of contrasts by replicate; ``plain``: Student's."""
    differing = int(np.count_nonzero(contrast))
    if not known.model or contrast.size < 2:
        return (*plain, "t")
    few = too_few(differing, contrast.size, confidence)
    reach = known.high - known.low
    if few and not np.isfinite(reach):
        return np.nan, np.nan, "none"
    if (few or known.rare) and np.isfinite(reach) and differing <= _MOST_VALUES:
        reach = max(reach, float(np.abs(contrast).max()))
        return (*exact(contrast, -reach, reach, confidence), "exact")
    longer = float(lengthening(contrast[:, np.newaxis], confidence)[0])
    middle, half = (plain[0] + plain[1]) / 2.0, (plain[1] - plain[0]) / 2.0 * longer
    return (middle - half, middle + half, "skewed") if longer > 1.0 else (*plain, "t")


def fewest(confidence: float) -> int:
    """How many pairs must differ for an interval: so many that, all going one way, a sign test tells it from chance."""
    return 1 + math.ceil(-math.log2(1.0 - confidence) - 1e-9)


def too_few(differing: int, pairs: int, confidence: float) -> bool:
    """Whether fewer pairs differ than an interval is made of, and fewer than half of them."""
    return differing < fewest(confidence) and differing < _HALF * pairs


def lengthening(values: Floats, confidence: float) -> Floats:
    """By how much the skewness of each column lengthens Student's interval of its mean: 1 up to :data:`_SKEWED`.

    The second term of the expansion of Student's quantile for means of skewed samples, both tails together.
    """
    from scipy.special import ndtri

    count = np.maximum(statistics.count(values), 1)
    skew = _skewness(values)
    normal = float(ndtri((1.0 + confidence) / 2.0))
    term = (normal**4 + 2.0 * normal**2 - 3.0) / 18.0
    longer = 1.0 + term * (skew * (1.0 + _UNDERSTATED / count)) ** 2 / count
    return np.asarray(np.where(np.abs(skew) > _SKEWED, longer, 1.0), dtype=np.float64)


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
    from scipy.optimize import brentq

    places, counts = np.unique(np.append(values, bound), return_counts=True)
    low, high = float(places[0]), float(places[-1])
    if low == high:
        return low
    weights = counts.astype(np.float64)

    def beyond(level: float) -> float:
        return _above(level, places, weights) - tail

    width = high - low
    low, high = low + 1e-12 * width, high - 1e-12 * width
    if beyond(high) > 0.0:
        return high
    return float(brentq(beyond, low, high, xtol=1e-9 * width, rtol=1e-12))


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


def _student(values: Floats, spread: Floats, confidence: float, longer: Floats) -> Interval:
    """Student's intervals, each so much longer."""
    mean = statistics.mean(values)
    width = longer * statistics.t_half_width(spread, statistics.count(values), confidence)
    method = np.where(np.isnan(width), "none", np.where(longer > 1.0, "skewed", "t"))
    return Interval(mean - width, mean + width, method.astype(object))


def _skewness(values: Floats) -> Floats:
    """Skewness of each column; 0 where nothing varies."""
    centred = values - statistics.mean(values)
    square, cube = statistics.mean(centred**2), statistics.mean(centred**3)
    varied = statistics.variance(values) > 0.0
    return np.asarray(np.divide(cube, square**1.5, out=np.zeros_like(cube), where=varied), dtype=np.float64)


def _known(values: Floats) -> Floats:
    return values[~np.isnan(values)]
