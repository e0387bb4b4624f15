"""Straight-line effects over the ranges of a design whose points match nowhere: Latin hypercube, Sobol, Morris.

Least squares of the runs on the factors, with a term for each replicate (its luck is common to all points) and for each
stratum (scenario and plausible world). Two things make a slope uncertain: which points were drawn, and the luck. Both
enter: errors are clustered by block of points and by replicate (Cameron, Gelbach and Miller 2011), never below either
of the two alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fit:
    """Slopes of one outcome, one a column of the design matrix, with half the width of their intervals.

    r_squared: share of the variance between the points' means that the straight lines explain. replicates, points: with
    at least one run. dropped: runs missing or undefined. by_replicate, by_world: slopes fitted to each alone.
    """

    slopes: Floats
    widths: Floats
    r_squared: float
    replicates: int
    points: int
    dropped: int
    constant: bool
    by_replicate: Floats
    by_world: Floats


@dataclass(frozen=True, slots=True)
class Drawn:
    """How the points of a design were drawn, one entry a point.

    ranks: which draw it is, the same in every stratum. block: how many draws in a row were made together. strata:
    scenario and world, each with its own level. worlds: plausible worlds.
    """

    ranks: Ints
    strata: Ints
    worlds: Ints
    block: int = 1


def fit(matrix: Floats, values: Floats, drawn: Drawn, confidence: float, *, apart: bool = True) -> Fit:
    """Fit points × replicates of one outcome (nan: missing) on a matrix of points × columns.

    apart: fit each replicate and each world alone as well. Where the points cannot tell the columns from one another,
    or there are too few of them, all slopes are undefined.
    """
    point, replicate = np.nonzero(~np.isnan(values))
    response = values[point, replicate]
    size = matrix.shape[1]
    counted = (len(np.unique(replicate)), len(np.unique(point)), values.size - len(point))
    empty = np.full((0, size), np.nan)
    if counted[1] <= size + 1 or np.linalg.matrix_rank(_centred(matrix, drawn.strata)) < size:
        nothing = np.full(size, np.nan)
        return Fit(nothing, nothing, float("nan"), *counted, False, empty, np.full((0, 0, size), np.nan))
    across = _without((replicate, drawn.strata[point]), np.column_stack([matrix[point], response]))
    columns, left = across[:, :-1], across[:, -1]
    inverse = np.linalg.pinv(columns.T @ columns, hermitian=True)
    slopes = inverse @ (columns.T @ left)
    residual = left - columns @ slopes
    scores = columns * residual[:, np.newaxis]
    variance, degrees = _clustered(scores, inverse, drawn.ranks[point], replicate, drawn.block)
    alone = _alone(matrix, values, drawn) if apart else (empty, np.full((0, 0, size), np.nan))
    return Fit(
        slopes,
        statistics.t_quantile(degrees, confidence) * np.sqrt(variance),
        _explained(left, residual, point),
        *counted,
        bool(np.ptp(response) == 0.0),
        *alone,
    )


def _without(terms: tuple[Ints, Ints], columns: Floats) -> Floats:
    """What is left of the columns once each replicate and each stratum has its own level."""
    first, second = (np.unique(term, return_inverse=True)[1] for term in terms)
    size, other = int(first.max()) + 1, int(second.max()) + 1
    both = np.bincount(first * other + second, minlength=size * other).reshape(size, other).astype(np.float64)
    totals = np.vstack([_sums(first, columns, size), _sums(second, columns, other)])
    normal = np.block([[np.diag(both.sum(axis=1)), both], [both.T, np.diag(both.sum(axis=0))]])
    levels = np.linalg.lstsq(normal, totals, rcond=None)[0]
    return np.asarray(columns - levels[first] - levels[size + second], dtype=np.float64)


def _sums(places: Ints, columns: Floats, size: int) -> Floats:
    return np.column_stack([np.bincount(places, column, minlength=size) for column in columns.T])


def _clustered(scores: Floats, inverse: Floats, ranks: Ints, replicates: Ints, block: int) -> tuple[Floats, Floats]:
    """Variances of the slopes and their degrees of freedom (Satterthwaite); of one replicate, by points alone."""
    size, draws = scores.shape[1], len(np.unique(ranks))
    left = draws - size - 1
    by_block, drawn = _sandwich(scores, inverse, ranks // block)
    by_block *= (draws - 1) / max(left, 1)
    free = min(drawn - 1, left)
    by_luck, lucks = _sandwich(scores, inverse, replicates)
    if free < 1 or lucks < 2:
        return (by_block if free > 0 else np.full(size, np.nan)), np.full(size, max(free, 1), dtype=np.float64)
    each = ((scores @ inverse) ** 2).sum(axis=0)
    both = np.maximum(by_block + by_luck - each, np.maximum(by_block, by_luck))
    parts = by_block**2 / free + by_luck**2 / (lucks - 1)
    degrees = np.divide(both**2, parts, out=np.ones(size), where=parts > 0.0)
    return both, np.clip(degrees, 1.0, max(free, lucks - 1))


def _sandwich(scores: Floats, inverse: Floats, clusters: Ints) -> tuple[Floats, int]:
    places = np.unique(clusters, return_inverse=True)[1]
    count = int(places.max()) + 1
    sums = _sums(places, scores, count) @ inverse
    return (sums**2).sum(axis=0) * (count / max(count - 1, 1)), count


def _explained(response: Floats, residual: Floats, point: Ints) -> float:
    places = np.unique(point, return_inverse=True)[1]
    counts = np.bincount(places)
    total, left = (float((np.bincount(places, side) ** 2 / counts).sum()) for side in (response, residual))
    return max(0.0, 1.0 - left / total) if total > 0.0 else float("nan")


def _alone(matrix: Floats, values: Floats, drawn: Drawn) -> tuple[Floats, Floats]:
    """Slopes of each replicate alone (those that can tell), and of each replicate in each world."""
    every = np.arange(len(matrix))
    by_replicate = _each(matrix, values, drawn.strata, every)
    by_world = [_each(matrix, values, drawn.strata, every[drawn.worlds == one]) for one in np.unique(drawn.worlds)]
    return by_replicate[~np.isnan(by_replicate).any(axis=1)], np.array(by_world)


def _each(matrix: Floats, values: Floats, strata: Ints, points: Ints) -> Floats:
    """Slopes of some points in each replicate, a row each; nan where too few of them are there."""
    found = np.full((values.shape[1], matrix.shape[1]), np.nan)
    for replicate in range(values.shape[1]):
        here = points[~np.isnan(values[points, replicate])]
        if len(here) > matrix.shape[1] + 1:
            columns = _without(
                (np.zeros(len(here), dtype=np.int64), strata[here]),
                np.column_stack([matrix[here], values[here, replicate]]),
            )
            found[replicate] = np.linalg.lstsq(columns[:, :-1], columns[:, -1], rcond=None)[0]
    return found


def _centred(matrix: Floats, strata: Ints) -> Floats:
    places = np.unique(strata, return_inverse=True)[1]
    sums = _sums(places, matrix, int(places.max()) + 1)
    return np.asarray(matrix - (sums / np.bincount(places)[:, np.newaxis])[places], dtype=np.float64)
