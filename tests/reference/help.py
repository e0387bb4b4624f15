"""Asking for help, and the road to a service (7.7 and 7.8)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tests.reference.outreach import opened_twice
from tests.reference.people import (
    IN_SERVICE,
    NONE,
    UNMET,
    WAITING,
    WENT_ALONG,
    Actor,
    Household,
    Need,
    Partner,
    Post,
    World,
)

HEARSAY, COLD, ACTIVE, WARM = "hearsay", "cold", "active", "warm"


def seeking(world: World) -> None:
    """Households decide, need by need, whether to ask this week."""
    for household in world.households:
        for need in household.needs.values():
            need.asks = need.status == UNMET and need.cooling == 0 and decides_to_ask(world, household, need)


def decides_to_ask(world: World, household: Household, need: Need) -> bool:
    """Whether the household asks for help with this need this week."""
    number = world.settings.number
    z = number("seeking.intercept")
    z += number("seeking.awareness_trust") * household.awareness[need.domain] * household.trust_institutions
    z += number("seeking.severity") * need.severity + number("seeking.neighbours") * household.visible_success
    if not household.participates:
        z -= number("seeking.stigma") * household.stigma
    if household.support != NONE:
        z += number("seeking.accompanied") * household.trust_worker
    return world.happens(1.0 / (1.0 + math.exp(-z)))


def referral(world: World) -> None:
    """Every need with which somebody asks for help is referred."""
    for household in world.households:
        for need in household.needs.values():
            if need.asks:
                refer(world, household, need)


def refer(world: World, household: Household, need: Need) -> None:
    """One referral: to whom, how warmly, by which door, and whether the case arrives."""
    worker = household.post if household.support != NONE else None
    right = choose(world, worker, need)
    if right is None:
        fail(world, household, need)
        return
    kind = warmth(world, household, need, right)
    count_referral(world, kind)
    may_be_opened_twice(world, household, need, right, worker)
    if world.happens(wrong_door(world, household, need, right)):
        world.tally["misrouted"] += 1
        lose_trust(world, household)
        by_mistake = mistaken(world, need, right)
        if by_mistake is None or not world.happens(passed_on(world, by_mistake, right)):
            fail(world, household, need)
            return
        arrives = hand_over(world, by_mistake, right)
    else:
        arrives = worker is None or kind != ACTIVE or hand_over(world, worker, right)
    if not (arrives and taken_up(world, need, right, kind)):
        fail(world, household, need)


def count_referral(world: World, kind: str) -> None:
    """Every referral is a contact too."""
    world.tally[f"referrals_{kind}"] += 1
    world.tally["referrals"] += 1
    world.tally["contacts"] += 1


def choose(world: World, referrer: Actor | None, need: Need) -> Partner | None:
    """A partner that serves the domain, by capacity, and by the worker's knowledge of it."""
    serving = world.serving(need.domain)
    known = [1.0 if referrer is None else world.known(referrer, partner) for partner in serving]
    return drawn(world, serving, [partner.capacity * k for partner, k in zip(serving, known, strict=True)])


def drawn(world: World, partners: Sequence[Partner], weights: Sequence[float]) -> Partner | None:
    """One of the partners, by weight."""
    total = sum(weights)
    if total <= 0:
        return None
    return partners[int(world.luck.choice(len(partners), p=[weight / total for weight in weights]))]


def warmth(world: World, household: Household, need: Need, right: Partner) -> str:
    """The kind of referral."""
    if household.support == NONE or household.post is None:
        return COLD if world.happens(household.awareness[need.domain]) else HEARSAY
    post = household.post
    only_a_name = world.settings.number("referral.call_clarity")
    if world.happens(only_a_name * (1.0 - post.role_clarity) * (1.0 - world.tie(post, right))):
        return COLD
    return WARM if household.support == WENT_ALONG else ACTIVE


def wrong_door(world: World, household: Household, need: Need, right: Partner) -> float:
    """The chance that the referral goes to a partner that does not serve the domain."""
    known, clarity = household.awareness[need.domain], right.role_clarity
    if household.support != NONE and household.post is not None:
        known = world.known(household.post, right) * world.settings.number(f"posts.skill.{need.domain}")
        clarity = (right.role_clarity + household.post.role_clarity) / 2
    return world.settings.number("referral.misrouting") * (1.0 - known) * (1.0 - clarity)


def mistaken(world: World, need: Need, right: Partner) -> Partner | None:
    """A partner reached by mistake instead of the right one: one that does not serve the domain."""
    others = [partner for partner in world.partners if partner.present and need.domain not in partner.domains]
    return others[int(world.luck.integers(len(others)))] if others else None


def passed_on(world: World, by_mistake: Partner, right: Partner) -> float:
    """The chance that it sends the case to the right one."""
    return world.settings.number("referral.passing_on") * world.known(by_mistake, right)


def hand_over(world: World, one: Actor, other: Actor) -> bool:
    """Whether a case gets from one actor to another."""
    world.tally["handovers"] += 1
    lost = world.happens(world.settings.number("referral.handover_loss") * (1.0 - world.tie(one, other)))
    world.tally["lost"] += lost
    return not lost


def taken_up(world: World, need: Need, right: Partner, kind: str) -> bool:
    """Whether a case that arrives is taken up; then it is on the list."""
    number = world.settings.number
    conversion = number(f"referral.conversion.{kind}")
    counted = min(need.contacts, number("referral.contacts_counted"))
    odds = conversion / (1.0 - conversion) * math.exp(number("referral.contacts_log_odds") * counted)
    if not world.happens(odds / (1.0 + odds)):
        return False
    world.tally[f"connections_{kind}"] += 1
    need.status, need.partner, need.waited = WAITING, right, 0
    right.cases += 1
    return True


def may_be_opened_twice(world: World, household: Household, need: Need, right: Partner, referrer: Post | None) -> None:
    """Whoever holds a case of the household may open this one as well."""
    post = household.post
    alone = 1.0
    by_post = post is not None and post is not referrer and post in world.at_work
    if by_post and post is not None:
        alone *= 1.0 - opened_twice(world, world.tie(post, right), world.known(post, right))
    for other in household.with_status(WAITING, IN_SERVICE):
        if other is not need and other.partner is not None and other.partner is not right:
            alone *= 1.0 - opened_twice(world, world.tie(right, other.partner), world.known(right, other.partner))
    if world.happens(1.0 - alone):
        world.tally["duplicates"] += 1
        right.duplicates += 1
        if by_post and post is not None:
            post.owed_duplicates += world.settings.number("referral.duplicate_hours")


def fail(world: World, household: Household, need: Need) -> None:
    """The attempt is spent."""
    lose_trust(world, household)
    need.cooling = int(world.settings.number("referral.cooling_weeks"))


def lose_trust(world: World, household: Household) -> None:
    """A mistake costs trust in institutions."""
    household.trust_institutions *= 1.0 - world.settings.number("referral.trust_loss")
