"""Synthetic worlds with a known truth: cheap, nonlinear, interacting, noisy where the statistic is large."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.calibration.emulator import Emulator, fit
from hlmsim.analysis.calibration.likelihood import Likelihood
from hlmsim.analysis.calibration.priors import Kind, Prior, generator, snapped
from hlmsim.analysis.calibration.targets import Goal, Points, Scale, Target, goal, together
from hlmsim.analysis.calibration.waves import Wave, first, following

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KINDS: tuple[Kind, ...] = ("linear", "log", "linear", "integer", "linear")
SCALES: tuple[Scale, ...] = ("logit", "log", "linear")


@dataclass(frozen=True)
class Toy:
    """``size`` parameters of which the first ``active`` matter, and ``statistics`` shares, ratios and means.

    noise: the standard deviation of a replicate mean, in that of the signal. tail: the effect of each of the others.
    """

    size: int = 30
    active: int = 10
    statistics: int = 6
    noise: float = 0.2
    tail: float = 0.0
    tight: float = 0.25

    @property
    def priors(self) -> list[Prior]:
        """Ranges of every kind."""
        ends = {"linear": (-2.0, 3.0), "log": (0.01, 1.0), "integer": (1.0, 6.0)}
        kinds = [KINDS[place % len(KINDS)] for place in range(self.size)]
        return [
            Prior(f"p{place}", *ends[kind], written=ends[kind][1] if kind == "integer" else 0.5, kind=kind)
            for place, kind in enumerate(kinds)
        ]

    def truth(self, unit: Floats) -> Floats:
        """Noise-free statistics on their scales (points × statistics)."""
        x = 2.0 * unit - 1.0
        columns = []
        for place in range(self.statistics):
            shape = generator("toy", str(place))
            on = shape.permutation(self.active)[:5]
            slopes = shape.uniform(0.4, 1.0, 5) * shape.choice([-1.0, 1.0], 5)
            signal = x[:, on] @ slopes + 0.6 * x[:, on[0]] * x[:, on[1]] - 0.4 * x[:, on[2]] ** 2
            signal += 0.4 * np.sin(2.0 * x[:, on[3]]) + np.exp(-2.0 * unit[:, on[4]])
            signal += self.tail * x[:, self.active :] @ shape.standard_normal(self.size - self.active)
            columns.append(signal / 1.5)
        return np.column_stack(columns)

    def targets(self, centre: Floats) -> list[Target]:
        """Targets around statistics (on their scales): ``tight`` wide on either side in standard deviations of 1."""
        half = 1.6448536269514722 * self.tight
        found = []
        for place, middle in enumerate(centre):
            scale = SCALES[place % len(SCALES)]
            low, high = (float(_natural(scale, middle + side)) for side in (-half, half))
            found.append(Target(f"s{place}", low, high, scale))
        return found

    def simulated(self, unit: Floats, wave: Ints, *, name: str) -> Points:
        """Noisy points; the noise is two times as large where the first parameter is high."""
        deviation = self.noise * (0.5 + unit[:, :1]) * np.ones(self.statistics)
        seen = self.truth(unit) + deviation * generator("toy noise", name).standard_normal(deviation.shape)
        return Points(unit, seen, deviation**2, wave)


def _natural(scale: Scale, value: float) -> float:
    if scale == "linear":
        return value
    return float(np.exp(value) if scale == "log" else 1.0 / (1.0 + np.exp(-value)))


@dataclass(frozen=True)
class Calibrated:
    """A toy after its waves: what was simulated, the emulator, and where the truth lies (unit coordinates)."""

    toy: Toy
    truth: Floats
    goal: Goal
    waves: list[Wave]
    points: Points
    emulator: Emulator

    @property
    def likelihood(self) -> Likelihood:
        return Likelihood(self.emulator, self.toy.priors, self.goal)


def calibrated(toy: Toy, counts: tuple[int, ...], *, study: str = "toy") -> Calibrated:
    """The waves of a toy: ``counts`` points each, around a truth in the middle of the priors."""
    truth = snapped(toy.priors, 0.2 + 0.6 * generator("toy truth", study).random((1, toy.size)))
    wanted = goal(toy.targets(toy.truth(truth)[0]))
    waves = [first(toy.priors, counts[0], study=study)]
    points = toy.simulated(waves[0].unit, np.zeros(counts[0], dtype=np.int64), name=f"{study} 0")
    emulator = fit(points, study=study)
    for number, count in enumerate(counts[1:], 1):
        waves.append(following(Likelihood(emulator, toy.priors, wanted), count, study=study, number=number))
        new = toy.simulated(waves[-1].unit, np.full(count, number), name=f"{study} {number}")
        points = together([points, new])
        emulator = fit(points, study=study)
    return Calibrated(toy, truth[0], wanted, waves, points, emulator)
