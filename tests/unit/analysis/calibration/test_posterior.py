"""Posteriors: what is informed, what is not, and what a truth in the middle should look like."""

from __future__ import annotations

import numpy as np
import pytest

from hlmsim.analysis.calibration.posterior import Posterior, information, posterior, r_hat
from hlmsim.analysis.calibration.priors import generator
from hlmsim.analysis.calibration.sampler import Cloud
from tests.unit.analysis.calibration.toys import Calibrated


@pytest.fixture(scope="module")
def known(small: Calibrated) -> Posterior:
    return posterior(small.likelihood, study="small", draws=4000)


def test_the_inputs_that_matter_are_informed_and_no_other(small: Calibrated, known: Posterior) -> None:
    assert known.informed[:6].sum() >= 3
    assert not known.informed[6:].any()
    assert known.width[6:].min() > 0.95
    assert known.width[:6].min() < 0.8


def test_predictions_meet_the_targets(small: Calibrated, known: Posterior) -> None:
    away = (known.predicted - small.goal.centre) / np.sqrt(small.goal.variance)
    assert np.abs(away.mean(axis=0)).max() < 1.5
    assert away.std(axis=0).max() < 1.3


def test_quantiles_are_in_natural_units_and_in_order(small: Calibrated, known: Posterior) -> None:
    for place, prior in enumerate(small.toy.priors):
        ends = known.low[place], known.middle[place], known.high[place]
        assert prior.low <= ends[0] <= ends[1] <= ends[2] <= prior.high
    assert known.found


def test_the_same_study_the_same_draws(small: Calibrated, known: Posterior) -> None:
    np.testing.assert_array_equal(posterior(small.likelihood, study="small", draws=4000).unit, known.unit)


def test_information_in_closed_form() -> None:
    even = (np.arange(20_000)[:, np.newaxis] + 0.5) / 20_000
    assert information(even)[0] == 0.0
    assert information(even / 4.0)[0] == pytest.approx(np.log(4.0), abs=0.01)
    assert information(np.sqrt(even))[0] == pytest.approx(np.log(2.0) - 0.5, abs=0.01)


@pytest.mark.statistical
def test_draws_of_the_prior_carry_no_information() -> None:
    """Mean over 200 columns within five standard errors, and none counts as informed (1 in a million)."""
    found = information(generator("prior").random((4000, 200)))
    assert found.mean() < 0.002
    assert found.max() < 0.02


def test_clouds_that_disagree_are_noticed() -> None:
    unit = generator("clouds").random((4, 500, 2))
    agreed = [Cloud(one, np.zeros(500), 0.0) for one in unit]
    apart = [Cloud(one * 0.5 + 0.5 * (place % 2), np.zeros(500), 0.0) for place, one in enumerate(unit)]
    assert r_hat(agreed).max() < 1.05
    assert r_hat(apart).min() > 1.5
