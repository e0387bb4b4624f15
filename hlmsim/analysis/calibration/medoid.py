"""One world to show: the member nearest to all others, with what is written wherever the targets say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.calibration.emulator import Emulator
from hlmsim.analysis.calibration.posterior import Posterior
from hlmsim.analysis.calibration.priors import Prior, units, values
from hlmsim.analysis.calibration.targets import Goal

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOVED = 0.25
"""How far, in standard deviations of a target, going back to written values may move a predicted statistic."""


@dataclass(frozen=True)
class Medoid:
    """member: its place among the members. unit, values: the world (priors), to be simulated once more.

    written: which parameters went back to their written values. moved: how far that moves each predicted statistic, in
    standard deviations of its target.
    """

    member: int
    unit: Floats
    values: Floats
    written: Flags
    moved: Floats


def medoid(
    members: Floats, weights: Floats, known: Posterior, emulator: Emulator, *, priors: Sequence[Prior], goal: Goal
) -> Medoid:
    """The medoid (Kaufman & Rousseeuw 1987) of members (members × priors, unit coordinates) with their weights.

    It has the least sum of distances to all members; a distance is the sum over informed parameters of differences in
    posterior standard deviations. Other parameters then go back to their written values, those with the least
    information first, as long as no predicted statistic moves by more than ``MOVED``: parameters that are loose alone
    may be tied to each other.
    """
    scale = np.maximum(known.unit.std(axis=0), 1e-12)
    seen = (members / scale)[:, known.informed]
    distances = np.array([np.abs(seen - one).sum(axis=1) @ weights for one in seen])
    member = int(distances.argmin())
    written = units(priors, np.array([[prior.written for prior in priors]]))[0]
    unit, back = members[member].copy(), np.zeros(len(priors), dtype=bool)
    start, moved = emulator.polynomials.at(unit[np.newaxis])[0], np.zeros(len(goal.centre))
    for place in np.argsort(known.information, kind="stable"):
        trial = np.where(np.arange(len(unit)) == place, written, unit)
        shift = (emulator.polynomials.at(trial[np.newaxis])[0] - start) / np.sqrt(goal.variance)
        if not known.informed[place] and np.abs(shift).max() <= MOVED:
            unit, back[place], moved = trial, True, shift
    natural = values(priors, unit[np.newaxis])[0]
    natural[back] = [prior.written for prior, one in zip(priors, back, strict=True) if one]
    return Medoid(member, unit, natural, back, moved)
