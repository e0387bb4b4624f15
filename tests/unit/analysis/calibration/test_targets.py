"""Targets on their scales, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from hlmsim.analysis.calibration.targets import Points, Scale, Target, goal, points, scaled, together
from hlmsim.errors import InputError
from tests.refusals import refused


def test_the_range_is_the_central_90_per_cent() -> None:
    target = Target("contacts", 1.0, 2.0)
    inside = stats.norm.cdf([1.0, 2.0], target.centre, target.deviation)
    np.testing.assert_allclose(inside, [0.05, 0.95])


@pytest.mark.parametrize(
    ("scale", "low", "high", "centre"),
    [("linear", 1.0, 3.0, 2.0), ("log", 1.0, 4.0, np.log(2.0)), ("logit", 0.2, 0.8, 0.0)],
)
def test_the_centre_of_each_scale(scale: Scale, low: float, high: float, centre: float) -> None:
    target = Target("s", low, high, scale)
    assert target.centre == pytest.approx(centre, abs=1e-12)
    assert goal([target]).variance[0] == pytest.approx(target.deviation**2)


@pytest.mark.parametrize("scale", ["linear", "log", "logit"])
def test_variances_change_scale_to_first_order(scale: Scale) -> None:
    value, step = np.array([0.3]), 1e-6
    slope = (scaled(scale, value + step, value)[0] - scaled(scale, value - step, value)[0]) / (2 * step)
    assert scaled(scale, value, np.array([0.01]))[1] == pytest.approx(0.01 * slope**2)


def test_what_a_scale_cannot_show() -> None:
    assert np.isnan(scaled("log", np.array([0.0, -1.0, np.nan]), np.ones(3))[0]).all()
    ends = scaled("logit", np.array([0.0, 1.0]), np.zeros(2))[0]
    assert np.isfinite(ends).all()
    assert ends[0] == pytest.approx(-ends[1])
    for scale, low, high in (("log", 0.0, 1.0), ("logit", 0.5, 1.0), ("linear", 1.0, 1.0)):
        with refused(InputError, "calibration_range"):
            Target("s", low, high, scale)  # type: ignore[arg-type]


def test_points_come_in_natural_units_and_know_what_is_undefined() -> None:
    targets = [Target("share", 0.2, 0.4, "logit"), Target("ratio", 1.5, 2.5, "log")]
    seen = np.array([[0.5, 1.0], [0.5, 0.0], [np.nan, 1.0]])
    found = points(targets, np.zeros((3, 1)), seen, np.full((3, 2), 0.01), np.zeros(3, dtype=np.int64))
    np.testing.assert_array_equal(found.defined, [True, False, False])
    np.testing.assert_allclose(found.values[0], [0.0, 0.0])
    np.testing.assert_allclose(found.noise[0], [0.16, 0.01])


def test_waves_are_put_together_and_taken_apart() -> None:
    parts = [Points(np.full((2, 1), k), np.full((2, 3), k), np.ones((2, 3)), np.full(2, k)) for k in range(3)]
    whole = together(parts)
    assert len(whole) == 6
    np.testing.assert_array_equal(whole[whole.wave == 1].values, parts[1].values)
