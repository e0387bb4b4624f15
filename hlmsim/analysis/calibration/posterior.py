"""What the targets say about each parameter: its posterior interval, and how much it differs from the prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics
from hlmsim.analysis.calibration.likelihood import Likelihood
from hlmsim.analysis.calibration.priors import values
from hlmsim.analysis.calibration.sampler import Cloud
from hlmsim.analysis.calibration.waves import CLOUDS, drawn

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DRAWS = 8000
LEAST_INFORMATION = 0.05
"""Nats (Kullback–Leibler) from which a parameter counts as informed: a 90 % interval narrower by about a tenth."""
AGREED = 1.05
"""The largest R-hat between clouds (Gelman & Rubin 1992) with which a posterior is taken as found."""
_BINS = 20


@dataclass(frozen=True)
class Posterior:
    """A posterior on the emulator.

    unit, values: draws (draws × priors), in unit coordinates and in natural units. low, middle, high: the 5 %, 50 % and
    95 % quantiles of each parameter. width: of the 90 % interval, as a share of the prior's, in unit coordinates.
    information: Kullback–Leibler divergence of the posterior from the prior, nats, less what so many draws show by
    chance. informed: which parameters the targets say something about. predicted: the statistics of the draws, on the
    scales of the targets (draws × statistics). agreement: R-hat of each parameter between the independent clouds.
    """

    unit: Floats
    values: Floats
    low: Floats
    middle: Floats
    high: Floats
    width: Floats
    information: Floats
    informed: Flags
    predicted: Floats
    agreement: Floats

    @property
    def found(self) -> bool:
        """Whether independent clouds agree; if not, ask for more draws, or for more points and another wave."""
        return bool(self.agreement.max() <= AGREED)


def posterior(likelihood: Likelihood, *, study: str, draws: int = DRAWS) -> Posterior:
    """The posterior of every parameter. study: names the random numbers; draws: how many, or a few more."""
    clouds = drawn(likelihood, draws, study=f"{study} posterior", clouds=CLOUDS)
    unit = np.vstack([cloud.unit for cloud in clouds])
    natural = values(likelihood.priors, unit)
    low, middle, high = statistics.quantiles(natural, (0.05, 0.5, 0.95))
    ends = statistics.quantiles(unit, (0.05, 0.95))
    known = information(unit)
    return Posterior(
        unit,
        natural,
        low,
        middle,
        high,
        (ends[1] - ends[0]) / 0.9,
        known,
        known >= LEAST_INFORMATION,
        likelihood.predicted(unit),
        r_hat(clouds),
    )


def information(unit: Floats) -> Floats:
    """Kullback–Leibler divergence of each column from the uniform, nats, less its expectation for uniform draws."""
    count = len(unit)
    found = np.empty(unit.shape[1])
    for place, column in enumerate(unit.T):
        share = np.histogram(column, _BINS, (0.0, 1.0))[0] / count
        some = share[share > 0.0]
        found[place] = float((some * np.log(some * _BINS)).sum()) - (_BINS - 1) / (2.0 * count)
    return np.maximum(found, 0.0)


def r_hat(clouds: list[Cloud]) -> Floats:
    """How much wider all clouds together are than each of them: 1 if they agree."""
    within = np.mean([cloud.unit.var(axis=0, ddof=1) for cloud in clouds], axis=0)
    between = np.var([cloud.unit.mean(axis=0) for cloud in clouds], axis=0, ddof=1)
    return np.asarray(np.sqrt(1.0 + between / np.maximum(within, 1e-300)), dtype=np.float64)
