"""Initialisation (section 5 of the description): a world on day one."""

from __future__ import annotations

import numpy as np

from hlmsim.model.names import ACTIONS, DOMAINS, HOUSEHOLD_TYPES, LANGUAGE_GROUPS
from hlmsim.scenario import Scenario
from tests.reference.neighbours import greet_acquaintances, meet_close_neighbours
from tests.reference.people import Household, Need, Partner, Post, World
from tests.reference.settings import Settings, cut

LONGEST_AGE = 52
"""Weeks; no need is older on day one."""


def first_day(scenario: Scenario, seed: int) -> World:
    """A world that no week has passed over yet."""
    settings = Settings(scenario)
    if settings.site.listed or settings.site.ties is not None:
        raise ValueError("the reference draws its dwellings and ties")
    settings.begin(0)
    world = World(settings, np.random.default_rng(seed))
    world.upkeep = settings.number("population.upkeep")
    world.disorder = settings.at_founding("disorder")
    world.alive = settings.number("concertation.meeting_interval_weeks") > 0
    settle_tenants(world)
    meet_close_neighbours(world)
    greet_acquaintances(world)
    open_posts(world)
    seat_partners(world)
    acquaint_actors(world)
    return world


def settle_tenants(world: World) -> None:
    """Dwellings dealt to buildings in turn, and the households in them."""
    settings = world.settings
    shares = settings.type_shares()
    for door in range(settings.site.dwellings):
        kind = HOUSEHOLD_TYPES[int(world.luck.choice(len(shares), p=shares))]
        household = Household(door, door % settings.site.buildings, kind)
        draw_levels(world, household, security=settings.at_founding("security"))
        household.trust_worker = cut(2.0 * settings.number("population.trust_worker") * world.luck.random())
        household.awareness = dict.fromkeys(DOMAINS, world.around(settings.number("population.awareness")))
        household.participates = world.happens(settings.number("population.participation"))
        draw_first_needs(world, household)
        world.households.append(household)


def draw_levels(world: World, household: Household, *, security: float) -> None:
    """The language group and levels of a household that arrives."""
    settings = world.settings
    shares = settings.language_shares()
    household.language = LANGUAGE_GROUPS[int(world.luck.choice(len(shares), p=shares))]
    household.trust_institutions = world.around(settings.number("population.trust_institutions"))
    household.stigma = world.around(settings.number("population.stigma"))
    household.agency = world.around(settings.number("population.agency"))
    household.security = world.around(security)


def factor(settings: Settings, household: Household, domain: str) -> float:
    """How much more often this household has needs in the domain than another."""
    by_type = settings.number(f"needs.household_type_factor.{household.kind}")
    without = domain == "family_school" and not household.has_children
    return by_type * (settings.number("needs.school_without_children") if without else 1.0)


def draw_first_needs(world: World, household: Household) -> None:
    """Needs that were there before the first week."""
    settings = world.settings
    arrivals = {domain: settings.number(f"needs.arrival.{domain}") for domain in DOMAINS}
    for domain in DOMAINS:
        share = arrivals[domain] / sum(arrivals.values())
        expected = settings.number("population.needs_per_household") * share
        if world.happens(expected * factor(settings, household, domain)):
            severity = settings.number("needs.crisis_severity") * world.luck.random()
            growth = settings.number("needs.severity_growth")
            age = min(LONGEST_AGE, int(severity / growth)) if growth > 0 else LONGEST_AGE
            household.needs[domain] = Need(domain, severity, age)


def first_clarity(settings: Settings) -> float:
    """How clear roles are on day one."""
    return cut(settings.number("role_clarity.initial") + settings.at_founding("clarity_shift"))


def open_posts(world: World) -> None:
    """Every post is filled."""
    for place in range(world.settings.most_posts()):
        post = Post(f"post {place}", first_clarity(world.settings), place)
        post.morale = morale_level(world.settings, post)
        world.posts.append(post)


def morale_level(settings: Settings, post: Post) -> float:
    """The morale that clarity and load call for."""
    weight = settings.number("succession.morale_clarity")
    return weight * post.role_clarity + (1.0 - weight) * (1.0 - post.overload)


def seat_partners(world: World) -> None:
    """Partners that are present are members, if there is a network."""
    settings = world.settings
    spread = settings.number("population.spread") / 2
    for one in settings.partners:
        plan = one.plan
        partner = Partner(one.id, first_clarity(settings), plan.seat, plan.kind, plan.domains, plan.capacity)
        partner.wishes, partner.present = plan.preferences, plan.present
        partner.member = plan.present and world.alive
        drawn = settings.at_founding("commitment") + spread * (2.0 * world.luck.random() - 1.0)
        partner.commitment = cut(drawn + settings.at_founding("urgency"))
        world.partners.append(partner)


def planned(settings: Settings) -> tuple[float, ...]:
    """The split of hours that the posts are mandated for."""
    return tuple(settings.number(f"actions.portfolio.{action}") for action in ACTIONS)


def distance(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """How far two choices of actions are apart: the share of hours that would have to move."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / 2


def acquaint_actors(world: World) -> None:
    """Prior ties and prior knowledge."""
    settings = world.settings
    actors = [*world.posts, *world.partners]
    for place, one in enumerate(actors):
        for other in actors[place + 1 :]:
            if isinstance(other, Partner):
                world.ties[frozenset((one, other))] = settings.number("population.prior_tie")
        for partner in world.partners:
            if partner is not one:
                world.knowledge[one, partner] = settings.number("population.prior_knowledge")
