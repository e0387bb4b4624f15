"""Waves: where they look, how densely, and that weights by their density stand for the prior."""

from __future__ import annotations

import numpy as np
import pytest

from hlmsim.analysis.calibration.priors import generator, snapped
from hlmsim.analysis.calibration.waves import OF_PRIOR, drawn, evidence, first, following, mixture
from tests.unit.analysis.calibration.toys import Calibrated


def test_the_first_wave_is_even(small: Calibrated) -> None:
    wave = first(small.toy.priors, 100, study="even")
    assert wave.unit.shape == (100, 12)
    np.testing.assert_array_equal(np.sort(np.floor(wave.unit[:, 0] * 100)), np.arange(100))
    np.testing.assert_array_equal(wave.unit, snapped(small.toy.priors, wave.unit))
    np.testing.assert_array_equal(wave.density(wave.unit), 1.0)


def test_the_next_wave_looks_where_targets_are_met(small: Calibrated) -> None:
    wave = small.waves[1]
    away = np.abs(small.toy.truth(wave.unit) - small.goal.centre) / np.sqrt(small.goal.variance)
    before = np.abs(small.toy.truth(small.waves[0].unit) - small.goal.centre) / np.sqrt(small.goal.variance)
    near = (away.max(axis=1) < 3.0).mean()
    assert near > 0.75
    assert near > 4 * (before.max(axis=1) < 3.0).mean()


def test_a_tenth_is_of_the_prior_and_no_density_is_lower(small: Calibrated) -> None:
    unit = generator("density").random((1000, 12))
    assert small.waves[1].density(unit).min() >= OF_PRIOR


@pytest.mark.statistical
def test_a_density_has_mean_one_over_the_prior(small: Calibrated) -> None:
    """40,000 draws; the evidence that scales it is known to about a tenth (five standard errors: half)."""
    unit = generator("mean one").random((40_000, 12))
    assert small.waves[1].density(unit).mean() == pytest.approx(1.0, abs=0.35)
    assert mixture(small.waves, unit).mean() == pytest.approx(1.0, abs=0.35)


@pytest.mark.statistical
def test_the_evidence_is_the_mean_likelihood(small: Calibrated) -> None:
    """Against 40,000 draws of the prior; both are known to about 5 %."""
    unit = generator("evidence").random((40_000, 12))
    plain = np.log(np.mean(np.exp(small.likelihood.at(unit))))
    assert evidence(drawn(small.likelihood, 4000, study="evidence")) == pytest.approx(plain, abs=0.35)


def test_the_mixture_is_the_mean_by_size(small: Calibrated) -> None:
    unit = generator("mixture").random((20, 12))
    expected = (400 * 1.0 + 300 * small.waves[1].density(unit)) / 700
    np.testing.assert_allclose(mixture(small.waves, unit), expected)


def test_a_name_gives_the_same_points_and_another_gives_others(small: Calibrated) -> None:
    one, again, other = (following(small.likelihood, 50, study=study, number=2) for study in ("a", "a", "b"))
    np.testing.assert_array_equal(one.unit, again.unit)
    assert one.log_evidence == again.log_evidence
    assert not np.array_equal(one.unit, other.unit)


def test_points_of_a_wave_are_distinct(small: Calibrated) -> None:
    assert len(np.unique(small.waves[1].unit, axis=0)) == 300
