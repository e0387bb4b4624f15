"""How long a loss lasts: a difference between two settings, week by week, read as a number of weeks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def recovery(curve: Floats, week: float, regained: float) -> Floats:
    """Weeks from ``week`` until a loss is regained for good.

    curve: a difference, weeks last, smoothed over a quarter; the loss is its deepest point from ``week`` on.
    regained: the share of the loss that must be made up. What never recovers takes until the end of the curve; nan
    when the curve ends before ``week``.
    """
    smooth = _smoothed(curve)[..., int(week) :]
    if not smooth.shape[-1]:
        return np.full(smooth.shape[:-1], np.nan)
    return _above_for_good(smooth, (1.0 - regained) * smooth.min(axis=-1, keepdims=True))


def back_to(curve: Floats, week: float, level: float) -> Floats:
    """Weeks from ``week`` until a difference, smoothed over a quarter, is above a level for good."""
    smooth = _smoothed(curve)[..., int(week) :]
    if not smooth.shape[-1]:
        return np.full(smooth.shape[:-1], np.nan)
    return _above_for_good(smooth, np.full((*smooth.shape[:-1], 1), level))


def _above_for_good(smooth: Floats, limit: Floats) -> Floats:
    """Weeks until the last one below a limit; parts of a week along a straight line."""
    weeks = smooth.shape[-1]
    below = smooth < limit
    last = weeks - 1 - np.argmax(below[..., ::-1], axis=-1)
    here = np.take_along_axis(smooth, last[..., np.newaxis], axis=-1)
    after = np.take_along_axis(smooth, np.minimum(last + 1, weeks - 1)[..., np.newaxis], axis=-1)
    part = np.where(after > here, (limit - here) / np.where(after > here, after - here, 1.0), 1.0)[..., 0]
    return np.asarray(np.where(below.any(axis=-1), last + np.clip(part, 0.0, 1.0), 0.0), dtype=np.float64)


def _smoothed(curve: Floats, weeks: int = 13) -> Floats:
    """Means over a quarter around each week, fewer at the ends."""
    sums = np.cumsum(np.concatenate([np.zeros((*curve.shape[:-1], 1)), curve], axis=-1), axis=-1)
    here = np.arange(curve.shape[-1])
    low, high = np.maximum(0, here - weeks // 2), np.minimum(curve.shape[-1], here + weeks // 2 + 1)
    return np.asarray((sums[..., high] - sums[..., low]) / (high - low), dtype=np.float64)
