"""Which points to simulate next: an even spread first, then where the emulator finds the targets met.

Vernon, Goldstein & Bower 2010 (history matching, in waves); Owen & Zhou 2000 (a share of the prior kept, and the
mixture of all waves as the density of a point, so that no weight runs away).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.calibration.emulator import one_thread
from hlmsim.analysis.calibration.likelihood import Likelihood
from hlmsim.analysis.calibration.priors import Prior, generator, latin_hypercube, snapped
from hlmsim.analysis.calibration.sampler import Cloud, sample

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OF_PRIOR = 0.1
"""The share of each later wave that is drawn from the prior."""
CLOUDS = 4
SMALLEST_CLOUD = 400


@dataclass(frozen=True)
class Wave:
    """Points to simulate and the density from which they are drawn.

    unit: coordinates (points × priors), whole numbers at the middle of their share. likelihood, log_evidence: what drew
    them, none in the first wave.
    """

    unit: Floats
    likelihood: Likelihood | None = None
    log_evidence: float = 0.0

    def density(self, unit: Floats) -> Floats:
        """How much more often than in the prior points (points × priors) are drawn in this wave."""
        if self.likelihood is None:
            return np.ones(len(unit))
        fits = self.likelihood.at(unit) - self.log_evidence
        return np.asarray(OF_PRIOR + (1.0 - OF_PRIOR) * np.exp(np.minimum(fits, 500.0)), dtype=np.float64)


def first(priors: Sequence[Prior], count: int, *, study: str) -> Wave:
    """The first wave: a Latin hypercube over the priors. study: names the random numbers."""
    drawn = latin_hypercube(count, len(priors), generator(study, "wave", "0"))
    return Wave(snapped(priors, drawn))


def following(likelihood: Likelihood, count: int, *, study: str, number: int) -> Wave:
    """Wave ``number`` (from 1): nine points in ten from the posterior of the emulator, one in ten from the prior."""
    even = round(OF_PRIOR * count)
    random = generator(study, "wave", str(number))
    clouds = drawn(likelihood, max(count - even, CLOUDS * SMALLEST_CLOUD), study=f"{study} wave {number}")
    pooled = np.vstack([cloud.unit for cloud in clouds])
    chosen = random.permutation(len(pooled))[: count - even]
    spread = latin_hypercube(even, pooled.shape[1], random) if even else pooled[:0]
    unit = snapped(likelihood.priors, np.vstack([pooled[np.sort(chosen)], spread]))
    return Wave(unit, likelihood, evidence(clouds))


def drawn(likelihood: Likelihood, count: int, *, study: str, clouds: int = CLOUDS) -> list[Cloud]:
    """Independent clouds of the emulator's posterior, ``count`` points or a few more in all.

    Parameters on which the likelihood does not depend are drawn from their priors.
    """
    inputs, size = likelihood.inputs, len(likelihood.priors)
    each = -(-count // clouds)

    def whole(part: Floats) -> Floats:
        unit = np.full((len(part), size), 0.5)
        unit[:, inputs] = part
        return unit

    found = []
    with one_thread():
        for place in range(clouds):
            random = generator(study, "cloud", str(place))
            part = sample(lambda unit: likelihood.at(whole(unit)), each, len(inputs), random)
            unit = random.random((each, size))
            unit[:, inputs] = part.unit
            found.append(Cloud(unit, part.fit, part.log_evidence))
    return found


def evidence(clouds: Sequence[Cloud]) -> float:
    """Log of the mean likelihood over the prior, from several clouds."""
    logs = np.array([cloud.log_evidence for cloud in clouds])
    return float(logs.max() + np.log(np.mean(np.exp(logs - logs.max()))))


def mixture(waves: Sequence[Wave], unit: Floats) -> Floats:
    """How much more often than in the prior points are drawn in all waves together."""
    sizes = np.array([len(wave.unit) for wave in waves], dtype=np.float64)
    each = np.column_stack([wave.density(unit) for wave in waves])
    return np.asarray(each @ (sizes / sizes.sum()), dtype=np.float64)
