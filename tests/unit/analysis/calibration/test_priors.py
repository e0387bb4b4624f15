"""Priors: there and back, whole numbers, the even spread of a Latin hypercube, named random numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmsim.analysis.calibration.priors import (
    Kind,
    Prior,
    generator,
    latin_hypercube,
    snapped,
    spread,
    units,
    values,
)
from hlmsim.errors import InputError
from tests.refusals import refused

PRIORS = [
    Prior("share", 0.2, 0.8, written=0.5),
    Prior("hazard", 0.001, 0.1, written=0.01, kind="log"),
    Prior("partners", 6, 16, written=12, kind="integer"),
    Prior("shared_room", 0, 1, written=1, kind="integer"),
]
UNITS = st.lists(st.floats(0.0, 0.999999), min_size=4, max_size=4)


@given(UNITS)
def test_values_lie_in_their_range_and_lead_back(unit: list[float]) -> None:
    there = values(PRIORS, np.array([unit]))
    for prior, value in zip(PRIORS, there[0], strict=True):
        assert prior.low * (1 - 1e-12) <= value <= prior.high * (1 + 1e-12)
        assert prior.kind != "integer" or value == round(value)
    back = units(PRIORS, there)
    np.testing.assert_allclose(back, snapped(PRIORS, np.array([unit])), atol=1e-9)
    np.testing.assert_allclose(values(PRIORS, back), there, rtol=1e-9)


def test_every_whole_number_is_as_likely() -> None:
    unit = (np.arange(11_000)[:, np.newaxis] + 0.5) / 11_000 * np.ones((1, 4))
    assert np.unique(values(PRIORS, unit)[:, 2], return_counts=True)[1].tolist() == [1000] * 11
    assert np.unique(values(PRIORS, unit)[:, 3], return_counts=True)[1].tolist() == [5500] * 2


def test_an_even_step_of_a_log_range_is_an_even_ratio() -> None:
    steps = PRIORS[1].value(np.array([0.0, 0.5, 1.0]))
    np.testing.assert_allclose(steps, [0.001, 0.01, 0.1])


def test_spread_undoes_snapped() -> None:
    unit = snapped(PRIORS, latin_hypercube(500, 4, generator("spread")))
    loose = spread(PRIORS, unit, generator("spread", "more"))
    np.testing.assert_array_equal(loose[:, :2], unit[:, :2])
    assert len(np.unique(loose[:, 3])) == 500
    np.testing.assert_allclose(snapped(PRIORS, loose), unit)


@given(st.integers(1, 60), st.integers(1, 5))
def test_a_latin_hypercube_has_a_point_in_each_slice(count: int, size: int) -> None:
    unit = latin_hypercube(count, size, generator("slices"))
    slices = np.sort(np.floor(unit * count), axis=0)
    np.testing.assert_array_equal(slices, np.arange(count)[:, np.newaxis] * np.ones((1, size)))


def test_random_numbers_are_named() -> None:
    one = generator("study", "wave", "1").random(3)
    np.testing.assert_array_equal(one, generator("study", "wave", "1").random(3))
    assert not np.array_equal(one, generator("study", "wave", "2").random(3))
    assert not np.array_equal(one, generator("study wave", "1").random(3))


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [(1.0, 1.0, "linear"), (2.0, 1.0, "linear"), (0.0, 1.0, "log"), (0.5, 3.0, "integer"), (np.nan, 1.0, "linear")],
)
def test_ranges_that_cannot_be_used(low: float, high: float, kind: Kind) -> None:
    with refused(InputError, "calibration_range"):
        Prior("p", low, high, written=1.0, kind=kind)
