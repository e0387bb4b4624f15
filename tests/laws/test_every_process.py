"""One battery over every process of the week: what must hold whoever wrote it.

Each process is run as plain Python on states that compiled weeks have led to, in worlds where every mechanism is on.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from hlmsim.model.week import WEEK
from hlmsim.model.world import State
from tests.laws.bounds import TABLES, contradictions, out_of_bounds
from tests.laws.permuted import SCRATCH, permuted, shuffled, unlike
from tests.laws.writes import WRITES
from tests.worlds import PROCESSES, bits, busy, columns, plain, started

MOMENTS = ((0, 3), (1, 4), (2, 6), (3, 7), (4, 9), (5, 10), (6, 12), (7, 14), (8, 18), (9, 22))
"""Replicate, and weeks already run: the scheduled changes and events fall in these weeks."""
FIXED = {
    *("seed", "weeks", "burn_in", "site_record_weeks", "segment", "doors", "building_rows", "strong_rows", "weak_rows"),
    *(f"households.{name}" for name in ("seat", "building", "site", "household_type")),
    *(f"posts.{name}" for name in ("seat", "site")),
    *(f"partners.{name}" for name in ("seat", "kind", "domains", "public", "capacity", "preference")),
    *(f"members.{name}" for name in ("seat", "site", "partner")),
    *(f"sites.{name}" for name in ("seat", "buildings", "first_building", "first_member_tie", "first_post_tie")),
    *(f"sites.{end}_{who}" for end in ("first", "last") for who in ("household", "post", "member")),
    *("strong_ties.neighbour", "weak_ties.neighbour"),
}
each_process = pytest.mark.parametrize("name", PROCESSES)


@functools.cache
def week_of(moment: int) -> tuple[State, ...]:
    """The states before the first process of a week, and after each."""
    replicate, week = MOMENTS[moment]
    world = started(busy(weeks=24), replicate=replicate, until=week)
    states = [world.copy().state]
    for process in WEEK:
        plain(process, world.state, week)
        states.append(world.copy().state)
    return tuple(states)


def around(name: str) -> list[tuple[int, State, State]]:
    """Week, state before and state after the process, for each moment."""
    place = PROCESSES.index(name)
    return [(week, *week_of(moment)[place : place + 2]) for moment, (_, week) in enumerate(MOMENTS)]


def changed(before: State, after: State) -> set[str]:
    one, other = columns(before), columns(after)
    return {name for name in one if bits(one[name]) != bits(other[name])}


def test_every_array_of_records_is_declared() -> None:
    state = week_of(0)[0]
    records = {name for name in State._fields if getattr(getattr(state, name), "dtype", np.dtype(int)).names}
    assert records == {*TABLES, "parameters"}


@each_process
def test_levels_stay_within_their_bounds(name: str) -> None:
    for week, _, after in around(name):
        assert out_of_bounds(after) == [], f"week {week}"


@each_process
def test_columns_do_not_contradict_each_other(name: str) -> None:
    for week, _, after in around(name):
        assert contradictions(after) == [], f"week {week}"


@each_process
def test_what_is_given_is_left_untouched(name: str) -> None:
    for _, before, after in around(name):
        written = changed(before, after)
        assert not {column for column in written if column.startswith(("parameters.", "agenda."))}
        assert not written & FIXED


@each_process
def test_a_process_writes_only_what_is_its_own(name: str) -> None:
    written: set[str] = set()
    for _, before, after in around(name):
        written |= changed(before, after) - SCRATCH
    assert written <= WRITES[name]
    assert written


def test_every_process_says_what_it_writes() -> None:
    assert tuple(WRITES) == PROCESSES


@each_process
def test_the_order_of_people_is_irrelevant(name: str) -> None:
    process = WEEK[PROCESSES.index(name)]
    for seed, (week, before, after) in enumerate(around(name)):
        order = shuffled(before, seed)
        other = permuted(before, order)
        plain(process, other, week)
        back = permuted(other, np.argsort(order))
        assert unlike(permuted(after, np.arange(len(order))), back) == [], f"week {week}"


@each_process
def test_a_process_is_a_function_of_the_state_alone(name: str) -> None:
    process = WEEK[PROCESSES.index(name)]
    for week, before, after in around(name)[:3]:
        again = permuted(before, np.arange(len(before.households)))
        for array in (getattr(again, scratch) for scratch in SCRATCH):
            spoil(array)
        plain(process, again, week)
        written = changed(again, after) - SCRATCH
        assert not {column for column in written if column != "seekers"}, f"week {week}"


def spoil(array: Any) -> None:
    """Fill scratch with what no process may rely on."""
    if array.dtype.kind == "f":
        array[...] = np.nan
    else:
        array[...] = 1
