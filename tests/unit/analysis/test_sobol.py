"""Sobol indices with chance: right where they are known, as SALib has them, and honest where there is nothing."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from SALib.analyze import sobol as salib
from SALib.sample import sobol as points

from hlmsim.analysis.noise import cross, levelled, noise_share, plain
from hlmsim.analysis.sobol import indices
from tests.interface.known_functions import g_function, g_indices, ishigami, ishigami_indices

Floats = NDArray[np.float64]
PROBLEM = {"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4}


def drawn(base: int, seed: int = 1) -> Floats:
    return np.asarray(points.sample(PROBLEM, base, calc_second_order=False, seed=seed))


def noisy(levels: Floats, share: float, replicates: int, seed: int = 1) -> Floats:
    """Points × replicates: luck that all share, and chance whose part in the variance of the means is ``share``."""
    luck = np.random.default_rng(seed)
    size = levels.std() * np.sqrt(replicates * share / (1.0 - share))
    return np.asarray(
        levels[:, np.newaxis]
        + 3.0 * luck.normal(size=(1, replicates))
        + size * luck.normal(size=(len(levels), replicates))
    )


def test_products_of_different_replicates() -> None:
    one, other = np.array([[1.0, 2.0, 3.0]]), np.array([[4.0, 5.0, 6.0]])
    pairs = [one[0, r] * other[0, s] for r in range(3) for s in range(3) if r != s]
    assert cross(one, other) == pytest.approx([np.mean(pairs)])
    assert cross(one[:, :1], other[:, :1]) == [4.0]
    assert plain(one, other) == [10.0]


def test_luck_that_all_points_share_is_no_noise() -> None:
    levels = np.arange(8.0)
    values = levels[:, np.newaxis] + np.array([0.0, 5.0, -3.0])
    assert levelled(values) == pytest.approx(np.repeat((levels - 3.5)[:, np.newaxis], 3, axis=1))
    assert noise_share(values) == pytest.approx(0.0, abs=1e-12)
    assert np.isnan(noise_share(values[:, :1]))
    assert noise_share(np.ones((4, 3))) == 0.0


@pytest.mark.statistical
@pytest.mark.parametrize("share", [0.05, 0.3, 0.7])
def test_the_noise_share_is_found(share: float) -> None:
    """Of 40 estimates from 512 points, the mean is within 4 standard errors: one false alarm in 16,000."""
    levels = ishigami(np.random.default_rng(5).random((512, 4)))
    found = [noise_share(noisy(levels, share, 4, seed)) for seed in range(40)]
    assert abs(np.mean(found) - share) < 4.0 * np.std(found) / np.sqrt(40) + 0.002


def test_without_noise_it_is_salib() -> None:
    levels = ishigami(drawn(256))
    found = indices(np.column_stack([levels, levels, levels]), 4)
    known = salib.analyze(PROBLEM, levels, calc_second_order=False, num_resamples=2, seed=1)
    for ours, theirs in (
        (found.first, "S1"),
        (found.total, "ST"),
        (found.plain_first, "S1"),
        (found.plain_total, "ST"),
    ):
        assert ours == pytest.approx(known[theirs], abs=1e-5)
    assert found.noise == pytest.approx(0.0, abs=1e-12)
    assert found.variance == pytest.approx(levels.reshape(256, 6)[:, [0, -1]].var(), rel=1e-9)


def test_one_replicate_has_plain_indices_and_no_noise_share() -> None:
    levels = g_function(drawn(128))
    found = indices(levels[:, np.newaxis], 4)
    assert found.total == pytest.approx(found.plain_total)
    assert np.isnan(found.noise)


@pytest.mark.statistical
@pytest.mark.parametrize(("function", "known"), [(ishigami, ishigami_indices()), (g_function, g_indices())])
@pytest.mark.parametrize("share", [0.0, 0.2])
def test_intervals_hold_the_true_indices(function, known, share: float) -> None:
    """Of 30 × 8 intervals of 95 %, 12 miss on average; 30 would be a false alarm in far less than a million."""
    first, total, variance = known
    missed = 0
    for seed in range(30):
        found = indices(noisy(function(drawn(256, seed)), share, 5, seed), 4, draw=seed)
        missed += int((np.abs(found.first - first) > found.first_width + 1e-9).sum())
        missed += int((np.abs(found.total - total) > found.total_width + 1e-9).sum())
        assert found.variance == pytest.approx(variance, rel=0.35)
    assert missed <= 30


@pytest.mark.statistical
def test_a_null_factor_is_given_nothing_where_the_plain_index_gives_it_chance() -> None:
    """Ishigami's fourth input does nothing. Mean of 20 totals, at 4 standard errors: one false alarm in 16,000."""
    found = [indices(noisy(ishigami(drawn(256, seed)), 0.3, 4, seed), 4) for seed in range(20)]
    totals = np.array([one.total[3] for one in found])
    assert abs(totals.mean()) < 4.0 * totals.std() / np.sqrt(20)
    assert np.mean([one.plain_total[3] for one in found]) > 0.2


@pytest.mark.statistical
def test_chance_alone_is_shared_out_among_nobody() -> None:
    """The variance is surely above zero by luck in 2.5 % of cases: 6 of 40 or more, one false alarm in 2,000."""
    luck = np.random.default_rng(8)
    found = [indices(luck.normal(size=(64 * 6, 4)), 4, draw=seed) for seed in range(40)]
    assert sum(one.known for one in found) < 6
    unknown = next(one for one in found if not one.known)
    assert np.isnan(unknown.total).all()
    assert unknown.noise > 0.7


def test_what_never_moves_has_no_indices() -> None:
    found = indices(np.full((6 * 8, 3), 0.5), 4)
    assert not found.known
    assert (found.noise, found.variance) == (0.0, 0.0)


def test_luck_of_the_replicates_widens_the_intervals() -> None:
    """Each replicate has a slope of its own: more points cannot make the interval narrow."""
    shares = drawn(512)
    slopes = 1.0 + np.random.default_rng(4).normal(size=4)
    values = shares[:, [0]] * slopes + shares[:, [1]]
    wide = indices(values, 4).total_width[0]
    narrow = indices(np.column_stack([values.mean(axis=1)] * 4), 4).total_width[0]
    assert wide > 2.0 * narrow
