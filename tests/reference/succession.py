"""Workers' turnover, vacancy, succession (7.13), and how ties between actors fade (7.14)."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tests.reference.people import Actor, Post, World
from tests.reference.settings import chance_in_a_week, towards_one
from tests.reference.start import morale_level


def succession(world: World) -> None:
    """Each funded post: somebody stays, gives notice, leaves, or arrives."""
    for post in world.funded:
        sudden = any(event.post in {None, post.place + 1} for event in world.settings.scheduled("worker_departure"))
        if not post.filled:
            wait_for_successor(world, post)
        elif sudden:
            leave(world, post, weeks_of_handover=0)
        else:
            stay(world, post)


def stay(world: World, post: Post) -> None:
    """A week more in post, with or without notice."""
    settings = world.settings
    post.tenure += 1
    gap = morale_level(settings, post) - post.morale
    post.morale += settings.number("succession.morale_adjustment") * gap
    notice = int(settings.number("succession.notice_weeks"))
    if post.notice_left is not None:
        post.notice_left -= 1
    elif world.happens(chance_in_a_week(notice_hazard(world, post))):
        post.notice_left = notice
    if post.notice_left == 0:
        weeks = min(settings.number("turnover.handover_weeks"), notice)
        leave(world, post, weeks_of_handover=weeks)


def notice_hazard(world: World, post: Post) -> float:
    """Hazard of giving notice."""
    number = world.settings.number
    reasons = number("succession.clarity") * (0.5 - post.role_clarity)
    reasons += number("succession.overload") * post.overload
    reasons += number("succession.morale") * (0.5 - post.morale)
    return number("turnover.worker_annual") / 52 * math.exp(reasons)


def leave(world: World, post: Post, *, weeks_of_handover: float) -> None:
    """The worker goes; part of what there was stays."""
    share = carry_share(world, weeks_of_handover)
    posts = len(world.funded)
    for household in world.households:
        if household.door % posts == post.place:
            household.trust_worker *= share
    carry_over(world, post, share)
    post.carried = share
    post.filled, post.notice_left, post.tenure = False, None, 0
    post.vacancy_left = vacancy(world, world.settings.number("succession.vacancy_weeks"))
    world.tally["departures"] += 1
    if post.vacancy_left == 0:
        arrive(world, post)


def wait_for_successor(world: World, post: Post) -> None:
    """A week more of vacancy."""
    post.vacancy_left -= 1
    if post.vacancy_left <= 0:
        arrive(world, post)


def arrive(world: World, post: Post) -> None:
    """A successor takes up the post."""
    post.filled, post.tenure, post.vacancy_left, post.overload = True, 0, 0, 0.0
    carry_clarity(world, post, post.carried)
    post.morale = morale_level(world.settings, post)
    look_afresh(world, world.ties_of(post))


def look_afresh(world: World, pairs: Iterable[frozenset[Actor]]) -> None:
    """What a newcomer's fresh eyes add to ties."""
    for pair in pairs:
        world.ties[pair] = towards_one(world.ties[pair], world.settings.number("succession.fresh_eyes"))


def carry_share(world: World, weeks_of_handover: float) -> float:
    """Share of trust, ties and knowledge that outlasts a departure."""
    number = world.settings.number
    cold, warm = number("succession.carry_cold"), number("succession.carry_warm")
    prepared = 0.5 * ((1.0 - math.exp(-weeks_of_handover / 2)) + number("turnover.written_roles"))
    return cold + (warm - cold) * prepared


def carry_over(world: World, actor: Actor, share: float) -> None:
    """What an actor keeps of its ties and its knowledge."""
    for pair in world.ties_of(actor):
        world.ties[pair] *= share
    for known in world.knowledge_of(actor):
        world.knowledge[known] *= share


def carry_clarity(world: World, actor: Actor, share: float) -> None:
    """What a newcomer takes over of how clear the role was beyond the starting level."""
    start = world.settings.number("role_clarity.initial")
    actor.role_clarity = start + share * (actor.role_clarity - start)


def vacancy(world: World, mean: float) -> int:
    """Weeks that a seat stays empty: Gamma, rounded up or down by chance."""
    shape = world.settings.number("succession.vacancy_shape")
    return int(world.luck.gamma(shape, mean / shape) + world.luck.random())


def actors_ties_fade(world: World) -> None:
    """Ties, knowledge and clarity fall back towards what they were before the network."""
    number = world.settings.number
    for pair, strength in world.ties.items():
        world.ties[pair] = strength + number("ties.partner_decay") * (number("population.prior_tie") - strength)
    for known, level in world.knowledge.items():
        prior = number("population.prior_knowledge")
        world.knowledge[known] = level + number("ties.knowledge_decay") * (prior - level)
    for actor in (*world.posts, *world.partners):
        gap = number("role_clarity.initial") - actor.role_clarity
        actor.role_clarity += number("ties.clarity_decay") * gap
