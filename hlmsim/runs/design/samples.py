"""Samples of the unit cube: Latin hypercube, Sobol, Morris. Same settings, same numbers, to the last bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.runs.design.schema import Calibration, LatinHypercube, Morris, Sensitivity, Sobol

Floats = NDArray[np.float64]
Sampled = LatinHypercube | Sobol | Morris | Sensitivity | Calibration


def sample(design: Sampled, groups: Sequence[str]) -> Floats:
    """Shares of the way through each factor's range, in [0, 1]; shape (points, factors).

    groups: for each factor the name of the group that it moves with (its own, when it moves alone).
    """
    if isinstance(design, (LatinHypercube, Calibration)):
        return _latin_hypercube(design.first if isinstance(design, Calibration) else design, len(groups))
    found = _sobol(design, groups) if isinstance(design, Sobol) else _morris(_screened(design), groups)
    return np.clip(np.asarray(found, dtype=np.float64), 0.0, 1.0)


def count(design: Sampled, groups: Sequence[str]) -> int:
    """How many points :func:`sample` gives."""
    if isinstance(design, (LatinHypercube, Calibration)):
        return (design.first if isinstance(design, Calibration) else design).points
    drawn = design.base if isinstance(design, Sobol) else design.trajectories
    return drawn * block(design, groups)


def block(design: Sampled, groups: Sequence[str]) -> int:
    """How many points in a row are drawn together: a trajectory, or the points of one base point."""
    moving = len(set(groups))
    if isinstance(design, (Morris, Sensitivity)):
        return moving + 1
    if isinstance(design, Sobol):
        return 2 * moving + 2 if design.second_order else moving + 2
    return 1


def _screened(design: Morris | Sensitivity) -> Morris:
    """A sensitivity analysis begins with its screen."""
    return design.screen if isinstance(design, Sensitivity) else design


def _latin_hypercube(design: LatinHypercube, factors: int) -> Floats:
    from scipy.stats import qmc

    return qmc.LatinHypercube(d=factors, rng=np.random.default_rng(design.draw)).random(design.points)


def _sobol(design: Sobol, groups: Sequence[str]) -> Any:
    from SALib.sample import sobol

    return sobol.sample(_problem(groups), design.base, calc_second_order=design.second_order, seed=design.draw)


def _morris(design: Morris, groups: Sequence[str]) -> Any:
    from SALib.sample import morris

    return morris.sample(_problem(groups), design.trajectories, num_levels=design.levels, seed=design.draw)


def _problem(groups: Sequence[str]) -> Mapping[str, Any]:
    names = [f"x{number}" for number in range(len(groups))]
    problem: dict[str, Any] = {"num_vars": len(groups), "names": names, "bounds": [[0.0, 1.0]] * len(groups)}
    return problem | ({"groups": list(groups)} if len(set(groups)) < len(groups) else {})
