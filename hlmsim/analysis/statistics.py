"""Statistics over replicates (axis 0), undefined values left out; a column is one quantity."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def count(values: Floats) -> Counts:
    """How many values of each column are defined."""
    return np.asarray(np.count_nonzero(~np.isnan(values), axis=0), dtype=np.int64)


def mean(values: Floats) -> Floats:
    """The mean of each column; nan without any value."""
    known = count(values)
    total = np.where(np.isnan(values), 0.0, values).sum(axis=0)
    return _share(total, known)


def variance(values: Floats) -> Floats:
    """The unbiased variance of each column; nan below two values, exactly 0 where all are equal."""
    known = count(values)
    centre = np.where(known > 0, _smallest(values), np.nan)
    shifted = values - centre  # equal values become exactly 0
    spread = shifted - mean(shifted)
    total = np.where(np.isnan(spread), 0.0, spread * spread).sum(axis=0)
    return _share(total, known - 1)


def ratio(over: Floats, under: Floats) -> Floats:
    """One over the other; nan where nothing is left to divide by: statistics packages know no infinite number."""
    return np.asarray(np.divide(over, under, out=np.full(np.shape(under), np.nan), where=np.asarray(under) > 0.0))


def quantiles(values: Floats, shares: tuple[float, ...]) -> Floats:
    """Quantiles of each column (linear between order statistics); first axis: the shares."""
    known = count(values)
    ordered = np.sort(values, axis=0)  # undefined values last
    last = np.maximum(known - 1, 0)
    found = []
    for share in shares:
        place = share * last
        low = np.floor(place).astype(np.int64)
        high = np.minimum(low + 1, last)
        below, above = (np.take_along_axis(ordered, at[np.newaxis], axis=0)[0] for at in (low, high))
        found.append(below + (place - low) * (above - below))
    return np.array(found)


def t_half_width(spread: Floats, known: Counts, confidence: NDArray[np.float64] | float) -> Floats:
    """Half the width of the t interval of a mean, from the variance of the values and their number."""
    quantile = t_quantile(np.where(known > 1, known - 1.0, np.nan), confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(quantile * np.sqrt(spread / known), dtype=np.float64)


def t_quantile(degrees: Floats, confidence: NDArray[np.float64] | float) -> Floats:
    """How many standard errors a t interval reaches on either side."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(degrees, (1.0 + np.asarray(confidence)) / 2.0), dtype=np.float64)


def superiority(values: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """The chance that a value of one sample is above a value of the other, ties counting half."""
    first, second = values[~np.isnan(values)], np.sort(others[~np.isnan(others)])
    if not first.size or not second.size:
        return float("nan")
    below = np.searchsorted(second, first, side="left") + np.searchsorted(second, first, side="right")
    return float(below.sum() / (2.0 * first.size * second.size))


def _smallest(values: Floats) -> Floats:
    if not len(values):
        return np.full(values.shape[1:], np.nan)
    return np.asarray(np.fmin.reduce(values, axis=0), dtype=np.float64)


def _share(total: Floats, parts: Counts) -> Floats:
    return np.asarray(np.divide(total, parts, out=np.full(parts.shape, np.nan), where=parts > 0), dtype=np.float64)
