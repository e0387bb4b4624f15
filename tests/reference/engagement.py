"""Commitment, representatives, withdrawal, recruitment, the life of the network (7.12)."""

from __future__ import annotations

import math

from hlmsim.model.names import PUBLIC_KINDS
from tests.reference.people import Partner, World
from tests.reference.settings import chance_in_a_week, cut, towards_one
from tests.reference.succession import carry_clarity, carry_over, carry_share, look_afresh, vacancy

RECENT = 0.96
"""Share kept a week of what counts as recent."""
FULL_COORDINATION = 7.0


def engagement(world: World) -> None:
    """Each partner takes stock; the network lives on or ends."""
    events(world)
    mean_ties = {partner: world.mean_tie(partner) for partner in world.partners}
    for partner in world.partners:
        if partner.present:
            change_representative(world, partner)
            take_stock(world, partner, mean_ties[partner])
            forget(partner)
    for partner in world.members:
        low = partner.commitment < world.settings.number("engagement.withdrawal_threshold")
        partner.low_weeks = partner.low_weeks + 1 if low else 0
        if partner.low_weeks >= world.settings.number("engagement.withdrawal_weeks"):
            partner.member, partner.low_weeks = False, 0
    if world.alive:
        recruit(world)
        dissolve(world)
        world.network_age += 1


def events(world: World) -> None:
    """Scheduled events that concern partners."""
    settings = world.settings
    shock = settings.number("engagement.funding_shock")
    for partner in world.partners:
        for _ in settings.scheduled("funding_cut"):
            partner.commitment *= 1.0 - shock
        for _ in settings.scheduled("new_funding"):
            partner.commitment = towards_one(partner.commitment, shock)
    for event in settings.scheduled("partner_withdrawal"):
        for partner in world.partners:
            partner.member = partner.member and partner.seat != event.partner
    for event in settings.scheduled("partner_arrival"):
        for partner in world.partners:
            if partner.seat == event.partner:
                partner.present = True
                join(world, partner)


def join(world: World, partner: Partner) -> None:
    """A partner comes (back) to the table, at least as committed as a founder."""
    if world.alive and not partner.member:
        partner.member, partner.low_weeks = True, 0
        partner.commitment = max(partner.commitment, world.settings.at_founding("commitment"))


def forget(partner: Partner) -> None:
    """Older things fade."""
    partner.successes *= RECENT
    partner.cases *= RECENT
    partner.recent_hours *= RECENT
    partner.recent_conflict *= RECENT


def take_stock(world: World, partner: Partner, mean_tie: float) -> None:
    """Commitment moves towards the balance of what a partner gets and pays."""
    number = world.settings.number
    target = number("engagement.ground")
    target += number("engagement.success_benefit") * min(1.0, partner.successes / (partner.cases + 0.5))
    target += number("engagement.tie_benefit") * mean_tie
    target += number("engagement.agreement_benefit") * (1.0 - world.disagreement)
    target -= number("engagement.hours_cost") * (1.0 - RECENT) * partner.recent_hours
    target -= number("engagement.conflict_cost") * partner.recent_conflict
    target -= number("engagement.distance_cost") * partner.distance
    urgency = world.settings.at_founding("urgency")
    target += urgency * 0.5 ** (world.network_age / number("engagement.urgency_half_life"))
    moved = partner.commitment + number("engagement.adjustment") * (cut(target) - partner.commitment)
    partner.commitment = max(moved, number("engagement.funding_floor")) if partner.member else moved


def change_representative(world: World, partner: Partner) -> None:
    """A representative leaves, or the seat stays empty, or a new one is named."""
    settings = world.settings
    if partner.vacancy_left > 0:
        partner.vacancy_left -= 1
        if partner.vacancy_left == 0:
            partner.tenure = 0
        return
    partner.tenure += 1
    sector = "public" if partner.kind in PUBLIC_KINDS else "community"
    hazard = settings.number(f"turnover.representative_{sector}_annual") / 52
    hazard *= math.exp(settings.number("succession.clarity") * (0.5 - partner.role_clarity))
    asked = any(event.partner == partner.seat for event in settings.scheduled("representative_departure"))
    if world.happens(chance_in_a_week(hazard)) or asked:
        share = carry_share(world, weeks_of_handover=0)
        carry_over(world, partner, share)
        carry_clarity(world, partner, share)
        look_afresh(world, (pair for pair in world.ties_of(partner) if pair <= set(world.partners)))
        partner.commitment *= 1.0 - settings.number("engagement.newcomer_loss")
        partner.vacancy_left = vacancy(world, settings.number("engagement.representative_vacancy_weeks"))
        if partner.vacancy_left == 0:
            partner.tenure = 0


def coordinated(world: World) -> float:
    """Hours of coordination this week."""
    hours = world.settings.number("concertation.coordinator_hours")
    return hours * len(world.at_work) / len(world.funded) if world.funded else 0.0


def recruit(world: World) -> None:
    """A coordinator brings partners back to the table."""
    chance = world.settings.number("engagement.recruitment") * min(1.0, coordinated(world) / FULL_COORDINATION)
    for partner in world.partners:
        if partner.present and not partner.member and world.happens(chance):
            join(world, partner)


def dissolve(world: World) -> None:
    """The network may come to an end, and is not founded again."""
    number = world.settings.number
    experience = number("concertation.coordinator_experience") if coordinated(world) > 0 else 0.0
    hazard = number("engagement.dissolution") * (1.0 - number("engagement.funding_floor"))
    hazard *= math.exp(number("engagement.dissolution_experience") * (experience - 0.5))
    if len(world.members) < 2 or world.happens(chance_in_a_week(hazard)):
        world.alive = world.agreed = False
        world.disagreement = 0.0
        for partner in world.partners:
            partner.member = False
