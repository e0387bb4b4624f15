"""What a mechanism does in a world: switched off and on, with everything else alike and the same luck."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hlmsim.engine.parameters import Value
from hlmsim.model import outcomes
from hlmsim.model import tables as t
from hlmsim.model.blueprint import Change
from hlmsim.model.names import HOURS_USES
from hlmsim.model.week import advance
from hlmsim.model.world import World
from tests.worlds import finished, plan, started, with_sites

STAY: dict[str, Value] = {
    f"levers.turnover.{who}_annual": 0 for who in ("worker", "representative_community", "representative_public")
}


def told(world: World, entry: str) -> list[tuple[int, str, int, int]]:
    return [line for line in outcomes.events(world) if line[1] == entry]


def over(name: str, values: dict[str, Value], *, replicates: int = 12, weeks: int = 104) -> np.ndarray:
    """Mean of an outcome's summary under some values, with the same luck whatever the values."""
    worlds = [
        finished(plan("status_quo", weeks=weeks, burn_in=26, values=values), replicate=r) for r in range(replicates)
    ]
    return np.asarray([outcomes.summary(world)[name][0] for world in worlds])


def hours(world: World, use: str) -> np.ndarray:
    return np.asarray(world.state.by_week["hours"][: world.week, HOURS_USES.index(use)])


def test_full_knowledge_routes_every_case() -> None:
    known: dict[str, Value] = {"context.referral.misrouting": 0.0}
    week = finished(plan(weeks=60, values=known)).state.by_week
    assert week["referrals"].sum() > 100
    assert week["misrouted"].sum() == 0


def test_nothing_is_lost_between_actors_who_are_fully_tied() -> None:
    tied: dict[str, Value] = {"context.population.prior_tie": 1.0, "levers.turnover.written_roles": 1.0}
    tied |= STAY
    week = finished(plan(weeks=60, values=tied)).state.by_week
    assert week["handovers"].sum() > 20
    assert week["lost_handovers"].sum() == 0
    assert week["duplicates"].sum() == 0


def test_information_shared_spares_duplicates() -> None:
    known: dict[str, Value] = {"context.population.prior_knowledge": 1.0}
    duplicates = [
        over("silo_rate", {**known, "levers.concertation.information_sharing": s}).mean() for s in (0.0, 0.5, 1.0)
    ]
    assert duplicates[0] > duplicates[1] > duplicates[2]


def test_duplicates_cost_the_workers_hours() -> None:
    none: dict[str, Value] = {"context.referral.duplication": 0.0}
    assert hours(finished(plan(weeks=60, values=none)), "duplicates").sum() == 0.0
    assert hours(finished(plan(weeks=60)), "duplicates").sum() > 0.0


@pytest.mark.statistical
def test_warmer_referrals_reach_the_list_more_often() -> None:
    """Kind by kind, as long as no hand-over is lost."""
    sure: dict[str, Value] = {"context.referral.handover_loss": 0.0}
    hearsay, cold, active, warm = (
        over(f"connection_{kind}", sure).mean() for kind in ("hearsay", "cold", "active", "warm")
    )
    assert hearsay < cold < active < warm


def test_meetings_cost_hours_and_tie_those_who_come() -> None:
    often, never = (
        finished(plan(weeks=52, values={**STAY, "levers.concertation.meeting_interval_weeks": m})) for m in (4, 0)
    )
    assert (hours(often, "meetings")[::4] > 0).all()
    assert hours(never, "meetings").sum() == 0
    for ties in ("member_ties", "post_ties"):
        for level in ("strength", "knowledge"):
            assert getattr(often.state, ties)[level].mean() > getattr(never.state, ties)[level].mean()
    assert often.state.by_week["appointments"][:4].sum() > 0


def test_clarifying_costs_hours_and_gives_clarity_instead_of_ties() -> None:
    base: dict[str, Value] = {"levers.concertation.meeting_interval_weeks": 4}
    none, half = (finished(plan(weeks=52, values={**base, "levers.role_clarity.agenda_share": a})) for a in (0.0, 0.5))
    assert hours(none, "clarification").sum() == 0 < hours(half, "clarification").sum()
    assert half.state.members["role_clarity"].mean() > none.state.members["role_clarity"].mean()
    assert half.state.member_ties["strength"].mean() < none.state.member_ties["strength"].mean()


def test_a_handover_costs_hours_before_the_departure_and_keeps_trust() -> None:
    def world(weeks: int) -> World:
        leaving: dict[str, Value] = {
            "levers.turnover.worker_annual": 26.0,
            "levers.turnover.handover_weeks": weeks,
            "levers.turnover.written_roles": 0.0,
            "context.succession.notice_weeks": 6,
            "context.worker.trust_decay": 0.0,
        }
        return finished(plan(weeks=30, values=leaving))

    cold, warm = world(0), world(4)
    assert hours(cold, "handover").sum() == 0 < hours(warm, "handover").sum()
    assert told(cold, "worker_leaves")[0] == told(warm, "worker_leaves")[0]
    week = told(cold, "worker_leaves")[0][0]
    assert (hours(warm, "handover")[week - 3 : week + 1] > 0).all()


