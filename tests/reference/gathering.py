"""Collective activities and the shared room (7.10)."""

from __future__ import annotations

import math

from hlmsim.model.names import DOMAINS
from tests.reference.people import Household, World
from tests.reference.settings import towards_one

BUSY = 10.0
"""Hours of use a week at which half of the quarrels of a busy room break out."""

ONE_CONFLICT = 0.25
"""Share of what it lacks of its worst that a conflict adds to the memory of conflicts."""


def gathering(world: World) -> None:
    """The room is shared, activities are held, tenants come."""
    settings = world.settings
    world.room_added += settings.number("shared_space.new_room_hours") * len(settings.scheduled("new_room"))
    used = share_the_room(world)
    hours = world.collective_hours + used
    activities = hours / settings.number("gathering.hours_per_activity") * min(1.0, world.for_170)
    came = [household for household in world.households if attends(world, household, activities)]
    for household in came:
        gain(world, household)
    bring_closer(world, came)
    join_and_leave(world, set(came))


def open_hours(world: World) -> float:
    """Hours a week that the room is open."""
    return world.settings.number("shared_space.hours") + world.room_added


def share_the_room(world: World) -> float:
    """Hours of the room used this week; quarrels and what they cost on the way."""
    settings, hours = world.settings, open_hours(world)
    seated = [partner for partner in world.partners if partner.present and partner.vacancy_left == 0]
    asking = {partner: demand(world, partner.kind) * partner.commitment for partner in seated}
    total = sum(asking.values())
    used = min(total, hours)
    if used <= 0:
        return 0.0
    clarity = sum(partner.role_clarity for partner in asking) / len(asking)
    chance = settings.number("shared_space.conflict") * (1.0 - math.exp(-total / hours)) * used / (used + BUSY)
    chance *= (1.0 - settings.number("shared_space.rules")) * (1.0 - clarity)
    if world.happens(chance):
        used /= 2
        quarrel(world)
    for partner, asked in asking.items():
        if partner.kind != "tenants_association":
            partner.owed_hours += settings.number("shared_space.partner_share") * asked * used / total
    return used


def demand(world: World, kind: str) -> float:
    """Hours of the room that a fully committed partner asks for."""
    return world.settings.number(
        "shared_space.association_demand" if kind == "tenants_association" else "shared_space.partner_demand"
    )


def quarrel(world: World) -> None:
    """What a conflict over the room costs."""
    settings = world.settings
    world.tally["conflicts"] += 1
    world.disorder = towards_one(world.disorder, settings.number("shared_space.conflict_disorder"))
    for partner in world.members:
        partner.commitment *= 1.0 - settings.number("shared_space.conflict_commitment")
        partner.recent_conflict = towards_one(partner.recent_conflict, ONE_CONFLICT)
    for post in world.at_work:
        post.owed_conflict += settings.number("shared_space.conflict_hours") / len(world.at_work)


def attends(world: World, household: Household, activities: float) -> bool:
    """Whether a household comes to at least one activity."""
    settings = world.settings
    chance = settings.number("gathering.participant_attendance" if household.participates else "gathering.attendance")
    if open_hours(world) <= 0:
        chance *= settings.number("gathering.without_room")
    return world.happens(1.0 - (1.0 - chance) ** activities)


def gain(world: World, household: Household) -> None:
    """What attending brings to a household."""
    settings = world.settings
    household.agency = towards_one(household.agency, settings.number("gathering.agency_gain"))
    for domain in DOMAINS:
        known = household.awareness[domain]
        household.awareness[domain] = towards_one(known, settings.number("gathering.awareness_dose"))
    if world.collective_hours > 0:
        household.trust_worker = towards_one(household.trust_worker, settings.number("gathering.trust_gain"))


def bring_closer(world: World, came: list[Household]) -> None:
    """Ties between those who both attend."""
    there = set(came)
    for household in came:
        for other, tie in (*household.close.items(), *household.acquaintances.items()):
            if other in there and household.door < other.door:
                tie.strength = towards_one(tie.strength, world.settings.number("gathering.tie_gain"))


def join_and_leave(world: World, came: set[Household]) -> None:
    """Some who attend join the association; some who take part stop."""
    settings = world.settings
    for household in world.households:
        if household.participates:
            household.participates = not world.happens(settings.number("gathering.leaving"))
        elif household in came:
            household.participates = world.happens(settings.number("gathering.joining"))
