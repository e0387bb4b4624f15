"""Whether intervals hold the truth as often as they say: simulated points taken as known truths.

Talts et al. 2018 (simulation-based calibration); Säilynoja et al. 2025 (the same near the real targets: truths are
drawn from the posterior, and the synthetic targets come on top of the real ones).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis import statistics
from hlmsim.analysis.calibration.emulator import Emulator, one_thread, without
from hlmsim.analysis.calibration.likelihood import Likelihood
from hlmsim.analysis.calibration.posterior import LEAST_INFORMATION, information
from hlmsim.analysis.calibration.priors import Prior, generator, spread
from hlmsim.analysis.calibration.targets import Goal, Points
from hlmsim.analysis.calibration.waves import drawn

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

INTERVAL = 0.9
DRAWS = 1000
_TRUTHS_A_BIN = 10
_MOST_BINS = 20


@dataclass(frozen=True)
class Check:
    """What a coverage check stands on.

    goal: of the synthetic targets only the variances count. near: whether the truths are draws of the posterior of the
    goal (``ensemble``) and the goal is known besides the synthetic targets; otherwise the truths are draws of the prior
    (points of the first wave), to be judged with an emulator of that wave. study: names the random numbers. draws: of
    each posterior.
    """

    emulator: Emulator
    points: Points
    priors: Sequence[Prior]
    goal: Goal
    study: str
    near: bool = False
    draws: int = DRAWS


@dataclass(frozen=True)
class Trial:
    """One truth.

    rank: the share of draws below it, for each parameter; fit: for the log likelihood. width: of each 90 % interval,
    as a share of the prior's. information: nats, as in ``posterior``.
    """

    rank: Floats
    fit: float
    width: Floats
    information: Floats


@dataclass(frozen=True)
class Share:
    """How often 90 % intervals hold the truth. low, high: 95 % interval, truths being independent, parameters not."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Coverage:
    """All truths together.

    ranks: truths × parameters, and fits: truths; uniform on (0, 1) if posteriors are right. by_parameter: the share of
    truths that the 90 % interval holds. width: mean, as a share of the prior's. informed: parameters of which synthetic
    targets say something on average. all, of_informed: over parameters and truths (the others are held anyway).
    uniform: for each parameter, then the fit, the p-value of a chi-square test of uniform ranks. alpha: the chance that
    ``passed`` is false although all ranks are uniform (Bonferroni over the informed parameters and the fit).
    """

    ranks: Floats
    fits: Floats
    by_parameter: Floats
    width: Floats
    informed: Flags
    all: Share
    of_informed: Share
    uniform: Floats
    alpha: float

    @property
    def passed(self) -> bool:
        """Whether no rank that is tested departs from uniform."""
        tested = self.uniform[np.append(self.informed, True)]
        return bool((tested >= self.alpha / len(tested)).all())


def coverage(
    check: Check,
    truths: Ints,
    *,
    alpha: float = 0.01,
    each: Callable[[Callable[[int], Trial], Iterable[int]], Iterable[Trial]] = map,
) -> Coverage:
    """The coverage over truths (rows of the points, each with every statistic).

    Each truth is unknown to the emulator that judges it. each: ``map``, or the map of a pool of processes; the numbers
    are the same.
    """
    trials = list(each(partial(tried, check), [int(row) for row in truths]))
    ranks = np.array([trial.rank for trial in trials])
    fits = np.array([trial.fit for trial in trials])
    held = np.abs(ranks - 0.5) <= INTERVAL / 2.0
    informed = np.mean([trial.information for trial in trials], axis=0) >= LEAST_INFORMATION
    return Coverage(
        ranks,
        fits,
        held.mean(axis=0),
        np.mean([trial.width for trial in trials], axis=0),
        informed,
        _share(held),
        _share(held[:, informed]),
        uniformity(np.column_stack([ranks, fits])),
        alpha,
    )


def tried(check: Check, row: int) -> Trial:
    """One point taken as the truth."""
    name = f"{check.study} truth {row}"
    random = generator(name)
    with one_thread():
        emulator = without(check.emulator, check.points, int(check.emulator.fold[row]))
        likelihood = _synthetic(check, emulator, row, random)
        truth = spread(check.priors, check.points.unit[[row]], random)
        cloud = drawn(likelihood, check.draws, study=name, clouds=1)[0]
        fit = float(likelihood.at(truth)[0])
    ends = statistics.quantiles(cloud.unit, (0.05, 0.95))
    return Trial(
        (np.count_nonzero(cloud.unit < truth, axis=0) + random.random(truth.shape[1])) / (check.draws + 1.0),
        (np.count_nonzero(cloud.fit < fit) + random.random()) / (check.draws + 1.0),
        (ends[1] - ends[0]) / INTERVAL,
        information(cloud.unit),
    )


def uniformity(ranks: Floats) -> Floats:
    """P-values of chi-square tests that each column (truths × columns, in (0, 1)) is uniform."""
    from scipy.special import chdtrc

    count = len(ranks)
    bins = int(np.clip(count // _TRUTHS_A_BIN, 2, _MOST_BINS))
    counts = np.array([np.histogram(column, bins, (0.0, 1.0))[0] for column in ranks.T])
    distance = ((counts - count / bins) ** 2).sum(axis=1) / (count / bins)
    return np.asarray(chdtrc(bins - 1, distance), dtype=np.float64)


def _synthetic(check: Check, emulator: Emulator, row: int, random: np.random.Generator) -> Likelihood:
    """The likelihood of synthetic targets: what was simulated at the truth, off by what targets are off."""
    variance = check.goal.variance
    seen = check.points.values[row] + np.sqrt(variance) * random.standard_normal(len(variance))
    noise = emulator.noise(check.points.noise[[row]])[0]
    if not check.near:
        return Likelihood(emulator, check.priors, Goal(seen, variance), noise)
    known, new = np.diag(1.0 / variance), np.linalg.inv(noise + np.diag(variance))
    both = np.linalg.inv(known + new)
    centre = both @ (known @ check.goal.centre + new @ seen)
    return Likelihood(emulator, check.priors, Goal(centre, np.zeros(len(variance))), (both + both.T) / 2.0)


def _share(held: Flags) -> Share:
    """Over truths and parameters; nan without any parameter, the ends without two truths."""
    if not held.size:
        return Share(np.nan, np.nan, np.nan)
    each = held.mean(axis=1)[:, np.newaxis]
    middle = float(each.mean())
    half = float(statistics.t_half_width(statistics.variance(each), statistics.count(each), 0.95)[0])
    return Share(middle, max(middle - half, 0.0), min(middle + half, 1.0))
