"""Recovery from a loss, on curves whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from hlmsim.runs.patterns.curves import back_to, recovery

WEEKS = np.arange(600.0)
START = 100
HALF_WINDOW = 6
"""A quarter is thirteen weeks: a sudden loss is seen at its deepest six weeks after it."""


def regained(tau: float, start: int = START) -> NDArray[np.float64]:
    """A loss of 1 at the start, made up with a time constant."""
    return np.where(start <= WEEKS, -np.exp(-(WEEKS - start) / tau), 0.0)


@pytest.mark.parametrize("tau", [10.0, 26.0, 52.0, 100.0])
def test_of_an_exponential_recovery_63_percent_is_regained_after_the_time_constant(tau: float) -> None:
    found = float(recovery(regained(tau), START, 1.0 - np.exp(-1.0)))
    assert found == pytest.approx(tau + HALF_WINDOW, abs=0.1)


@pytest.mark.parametrize("share", [0.25, 0.5, 0.8, 0.95])
def test_any_share_follows_from_the_time_constant(share: float) -> None:
    found = float(recovery(regained(40.0), START, share))
    assert found == pytest.approx(-40.0 * np.log(1.0 - share) + HALF_WINDOW, abs=0.1)


def test_a_loss_that_builds_up_is_timed_from_the_week_on() -> None:
    """A triangle, down for 60 weeks and up for 120: half is regained at its middle on the way up."""
    curve = np.interp(WEEKS, [START, START + 60, START + 180], [0.0, -1.0, 0.0])
    assert float(recovery(curve, START, 0.5)) == pytest.approx(120.0, abs=4.0)
    assert float(recovery(curve, START + 30, 0.5)) == pytest.approx(90.0, abs=4.0)


def test_regained_for_good_means_the_last_time() -> None:
    twice = np.where((WEEKS >= 200) & (WEEKS < 260), -1.0, 0.0) + np.where((WEEKS >= 350) & (WEEKS < 410), -0.8, 0.0)
    assert float(recovery(twice, 200, 0.5)) == pytest.approx(210.0, abs=3.0)


def test_what_never_recovers_takes_until_the_end() -> None:
    lost = np.where(WEEKS >= START, -1.0, 0.0)
    assert float(recovery(lost, START, 0.63)) == len(WEEKS) - START
    assert float(back_to(lost, START, -0.5)) == len(WEEKS) - START


@pytest.mark.parametrize("curve", [np.zeros(300), np.full(300, 0.4), np.linspace(0.0, 1.0, 300)])
def test_no_loss_takes_no_time(curve: NDArray[np.float64]) -> None:
    assert float(recovery(curve, 50, 0.63)) == 0.0
    assert float(back_to(curve, 50, -0.1)) == 0.0


def test_a_level_is_passed_where_the_straight_line_passes_it() -> None:
    rising = np.interp(WEEKS, [0, 50, 450], [-1.0, -1.0, 0.0])
    assert float(back_to(rising, 0, -0.25)) == pytest.approx(350.0, abs=1e-6)
    assert float(back_to(rising, 0, -0.2505)) == pytest.approx(350.0 - 0.2, abs=1e-6)


def test_a_curve_that_ends_before_the_week_has_no_answer() -> None:
    assert np.isnan(recovery(np.zeros((3, 20)), 20, 0.5)).all()
    assert np.isnan(back_to(np.zeros((3, 20)), 400, 0.5)).all()


def test_many_curves_at_once_give_what_each_gives_alone() -> None:
    curves = np.stack([regained(tau) for tau in (10.0, 30.0, 90.0)])
    assert recovery(curves, START, 0.5) == pytest.approx([float(recovery(one, START, 0.5)) for one in curves])
    assert back_to(curves, START, -0.3) == pytest.approx([float(back_to(one, START, -0.3)) for one in curves])


def test_what_came_before_the_week_does_not_count() -> None:
    before = regained(30.0) + np.where(WEEKS < 40, -5.0, 0.0)
    assert float(recovery(before, START, 0.5)) == pytest.approx(float(recovery(regained(30.0), START, 0.5)), abs=1e-9)
