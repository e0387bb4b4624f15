"""Sobol indices of points × replicates in Saltelli's order, chance taken out, with intervals.

First order: Saltelli 2010; total: Jansen 1999; both as SALib has them, but with products of different replicates
(:mod:`hlmsim.analysis.noise`). The plain indices, of SALib on the means over replicates, stand beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics
from hlmsim.analysis.noise import cross, noise_share

Floats = NDArray[np.float64]
Product = Callable[[Floats, Floats], Floats]

RESAMPLES = 400
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Indices:
    """One entry a factor; widths: half of the 95 % intervals. noise: share of the variance between points that is
    chance. variance: between points, chance taken out. Where chance could be all there is, indices are undefined.
    """

    first: Floats
    first_width: Floats
    total: Floats
    total_width: Floats
    plain_first: Floats
    plain_total: Floats
    noise: float
    variance: float

    @property
    def known(self) -> bool:
        """Whether there is a variance to share out."""
        return not bool(np.isnan(self.total).any())


def indices(values: Floats, factors: int, *, draw: int = 1) -> Indices:
    """Indices of one outcome, nothing undefined. values: base × (factors + 2) points × replicates.

    The intervals hold the luck of the points (bootstrap of base points) and, from three replicates on, that of the
    replicates (jackknife).
    """
    blocks = values.reshape(-1, factors + 2, values.shape[1])
    base = blocks[:, [0, -1]].reshape(-1, values.shape[1])
    noise = noise_share(base)
    parts = _parts(blocks, cross)
    variance = float(parts[:, 0].mean())
    resampled = _resampled(parts, draw)
    if not np.ptp(values) or np.quantile(resampled[:, 0], (1.0 - CONFIDENCE) / 2.0) <= 0.0:
        nothing = np.full(factors, np.nan)
        return Indices(*(nothing,) * 6, noise, max(variance, 0.0))
    found = _ratios(parts.mean(axis=0))
    width = np.hypot(1.96 * _ratios(resampled).std(axis=0), _luck(blocks))
    first, total = slice(None, factors), slice(factors, None)
    return Indices(
        found[first], width[first], found[total], width[total], *_salib(blocks.mean(axis=2), draw), noise, variance
    )


def _parts(blocks: Floats, product: Product) -> Floats:
    """Base points × (variance, numerators of the first orders, of the totals), from base × (A, AB…, B) × replicates."""
    around = blocks - blocks[:, [0, -1]].mean(axis=(0, 1))
    own, others, mixed = around[:, 0], around[:, -1], around[:, 1:-1]
    variance = (product(own, own) + product(others, others)) / 2.0
    gaps = mixed - own[:, np.newaxis]
    firsts = product(np.broadcast_to(others[:, np.newaxis], gaps.shape), gaps)
    return np.column_stack([variance, firsts, product(gaps, gaps) / 2.0])


def _ratios(parts: Floats) -> Floats:
    return np.asarray(parts[..., 1:] / parts[..., :1], dtype=np.float64)


def _resampled(parts: Floats, draw: int) -> Floats:
    """Means of the parts over base points drawn anew."""
    count = len(parts)
    times = np.random.default_rng(draw).multinomial(count, np.full(count, 1.0 / count), size=RESAMPLES)
    return np.asarray(times @ parts / count, dtype=np.float64)


def _luck(blocks: Floats) -> Floats | float:
    """Half-widths that the luck of the replicates makes, leaving out one after the other."""
    count = blocks.shape[2]
    if count < 3:
        return 0.0
    apart = np.array([_ratios(_parts(np.delete(blocks, one, axis=2), cross).mean(axis=0)) for one in range(count)])
    spread = (count - 1) * apart.var(axis=0)
    quantile = statistics.t_quantile(np.array([count - 1.0]), CONFIDENCE)
    return np.asarray(quantile * np.sqrt(spread), dtype=np.float64)


def _salib(means: Floats, draw: int) -> tuple[Floats, Floats]:
    """First orders and totals as SALib gives them, chance included."""
    from SALib.analyze import sobol

    count = means.shape[1] - 2
    problem = {"num_vars": count, "names": [f"x{place}" for place in range(count)], "bounds": [[0.0, 1.0]] * count}
    found = sobol.analyze(problem, means.ravel(), calc_second_order=False, num_resamples=2, seed=draw)
    return np.asarray(found["S1"], dtype=np.float64), np.asarray(found["ST"], dtype=np.float64)
