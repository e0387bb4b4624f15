"""One world to show: the member nearest to all others, with what is written wherever the targets say nothing.

A member may fit by the luck of its few replicates, and an emulator is not exact: the nearest are simulated once more
with many, and the first that meets the targets is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.calibration.emulator import Emulator
from hlmsim.analysis.calibration.posterior import Posterior
from hlmsim.analysis.calibration.priors import Prior, units, values
from hlmsim.analysis.calibration.targets import CENTRAL_90, Goal

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SKILLED = 0.2
"""Share of a statistic's signal that the emulator explains, from which its prediction decides on a number."""
WORTH = 0.02
"""The least gain, in squared standard deviations beyond ``NEAR``, for which one more number leaves its value."""
NEAR = 0.5
"""So near to the middle of its target, in standard deviations of the target, a predicted statistic is near enough."""


@dataclass(frozen=True)
class Medoid:
    """member: its place among the members. unit, values: the world (priors), to be simulated once more.

    written: which parameters keep their written values. away: how far each predicted statistic of that world is from
    the middle of its target, in standard deviations of the target.
    """

    member: int
    unit: Floats
    values: Floats
    written: Flags
    away: Floats


def medoids(
    members: Floats, weights: Floats, known: Posterior, emulator: Emulator, *, priors: Sequence[Prior], goal: Goal
) -> Iterator[Medoid]:
    """The members (members × priors, unit coordinates) as worlds to show, the medoid (Kaufman & Rousseeuw 1987) first.

    It has the least sum of distances to all members, weighted; a distance is the sum over informed parameters of
    differences in posterior standard deviations. Of the other parameters, those keep their written values that can: one
    after the other takes the member's value, whichever brings the predicted statistics nearest to their targets, until
    all are ``NEAR``.
    """
    scale = np.maximum(known.unit.std(axis=0), 1e-12)
    seen = (members / scale)[:, known.informed]
    distances = np.array([np.abs(seen - one).sum(axis=1) @ weights for one in seen])
    written = units(priors, np.array([[one.written for one in priors]]))[0]
    skilled = ~(np.nan_to_num(emulator.explained_of_signal, nan=1.0) < SKILLED)
    for member in np.argsort(distances, kind="stable"):
        start = np.where(known.informed, members[member], written)
        unit, kept = _moved_near(
            start, members[member], ~known.informed, lambda unit: _away(unit, emulator, goal)[:, skilled]
        )
        natural = values(priors, unit[np.newaxis])[0]
        natural[kept] = [prior.written for prior, one in zip(priors, kept, strict=True) if one]
        yield Medoid(int(member), unit, natural, kept, _away(unit[np.newaxis], emulator, goal)[0])


def meeting(simulated: Floats, goal: Goal) -> int:
    """Of worlds simulated with many replicates (worlds × statistics, on their scales), the first within every target.

    Where none is, the one whose furthest statistic is the least far from its target.
    """
    away = np.abs(simulated - goal.centre) / np.sqrt(goal.variance)
    furthest = np.nan_to_num(away, nan=np.inf).max(axis=1)
    within = np.flatnonzero(furthest <= CENTRAL_90)
    return int(within[0]) if len(within) else int(furthest.argmin())


def _away(unit: Floats, emulator: Emulator, goal: Goal) -> Floats:
    """Distances of predicted statistics (points × statistics) from the middle of their targets."""
    return (emulator.polynomials.at(unit) - goal.centre) / np.sqrt(goal.variance)


def _moved_near(start: Floats, member: Floats, kept: Flags, away: Callable[[Floats], Floats]) -> tuple[Floats, Flags]:
    """Coordinates after as many single moves to the member's value as bring all statistics near, or any nearer."""
    unit, kept = start.copy(), kept.copy()

    def cost(units: Floats) -> Floats:
        beyond = np.maximum(np.abs(away(units)) - NEAR, 0.0)
        return np.asarray((beyond**2).sum(axis=1))

    now = float(cost(unit[np.newaxis])[0])
    while now > 0.0 and kept.any():
        places = np.flatnonzero(kept)
        trials = np.repeat(unit[np.newaxis], len(places), axis=0)
        trials[np.arange(len(places)), places] = member[places]
        costs = cost(trials)
        best = int(costs.argmin())
        if costs[best] > now - WORTH:
            break
        unit, now = trials[best], float(costs[best])
        kept[places[best]] = False
    return unit, kept
