"""The helper that the statistical tests stand on: silent when all is right, loud when a rate is off."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.statistical.alarm import Looks

pytestmark = pytest.mark.statistical

OFTEN = 0.05


def all_right(luck: np.random.Generator) -> Looks:
    """Seven looks at what is as it should be."""
    looks = Looks(7, false_alarm=OFTEN)
    looks.binomial("hits", int(luck.binomial(400, 0.1)), 400, 0.1)
    looks.poisson("count", int(luck.poisson(9.0)), 9.0)
    looks.z("mean", float(luck.normal(2.0, 0.5)), 2.0, 0.5)
    looks.fit("classes", luck.multinomial(300, [0.2, 0.3, 0.5]).tolist(), [60, 90, 150])
    looks.same("whole numbers", luck.poisson(2.0, 30).tolist(), luck.poisson(2.0, 60).tolist())
    return looks


def test_false_alarms_are_no_more_frequent_than_stated() -> None:
    """Over three hundred studies in which nothing is wrong; the bound is crossed by luck once in a million."""
    luck = np.random.default_rng(1)
    studies = 300
    alarms = sum(bool(all_right(luck).alarms()) for _ in range(studies))
    assert alarms <= stats.binom.isf(1e-6, studies, OFTEN)


def test_a_rate_that_is_off_is_found() -> None:
    looks = Looks(4)
    looks.binomial("rate", 1_300, 10_000, 0.1)
    looks.poisson("mean", 70, 120.0)
    looks.z("level", 1.2, 1.0, 0.03)
    looks.fit("classes", [40, 60], [50, 50])
    assert [name for name, _ in looks.alarms()] == ["level", "mean", "rate"]


def test_a_sample_that_is_off_is_found_by_place_shape_or_absence() -> None:
    luck = np.random.default_rng(2)
    around, wide = luck.normal(0.0, 1.0, 200), luck.normal(0.0, 4.0, 200)
    looks = Looks(9)
    looks.same("moved", around.tolist(), (around + 1.0).tolist())
    looks.same("wider", around.tolist(), wide.tolist())
    looks.same("missing", around.tolist(), np.where(luck.random(200) < 0.3, np.nan, around).tolist())
    found = {name for name, _ in looks.alarms()}
    assert {"moved, place", "wider, shape", "missing, undefined"} <= found
    assert not found & {"wider, place", "missing, place"}


def test_samples_without_any_number_or_any_difference_are_no_alarm() -> None:
    with Looks(9) as looks:
        looks.same("never", [np.nan] * 5, [np.nan] * 9)
        looks.same("always", [3.0] * 5, [3.0 + 1e-12] * 9)
        looks.same("once", [1.0], [2.0])


def test_looks_that_were_not_planned_are_refused() -> None:
    with pytest.raises(AssertionError, match="0 looks taken, 1 planned"), Looks(1):
        pass
