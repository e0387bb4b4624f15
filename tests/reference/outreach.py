"""How each post spends the hours that it is paid (7.6)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hlmsim.model.names import ACTIONS, DOMAINS
from tests.reference.people import (
    FOLLOWED_UP,
    IN_SERVICE,
    NONE,
    UNMET,
    WAITING,
    WENT_ALONG,
    Household,
    Need,
    Post,
    World,
)
from tests.reference.settings import towards_one
from tests.reference.start import planned

EARLY = 0.5
"""Severity below which a need found while unmet counts as detected early."""
ROUNDING = 1e-9


@dataclass
class Purse:
    """The hours that a post has left this week."""

    world: World
    left: float

    def pay(self, use: str, hours: float) -> float:
        """Spend up to so many hours on one use; what was spent."""
        spent = min(hours, self.left)
        self.left -= spent
        self.world.tally[f"hours_{use}"] += spent
        return spent


def portfolio(world: World) -> tuple[float, ...]:
    """The split of free hours in force."""
    mandate = planned(world.settings)
    if not world.agreed:
        return mandate
    weight = world.settings.number("meeting.mandate")
    return tuple(weight * m + (1.0 - weight) * c for m, c in zip(mandate, world.choice, strict=True))


def outreach(world: World) -> None:
    """Every filled post spends its week."""
    world.visible_hours = world.collective_hours = world.environment_hours = 0.0
    for household in world.households:
        household.support, household.met = NONE, False
        if household.post not in world.funded or not any(need.known for need in household.needs.values()):
            household.post = None
    world.tally["posts"], world.tally["posts_filled"] = len(world.funded), len(world.at_work)
    for post in world.at_work:
        work(world, post)


def work(world: World, post: Post) -> None:
    """One post's week: first what is owed, then the agreed actions."""
    settings = world.settings
    purse = Purse(world, settings.number("posts.hours_a_week"))
    world.tally["hours_paid"] += purse.left
    pay_what_is_owed(world, post, purse)
    if post.notice_left is not None:
        purse.pay("unspent", settings.number("succession.notice_dip") * purse.left)
    shares = dict(zip(ACTIONS, portfolio(world), strict=True))
    free = purse.left
    together, around = shares["collective"] * free, shares["environment"] * free
    delivered = 1.0 - settings.number("meeting.disagreement_loss") * world.disagreement
    world.collective_hours += purse.pay("collective", together) * delivered
    world.environment_hours += purse.pay("environment", around) * delivered
    follow_up(world, post, purse, shares["accompaniment"] * free)
    world.visible_hours += purse.left + together + around
    visit(world, post, purse)


def pay_what_is_owed(world: World, post: Post, purse: Purse) -> None:
    """Everything that comes before the agreed actions, in order."""
    settings = world.settings
    paid = purse.left
    if world.meets:
        length, roles = settings.number("concertation.meeting_hours"), settings.number("role_clarity.agenda_share")
        purse.pay("clarification", roles * length)
        purse.pay("meetings", (1.0 - roles) * length + settings.number("meeting.worker_hours"))
    if world.alive:
        purse.pay("meetings", settings.number("concertation.coordinator_hours") / len(world.funded))
    post.owed_conflict -= purse.pay("conflict", post.owed_conflict)
    post.owed_duplicates -= purse.pay("duplicates", post.owed_duplicates)
    if post.tenure < settings.number("worker.onboarding_weeks"):
        purse.pay("onboarding", settings.number("worker.onboarding_share") * paid)
    purse.pay("handover", settings.number("turnover.written_roles") * settings.number("succession.written_roles_hours"))
    if post.notice_left is not None and post.notice_left <= settings.number("turnover.handover_weeks"):
        purse.pay("handover", settings.number("succession.handover_hours"))
    purse.pay("paperwork", settings.number("worker.paperwork") * paid)


