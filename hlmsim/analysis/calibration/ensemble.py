"""Plausible worlds: simulated points whose own statistics fit, drawn so that together they stand for the posterior."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.calibration.emulator import Emulator, one_thread
from hlmsim.analysis.calibration.likelihood import updated
from hlmsim.analysis.calibration.priors import generator
from hlmsim.analysis.calibration.sampler import effective, systematic
from hlmsim.analysis.calibration.targets import Goal, Points
from hlmsim.analysis.calibration.waves import Wave, mixture
from hlmsim.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST = 20
"""Effective points below which there is no ensemble at all."""
CLIPPED = 0.1
"""The largest share of weight that may be lost because no point is taken twice."""


@dataclass(frozen=True)
class Ensemble:
    """Members drawn from simulated points.

    members: their rows. weights: what each stands for, sum 1; equal but for points that would have been taken
    more than once. of_points: the weight of every simulated point, sum 1. effective: to how many independent draws
    of the posterior all points together amount. clipped: the share of weight above one member.
    """

    members: Ints
    weights: Floats
    of_points: Floats
    effective: float
    clipped: float

    @property
    def enough(self) -> bool:
        """Whether the members are as good as draws of the posterior; if not, simulate another wave."""
        return self.clipped <= CLIPPED and self.effective >= len(self.members)


def weights(emulator: Emulator, points: Points, goal: Goal, waves: Sequence[Wave]) -> Floats:
    """The posterior weight of each simulated point, by its own statistics and the density of all waves; sum 1."""
    with one_thread():
        logs = updated(emulator, points, goal) - np.log(mixture(waves, points.unit))
    if not np.isfinite(logs).any():
        return np.zeros(len(points))
    found = np.exp(logs - logs.max())
    return np.asarray(found / found.sum(), dtype=np.float64)


def ensemble(shares: Floats, size: int, *, study: str) -> Ensemble:
    """``size`` members, each point at most once, in proportion to its weight (systematic sampling, Madow 1949).

    shares: from ``weights``. study: names the random numbers.

    Raises
    ------
    InputError
        ``calibration_too_few_fit``: the points amount to fewer than ``FEWEST`` draws; the remedy is another wave.
    """
    worth = effective(shares)
    if worth < FEWEST:
        raise InputError("calibration_too_few_fit", found=int(worth), needed=FEWEST)
    size = min(size, int(np.count_nonzero(shares)))
    chances = _chances(shares, size)
    random = generator(study, "ensemble")
    order = random.permutation(len(shares))
    members = np.sort(order[systematic(chances[order], size, random)])
    stands = shares[members] / chances[members]
    clipped = float(np.maximum(shares - 1.0 / size, 0.0).sum())
    return Ensemble(members, stands / stands.sum(), shares, worth, clipped)


def _chances(shares: Floats, size: int) -> Floats:
    """Chances to be a member, at most 1, summing to ``size``, in proportion to the weights below that."""
    chances = np.zeros(len(shares))
    sure = np.zeros(len(shares), dtype=bool)
    while True:
        left = size - np.count_nonzero(sure)
        rest = np.where(sure, 0.0, shares)
        chances = np.where(sure, 1.0, rest * (left / max(float(rest.sum()), 1e-300)))
        if not (chances > 1.0).any():
            return chances
        sure |= chances >= 1.0
