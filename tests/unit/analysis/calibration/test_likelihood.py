"""Likelihoods against scipy and against what they become without noise, and with nothing but noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from hlmsim.analysis.calibration.likelihood import Likelihood, gaussian, updated
from hlmsim.analysis.calibration.priors import generator
from hlmsim.analysis.calibration.targets import Points
from tests.unit.analysis.calibration.toys import Calibrated


def test_the_density_is_that_of_scipy() -> None:
    random = generator("density")
    roots = random.normal(size=(5, 3, 3))
    covariances = roots @ roots.transpose(0, 2, 1) + np.eye(3)
    away = random.normal(size=(5, 3))
    expected = [stats.multivariate_normal.logpdf(one, np.zeros(3), c) for one, c in zip(away, covariances, strict=True)]
    np.testing.assert_allclose(gaussian(away, covariances), expected)
    one = stats.multivariate_normal.logpdf(away, np.zeros(3), covariances[0])
    np.testing.assert_allclose(gaussian(away, covariances[0]), one)


def test_it_depends_on_its_inputs_alone(small: Calibrated) -> None:
    likelihood = small.likelihood
    unit = generator("inputs").random((50, 12))
    other = generator("other inputs").random((50, 12))
    other[:, likelihood.inputs] = unit[:, likelihood.inputs]
    np.testing.assert_array_equal(likelihood.at(unit), likelihood.at(other))


def test_whole_numbers_are_whole(small: Calibrated) -> None:
    unit = np.full((2, 12), 0.5)
    unit[:, 3] = 0.51, 0.65  # both in the fourth of six values
    assert np.ptp(small.likelihood.at(unit)) == 0.0


def test_what_is_added_makes_it_flatter(small: Calibrated) -> None:
    unit = generator("flatter").random((300, 12))
    wide = Likelihood(small.emulator, small.toy.priors, small.goal, 4.0 * np.eye(4))
    assert np.ptp(wide.at(unit)) < np.ptp(small.likelihood.at(unit)) / 3


def test_without_noise_only_what_was_simulated_counts(small: Calibrated) -> None:
    points = replace(small.points, noise=np.full(small.points.noise.shape, 1e-12))
    expected = gaussian(points.values - small.goal.centre, np.diag(small.goal.variance))
    np.testing.assert_allclose(updated(small.emulator, points, small.goal), expected, rtol=1e-3, atol=1e-3)


def test_with_nothing_but_noise_only_the_emulator_counts(small: Calibrated) -> None:
    points = replace(small.points, noise=np.full(small.points.noise.shape, 1e9))
    covariance = small.emulator.lack + np.diag(small.goal.variance)
    expected = gaussian(small.emulator.out_of_fold - small.goal.centre, covariance)
    np.testing.assert_allclose(updated(small.emulator, points, small.goal), expected, rtol=1e-3, atol=1e-3)


@pytest.mark.statistical
def test_noise_does_not_bias_the_weights(small: Calibrated) -> None:
    """The mean over 20,000 noisy simulations of one point, within five standard errors (1 in a million)."""
    near = int(np.argmax(updated(small.emulator, small.points, small.goal)))
    emulator, count = small.emulator, 20_000
    said = emulator.out_of_fold[near]
    noise = np.tile(small.points.noise[near], (count, 1))
    total = emulator.lack + emulator.noise(noise[:1])[0]
    values = generator("bias").multivariate_normal(said, total, size=count)
    points = Points(np.tile(small.points.unit[near], (count, 1)), values, noise, np.zeros(count, dtype=np.int64))
    many = np.exp(updated(replace(emulator, out_of_fold=np.tile(said, (count, 1))), points, small.goal))
    alone = gaussian((said - small.goal.centre)[np.newaxis], emulator.lack + np.diag(small.goal.variance))
    assert abs(many.mean() - np.exp(alone[0])) < 5.0 * many.std() / np.sqrt(count)


def test_points_without_every_statistic_fit_nothing(small: Calibrated) -> None:
    values = small.points.values.copy()
    values[3, 1] = np.nan
    found = updated(small.emulator, replace(small.points, values=values), small.goal)
    assert found[3] == -np.inf
    assert np.isfinite(np.delete(found, 3)).all()
