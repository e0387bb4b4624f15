"""Ensembles: chances, weights, refusal; that members stand for the posterior; and the medoid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hlmsim.analysis.calibration.ensemble import Ensemble, ensemble, weights
from hlmsim.analysis.calibration.medoid import NEAR, medoids, meeting
from hlmsim.analysis.calibration.posterior import Posterior, posterior
from hlmsim.analysis.calibration.priors import generator, units
from hlmsim.analysis.calibration.targets import Target, goal
from hlmsim.errors import InputError
from tests.refusals import refused
from tests.unit.analysis.calibration.toys import Calibrated

Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def shares(small: Calibrated) -> Floats:
    return weights(small.emulator, small.points, small.goal, small.waves)


@pytest.fixture(scope="module")
def known(small: Calibrated) -> Posterior:
    return posterior(small.likelihood, study="small", draws=4000)


@given(st.lists(st.floats(0.3, 1.0), min_size=60, max_size=80), st.integers(1, 60), st.integers(0, 9))
def test_members_are_distinct_and_their_weights_sum_to_one(raw: list[float], size: int, name: int) -> None:
    found = ensemble(np.array(raw) / sum(raw), size, study=str(name))
    assert len(np.unique(found.members)) == size
    assert found.weights.sum() == pytest.approx(1.0)
    assert found.of_points.sum() == pytest.approx(1.0)


def test_equal_weights_while_no_point_is_wanted_twice() -> None:
    raw = generator("equal").uniform(0.5, 1.0, 500)
    found = ensemble(raw / raw.sum(), 100, study="equal")
    np.testing.assert_allclose(found.weights, 0.01)
    assert found.clipped == 0.0
    assert found.enough


@pytest.mark.statistical
def test_chances_follow_the_weights() -> None:
    """600 ensembles: each share of membership within five standard errors (1 in 10,000 for all 100)."""
    raw = generator("chances").uniform(0.2, 1.0, 100)
    raw /= raw.sum()
    counts = np.zeros(100)
    for name in range(600):
        counts[ensemble(raw, 20, study=str(name)).members] += 1
    chance = 20 * raw
    assert (np.abs(counts / 600 - chance) < 5.0 * np.sqrt(chance * (1 - chance) / 600)).all()


def test_a_point_that_would_be_taken_often_is_taken_once_and_stands_for_more() -> None:
    raw = np.append(np.full(200, 0.7 / 200), 0.3)
    with refused(InputError, "calibration_too_few_fit"):
        ensemble(raw, 50, study="heavy")
    raw = np.append(np.full(200, 0.85 / 200), 0.15)
    found = ensemble(raw, 50, study="heavy")
    assert 200 in found.members
    assert found.weights[found.members == 200][0] == pytest.approx(0.15)
    assert found.clipped == pytest.approx(0.13)
    assert not found.enough


def test_without_any_fit_there_is_no_ensemble(small: Calibrated) -> None:
    none = replace(small.points, values=np.full(small.points.values.shape, np.nan))
    shares = weights(small.emulator, none, small.goal, small.waves)
    assert shares.sum() == 0.0
    with refused(InputError, "calibration_too_few_fit"):
        ensemble(shares, 10, study="none")


def test_members_fit_as_the_posterior_does(small: Calibrated, shares: Floats) -> None:
    found = ensemble(shares, 80, study="fit")
    away = (small.toy.truth(small.points.unit[found.members]) - small.goal.centre) / np.sqrt(small.goal.variance)
    assert (np.abs(away) < 4.0).all()
    assert 0.5 < away.std(axis=0).mean() < 1.3
    assert found.enough


@pytest.mark.statistical
def test_weighted_points_and_the_posterior_agree(small: Calibrated, shares: Floats, known: Posterior) -> None:
    """Means of every parameter, within five standard errors of the smaller sample."""
    mean = shares @ small.points.unit
    error = known.unit.std(axis=0) / np.sqrt(ensemble(shares, 50, study="agree").effective)
    assert (np.abs(mean - known.unit.mean(axis=0)) < 5.0 * error).all()


def _beyond(away: Floats) -> float:
    """How far statistics are beyond what is near, squared and summed."""
    return float((np.maximum(np.abs(away) - NEAR, 0.0) ** 2).sum())


def test_the_medoid_keeps_what_is_written_where_nothing_is_said(
    small: Calibrated, shares: Floats, known: Posterior
) -> None:
    found = ensemble(shares, 80, study="medoid")
    members, priors = small.points.unit[found.members], small.toy.priors
    one = next(medoids(members, found.weights, known, small.emulator, priors=priors, goal=small.goal))
    assert not one.written[known.informed].any()
    assert one.written.any()
    middle, spread = small.goal.centre, np.sqrt(small.goal.variance)
    member = (small.emulator.polynomials.at(members[[one.member]])[0] - middle) / spread
    np.testing.assert_allclose(one.away, (small.emulator.polynomials.at(one.unit[np.newaxis])[0] - middle) / spread)
    assert np.abs(one.away).max() <= max(NEAR, np.abs(member).max()) + 1e-9
    back = units(priors, np.array([[prior.written for prior in priors]]))[0]
    for place in np.flatnonzero(~one.written & ~known.informed):
        less = np.where(np.arange(len(back)) == place, back, one.unit)
        without = (small.emulator.polynomials.at(less[np.newaxis])[0] - middle) / spread
        assert _beyond(without) > _beyond(one.away), "no number leaves its value for nothing"
    for place, prior in enumerate(priors):
        if one.written[place]:
            assert one.values[place] == prior.written
        else:
            assert one.unit[place] == members[one.member, place]


def test_the_medoid_is_the_nearest_by_brute_force(small: Calibrated, shares: Floats, known: Posterior) -> None:
    found: Ensemble = ensemble(shares, 30, study="brute")
    members = small.points.unit[found.members]
    order = [
        one.member
        for one in medoids(members, found.weights, known, small.emulator, priors=small.toy.priors, goal=small.goal)
    ]
    scale = known.unit.std(axis=0)
    sums = [
        sum(
            w * sum(abs(a[j] - b[j]) / scale[j] for j in np.flatnonzero(known.informed))
            for b, w in zip(members, found.weights, strict=True)
        )
        for a in members
    ]
    assert order == list(np.argsort(sums))


def test_of_worlds_simulated_again_the_first_that_meets_every_target_is_shown() -> None:
    asked = goal([Target("a", 0.0, 2.0, "linear"), Target("b", 10.0, 20.0, "linear")])
    assert meeting(np.array([[1.0, 21.0], [2.1, 15.0], [1.9, 10.1], [1.0, 15.0]]), asked) == 2


def test_where_none_meets_them_the_one_that_misses_least_is() -> None:
    asked = goal([Target("a", 0.0, 2.0, "linear"), Target("b", 10.0, 20.0, "linear")])
    assert meeting(np.array([[1.0, 30.0], [2.1, 15.0], [1.0, np.nan]]), asked) == 1
