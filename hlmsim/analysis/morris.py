"""Elementary effects (Morris 1991, Campolongo 2007) of points × replicates, with what chance alone would give.

A trajectory changes one factor at a time; an elementary effect is the change of the outcome over the change of the
factor's share of its range. mu_star: mean of their sizes; sigma: how much they differ from place to place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics

Floats = NDArray[np.float64]

FALSE_ALARM = 0.01
"""A factor without any effect passes for one with an effect so often, when chance differs from point to point."""


@dataclass(frozen=True, slots=True)
class Effects:
    """One entry a factor. width: half of the 95 % interval of mu_star. chance: mu_star that chance alone would give,
    nan of one replicate. clear: more than chance.
    """

    mu: Floats
    mu_star: Floats
    width: Floats
    sigma: Floats
    chance: Floats
    clear: NDArray[np.bool_]


def elementary(shares: Floats, values: Floats) -> Floats:
    """Trajectories × factors × replicates, from points × factors (in [0, 1]) and points × replicates."""
    factors = shares.shape[1]
    steps = np.diff(shares.reshape(-1, factors + 1, factors), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[..., np.newaxis], axis=2)
    changes = np.diff(values.reshape(-1, factors + 1, values.shape[1]), axis=1) / size
    found = np.empty_like(changes)
    np.put_along_axis(found, np.broadcast_to(moved[..., np.newaxis], changes.shape), changes, axis=1)
    return found


def effects(shares: Floats, values: Floats) -> Effects:
    """The effects of every factor on one outcome, nothing undefined."""
    each = elementary(shares, values)
    mean = each.mean(axis=2)
    count, replicates = len(mean), each.shape[2]
    sizes = np.abs(mean)
    width = statistics.t_half_width(statistics.variance(sizes), np.full(sizes.shape[1], count), 0.95)
    by_luck = each.var(axis=2, ddof=1).mean(axis=0) / replicates if replicates > 1 else np.full(len(sizes.T), np.nan)
    return Effects(
        mean.mean(axis=0),
        sizes.mean(axis=0),
        width,
        np.sqrt(statistics.variance(mean)),
        np.sqrt(by_luck * 2.0 / np.pi),
        _clear((mean**2).mean(axis=0), by_luck, (count, count * (replicates - 1))),
    )


def survivors(found: list[Effects], keep: int) -> list[int]:
    """The places of the factors that go on: the first of each outcome, then the second of each, until ``keep`` are.

    First is whose mean size is largest, of those that are clear.
    """
    orders = [[place for place in np.argsort(-one.mu_star, kind="stable") if one.clear[place]] for one in found]
    longest = max((len(order) for order in orders), default=0)
    in_turn = [int(order[rank]) for rank in range(longest) for order in orders if rank < len(order)]
    return sorted(list(dict.fromkeys(in_turn))[:keep])


def _clear(squares: Floats, by_luck: Floats, degrees: tuple[int, int]) -> NDArray[np.bool_]:
    """An F test of the squares against chance; of one replicate, whatever moves at all."""
    from scipy.special import fdtri

    if degrees[1] < 1:
        return np.asarray(squares > 0.0)
    return np.asarray(squares > by_luck * float(fdtri(*degrees, 1.0 - FALSE_ALARM)))
