"""What stands in for the simulation: a polynomial of the parameters for each statistic, and what it leaves open.

What is left is measured on points that the polynomial has not seen (out of fold). It is the lack of fit plus the
replicate noise, which is known; the difference of the two is the lack of fit alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.calibration.priors import generator
from hlmsim.analysis.calibration.targets import Points
from hlmsim.analysis.calibration.terms import Terms, chosen, union
from hlmsim.errors import InputError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FOLDS = 5
FEWEST = 200
"""Points with every statistic, below which nothing is fitted."""
_LEAST_LACK = 0.02  # of what is left: noise estimated a little too high must not make a polynomial perfect


@dataclass(frozen=True)
class Polynomials:
    """One polynomial a statistic. terms: of all of them; coefficients: 1 + terms × statistics, the constant first."""

    terms: Terms
    coefficients: Floats

    def at(self, unit: Floats) -> Floats:
        """The statistics (points × statistics) at unit coordinates, whole numbers at the middle of their share."""
        return np.asarray(self.coefficients[0] + self.terms.at(unit) @ self.coefficients[1:], dtype=np.float64)


@dataclass(frozen=True)
class Emulator:
    """Polynomials and how far they may be from the truth.

    lack: covariance of the lack of fit (statistics × statistics). correlation: of what is left. explained: for each
    statistic, the share of the variance between points that is explained out of fold; explained_of_signal: of the
    variance that is not replicate noise. out_of_fold: what polynomials that have not seen a point say of it
    (points × statistics, nan where it was not used). fold: of each point. parts: the polynomials without each fold.
    """

    polynomials: Polynomials
    lack: Floats
    correlation: Floats
    explained: Floats
    explained_of_signal: Floats
    out_of_fold: Floats
    fold: Ints
    parts: tuple[Polynomials, ...]

    def noise(self, variances: Floats) -> Floats:
        """Covariances of replicate noise (points × statistics × statistics) from variances (points × statistics)."""
        deviations = np.sqrt(variances)
        return deviations[:, :, np.newaxis] * self.correlation * deviations[:, np.newaxis, :]


def fit(points: Points, *, study: str, weights: Floats | None = None) -> Emulator:
    """An emulator of the simulated points.

    study: names the random numbers. weights: how much each point counts, one entry a point (default: all the same).

    Raises
    ------
    InputError
        ``calibration_too_few_points``: fewer than ``FEWEST`` points have every statistic.
    """
    counted = np.where(points.defined, 1.0 if weights is None else weights, 0.0)
    if np.count_nonzero(counted) < FEWEST:
        raise InputError("calibration_too_few_points", found=int(np.count_nonzero(counted)), needed=FEWEST)
    fold = generator(study, "folds").permutation(np.arange(len(points)) % FOLDS)
    with one_thread():
        polynomials = _polynomials(points, counted)
        parts = tuple(_polynomials(points, np.where(fold == one, 0.0, counted)) for one in range(FOLDS))
        return _measured(points, counted, polynomials, (fold, parts))


def without(emulator: Emulator, points: Points, fold: int, weights: Floats | None = None) -> Emulator:
    """The emulator as it would be without the points of a fold: those were neither fitted nor measured."""
    counted = np.where(points.defined & (emulator.fold != fold), 1.0 if weights is None else weights, 0.0)
    return _measured(points, counted, emulator.parts[fold], (emulator.fold, emulator.parts))


def one_thread() -> AbstractContextManager[Any]:
    """A context in which matrices are multiplied in one thread, so that sums are rounded in one way only."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(1)
    return limits


def _polynomials(points: Points, counted: Floats) -> Polynomials:
    used = counted > 0.0
    unit, values, weights = points.unit[used], points.values[used], counted[used]
    each = [chosen(unit, column, weights) for column in values.T]
    return Polynomials(*union(each))


def _measured(
    points: Points, counted: Floats, polynomials: Polynomials, folds: tuple[Ints, tuple[Polynomials, ...]]
) -> Emulator:
    fold, parts = folds
    unseen = np.full(points.values.shape, np.nan)
    for place, part in enumerate(parts):
        rows = points.defined & (fold == place)
        unseen[rows] = part.at(points.unit[rows])
    used = counted > 0.0
    share = counted[used] / counted[used].sum()
    values = points.values[used]
    residual = values - unseen[used]
    covariance = (residual * share[:, np.newaxis]).T @ residual
    left = np.maximum(np.diag(covariance), 1e-300)
    noise = share @ points.noise[used]
    shifted = values - values[0]  # equal values become exactly 0
    between = share @ (shifted - share @ shifted) ** 2
    correlation = covariance / np.sqrt(np.outer(left, left))
    deviation = np.sqrt(np.maximum(left - noise, _LEAST_LACK * left))
    return Emulator(
        polynomials,
        correlation * np.outer(deviation, deviation),
        correlation,
        _share(left, between),
        _share(left - noise, between - noise),
        unseen,
        fold,
        parts,
    )


def _share(left: Floats, between: Floats) -> Floats:
    """The share explained, between 0 and 1; nan where there was nothing to explain."""
    explained = 1.0 - np.divide(left, between, out=np.full(len(left), np.nan), where=between > 0.0)
    return np.asarray(np.clip(explained, 0.0, 1.0), dtype=np.float64)
