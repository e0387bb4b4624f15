"""Statistics against numpy and scipy, with undefined values in between."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from hlmsim.analysis import statistics

TABLES = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.integers(1, 4)),
    elements=st.one_of(st.floats(-1e6, 1e6, allow_subnormal=False), st.just(np.nan)),
)


@given(TABLES)
def test_as_numpy_says(values: np.ndarray) -> None:
    shares = (0.05, 0.25, 0.5, 0.95, 1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        mean, variance = np.nanmean(values, axis=0), np.nanvar(values, axis=0, ddof=1)
        quantiles = np.nanquantile(values, shares, axis=0)
    np.testing.assert_allclose(statistics.mean(values), mean, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(statistics.variance(values), variance, rtol=1e-7, atol=1e-6)
    np.testing.assert_allclose(statistics.quantiles(values, shares), quantiles, rtol=1e-9, atol=1e-9)


def test_equal_values_have_no_variance_at_all() -> None:
    values = np.full((7, 1), 0.1 + 0.2)
    assert statistics.variance(values)[0] == 0.0


def test_the_t_interval_is_the_textbook_one() -> None:
    sample = np.random.default_rng(5).normal(size=(9, 1))
    low, high = stats.t.interval(0.9, 8, loc=sample.mean(), scale=stats.sem(sample[:, 0]))
    half = statistics.t_half_width(statistics.variance(sample), statistics.count(sample), 0.9)[0]
    assert half == pytest.approx((high - low) / 2)


def test_superiority_counts_every_pair() -> None:
    first, second = np.array([1.0, 2.0, np.nan, 5.0]), np.array([2.0, 0.0, 3.0])
    pairs = [0.5 if a == b else float(a > b) for a in (1.0, 2.0, 5.0) for b in second]
    assert statistics.superiority(first, second) == pytest.approx(np.mean(pairs))
    assert np.isnan(statistics.superiority(first, np.array([np.nan])))
