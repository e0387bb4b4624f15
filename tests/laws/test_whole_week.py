"""Laws of whole weeks: compiled equals plain, books balance, hours are conserved, bounds hold for any parameters."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hlmsim.engine.parameters import Value
from hlmsim.model import tables as t
from hlmsim.model.names import DOMAINS, HOURS_USES, HOUSEHOLD_TYPES, LANGUAGE_GROUPS
from hlmsim.model.population import build
from hlmsim.model.week import PARAMETERS, WEEK, advance
from hlmsim.model.world import State, World
from hlmsim.scenario import shipped
from tests.laws.bounds import contradictions, out_of_bounds
from tests.worlds import PROCESSES, busy, differences, loaded, plain, plan, started

SUBGROUPS = len(HOUSEHOLD_TYPES) + len(LANGUAGE_GROUPS)


def test_building_plain_equals_building_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = build(busy(), study_seed=1, replicate=3)
    monkeypatch.setenv("HLMSIM_JIT", "0")
    assert differences(compiled.state, build(busy(), study_seed=1, replicate=3).state) == []


@pytest.mark.parametrize(("replicate", "first", "last"), [(0, 0, 3), (1, 5, 8), (2, 9, 12), (3, 38, 40)])
def test_plain_weeks_equal_compiled_weeks_to_the_last_bit(
    replicate: int, first: int, last: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = started(busy(), replicate=replicate, until=first)
    other = one.copy()
    advance(one, last)
    monkeypatch.setenv("HLMSIM_JIT", "0")
    advance(other, last)
    assert differences(one.state, other.state) == []


@pytest.mark.parametrize("name", shipped.names())
def test_plain_equals_compiled_on_every_shipped_scenario(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    small = plan(name, dwellings=24, buildings=2, weeks=52)
    one = started(small, until=48)
    other = one.copy()
    advance(one, 49)
    monkeypatch.setenv("HLMSIM_JIT", "0")
    advance(other, 49)
    assert differences(one.state, other.state) == []


def active(state: State) -> np.ndarray:
    """Active needs by domain."""
    return np.asarray((state.needs["status"] != t.NO_NEED).sum(axis=0))


@pytest.mark.parametrize(("replicate", "week"), [(0, 2), (1, 8), (2, 20), (3, 35)])
def test_every_domain_balances_its_needs_every_week(replicate: int, week: int) -> None:
    """Opened = resolved + remitted + ended by moving out + what is active more than before, by domain; and the week's
    counts are the sums over the domains."""
    world = started(busy(), replicate=replicate, until=week)
    state = world.state
    before = active(state)
    flows = {name: np.zeros(len(DOMAINS), int) for name in ("opened", "resolved", "remitted", "moved")}
    for name, process in zip(PROCESSES, WEEK, strict=True):
        had = state.needs["status"] != t.NO_NEED
        plain(process, state, week)
        has = state.needs["status"] != t.NO_NEED
        ended, opened = (had & ~has).sum(axis=0), (has & ~had).sum(axis=0)
        flows["opened"] += opened
        if name in ("demography", "needs", "service"):
            flows[{"demography": "moved", "needs": "remitted", "service": "resolved"}[name]] += ended
        else:
            assert not ended.any()
            assert not opened.any()
    ended = flows["resolved"] + flows["remitted"] + flows["moved"]
    assert (flows["opened"] == ended + active(state) - before).all()
    counted = state.by_group[week, 0, len(t.STOCKS) :]
    assert {name: counted[t.FLOWS.index(name)] for name in flows} == {n: f.sum() for n, f in flows.items()}


def assert_needs_balance(world: World, start: np.ndarray) -> None:
    """The identity for everyone and for every group of households, each week of the record."""
    stocks, flows = np.split(world.state.by_group, [len(t.STOCKS)], axis=2)
    now = stocks[:, :, t.ACTIVE]
    before = np.concatenate([start[None, :], now[:-1]])
    ended = sum(flows[:, :, f] for f in (t.RESOLVED, t.REMITTED, t.MOVED))
    np.testing.assert_array_equal(flows[:, :, t.OPENED], ended + now - before)
    np.testing.assert_array_equal(flows[:, :, t.ENDED], ended)


def active_by_group(state: State) -> np.ndarray:
    people = state.households
    needs = (state.needs["status"] != t.NO_NEED).sum(axis=1)
    types = np.bincount(people["household_type"], needs, len(HOUSEHOLD_TYPES))
    languages = np.bincount(people["language_group"], needs, len(LANGUAGE_GROUPS))
    return np.concatenate([[needs.sum()], types, languages])


@functools.cache
def run_of(name: str) -> tuple[World, np.ndarray]:
    world = build(busy() if name == "busy" else plan(name, weeks=loaded(name).weeks), study_seed=1, replicate=0)
    start = active_by_group(world.state)
    advance(world, world.weeks)
    return world, start


every_scenario = pytest.mark.parametrize("name", ["busy", *shipped.names()])


@every_scenario
def test_needs_balance_in_every_group_and_week(name: str) -> None:
    world, start = run_of(name)
    assert_needs_balance(world, start)


@every_scenario
def test_hours_by_use_are_the_hours_paid(name: str) -> None:
    week = run_of(name)[0].state.by_week
    np.testing.assert_allclose(week["hours"].sum(axis=1), week["hours_paid"], rtol=0, atol=1e-9)


@every_scenario
def test_states_are_sound_after_the_last_week(name: str) -> None:
    state = run_of(name)[0].state
    assert out_of_bounds(state) == []
    assert contradictions(state) == []
    assert state.journal_used[1] == 0, "no line of the journal is lost"


def posts_weeks(replicate: int) -> Iterator[tuple[Any, np.ndarray, np.ndarray]]:
    """Parameters, posts and hours by use and post, week by week, as they stand before they are recorded."""
    world = started(busy(weeks=24), replicate=replicate)
    state = world.state
    for week in range(24):
        for name, process in zip(PROCESSES, WEEK, strict=True):
            if name == "record":
                p = state.parameters[state.segment[week]][state.posts["site"]]
                yield p, state.posts.copy(), state.post_hours.copy()
            plain(process, state, week)


def test_each_post_spends_each_week_what_it_is_paid_and_no_more() -> None:
    spent_by_use = np.zeros(len(HOURS_USES))
    for p, posts, hours in posts_weeks(replicate=0):
        spent = hours.sum(axis=1)
        worked = spent > 0
        assert (hours >= 0).all()
        np.testing.assert_allclose(spent[worked], p["posts_hours_a_week"][worked], rtol=0, atol=1e-9)
        assert not worked[posts["funded"] == 0].any()
        spent_by_use += hours.sum(axis=0)
    assert (spent_by_use > 0).all(), "every use of hours occurs in this world"


@pytest.mark.parametrize("caseload", [18, 3])
@pytest.mark.parametrize("cost", [0.7, 1.1, 3.7])
def test_no_follow_up_and_no_visit_is_free(cost: float, caseload: int) -> None:
    """Follow-ups, two for a household that the worker goes along with, and visits cost what is recorded for them.

    Hours too few for one more are spent on its beginning and not again when it is held, so that the sums agree over the
    weeks and never run ahead: they differ by what is begun and not held, or begun for somebody who has left.
    """
    values = {f"context.worker.{name}": cost for name in ("hours_per_followup", "hours_per_visit")}
    values["context.worker.caseload"] = caseload
    world = started(plan("status_quo", weeks=150, values=values))
    followed = visited = 0.0
    for week in range(150):
        advance(world, week + 1)
        people = world.state.households
        met = people["contacted"] == week
        supported = met & (people["support"] > 0)
        contacts = world.state.by_group[week, 0, len(t.STOCKS) + t.CONTACTS]
        followed += cost * (supported.sum() + (met & (people["support"] == 2)).sum())
        visited += cost * (contacts - supported.sum())
        paid = world.state.by_week["hours"][: week + 1].sum(axis=0)
        assert followed <= paid[t.ACCOMPANIMENT_HOURS] + 1e-6
        assert visited <= paid[t.VISITS] + 1e-6
    assert followed > 0.9985 * paid[t.ACCOMPANIMENT_HOURS]
    assert visited > 0.995 * paid[t.VISITS]


def spread(low: float, high: float) -> st.SearchStrategy[float]:
    return st.sampled_from([low, high]) | st.floats(low, high)


def any_value(path: str, parameter: Any, now: Value) -> st.SearchStrategy[Value]:
    """A value that the parameter allows: its bounds, or about five times what it is where the bounds are far off."""
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    low, high = parameter.bounds
    far = 5.0 * abs(float(now)) + 1.0
    low, high = max(low, -far), min(high, max(far, low + 1.0))
    return st.integers(int(low), int(high)) if parameter.kind.integer else spread(low, high)


def sums_to_one(parameter: Any) -> bool:
    """Whether the numbers of a list are shares of a whole, so that they cannot change one by one."""
    return parameter.path in (
        "context.population.household_type_share",
        "context.population.language_share",
        "context.living_conditions.weight",
        "levers.actions.portfolio",
    )


FREE = {path: parameter for parameter in PARAMETERS for path in parameter.paths if not sums_to_one(parameter)}


@st.composite
def any_parameters(draw: st.DrawFn) -> dict[str, Value]:
    """Other values for some of the parameters."""
    paths = draw(st.lists(st.sampled_from(sorted(FREE)), min_size=5, max_size=60, unique=True))
    now = busy().sites[0].values
    return {path: draw(any_value(path, FREE[path], now[path])) for path in paths}


@settings(max_examples=60)
@given(any_parameters(), st.integers(0, 1000))
def test_bounds_hold_for_any_parameters(values: dict[str, Value], replicate: int) -> None:
    world = build(busy(weeks=30, values=values), study_seed=1, replicate=replicate)
    start = active_by_group(world.state)
    for until in (1, 2, 5, 13, 30):
        advance(world, until)
        assert out_of_bounds(world.state) == []
        assert contradictions(world.state) == []
    assert_needs_balance(world, start)
    week = world.state.by_week
    np.testing.assert_allclose(week["hours"].sum(axis=1), week["hours_paid"], rtol=0, atol=1e-9)
    assert world.state.by_group.shape[1] == 1 + SUBGROUPS
