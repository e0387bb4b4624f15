"""Clouds against closed forms. Tolerances lie at about five standard errors (false alarms below 1 in 10,000)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from hlmsim.analysis.calibration.priors import generator
from hlmsim.analysis.calibration.sampler import effective, sample, systematic

Floats = NDArray[np.float64]

pytestmark = pytest.mark.statistical


def test_a_truncated_gaussian() -> None:
    def fit(unit: Floats) -> Floats:
        return np.asarray(stats.norm.logpdf(unit[:, 0], 0.3, 0.05), dtype=np.float64)

    cloud = sample(fit, 2000, 5, generator("truncated"))
    exact = stats.norm(0.3, 0.05)
    found = np.quantile(cloud.unit[:, 0], [0.05, 0.5, 0.95])
    np.testing.assert_allclose(found, exact.ppf([0.05, 0.5, 0.95]), atol=0.012)
    assert cloud.log_evidence == pytest.approx(0.0, abs=0.25)
    np.testing.assert_allclose(cloud.unit[:, 1:].mean(axis=0), 0.5, atol=0.06)
    np.testing.assert_allclose(cloud.unit[:, 1:].std(axis=0), np.sqrt(1 / 12), atol=0.03)
    np.testing.assert_allclose(cloud.fit, fit(cloud.unit))


def test_a_sum_that_is_known_ties_its_parts() -> None:
    def fit(unit: Floats) -> Floats:
        return np.asarray(stats.norm.logpdf(unit[:, 0] + unit[:, 1], 1.0, 0.02), dtype=np.float64)

    cloud = sample(fit, 2000, 2, generator("tied"))
    assert (cloud.unit.sum(axis=1)).std() == pytest.approx(0.02, abs=0.003)
    np.testing.assert_allclose(np.quantile(cloud.unit[:, 0], [0.05, 0.95]), [0.05, 0.95], atol=0.035)


def test_both_of_two_far_places_are_kept() -> None:
    def fit(unit: Floats) -> Floats:
        both = np.column_stack([stats.norm.logpdf(unit[:, 0], place, 0.04) for place in (0.2, 0.8)])
        return np.asarray(np.logaddexp(both[:, 0], both[:, 1]), dtype=np.float64)

    cloud = sample(fit, 2000, 3, generator("two places"))
    assert np.mean(cloud.unit[:, 0] < 0.5) == pytest.approx(0.5, abs=0.1)


def test_targets_that_say_nothing_leave_the_prior() -> None:
    cloud = sample(lambda unit: np.zeros(len(unit)), 1000, 3, generator("nothing"))
    assert cloud.log_evidence == 0.0
    assert min(stats.kstest(column, "uniform").pvalue for column in cloud.unit.T) > 1e-5


def test_a_hopeless_fit_ends() -> None:
    cloud = sample(lambda unit: -1e7 * (unit[:, 0] + 3.0), 200, 2, generator("hopeless"))
    assert np.isfinite(cloud.log_evidence)
    assert cloud.unit[:, 0].max() < 0.01


@given(st.lists(st.floats(0.0, 10.0), min_size=1, max_size=30).filter(lambda w: sum(w) > 1e-3), st.integers(1, 50))
def test_systematic_draws_are_as_even_as_can_be(weights: list[float], count: int) -> None:
    shares = np.array(weights) / sum(weights)
    drawn = np.bincount(systematic(shares, count, generator("even")), minlength=len(weights))
    assert drawn.sum() == count
    assert (np.abs(drawn - count * shares) < 1.0 + 1e-9).all()


def test_effective_number() -> None:
    assert effective(np.ones(7)) == pytest.approx(7.0)
    assert effective(np.array([1.0, 0.0, 0.0])) == 1.0
    assert effective(np.zeros(3)) == 0.0
