"""Exact tests of what chance brings, with a stated probability of a false alarm.

A test says beforehand how many looks it takes at chance. Each look is compared with its part of the stated
probability (Bonferroni), so that all looks of the test together cry wolf at most that often over the choice of seeds.
Seeds are fixed: a test that passes passes always, and a new seed is a new draw from that rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from scipy import stats

FALSE_ALARM = 1e-4
"""Probability that a test of the engine's rates fails although every rate is right, unless it states another."""
DIGITS = 9
"""Decimals to which numbers are told apart, so that the rounding of sums is no difference."""


class Looks:
    """So many looks at chance in one test: ``with Looks(3) as looks: looks.binomial(…)``, three times."""

    def __init__(self, planned: int, *, false_alarm: float = FALSE_ALARM) -> None:
        self.planned, self.false_alarm = planned, false_alarm
        self.taken: list[tuple[str, float]] = []

    def __enter__(self) -> Looks:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            assert len(self.taken) == self.planned, f"{len(self.taken)} looks taken, {self.planned} planned"
            assert self.alarms() == []

    def alarms(self) -> list[tuple[str, float]]:
        """What chance does not explain, with its probability times the number of looks."""
        return sorted((n, p * self.planned) for n, p in self.taken if p * self.planned < self.false_alarm)

    def look(self, name: str, probability: float) -> None:
        """Keep the probability that chance goes so far."""
        self.taken.append((name, probability))

    def binomial(self, name: str, hits: int, trials: int, chance: float) -> None:
        """So many hits in independent trials of one chance (exact)."""
        self.look(name, float(stats.binomtest(hits, trials, chance).pvalue))

    def poisson(self, name: str, count: int, mean: float) -> None:
        """A count of a Poisson mean (exact, two-sided by doubling)."""
        low, high = stats.poisson.cdf(count, mean), stats.poisson.sf(count - 1, mean)
        self.look(name, min(1.0, 2.0 * float(min(low, high))))

    def z(self, name: str, found: float, expected: float, error: float) -> None:
        """A sum or mean of many, whose standard error theory gives."""
        self.look(name, float(2.0 * stats.norm.sf(abs(found - expected) / error)))

    def fit(self, name: str, observed: Sequence[float], expected: Sequence[float]) -> None:
        """Counts in classes (chi-square)."""
        self.look(name, float(stats.chisquare(observed, expected).pvalue))

    def same(self, name: str, mine: Sequence[float], theirs: Sequence[float]) -> None:
        """Two samples of one distribution: three looks, at its place, its shape, and how often it is undefined."""
        one, other = known(mine), known(theirs)
        self.look(f"{name}, place", place(one, other))
        self.look(f"{name}, shape", shape(one, other))
        undefined = [[len(mine) - len(one), len(one)], [len(theirs) - len(other), len(other)]]
        self.look(f"{name}, undefined", float(stats.fisher_exact(undefined).pvalue))


def known(values: Sequence[float]) -> NDArray[np.float64]:
    """The values that are numbers, rounded."""
    array = np.round(np.asarray(values, dtype=np.float64), DIGITS)
    return array[~np.isnan(array)]


def place(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Mann and Whitney's test, ties allowed for."""
    if len(one) == 0 or len(other) == 0 or len(np.unique(np.concatenate([one, other]))) == 1:
        return 1.0
    return float(stats.mannwhitneyu(one, other, method="asymptotic").pvalue)


def shape(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Kolmogorov and Smirnov's test, exact; with ties it cries wolf less often than it says."""
    if len(one) == 0 or len(other) == 0:
        return 1.0
    return float(stats.ks_2samp(one, other, method="exact").pvalue)
