"""One world to show: the member nearest to all others, with what is written wherever the targets say nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.calibration.emulator import Emulator
from hlmsim.analysis.calibration.posterior import Posterior
from hlmsim.analysis.calibration.priors import Prior, units, values
from hlmsim.analysis.calibration.targets import Goal

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


def medoid(
    members: Floats, weights: Floats, known: Posterior, emulator: Emulator, *, priors: Sequence[Prior], goal: Goal
) -> Medoid:
    """The medoid (Kaufman & Rousseeuw 1987) of members (members × priors, unit coordinates) with their weights.

    It has the least sum of distances to all members; a distance is the sum over informed parameters of differences in
    posterior standard deviations. Of the others, those keep their written values that can: one after the other takes
    the member's value, whichever brings the predicted statistics nearest to their targets, until all are ``NEAR``.
    """
    scale = np.maximum(known.unit.std(axis=0), 1e-12)
    seen = (members / scale)[:, known.informed]
    distances = np.array([np.abs(seen - one).sum(axis=1) @ weights for one in seen])
    member = int(distances.argmin())
    start = np.where(known.informed, members[member], units(priors, np.array([[one.written for one in priors]]))[0])
    skilled = ~(np.nan_to_num(emulator.explained_of_signal, nan=1.0) < SKILLED)
    unit, kept = _moved_near(
        start, members[member], ~known.informed, lambda unit: _away(unit, emulator, goal)[:, skilled]
    )
    natural = values(priors, unit[np.newaxis])[0]
    natural[kept] = [prior.written for prior, one in zip(priors, kept, strict=True) if one]
    return Medoid(member, unit, natural, kept, _away(unit[np.newaxis], emulator, goal)[0])


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
