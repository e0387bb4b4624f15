"""Appointments and waiting lists (7.9), and needs that partners hand on to one another (7.8)."""

from __future__ import annotations

import math

from tests.reference.help import ACTIVE, choose, count_referral, hand_over, taken_up
from tests.reference.measure import end_wait
from tests.reference.people import IN_SERVICE, UNMET, WAITING, Household, Need, Partner, World
from tests.reference.settings import towards_one

ROUNDING = 1e-9
Case = tuple[Household, Need]


def service(world: World) -> None:
    """Each partner holds the appointments that it can, for the cases that are on its list as the process begins."""
    lists = {partner: cases_of(world, partner) for partner in world.partners if partner.present}
    for partner, cases in lists.items():
        hold_appointments(world, partner, cases)


def cases_of(world: World, partner: Partner) -> list[Case]:
    """Every case that waits for the partner or is in service there."""
    return [
        (household, need)
        for household in world.households
        for need in household.with_status(WAITING, IN_SERVICE)
        if need.partner is partner
    ]


def offered(world: World, partner: Partner) -> int:
    """Whole appointments of the week; the fraction is kept."""
    settings = world.settings
    share = partner.commitment if partner.member else settings.number("engagement.outside_capacity")
    partner.credit += partner.capacity * settings.number("partners.capacity_factor") * share
    partner.credit -= partner.duplicates + partner.owed_hours / settings.number("service.hours_per_appointment")
    partner.duplicates, partner.owed_hours = 0, 0.0
    whole = max(0, math.floor(partner.credit + ROUNDING))
    partner.credit -= whole
    return whole


def hold_appointments(world: World, partner: Partner, cases: list[Case]) -> None:
    """Crises first, then the longest wait, then luck."""
    cases.sort(key=lambda case: (not case[1].crisis, -case[1].waited, world.luck.random()))
    places = offered(world, partner)
    for household, need in cases[:places]:
        hold_appointment(world, partner, household, need)
    for household, need in cases[places:]:
        need.waited += 1
        if need.status == WAITING and world.happens(world.settings.number("service.dropout")):
            give_up(world, household, need)


def hold_appointment(world: World, partner: Partner, household: Household, need: Need) -> None:
    """One appointment and what it brings."""
    settings = world.settings
    world.tally["appointments"] += 1
    if not need.connected:
        need.connected = True
        end_wait(world, need, connected=True)
    for other in household.with_status(UNMET):
        if other.cooling == 0:
            hand_on(world, partner, other)
    need.status, need.waited = IN_SERVICE, 0
    penalty = settings.number("service.complexity_penalty") * isolation(world, partner, household, need)
    if world.happens(settings.number(f"service.resolution.{need.domain}") * (1.0 - penalty)):
        resolve(world, partner, household, need)
    elif world.happens(settings.number("service.failure")):
        give_up(world, household, need)


def isolation(world: World, partner: Partner, household: Household, need: Need) -> float:
    """How far those who hold the household's other needs are from this partner."""
    others = [other for other in household.needs.values() if other is not need]
    if not others:
        return 0.0
    ties = [world.mean_tie(partner) if o.partner is None else world.tie(partner, o.partner) for o in others]
    return 1.0 - sum(ties) / len(ties)


def resolve(world: World, partner: Partner, household: Household, need: Need) -> None:
    """A need that a service has ended."""
    settings = world.settings
    household.awareness[need.domain] = 1.0
    trust, agency = settings.number("service.trust_gain"), settings.number("service.agency_gain")
    household.trust_institutions = towards_one(household.trust_institutions, trust)
    household.agency = towards_one(household.agency, agency)
    for neighbour in household.close:
        neighbour.successes_seen += 1
    partner.successes += 1
    world.tally["resolved"] += 1
    world.tally["ended_connected"] += 1
    del household.needs[need.domain]


def give_up(world: World, household: Household, need: Need) -> None:
    """A service that failed, or was waited for too long: the need is unmet again."""
    household.trust_institutions *= 1.0 - world.settings.number("service.trust_loss")
    need.status, need.partner = UNMET, None
    need.cooling = int(world.settings.number("referral.cooling_weeks"))


def hand_on(world: World, partner: Partner, need: Need) -> None:
    """At an appointment, another need may be handed on to a partner that is known well enough."""
    right = choose(world, None, need)
    if right is None or right is partner:
        return
    if world.happens(world.settings.number("referral.between_partners") * world.known(partner, right)):
        count_referral(world, ACTIVE)
        if hand_over(world, partner, right):
            taken_up(world, need, right, ACTIVE)
