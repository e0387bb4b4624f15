"""Ties between tenants on day one: close neighbours by nearness and likeness, acquaintances by chance."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import combinations, product

import numpy as np
from scipy import optimize, stats

from hlmsim.model.names import HOUSEHOLD_TYPES, LANGUAGE_GROUPS
from tests.reference.people import WITH_CHILDREN, Household, Tie, World
from tests.reference.settings import Settings

AMONG = 40
"""Dwellings that follow, among which acquaintances are drawn."""
POINTS = 400
"""Sociabilities that stand for all of them when the mean number of close ties is worked out."""


def likeness(settings: Settings, children: tuple[bool, bool], languages: tuple[str, str]) -> float:
    """How much two households have in common, as a factor on the chance of a tie."""
    different = (int(children[0] != children[1]) + int(languages[0] != languages[1])) / 2
    both = settings.number("ties.children") if all(children) else 1.0
    return (1.0 - settings.number("ties.homophily") * different) * both


def likenesses(settings: Settings) -> list[tuple[float, float]]:
    """Every likeness of two households drawn by the population's shares, with its probability."""
    kinds = list(zip(HOUSEHOLD_TYPES, settings.type_shares(), strict=True))
    languages = list(zip(LANGUAGE_GROUPS, settings.language_shares(), strict=True))
    people = [(kind in WITH_CHILDREN, word, p * q) for (kind, p), (word, q) in product(kinds, languages)]
    found: defaultdict[float, float] = defaultdict(float)
    for (my_children, my_language, mine), (your_children, your_language, yours) in product(people, people):
        like = likeness(settings, (my_children, your_children), (my_language, your_language))
        found[like] += mine * yours
    return list(found.items())


def mean_close_ties(c: float, size: int, settings: Settings) -> float:
    """Close ties that a household of a building of that size has on average, over sociability and likeness."""
    shape = settings.number("ties.sociability_shape")
    theta = stats.gamma.ppf((np.arange(POINTS) + 0.5) / POINTS, shape, scale=1.0 / shape)
    total, alike = 0.0, likenesses(settings)
    for doors in range(1, min(int(settings.number("ties.reach")), size - 1) + 1):
        for like, probability in alike:
            tied = 1.0 - np.mean((1.0 + c * theta * like / doors / shape) ** -shape)
            total += (size - doors) * probability * float(tied)
    return 2.0 * total / size


def constant(size: int, settings: Settings) -> float:
    """The c by which a building of that size has the mean number of close ties asked for."""
    asked = settings.number("ties.strong_degree")
    found = optimize.brentq(lambda log_c: mean_close_ties(math.exp(log_c), size, settings) - asked, -12, 12)
    return math.exp(float(found))


def meet_close_neighbours(world: World) -> None:
    """Close ties within each building."""
    settings, shape = world.settings, world.settings.number("ties.sociability_shape")
    buildings: dict[int, list[Household]] = {}
    for household in world.households:
        buildings.setdefault(household.building, []).append(household)
    constants = {size: constant(size, settings) for size in {len(doors) for doors in buildings.values()}}
    sociability = {household: world.luck.gamma(shape, 1.0 / shape) for household in world.households}
    for doors in buildings.values():
        c = constants[len(doors)]
        for (i, one), (j, other) in combinations(enumerate(doors), 2):
            if j - i > settings.number("ties.reach"):
                continue
            like = likeness(settings, (one.has_children, other.has_children), (one.language, other.language))
            if world.happens(1.0 - math.exp(-c * sociability[one] * sociability[other] * like / (j - i))):
                one.close[other] = other.close[one] = Tie(settings.number("ties.strong_strength"))


def greet_acquaintances(world: World) -> None:
    """Acquaintances among the dwellings that follow."""
    settings = world.settings
    for place, household in enumerate(world.households):
        wanted = min(AMONG, int(world.luck.poisson(settings.number("ties.weak_degree") / 2)))
        for further in world.luck.choice(AMONG, wanted, replace=False):
            there = place + 1 + int(further)
            if there < len(world.households) and world.households[there] not in household.close:
                other, tie = world.households[there], Tie(settings.number("ties.weak_strength"))
                household.acquaintances[other] = other.acquaintances[household] = tie
