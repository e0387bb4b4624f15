"""How well points fit the targets: Gaussian, with every reason why an emulator may be off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.calibration.emulator import Emulator
from hlmsim.analysis.calibration.priors import Prior, snapped
from hlmsim.analysis.calibration.targets import Goal, Points

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Likelihood:
    """The log likelihood of one goal, by the emulator. extra: a covariance to add, of replicate noise for example."""

    emulator: Emulator
    priors: Sequence[Prior]
    goal: Goal
    extra: Floats | None = None

    @property
    def inputs(self) -> Ints:
        """The parameters on which it depends (the first, if on none)."""
        found = self.emulator.polynomials.terms.inputs(len(self.priors))
        return found if len(found) else np.zeros(1, dtype=np.int64)

    def predicted(self, unit: Floats) -> Floats:
        """The statistics (points × statistics) at unit coordinates (points × priors)."""
        return self.emulator.polynomials.at(snapped(self.priors, unit))

    def at(self, unit: Floats) -> Floats:
        """Log likelihood (points) at unit coordinates (points × priors)."""
        away = self.predicted(unit) - self.goal.centre
        covariance = self.emulator.lack + np.diag(self.goal.variance)
        return gaussian(away, covariance if self.extra is None else covariance + self.extra)


def gaussian(away: Floats, covariance: Floats) -> Floats:
    """Log density (points) of deviations (points × statistics) under one covariance, or one a point."""
    root = np.linalg.cholesky(covariance)
    if covariance.ndim == 2:
        from scipy.linalg import solve_triangular

        standard = solve_triangular(root, away.T, lower=True).T
    else:
        standard = np.linalg.solve(root, away[:, :, np.newaxis])[:, :, 0]
    scale = np.log(np.diagonal(root, axis1=-2, axis2=-1)).sum(axis=-1)
    size = away.shape[1]
    return np.asarray(-0.5 * (standard**2).sum(axis=1) - scale - 0.5 * size * np.log(2.0 * np.pi), dtype=np.float64)


def updated(emulator: Emulator, points: Points, goal: Goal) -> Floats:
    """Log likelihood (points) of simulated points, knowing what was simulated there; −inf without every statistic.

    What the emulator says of a point (out of fold) and what was simulated there, with noise, are combined as a Kalman
    filter does. The mean likelihood over the noise is that of the emulator alone, so noise does not bias the weights.
    """
    found = np.full(len(points), -np.inf)
    rows = np.flatnonzero(points.defined)
    said, simulated = emulator.out_of_fold[rows], points.values[rows]
    total = emulator.lack + emulator.noise(points.noise[rows])
    gain = np.linalg.solve(total, np.broadcast_to(emulator.lack, total.shape)).transpose(0, 2, 1)
    best = said + (gain @ (simulated - said)[:, :, np.newaxis])[:, :, 0]
    left = emulator.lack - gain @ emulator.lack
    left = (left + left.transpose(0, 2, 1)) / 2.0
    found[rows] = gaussian(best - goal.centre, left + np.diag(goal.variance))
    return found
