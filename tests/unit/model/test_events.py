"""Scheduled changes and events: each does what it says, at its week, where it says; the journal tells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hlmsim.engine.parameters import Value
from hlmsim.model import outcomes
from hlmsim.model.blueprint import Blueprint, Change
from hlmsim.model.names import EVENTS
from hlmsim.model.tables import ALIVE, JOURNAL_ENTRIES
from hlmsim.model.world import World
from tests.worlds import busy, differences, finished, plan, started, with_sites

QUIET: dict[str, Value] = {
    "levers.turnover.worker_annual": 0,
    "levers.turnover.representative_community_annual": 0,
    "levers.turnover.representative_public_annual": 0,
    "context.engagement.dissolution": 0,
    "context.engagement.withdrawal_weeks": 0,
    "context.engagement.recruitment": 0,
    "context.incidents.rate": 0,
    "context.shared_space.conflict": 0,
}
WEEK = 5


def quiet(*changes: Change, **more: Value) -> Blueprint:
    values = {**QUIET, **{path.replace("__", "."): value for path, value in more.items()}}
    return plan(weeks=12, dwellings=30, buildings=2, values=values, changes=changes)


def told(world: World, *entries: str) -> list[tuple[int, str, int, int]]:
    return [line for line in outcomes.events(world) if line[1] in entries]


def around(*changes: Change, **more: Value) -> tuple[World, World, World]:
    """A world at the end of the event's week, the same without the event, and the world before that week."""
    happens, nothing = quiet(*changes, **more), quiet(**more)
    return started(happens, until=WEEK + 1), started(nothing, until=WEEK + 1), started(happens, until=WEEK)


def test_a_quiet_world_has_no_journal() -> None:
    assert told(finished(quiet()), *set(JOURNAL_ENTRIES) - {"portfolio_agreed"}) == []


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_changes_nothing_before_its_week(event: str) -> None:
    change = Change(WEEK, event=event, partner=2 if event.startswith(("partner", "representative")) else None)
    _, _, before = around(change)
    without = started(quiet(), until=WEEK)
    assert [name for name in differences(before.state, without.state) if not name.startswith("agenda")] == []


def test_a_worker_departs() -> None:
    after, without, _ = around(Change(WEEK, event="worker_departure", post=2), levers__posts__count=2)
    assert after.state.posts["filled"].tolist() == [1, 0]
    assert without.state.posts["filled"].tolist() == [1, 1]
    assert told(after, "worker_leaves") == [(WEEK, "worker_leaves", 0, 2)]
    mine = after.state.doors[1::2]
    assert (after.state.households["trust_worker"][mine] < without.state.households["trust_worker"][mine]).all()


def test_a_departed_worker_is_replaced_after_the_vacancy() -> None:
    change = Change(WEEK, event="worker_departure")
    world = finished(quiet(change, context__succession__vacancy_weeks=3))
    (left,), (came,) = told(world, "worker_leaves"), told(world, "worker_arrives")
    vacant = np.flatnonzero(world.state.by_week["posts_filled"] == 0)
    assert vacant.tolist() == list(range(left[0] + 1, came[0] + 1))
    assert world.state.posts["filled"].tolist() == [1]


def test_a_representative_departs() -> None:
    change = Change(WEEK, event="representative_departure", partner=8)
    after, without, _ = around(change, context__engagement__representative_vacancy_weeks=4)
    assert told(after, "representative_leaves") == [(WEEK, "representative_leaves", 0, 8)]
    place = after.state.partners["seat"].tolist().index(8)
    mine = after.state.members["partner"] == place
    assert after.state.members["commitment"][mine] < without.state.members["commitment"][mine]
    assert np.array_equal(after.state.members["commitment"][~mine], without.state.members["commitment"][~mine])


def test_a_partner_withdraws_and_another_arrives() -> None:
    leaves = Change(WEEK, event="partner_withdrawal", partner=4)
    base = quiet(leaves, Change(WEEK, event="partner_arrival", partner=9))
    absent = tuple(replace(p, present=p.seat != 9) for p in base.partners)
    world = started(replace(base, partners=absent), until=WEEK + 1)
    seat = world.state.partners["seat"][world.state.members["partner"]]
    assert set(seat[world.state.members["member"] == 0]) == {4}
    assert world.state.members["present"].all()
    assert told(world, "partner_withdraws", "partner_joins") == [
        (WEEK, "partner_withdraws", 0, 4),
        (WEEK, "partner_joins", 0, 9),
    ]


def test_a_crisis_brings_incidents() -> None:
    after, without, _ = around(Change(WEEK, event="crisis"), context__incidents__event_count=6)
    assert after.state.by_week["incidents"][WEEK] == 6
    assert without.state.by_week["incidents"][WEEK] == 0
    assert len(told(after, "incident")) == 6
    assert told(after, "crisis") == [(WEEK, "crisis", 0, -1)]
    assert after.state.households["security"].mean() < without.state.households["security"].mean()
    assert after.state.sites["disorder"][0] > without.state.sites["disorder"][0]


@pytest.mark.parametrize(("event", "sign"), [("funding_cut", -1), ("new_funding", 1)])
def test_funding_moves_commitment(event: str, sign: int) -> None:
    after, without, _ = around(Change(WEEK, event=event))
    difference = after.state.members["commitment"] - without.state.members["commitment"]
    assert (sign * difference > 0.02).all()
    assert told(after, event) == [(WEEK, event, 0, -1)]