def test_activity_dips_before_a_departure() -> None:
    leaving: dict[str, Value] = {"levers.turnover.worker_annual": 1.0, "context.succession.notice_weeks": 8}
    for replicate in range(20):
        world = finished(plan(weeks=104, values=leaving), replicate=replicate)
        notices = [line[0] for line in told(world, "worker_gives_notice") if 20 < line[0] < 90]
        if notices:
            unspent = hours(world, "unspent")
            assert unspent[notices[0] + 1 : notices[0] + 8].min() > unspent[notices[0] - 4 : notices[0] + 1].max()
            return
    raise AssertionError("no worker gave notice")


def test_the_room_needs_rules_or_clarity() -> None:
    room: dict[str, Value] = {"levers.shared_space.hours": 20}
    wild, ruled = (finished(plan(weeks=104, values={**room, "levers.shared_space.rules": r})) for r in (0.0, 1.0))
    assert wild.state.by_week["conflicts"].sum() > 0 == ruled.state.by_week["conflicts"].sum()
    assert hours(wild, "conflict").sum() > 0 == hours(ruled, "conflict").sum()
    assert wild.state.by_week["disorder"].mean() > ruled.state.by_week["disorder"].mean()


@pytest.mark.parametrize("rule", ["consensus", "majority", "lead"])
def test_the_committee_chooses_its_actions_by_the_rule(rule: str) -> None:
    ready: dict[str, Value] = {
        "levers.concertation.meeting_interval_weeks": 1,
        "context.meeting.decision_weeks": 1,
        "context.meeting.disagreement_delay": 0.0,
        "context.meeting.mandate": 0.0,
        "levers.actions.rule": rule,
        "context.founding.commitment.vision": 1.0,
        "context.engagement.adjustment": 0.0,
        **STAY,
    }
    world = started(plan(weeks=6, values={**ready, "context.population.spread": 0}), until=2)
    wishes = np.asarray([partner.preferences for partner in world.blueprint.partners])
    portfolio = world.state.sites["portfolio"][0]
    assert len(told(world, "portfolio_agreed")) == 2
    if rule == "majority":
        apart = np.abs(wishes[:, None] - wishes[None]).sum(axis=(1, 2))
        assert portfolio == pytest.approx(wishes[apart.argmin()])
    elif rule == "consensus":
        assert portfolio == pytest.approx(wishes.mean(axis=0))
    else:
        office = next(k for k, p in enumerate(world.blueprint.partners) if p.kind == "housing_office")
        assert portfolio == pytest.approx(0.4 * wishes.mean(axis=0) + 0.6 * wishes[office])


def test_disagreement_delays_the_choice() -> None:
    def first_choice(delay: float) -> int:
        values: dict[str, Value] = {"context.meeting.disagreement_delay": delay, "levers.role_clarity.initial": 0.0}
        lines = told(finished(plan("concertation", weeks=260, values=values)), "portfolio_agreed")
        return lines[0][0] if lines else 999

    assert first_choice(0.0) < first_choice(8.0)


def test_a_funding_floor_holds_commitment() -> None:
    low: dict[str, Value] = {"context.engagement.ground": 0.0, "context.engagement.dissolution": 0.0}
    bare, held = (finished(plan(weeks=80, values={**low, "levers.engagement.funding_floor": f})) for f in (0.0, 0.5))
    assert held.state.members["commitment"][held.state.members["member"] == 1].min() >= 0.5
    assert bare.state.members["commitment"].max() < 0.5


def test_urgency_lifts_commitment_and_fades() -> None:
    crisis, vision = (
        finished(plan(weeks=312, values={"levers.founding.trigger": trigger, "context.engagement.dissolution": 0.0}))
        for trigger in ("crisis", "vision")
    )
    gap = crisis.state.by_week["commitment"] - vision.state.by_week["commitment"]
    assert gap[:10].min() > 0.1
    assert abs(gap[-20:].mean()) < 0.1


def test_a_partner_outside_gives_its_outside_share() -> None:
    """Appointments offered, and the fraction kept for next week, are the capacity that is not spent on duplicates."""
    free: dict[str, Value] = {"context.referral.duplication": 0.0, "context.shared_space.partner_share": 0.0}
    world = started(plan("worker_without_network", weeks=100, values=free))
    offered = np.zeros(len(world.state.partners))
    for week in range(100):
        advance(world, week + 1)
        offered += world.state.partners["offered"]
    p, partners = world.state.parameters[0, 0], world.state.partners
    promised = 100 * partners["capacity"] * p["engagement_outside_capacity"] * p["partners_capacity_factor"]
    assert offered + partners["credit"] == pytest.approx(promised)


