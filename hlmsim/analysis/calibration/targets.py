"""What must come out: targets on the scale where a Gaussian makes sense, and simulated points on the same scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.errors import InputError
from hlmsim.runs.patterns.file import Scale

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CENTRAL_90 = 1.6448536269514722
"""Half the width of the central 90 % of a Gaussian, in standard deviations."""
_EDGE = 0.005  # a simulated share of 0 or 1 has no logit; so few replicates cannot tell it from this


@dataclass(frozen=True, slots=True)
class Target:
    """A statistic and the range that holds the central 90 % of what the world may show.

    scale: ``logit`` for a share, ``log`` for a ratio or odds ratio, ``linear`` for the rest.

    Raises
    ------
    InputError
        ``calibration_range``: an empty range, or one that its scale cannot show (a ratio of 0, a share of 1).
    """

    name: str
    low: float
    high: float
    scale: Scale = "linear"

    def __post_init__(self) -> None:
        least = -math.inf if self.scale == "linear" else 0.0
        most = 1.0 if self.scale == "logit" else math.inf
        if not least < self.low < self.high < most:
            raise InputError("calibration_range", name=self.name, low=self.low, high=self.high)

    @property
    def centre(self) -> float:
        """The middle of the range, on its scale."""
        return (self._on_scale(self.low) + self._on_scale(self.high)) / 2.0

    @property
    def deviation(self) -> float:
        """The standard deviation, on its scale."""
        return (self._on_scale(self.high) - self._on_scale(self.low)) / 2.0 / CENTRAL_90

    def _on_scale(self, value: float) -> float:
        return float(scaled(self.scale, np.array([value]), np.zeros(1))[0][0])


def scaled(scale: Scale, values: Floats, variances: Floats) -> tuple[Floats, Floats]:
    """Values and replicate variances on a scale (the variances to first order); nan where the scale has no value."""
    if scale == "linear":
        return values, variances
    if scale == "log":
        known = np.where(values > 0.0, values, np.nan)
        return np.log(known), variances / known**2
    share = np.clip(values, _EDGE, 1.0 - _EDGE)
    return np.log(share / (1.0 - share)), variances / (share * (1.0 - share)) ** 2


@dataclass(frozen=True)
class Goal:
    """Targets as arrays on their scales: centres and variances, one entry a statistic."""

    centre: Floats
    variance: Floats


def goal(targets: Sequence[Target]) -> Goal:
    """The targets as arrays."""
    return Goal(
        np.array([target.centre for target in targets]),
        np.array([target.deviation for target in targets]) ** 2,
    )


@dataclass(frozen=True)
class Points:
    """Simulated points, a row each.

    unit: coordinates (points × priors), whole numbers at the middle of their share. values, noise: the statistics on
    the scales of their targets, and the variance that the replicates leave on each (points × statistics); nan where a
    statistic is undefined. wave: in which wave each was proposed, from 0.
    """

    unit: Floats
    values: Floats
    noise: Floats
    wave: Ints

    def __len__(self) -> int:
        return len(self.unit)

    def __getitem__(self, rows: Ints | NDArray[np.bool_]) -> Points:
        return Points(self.unit[rows], self.values[rows], self.noise[rows], self.wave[rows])

    @property
    def defined(self) -> NDArray[np.bool_]:
        """Which points have every statistic."""
        return np.asarray(np.isfinite(self.values).all(axis=1) & np.isfinite(self.noise).all(axis=1))


def points(targets: Sequence[Target], unit: Floats, statistics: Floats, variances: Floats, wave: Ints) -> Points:
    """Points from what was simulated: statistics and their replicate variances (points × targets) in natural units."""
    pairs = [scaled(target.scale, statistics[:, place], variances[:, place]) for place, target in enumerate(targets)]
    return Points(
        np.asarray(unit, dtype=np.float64),
        np.column_stack([pair[0] for pair in pairs]),
        np.column_stack([pair[1] for pair in pairs]),
        np.asarray(wave, dtype=np.int64),
    )


def together(parts: Sequence[Points]) -> Points:
    """The points of several waves in one table."""
    return Points(
        np.concatenate([part.unit for part in parts]),
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.noise for part in parts]),
        np.concatenate([part.wave for part in parts]),
    )