def test_a_new_room_adds_its_hours_for_good() -> None:
    world = finished(quiet(Change(WEEK, event="new_room"), context__shared_space__new_room_hours=20))
    assert world.state.sites["room_added"].tolist() == [20.0]
    assert told(world, "new_room") == [(WEEK, "new_room", 0, -1)]


def test_an_event_may_concern_one_site() -> None:
    change = (Change(WEEK, event="crisis", site=5),)
    base = replace(with_sites(quiet(context__incidents__event_count=3), 0, 5), changes=change)
    world = started(base, until=WEEK + 1)
    assert told(world, "crisis") == [(WEEK, "crisis", 5, -1)]
    assert {line[2] for line in told(world, "incident")} == {5}
    everywhere = started(replace(base, changes=(Change(WEEK, event="crisis"),)), until=WEEK + 1)
    assert [line[2] for line in told(everywhere, "crisis")] == [0, 5]


def test_a_change_of_a_parameter_holds_from_its_week_on() -> None:
    values = {"context.incidents.rate": 2.0, "context.demography.move_out": 1.0}
    world = started(quiet(Change(WEEK, values)), until=WEEK)
    assert (world.state.households["moved_in"] < 0).all()
    world = started(quiet(Change(WEEK, values)), until=WEEK + 1)
    assert (world.state.households["moved_in"] == WEEK).all()


def test_a_change_may_concern_one_site() -> None:
    change = Change(WEEK, {"context.demography.move_out": 1.0}, site=5)
    world = finished(replace(with_sites(quiet(), 0, 5), changes=(change,)))
    moved = world.state.households["moved_in"] == 11
    assert moved[world.state.households["site"] == 1].all()
    assert not moved[world.state.households["site"] == 0].all()


def test_the_last_of_two_changes_in_a_week_holds() -> None:
    path = "context.demography.move_out"
    world = finished(quiet(Change(WEEK, {path: 1.0}), Change(WEEK, {path: 0.0})))
    assert (world.state.households["moved_in"] < WEEK).all()


def test_more_posts_are_filled_from_their_week_on_and_fewer_left() -> None:
    changes = (Change(4, {"levers.posts.count": 3}), Change(8, {"levers.posts.count": 1}))
    week = finished(quiet(*changes)).state.by_week
    assert week["posts"].tolist() == [1.0] * 4 + [3.0] * 4 + [1.0] * 4
    assert week["posts_filled"].tolist() == week["posts"].tolist()
    assert week["hours_paid"].tolist() == (35.0 * week["posts"]).tolist()


def test_posts_to_come_have_no_past() -> None:
    """A post that is funded later leaves no trace in the journal before, and is nobody's colleague."""
    later = quiet(Change(10, {"levers.posts.count": 3}), levers__turnover__worker_annual=20.0)
    before = [line for line in outcomes.events(started(later, until=10)) if line[3] > 1]
    assert [line for line in before if line[1].startswith("worker")] == []


def test_a_network_may_be_founded_by_a_change() -> None:
    change = Change(WEEK, {"levers.concertation.meeting_interval_weeks": 2})
    world = finished(quiet(change, levers__concertation__meeting_interval_weeks=0))
    assert world.state.by_week["alive"].tolist() == [0.0] * WEEK + [1.0] * (12 - WEEK)
    assert world.state.members["member"].all()
    assert len(told(world, "partner_joins")) == len(world.state.members)


def test_a_network_of_one_dissolves() -> None:
    world = finished(quiet(*(Change(WEEK, event="partner_withdrawal", partner=seat) for seat in range(1, 12))))
    assert told(world, "network_dissolves") == [(WEEK, "network_dissolves", 0, -1)]
    assert world.state.sites["alive"][0] != ALIVE
    assert not world.state.members["member"].any()
    assert world.state.by_week["alive"].tolist() == [1.0] * WEEK + [0.0] * (12 - WEEK)


def test_low_commitment_for_long_enough_ends_in_withdrawal() -> None:
    low: dict[str, Any] = {
        "context__engagement__withdrawal_threshold": 1.0,
        "context__engagement__withdrawal_weeks": 4,
    }
    world = finished(quiet(**low))
    assert {line[0] for line in told(world, "partner_withdraws")} == {3}


def test_the_journal_is_in_order_and_speaks_of_seats() -> None:
    lines = outcomes.events(finished(busy(weeks=40)))
    assert [line[0] for line in lines] == sorted(line[0] for line in lines)
    for _, entry, site, subject in lines:
        assert entry in JOURNAL_ENTRIES
        assert site in (0, 5)
        if entry.startswith("worker"):
            assert subject in (1, 2, 3)
        elif entry.startswith(("partner", "representative")):
            assert subject in (0, 3, 4, 5, 6, 9, 10)
        elif entry == "incident":
            assert subject in (1, 2)


def test_the_journal_of_a_large_site_has_room_for_its_incidents() -> None:
    world = finished(plan("crisis_born", weeks=26, dwellings=20_000, buildings=500))
    used, lost = world.state.journal_used
    assert used > 150
    assert lost == 0