def test_a_shared_partner_splits_its_time_and_keeps_one_list() -> None:
    """Two like sites on one partner wait longer than one; each household is served by a partner of its site."""
    full: dict[str, Value] = {f"context.needs.arrival.{name}": 0.05 for name in ("health", "rights", "food_income")}
    base = plan("status_quo", dwellings=60, weeks=80, values=full)
    one, two = finished(with_sites(base, 0)), finished(with_sites(base, 0, 1))
    assert two.state.partners["waiting"].sum() > 1.5 * one.state.partners["waiting"].sum()
    status = two.state.needs["status"]
    held = (status == t.WAITING) | (status == t.IN_SERVICE)
    member = two.state.needs["member"][held]
    site = np.broadcast_to(two.state.households["site"][:, None], status.shape)[held]
    assert (two.state.members["site"][member] == site).all()
    lists = np.bincount(two.state.members["partner"][member], minlength=12)
    assert {0, 1} <= set(two.state.members["site"][member].tolist())
    assert lists.max() > 10


def test_partners_of_one_site_do_not_serve_the_other() -> None:
    base = with_sites(plan("status_quo", dwellings=40, weeks=40), 0, 1)
    only = tuple(replace(p, sites=(p.seat % 2,)) for p in base.partners)
    world = finished(replace(base, partners=only))
    status = world.state.needs["status"]
    held = (status == t.WAITING) | (status == t.IN_SERVICE)
    partner = world.state.members["partner"][world.state.needs["member"][held]]
    site = np.broadcast_to(world.state.households["site"][:, None], status.shape)[held]
    assert (world.state.partners["seat"][partner] % 2 == site).all()


def test_a_domain_that_nobody_serves_is_never_connected() -> None:
    base = plan("status_quo", weeks=60)
    without = tuple(
        replace(p, domains=tuple(d for d in p.domains if d != "health") or ("rights",)) for p in base.partners
    )
    world = finished(replace(base, partners=without))
    assert not world.state.needs["connected"][:, 1].any()
    assert world.state.needs["connected"].any()


def test_more_capacity_more_appointments() -> None:
    few, many = (finished(plan(weeks=104, values={"levers.partners.capacity_factor": f})) for f in (0.2, 2.0))
    assert many.state.by_week["appointments"].sum() > few.state.by_week["appointments"].sum()


def test_talk_stays_within_language_groups_when_it_cannot_cross() -> None:
    alone: dict[str, Value] = {
        "context.talk.across_languages": 0.0,
        "context.talk.weak_contact": 0.0,
        "context.talk.sharing": 1.0,
        "context.talk.dose": 1.0,
        "context.awareness.forgetting": 0.0,
    }
    base = plan("exact/talk", dwellings=120, values=alone)
    one = started(base, until=60)
    (source,) = np.flatnonzero(started(base, until=1).state.awareness[:, 0])
    knows = one.state.awareness[:, 0] > 0
    assert set(one.state.households["language_group"][knows]) == {one.state.households["language_group"][source]}


def test_acquaintances_pass_on_too() -> None:
    base = plan("exact/talk", values={"context.talk.contact": 0.0, "context.talk.weak_contact": 1.0})
    close = plan("exact/talk", values={"context.talk.contact": 0.0})
    assert (started(base, until=30).state.awareness[:, 0] > 0).sum() > 3
    assert (started(close, until=30).state.awareness[:, 0] > 0).sum() == 1


def test_ties_of_those_who_leave_end() -> None:
    change = Change(3, {"context.demography.move_out": 1.0})
    world = started(plan(weeks=6, changes=(change,)), until=4)
    still = started(plan(weeks=6), until=4)
    assert still.state.strong_ties["strength"].max() > 0.5
    assert world.state.strong_ties["strength"].max() < 0.2
    assert (world.state.households["trust_worker"] < 0.2).all()
    assert world.state.needs["age"].max() == 0


def test_participants_of_activities_tie_closer_and_gain_capacity() -> None:
    none: dict[str, Value] = {"context.gathering.attendance": 0.0, "context.gathering.participant_attendance": 0.0}
    lively: dict[str, Value] = {"context.gathering.attendance": 0.5, "context.gathering.participant_attendance": 0.5}
    quiet, busy = (finished(plan(weeks=52, values=values)) for values in (none, lively))
    assert busy.state.households["agency"].mean() > quiet.state.households["agency"].mean()
    assert busy.state.strong_ties["strength"].mean() > quiet.state.strong_ties["strength"].mean()
    assert busy.state.awareness.mean() > quiet.state.awareness.mean()


def test_fresh_eyes_are_off_unless_switched_on() -> None:
    assert float(plan().sites[0].values["context.succession.fresh_eyes"]) == 0.0
    leaves = (Change(3, event="representative_departure", partner=8),)
    off, on = (finished(plan(weeks=5, changes=leaves, values={"context.succession.fresh_eyes": f})) for f in (0.0, 0.2))
    assert on.state.member_ties["strength"].mean() > off.state.member_ties["strength"].mean()
