"""Kinds of quantity: what a written number becomes in a weekly rule."""

from __future__ import annotations

import numpy as np
import pytest

from hlmsim.engine import parameters as q
from hlmsim.engine.parameters import Parameter


def test_a_half_life_keeps_half_over_its_weeks() -> None:
    kept = Parameter("context.memory.half_life", q.HALF_LIFE).weekly(8)
    assert kept**8 == pytest.approx(0.5)


def test_an_annual_rate_is_spread_over_the_weeks_of_a_year() -> None:
    assert Parameter("levers.turnover.annual", q.ANNUAL_RATE).weekly(0.52) == pytest.approx(0.01)


@pytest.mark.parametrize(
    "kind", [kind for kind in q.KINDS if kind not in (q.HALF_LIFE, q.ANNUAL_RATE)], ids=lambda kind: kind.name
)
def test_other_kinds_enter_as_they_are_written(kind: q.Kind) -> None:
    low, high = kind.low, kind.high
    assert kind.weekly(low) == low
    assert kind.weekly(high) == high


def test_kinds_have_one_name_each() -> None:
    assert len({kind.name for kind in q.KINDS}) == len(q.KINDS)


def test_a_choice_is_read_as_its_place() -> None:
    rule = Parameter("levers.actions.rule", q.CHOICE, choices=("consensus", "majority", "lead"))
    assert [rule.weekly(word) for word in rule.choices] == [0.0, 1.0, 2.0]
    with pytest.raises(ValueError, match="not in tuple"):
        rule.weekly("dictator")


def test_bounds_are_the_kinds_unless_tighter() -> None:
    assert Parameter("context.a.b", q.SHARE).bounds == (0.0, 1.0)
    assert Parameter("context.a.b", q.COUNT, low=1, high=8).bounds == (1, 8)


def test_a_parameter_over_names_has_a_path_for_each() -> None:
    listed = Parameter("context.needs.arrival", q.PROBABILITY, over=("health", "rights"))
    assert listed.paths == ("context.needs.arrival.health", "context.needs.arrival.rights")
    assert listed.field == "needs_arrival"
    assert Parameter("context.needs.remission", q.PROBABILITY).paths == ("context.needs.remission",)


def test_a_record_holds_weekly_numbers_by_field() -> None:
    listed = [
        Parameter("context.needs.arrival", q.PROBABILITY, over=("health", "rights")),
        Parameter("levers.turnover.worker_annual", q.ANNUAL_RATE),
    ]
    record = np.zeros((), q.record_dtype(listed))
    values = {
        "context.needs.arrival.health": 0.25,
        "context.needs.arrival.rights": 0,
        "levers.turnover.worker_annual": 26,
    }
    q.fill(record, listed, values)
    assert record["needs_arrival"].tolist() == [0.25, 0.0]
    assert record["turnover_worker_annual"] == 0.5


def test_a_missing_number_is_no_default() -> None:
    listed = [Parameter("context.needs.remission", q.PROBABILITY)]
    with pytest.raises(KeyError, match=r"context\.needs\.remission"):
        q.fill(np.zeros((), q.record_dtype(listed)), listed, {})


@pytest.mark.parametrize(
    ("value", "finite"), [(1.5, True), (float("nan"), False), (float("-inf"), False), (3, True), ("lead", True)]
)
def test_finite_numbers_are_told_from_the_others(value: q.Value, finite: bool) -> None:
    assert q.is_finite(value) is finite
