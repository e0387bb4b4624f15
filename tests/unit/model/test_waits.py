"""Weeks to a first appointment: Kaplan–Meier from counts, against the same from one line a need."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlmsim.engine.parameters import Value
from hlmsim.model import tables as t
from hlmsim.model.population import build
from hlmsim.model.waits import wait_quantiles
from hlmsim.model.week import WEEK
from tests.worlds import PROCESSES, bits, busy, plain

AGES = 12
LINES = st.lists(st.tuples(st.integers(0, AGES - 2), st.booleans()), min_size=1, max_size=40)
"""(weeks, whether it ended in an appointment): the others still wait, or ended otherwise."""


def from_counts(lines: list[tuple[int, bool]], share: float) -> float:
    ended = np.bincount([weeks for weeks, event in lines if event], minlength=AGES)
    exposed = np.asarray([sum(weeks >= age for weeks, _ in lines) for age in range(AGES)])
    return float(wait_quantiles(ended, exposed, (share,))[0])


def by_hand(lines: list[tuple[int, bool]], share: float) -> float:
    """The product-limit estimate, week after week."""
    waiting = 1.0
    for age in range(AGES):
        at_risk = sum(weeks >= age for weeks, _ in lines)
        events = sum(weeks == age and event for weeks, event in lines)
        waiting *= 1.0 - events / at_risk if at_risk else 1.0
        if waiting <= 1.0 - share + 1e-12:
            return float(age)
    return float("nan")


@given(LINES, st.sampled_from([0.25, 0.5, 0.9]))
def test_quantiles_equal_the_product_limit(lines: list[tuple[int, bool]], share: float) -> None:
    assert bits(np.asarray(from_counts(lines, share))) == bits(np.asarray(by_hand(lines, share)))


@given(LINES.filter(lambda lines: all(event for _, event in lines)), st.sampled_from([0.5, 0.9]))
def test_without_censoring_quantiles_are_those_of_the_waits(lines: list[tuple[int, bool]], share: float) -> None:
    waits = sorted(weeks for weeks, _ in lines)
    assert from_counts(lines, share) == waits[int(np.ceil(share * len(waits) - 1e-9)) - 1]


def test_a_curve_that_does_not_come_down_has_no_quantile() -> None:
    assert np.isnan(from_counts([(3, False)] * 9 + [(2, True)], 0.5))


def test_needs_that_wait_for_ever_lengthen_the_median() -> None:
    served = [(weeks, True) for weeks in (1, 2, 3, 4, 5)]
    assert from_counts(served, 0.5) == 3
    assert from_counts(served + [(10, False)] * 4, 0.5) == 5


def test_several_groups_and_shares_at_once() -> None:
    ended = np.asarray([[1, 0, 1, 0], [0, 0, 0, 0]])
    exposed = np.asarray([[2, 1, 1, 0], [3, 3, 3, 3]])
    found = wait_quantiles(ended, exposed, (0.5, 0.9))
    assert found.shape == (2, 2)
    assert bits(found) == bits(np.asarray([[0.0, np.nan], [2.0, np.nan]]))


LONG: dict[str, Value] = {
    "context.seeking.intercept": -4.0,
    "context.needs.remission": 0.02,
    "context.demography.move_out": 0.02,
}


def test_counts_of_a_world_are_those_of_its_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each week that a need stands without an appointment counts once, whatever ends it and across periods.

    A need that ends by itself or by moving out is at risk in the week in which it ends.
    """
    monkeypatch.setattr(t, "PERIOD_WEEKS", 8)  # read by no compiled kernel: this world runs plain
    monkeypatch.setattr("hlmsim.model.bookkeeping.PERIOD_WEEKS", 8)
    monkeypatch.setattr("hlmsim.model.mechanisms.record.PERIOD_WEEKS", 8)
    weeks, burn_in = 31, 3
    world = build(busy(weeks=weeks, dwellings=5, values=LONG), study_seed=1, replicate=2)
    state = world.state._replace(
        burn_in=burn_in,
        waits_ended=np.zeros((4, *world.state.waits_ended.shape[1:]), np.int64),
        waits_exposed=np.zeros((4, *world.state.waits_exposed.shape[1:]), np.int64),
    )
    ended = np.zeros(t.LONGEST_WAIT + 1, int)
    exposed = np.zeros(t.LONGEST_WAIT + 1, int)
    for week in range(weeks):
        seen = run_week(state, week)
        if week >= burn_in:
            ended += np.bincount(seen["first"], minlength=len(ended))
            exposed += np.bincount(seen["at_risk"], minlength=len(exposed))
    assert state.waits_ended[:, 0].sum(axis=0).tolist() == ended.tolist()
    assert np.cumsum(state.waits_exposed[:, 0].sum(axis=0))[:-1].tolist() == exposed.tolist()
    by_type = state.waits_exposed[:, 1:5].sum(axis=1)
    assert np.array_equal(by_type, state.waits_exposed[:, 0])
    assert ended.sum() > 10
    assert exposed.sum() > 300


def run_week(state: Any, week: int) -> dict[str, list[int]]:
    """One plain week, and the ages of needs at risk in it and of those that have their first appointment."""
    needs = state.needs
    waits: dict[tuple[int, int], int] = {}
    first: list[int] = []
    for name, process in zip(PROCESSES, WEEK, strict=True):
        before = needs.copy()
        plain(process, state, week)
        if name == "demography":
            left = (before["status"] != t.NO_NEED) & (needs["status"] == t.NO_NEED) & (before["connected"] == 0)
            moved = [int(age) + 1 for age in before["age"][left]]
        elif name == "needs":
            left = (before["status"] != t.NO_NEED) & (needs["status"] == t.NO_NEED) & (before["connected"] == 0)
            remitted = [int(age) + 1 for age in before["age"][left]]
            waiting = (needs["status"] != t.NO_NEED) & (needs["connected"] == 0)
            waits = {(i, d): int(needs[i, d]["age"]) for i, d in np.argwhere(waiting)}
        elif name == "service":
            served = {case for case in waits if needs[case]["connected"] or needs[case]["status"] == t.NO_NEED}
            first = [waits[case] for case in served]
    return {"first": first, "at_risk": [*waits.values(), *moved, *remitted]}
