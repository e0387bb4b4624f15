"""What is measured over years: each from the state itself, or from a rule that it must follow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hlmsim.model import outcomes
from hlmsim.model import tables as t
from hlmsim.model.blueprint import Change
from hlmsim.model.names import DOMAINS
from hlmsim.model.over_years import OVER_YEARS
from hlmsim.model.week import advance
from hlmsim.model.world import World
from tests.worlds import finished, plan, started

WEEKS, BURN_IN = 156, 26
QUIET = {"levers.turnover.worker_annual": 0.0, "levers.turnover.handover_weeks": 4}


def ordinary(**values: float) -> World:
    return finished(plan("status_quo", weeks=WEEKS, burn_in=BURN_IN, values=values))


def measured(world: World) -> dict[str, float]:
    found = outcomes.summary(world)
    return {name: float(found[name][0]) for name, *_ in OVER_YEARS}


def records(world: World, name: str) -> np.ndarray:
    return np.asarray(world.state.by_week[name][BURN_IN:].sum(axis=0))


def test_access_by_domain_is_service_access_taken_apart() -> None:
    world = ordinary()
    week, recent = world.state.by_week, outcomes.RECENT_WEEKS
    ends = [slice(max(0, w + 1 - recent), w + 1) for w in range(BURN_IN, WEEKS)]
    below = sum(week["active"][w] + week["ended"][s].sum(axis=0) for w, s in enumerate(ends, BURN_IN))
    shares = [measured(world)[f"access_{domain}"] for domain in DOMAINS]
    whole = float(np.sum(np.array(shares) * below) / below.sum())
    assert whole == pytest.approx(outcomes.summary(world)["service_access"][0], rel=1e-9)
    assert len(set(shares)) == len(DOMAINS)


def test_every_need_that_came_to_a_worker_is_counted_once() -> None:
    """What is closed, and what is still open: the clock never starts twice for one need."""
    world = started(plan("status_quo", weeks=WEEKS, burn_in=0), until=0)
    for week in range(WEEKS):
        ran = _running(world)
        advance(world, week + 1)
        line, led = world.state.by_week[week], world.state.needs["led"]
        begun = _running(world) + line["led"].sum() - ran
        assert 0 <= begun - (led == 1).sum() <= line["appointments"], "the others had an appointment at once"
        assert (led[led != t.LED_CLOSED] <= t.LED_WEEKS + 1).all()
    assert world.state.by_week["led"].sum() > 100


def _running(world: World) -> int:
    led = world.state.needs["led"]
    return int(((led > 0) & (led != t.LED_CLOSED)).sum())


def test_of_needs_that_came_to_a_worker_some_are_served_soon_more_later() -> None:
    found = measured(ordinary())
    assert 0.0 < found["led_connected_soon"] < found["led_connected"] < 1.0


def test_without_a_worker_no_need_comes_to_one() -> None:
    found = measured(finished(plan("no_worker", weeks=40, burn_in=4)))
    for name in ("led_connected", "led_connected_soon", "connection_few_contacts", "effective_posts"):
        assert np.isnan(found[name]), name
    assert found["hours_delivered"] == 0.0


def test_a_post_that_nobody_leaves_becomes_familiar_along_a_curve() -> None:
    world = ordinary(**QUIET)
    gain = world.state.parameters[0, 0]["worker_trust_gain"] / 2.0
    assert world.state.posts["familiarity"][0] == pytest.approx(1.0 - (1.0 - gain) ** (26 + WEEKS))
    assert measured(world)["worker_departures"] == 0.0


@pytest.mark.parametrize(("event", "weeks"), [("worker_departure", 0), ("worker_notice", 4)])
def test_a_departure_is_announced_or_sudden(event: str, weeks: int) -> None:
    """A worker who gives notice leaves when it is over, and hands over meanwhile."""
    quiet = plan("status_quo", weeks=90, burn_in=10, values={**QUIET, "context.succession.notice_weeks": 4})
    world = finished(
        replace(quiet, changes=(Change(week=60, values={}, event=event, site=None, partner=None, post=1),))
    )
    left = [week for week, entry, _, _ in outcomes.events(world) if entry == "worker_leaves"]
    assert left == [60 + weeks]
    handed = world.state.by_week["hours"][:, t.HANDOVER]
    assert (handed[61 : 61 + weeks] > handed[40]).all()
    assert world.state.by_week["departures"].sum() == 1.0


def test_households_that_move_are_counted() -> None:
    found = measured(ordinary(**{"context.demography.move_out": 0.01}))
    assert found["tenant_turnover"] == pytest.approx(0.52, abs=0.08)
    assert measured(ordinary(**{"context.demography.move_out": 0.0}))["tenant_turnover"] == 0.0


def test_close_ties_are_those_of_the_site() -> None:
    world = ordinary()
    degrees = np.diff(world.state.strong_rows)
    found = measured(world)
    assert found["close_ties"] == pytest.approx(degrees.mean())
    assert found["without_close_ties"] == pytest.approx(np.mean(degrees == 0))


def test_contacts_count_before_a_referral() -> None:
    """With no effect of contacts, and one kind of referral, few and many contacts convert alike."""
    same = {f"context.referral.conversion.{kind}": 0.5 for kind in ("cold", "active", "warm")}
    flat = {**same, "context.referral.contacts_log_odds": 0.0, "context.referral.misrouting": 0.0}
    world = ordinary(**flat, **{"context.referral.handover_loss": 0.0})
    made, reached = records(world, "led_referrals"), records(world, "led_connections")
    assert (made > 25).all()
    for place, name in enumerate(("connection_few_contacts", "connection_many_contacts")):
        assert measured(world)[name] == reached[place] / made[place]
        assert measured(world)[name] == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(made[place]))


def test_meetings_agreements_and_what_is_delivered() -> None:
    world = ordinary(**{"levers.concertation.meeting_interval_weeks": 4})
    assert records(world, "meetings") == pytest.approx((WEEKS - BURN_IN) // 4, abs=1)
    assert 0.0 < measured(world)["agreements_per_meeting"] <= 1.0
    hours = world.state.by_week["hours"][BURN_IN:, [t.COLLECTIVE, t.ENVIRONMENT]].sum(axis=1)
    assert 0.5 * hours.mean() < measured(world)["hours_delivered"] <= hours.mean()
