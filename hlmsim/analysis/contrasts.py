"""Differences between points of a design, paired by replicate, averaged over everything else that varies.

A *cell* is one matched comparison: two points (or four, for an interaction) alike in every other factor, in the
scenario and in the plausible world. Replicates are the unit: cells are averaged within each before the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import intervals, statistics

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """One contrast of one outcome.

    cells: matched comparisons used. replicates: with at least one of them. dropped: pairs of runs left out because one
    side is missing or undefined. identical: no pair differs. by_replicate: the contrast in each alone; by_world: in
    each world (a row) and each. degrees, confidence: of the interval that ``width`` is half of.
    """

    mean: float
    width: float
    cells: int
    replicates: int
    dropped: int
    identical: bool
    by_replicate: Floats
    by_world: Floats
    degrees: float = float("nan")
    confidence: float = 0.95

    def at(self, confidence: float) -> Estimate:
        """The same, with an interval of another confidence."""
        if confidence == self.confidence or not np.isfinite(self.width):
            return self
        degrees = np.array([self.degrees])
        longer = statistics.t_quantile(degrees, confidence) / statistics.t_quantile(degrees, self.confidence)
        return replace(self, width=self.width * float(longer[0]), confidence=confidence)

    def interval(self, known: intervals.Nature, confidence: float, *, same: bool) -> tuple[float, float, str]:
        """Ends of the interval and its method. same: no run differs from the one that it is compared with."""
        if same:
            return 0.0, 0.0, "exact"
        plain = (self.mean - self.width, self.mean + self.width)
        low, high, method = intervals.of_contrast(self.by_replicate, known, confidence, plain)
        return low, high, "none" if np.isnan(low) else method


def estimate(differences: Floats, worlds: Ints, confidence: float) -> Estimate:
    """The mean of cells × replicates with its t interval over replicates; nan where a pair is missing.

    worlds: the world of each cell. The mean is that of the cells' means, so a missing pair takes nothing but itself
    away; its interval is that of the replicates' shares in it (equal to the plain one where nothing is missing). A cell
    that misses more than half of its pairs is left out.
    """
    known = ~np.isnan(differences)
    counts = known.sum(axis=1)
    most = int(counts.max(initial=0))
    kept = counts >= max(min(2, most), (most + 1) // 2, 1)
    values, known, counts = differences[kept], known[kept], counts[kept]
    dropped = differences.size - int(counts.sum())
    if not len(values):
        nan = float("nan")
        return Estimate(nan, nan, 0, 0, dropped, False, np.zeros(0), np.zeros((0, 0)))
    filled = np.where(known, values, 0.0)
    means = filled.sum(axis=1) / counts
    mean = float(means.mean())
    used = known.any(axis=0)
    replicates = int(used.sum())
    fewer = len(counts) / float((1.0 / counts).sum())  # where nothing is missing, all of them
    weights = replicates / np.sqrt(counts * np.maximum(counts - 1, 1) * replicates / max(replicates - 1, 1))
    shares = np.where(known, (values - means[:, np.newaxis]) * weights[:, np.newaxis], 0.0).mean(axis=0)
    variance = float(shares @ shares) / (replicates - 1) if replicates > 1 else float("nan")
    degrees = np.array([fewer - 1.0 if fewer > 1.0 else np.nan])
    width = statistics.t_quantile(degrees, confidence) * np.sqrt(variance / replicates)
    return Estimate(
        mean,
        float(width[0]),
        len(values),
        replicates,
        dropped,
        replicates > 1 and not filled.any(),
        filled.sum(axis=0)[used] / known.sum(axis=0)[used],
        by_world(differences[kept], worlds[kept]),
        float(degrees[0]),
        confidence,
    )


def by_world(differences: Floats, worlds: Ints) -> Floats:
    """The mean over the cells of each world (rows) in each replicate; nan where there is none."""
    numbers = np.unique(worlds)
    if len(numbers) == len(worlds):
        return differences[np.argsort(worlds)]
    return np.array([statistics.mean(differences[worlds == number]) for number in numbers])


def matched(codes: Ints, columns: Sequence[int], settings: Sequence[Sequence[int]]) -> list[Ints]:
    """Points with each of ``settings`` in ``columns`` that are alike in all other columns of ``codes``.

    codes: points × columns, whole numbers. settings: one setting of the columns each. Gives an array of points a
    setting, all of one length; the same place is the same cell. Of points that are alike altogether the first counts.
    """
    others = np.delete(codes, list(columns), axis=1)
    key = np.unique(others, axis=0, return_inverse=True)[1].ravel() if others.shape[1] else np.zeros(len(codes), int)
    found, shared = [], np.unique(key)
    for setting in settings:
        points = np.flatnonzero((codes[:, list(columns)] == np.array(setting)).all(axis=1))
        keys, first = np.unique(key[points], return_index=True)
        found.append((keys, points[first]))
        shared = np.intersect1d(shared, keys)
    return [points[np.isin(keys, shared)] for keys, points in found]