def follow_up(world: World, post: Post, purse: Purse, hours: float) -> None:
    """Follow-ups, gravest known need first; hours too few for one more begin it."""
    settings = world.settings
    length = settings.number("worker.hours_per_followup")
    accompanied = [household for household in world.households if household.post is post]
    accompanied.sort(key=gravest, reverse=True)
    units = hours / length + post.followup_begun
    followed = 0
    for household in accompanied:
        if units + ROUNDING < 1:
            break
        along = units + ROUNDING >= 2 and any(need.cooling == 0 for need in household.with_status(UNMET))
        household.support = WENT_ALONG if along else FOLLOWED_UP
        units -= 2 if along else 1
        followed += 1
        look_for_duplicates(world, post, household)
        contact(world, post, household)
    left = len(accompanied) - followed
    post.overload = overload(world, accompanied)
    post.followup_begun = max(0.0, units) if left else 0.0
    purse.pay("accompaniment", hours if left else max(0.0, hours - units * length))


def overload(world: World, accompanied: list[Household]) -> float:
    """The part of a full caseload left without follow-up."""
    left = sum(household.support == NONE for household in accompanied)
    return min(1.0, left / world.settings.number("worker.caseload"))


def gravest(household: Household) -> float:
    """Severity of the gravest need that is known."""
    return max((need.severity for need in household.needs.values() if need.known), default=0.0)


def visit(world: World, post: Post, purse: Purse) -> None:
    """Visits with everything left, by chance among the households that the post looks after."""
    doors = looked_after(world, post)
    if not doors:
        purse.pay("unspent", purse.left)
        return
    units = purse.left / world.settings.number("worker.hours_per_visit") + post.visit_begun
    purse.pay("visits", purse.left)
    whole = math.floor(units + ROUNDING)
    post.visit_begun = max(0.0, units - whole)
    for _ in range(whole):
        contact(world, post, doors[int(world.luck.integers(len(doors)))])


def looked_after(world: World, post: Post) -> list[Household]:
    """Every n-th door for n posts."""
    posts = len(world.funded)
    return [household for household in world.households if household.door % posts == post.place]


def contact(world: World, post: Post, household: Household) -> None:
    """Trust, awareness, and needs that come to light."""
    settings = world.settings
    world.tally["contacts"] += 1
    household.met = True
    quality = 1.0 - settings.number("worker.clarity_effect") * (1.0 - post.role_clarity)
    household.trust_worker = towards_one(household.trust_worker, quality * settings.number("worker.trust_gain"))
    for domain in DOMAINS:
        dose = settings.number("worker.awareness_dose") * settings.number(f"posts.skill.{domain}")
        household.awareness[domain] = towards_one(household.awareness[domain], quality * dose)
    found = [need for need in household.needs.values() if not need.known and comes_to_light(world, household, need)]
    for need in found:
        need.known = True
        world.tally["early"] += need.status == UNMET and need.severity < EARLY
    for need in household.needs.values():
        need.contacts += 1
    if household.post is None and to_be_accompanied(household, found):
        take_on(world, post, household)


def comes_to_light(world: World, household: Household, need: Need) -> bool:
    """Whether a need comes to light at this contact."""
    return world.happens(world.settings.number("worker.detection") * math.sqrt(household.trust_worker))


def to_be_accompanied(household: Household, found: list[Need]) -> bool:
    """Whether a need of the household has come to light, now (found) or earlier."""
    return bool(found) or any(need.known for need in household.needs.values())


def take_on(world: World, post: Post, household: Household) -> None:
    """Accompany a household, if the caseload has room."""
    accompanied = sum(other.post is post for other in world.households)
    if accompanied < world.settings.number("worker.caseload"):
        household.post = post


def look_for_duplicates(world: World, post: Post, household: Household) -> None:
    """The worker may do again what a partner already has in hand."""
    for need in household.with_status(WAITING, IN_SERVICE):
        assert need.partner is not None
        if world.happens(opened_twice(world, world.tie(post, need.partner), world.known(post, need.partner))):
            world.tally["duplicates"] += 1
            post.owed_duplicates += world.settings.number("referral.duplicate_hours")


def opened_twice(world: World, tie: float, knowledge: float) -> float:
    """The chance that two actors open the same case."""
    shared = world.settings.number("concertation.information_sharing") * knowledge
    return world.settings.number("referral.duplication") * (1.0 - tie) * (1.0 - shared)
