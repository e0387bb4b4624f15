"""The committee meets and chooses its actions (7.11)."""

from __future__ import annotations

from itertools import combinations

from tests.reference.outreach import portfolio
from tests.reference.people import Actor, Partner, World
from tests.reference.settings import towards_one
from tests.reference.start import distance

HOURS_TO_CLARIFY = 2.0
PATIENCE = {"consensus": 1.0, "majority": 0.5, "lead": 0.2}
LEADS_WEIGHT = 0.6
LEADS_LOSS = 0.3


def meetings(world: World) -> None:
    """Those who come get to know one another, clarify roles, discuss actions."""
    world.since_decision += 1
    if not world.meets:
        return
    came = [partner for partner in world.members if partner.at_the_table and world.happens(partner.commitment)]
    meet(world, came)
    if came and world.since_decision >= world.settings.number("meeting.decision_weeks"):
        discuss(world, came)


def quality(world: World, present: int) -> float:
    """How well the form of governance suits the number present."""
    loss = world.settings.number("meeting.governance_fit")
    form = world.settings.word("concertation.governance")
    if form == "shared":
        return 1.0 - loss * min(1.0, max(0.0, (present - 6) / 10))
    if form == "coordinating_office":
        return 1.0 - loss * min(1.0, max(0.0, (8 - present) / 8))
    return 1.0 - loss * LEADS_LOSS


def meet(world: World, came: list[Partner]) -> None:
    """What a meeting brings and takes."""
    settings = world.settings
    fits = quality(world, len(came))
    length, roles = settings.number("concertation.meeting_hours"), settings.number("role_clarity.agenda_share")
    actors: list[Actor] = [*world.at_work, *came]
    tie_gain = fits * (1.0 - roles) * settings.number("meeting.tie_gain")
    sharing = 0.5 + 0.5 * settings.number("concertation.information_sharing")
    knowledge_gain = fits * (1.0 - roles) * settings.number("meeting.knowledge_gain") * sharing
    for one, other in combinations(actors, 2):
        pair = frozenset((one, other))
        if pair in world.ties:
            world.ties[pair] = towards_one(world.ties[pair], tie_gain)
    for actor in actors:
        for partner in came:
            if actor is not partner:
                world.knowledge[actor, partner] = towards_one(world.knowledge[actor, partner], knowledge_gain)
    time_on_roles = min(1.0, roles * length / HOURS_TO_CLARIFY)
    clearer = settings.number("meeting.clarity_gain") * time_on_roles + settings.number("meeting.side_clarity")
    for actor in actors:
        actor.role_clarity = towards_one(actor.role_clarity, fits * clearer)
    for partner in came:
        partner.recent_hours += length
        partner.owed_hours += settings.number("meeting.partner_share") * length


def discuss(world: World, came: list[Partner]) -> None:
    """One discussion of the actions; when it has come far enough, they are agreed."""
    settings = world.settings
    rule = settings.word("actions.rule")
    choice = chosen(rule, came)
    clarity = sum(partner.role_clarity for partner in came) / len(came)
    apart = sum(distance(partner.wishes, choice) for partner in came) / len(came)
    world.disagreement = apart * (1.0 - 0.5 * clarity)
    delay = settings.number("meeting.disagreement_delay") * PATIENCE[rule] * world.disagreement
    world.decision_progress += 1.0 / (1.0 + delay)
    if world.decision_progress >= 1.0:
        agree(world, choice)


def chosen(rule: str, came: list[Partner]) -> tuple[float, ...]:
    """What those present choose from their wishes."""
    mean = tuple(sum(shares) / len(came) for shares in zip(*(partner.wishes for partner in came), strict=True))
    if rule == "consensus":
        return mean
    if rule == "majority":
        return min(came, key=lambda one: sum(distance(one.wishes, other.wishes) for other in came)).wishes
    lead = next((partner for partner in came if partner.kind == "housing_office"), came[0])
    return tuple(LEADS_WEIGHT * own + (1.0 - LEADS_WEIGHT) * m for own, m in zip(lead.wishes, mean, strict=True))


def agree(world: World, choice: tuple[float, ...]) -> None:
    """The portfolio is agreed."""
    world.agreed, world.choice = True, choice
    world.decision_progress, world.since_decision = 0.0, 0
    for partner in world.members:
        partner.distance = distance(partner.wishes, portfolio(world))
