"""Coverage: intervals hold as often as they say on synthetic worlds, and a wrong posterior is found out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hlmsim.analysis.calibration import coverage as judged
from hlmsim.analysis.calibration.coverage import Check, Coverage, coverage, tried, uniformity
from hlmsim.analysis.calibration.ensemble import ensemble, weights
from hlmsim.analysis.calibration.likelihood import Likelihood
from hlmsim.analysis.calibration.priors import generator
from hlmsim.analysis.calibration.targets import Goal
from tests.unit.analysis.calibration.toys import Calibrated, Toy, calibrated

pytestmark = pytest.mark.statistical


@pytest.fixture(scope="module")
def even() -> Calibrated:
    """One wave over the whole prior."""
    return calibrated(Toy(size=12, active=6, statistics=4, noise=0.3), (500,), study="even")


def check(world: Calibrated, *, near: bool = False, draws: int = 150) -> Check:
    return Check(world.emulator, world.points, world.toy.priors, world.goal, "check", near, draws)


def holds(found: Coverage) -> None:
    """Between 85 and 95 % (or not distinguishable from it), and no rank departs from uniform (alarms: 1 in 100)."""
    for share in (found.all, found.of_informed):
        assert share.low < 0.95
        assert share.high > 0.85
    assert 0.85 < found.all.share < 0.95
    assert found.passed


@pytest.mark.slow
def test_over_the_prior(even: Calibrated, full_ring: bool) -> None:
    holds(coverage(check(even, draws=300 if full_ring else 150), np.arange(60)))


@pytest.mark.slow
def test_near_the_targets(small: Calibrated, full_ring: bool) -> None:
    shares = weights(small.emulator, small.points, small.goal, small.waves)
    draws = 300 if full_ring else 150
    holds(coverage(check(small, near=True, draws=draws), ensemble(shares, 60, study="near").members))


@pytest.mark.slow
def test_a_posterior_that_is_too_sure_is_found_out(even: Calibrated, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of the spread that there is."""
    honest = judged._synthetic

    def sure(*known: Any) -> Likelihood:
        found = honest(*known)
        emulator = replace(found.emulator, lack=found.emulator.lack / 16.0)
        extra = None if found.extra is None else found.extra / 16.0
        return Likelihood(emulator, found.priors, Goal(found.goal.centre, found.goal.variance / 16.0), extra)

    monkeypatch.setattr(judged, "_synthetic", sure)
    found = coverage(check(even), np.arange(60))
    assert not found.passed
    assert found.of_informed.high < 0.85


@pytest.mark.slow
def test_truths_that_are_no_draws_of_the_prior_are_found_out(even: Calibrated) -> None:
    high = np.flatnonzero(even.points.unit[:, 2] > 0.7)[:60]
    found = coverage(check(even), high)
    assert found.uniform[2] < 1e-4


def test_any_map_and_any_order_give_the_same(even: Calibrated) -> None:
    rows = np.arange(6)
    one = coverage(check(even, draws=100), rows)
    with ThreadPoolExecutor(2) as pool:
        other = coverage(check(even, draws=100), rows, each=pool.map)
    np.testing.assert_array_equal(one.ranks, other.ranks)
    backwards = coverage(check(even, draws=100), rows[::-1])
    np.testing.assert_array_equal(one.ranks, backwards.ranks[::-1])


def test_the_interval_counts_truths_not_parameters(even: Calibrated) -> None:
    found = coverage(check(even, draws=100), np.arange(10))
    held = np.abs(found.ranks - 0.5) <= 0.45
    each = held.mean(axis=1)
    assert found.all.share == pytest.approx(held.mean())
    assert found.all.high - found.all.share == pytest.approx(2.262157 * each.std(ddof=1) / np.sqrt(10), abs=1e-3)
    np.testing.assert_allclose(found.by_parameter, held.mean(axis=0))


def test_a_trial_names_its_luck(even: Calibrated) -> None:
    one, again = (tried(check(even, draws=100), 3) for _ in range(2))
    np.testing.assert_array_equal(one.rank, again.rank)
    assert not np.array_equal(one.rank, tried(replace(check(even, draws=100), study="other"), 3).rank)


def test_uniform_ranks_pass_as_often_as_they_should() -> None:
    """2,000 columns: the share below 0.05 within five standard errors."""
    found = uniformity(generator("uniform").random((100, 2000)))
    assert (found < 0.05).mean() == pytest.approx(0.05, abs=5 * np.sqrt(0.05 * 0.95 / 2000))


@pytest.mark.parametrize("power", [0.5, 2.0])
def test_ranks_that_lean_or_crowd_are_found(power: float) -> None:
    ranks = generator("lean").random((300, 1))
    crowded = 0.5 + np.sign(ranks - 0.5) * np.abs(2.0 * ranks - 1.0) ** power / 2.0
    assert uniformity(ranks)[0] > 0.001
    assert uniformity(ranks**power)[0] < 0.001
    assert uniformity(crowded)[0] < 0.001


@pytest.mark.slow
def test_many_parameters(full_ring: bool) -> None:
    toy = Toy(size=100 if full_ring else 40, statistics=12 if full_ring else 6, tail=0.03)
    world = calibrated(toy, (2500 if full_ring else 800,), study="many")
    holds(coverage(check(world, draws=1000), np.arange(200 if full_ring else 60)))


@pytest.mark.slow
def test_many_parameters_near_the_targets(full_ring: bool) -> None:
    toy = Toy(size=100 if full_ring else 40, statistics=12 if full_ring else 6, tail=0.03, noise=0.3)
    world = calibrated(toy, (1500, 800, 800) if full_ring else (500, 300, 300), study="many near")
    shares = weights(world.emulator, world.points, world.goal, world.waves)
    members = ensemble(shares, 200 if full_ring else 60, study="many near").members
    holds(coverage(check(world, near=True, draws=1000), members))
