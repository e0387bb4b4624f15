"""How much of what differs between points is chance: products of different replicates hold none of it.

A mean over replicates is the true value plus chance, so its square is too large by the variance of chance. The product
of two *different* replicates of the same point is not, whatever luck is common to points. So every quadratic quantity
here (variances, Sobol's numerators) is averaged over pairs of different replicates: no model of the noise is needed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def cross(one: Floats, other: Floats) -> Floats:
    """The mean over pairs of different replicates (last axis) of the product; of one replicate, the plain product."""
    count = one.shape[-1]
    same = (one * other).sum(axis=-1)
    if count == 1:
        return np.asarray(same, dtype=np.float64)
    every = one.sum(axis=-1) * other.sum(axis=-1)
    return np.asarray((every - same) / (count * (count - 1)), dtype=np.float64)


def plain(one: Floats, other: Floats) -> Floats:
    """The product of the means over replicates, with the chance that is in it."""
    return np.asarray(one.mean(axis=-1) * other.mean(axis=-1), dtype=np.float64)


def levelled(values: Floats) -> Floats:
    """Points × replicates, each replicate around its own mean: the luck that all points share is no difference."""
    return np.asarray(values - values.mean(axis=0), dtype=np.float64)


def noise_share(values: Floats) -> float:
    """The share of the variance between points' means that chance between replicates makes; nan of one replicate."""
    if values.shape[1] < 2:
        return float("nan")
    around = levelled(values)
    whole = float(plain(around, around).mean())
    if whole <= 0.0:
        return 0.0
    return float(np.clip(1.0 - float(cross(around, around).mean()) / whole, 0.0, 1.0))
