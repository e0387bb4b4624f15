"""Security, capacity to act, trust, and the site with them (7.15)."""

from __future__ import annotations

import math

from tests.reference.measure import burden
from tests.reference.people import Household, World
from tests.reference.settings import Settings, cut, towards_one


def wellbeing(world: World) -> None:
    """The site's disorder and upkeep, then its households, then its efficacy."""
    look_after(world)
    shared = shared_security(world)
    for household in world.households:
        feel(world, household, shared)
        trust(world, household)
    cohesion = sum(household.bond for household in world.households) / len(world.households)
    participation = sum(household.participates for household in world.households) / len(world.households)
    world.efficacy = math.sqrt(cohesion * participation) * (1.0 - world.disorder * (1.0 - cohesion))
    world.tally["cohesion"] = cohesion


def look_after(world: World) -> None:
    """Presence of the workers, disorder, upkeep."""
    settings, number = world.settings, world.settings.number
    world.presence = saturated(world, world.visible_hours)
    works = saturated(world, world.environment_hours)
    ordinary = number("founding.disorder.vision")
    calm = ordinary * (1.0 - number("disorder.efficacy") * world.efficacy) * (1.0 - works)
    world.disorder = relaxed(settings, "disorder", world.disorder, calm)
    kept = number("population.upkeep") + number("upkeep.actions") * works
    kept -= number("upkeep.disorder") * (world.disorder - ordinary)
    world.upkeep = relaxed(settings, "upkeep", world.upkeep, cut(kept))


def saturated(world: World, hours: float) -> float:
    """The part of its full effect that so many hours a week have."""
    return 1.0 - math.exp(-hours * world.for_170 / world.settings.number("presence.saturation_hours"))


def relaxed(settings: Settings, name: str, value: float, level: float) -> float:
    """A value after one more week on its way to a level."""
    return level + (value - level) * settings.kept(f"{name}.half_life")


def shared_security(world: World) -> float:
    """The part of the level of security that is the same for the whole site."""
    number = world.settings.number
    level = number("security.ground") + number("security.efficacy") * world.efficacy
    level += number("security.upkeep") * world.upkeep + number("security.presence") * world.presence
    level -= number("security.incidents") * world.incident_memory / (1.0 + world.incident_memory)
    return level - number("security.disorder") * world.disorder


def feel(world: World, household: Household, shared: float) -> None:
    """Sense of security and capacity to act."""
    number = world.settings.number
    secure = shared + number("security.trust") * household.trust_worker
    household.security = relaxed(world.settings, "security", household.security, cut(secure))
    able = number("agency.ground") + number("agency.support") * household.trust_worker
    able += number("agency.participation") * household.participates - number("agency.unmet") * burden(household)
    household.agency = relaxed(world.settings, "agency", household.agency, cut(able))


def trust(world: World, household: Household) -> None:
    """Trust, stigma, and the successes of neighbours."""
    settings, number = world.settings, world.settings.number
    usual = number("population.trust_institutions")
    kept = settings.kept("trust.institutions_half_life")
    household.trust_institutions = usual + (household.trust_institutions - usual) * kept
    household.visible_success *= settings.kept("seeking.success_half_life")
    for _ in range(household.successes_seen):
        household.visible_success = towards_one(household.visible_success, number("seeking.success_echo"))
    household.successes_seen = 0
    felt = number("population.stigma") * (1.0 - number("stigma.neighbours") * household.visible_success)
    household.stigma = relaxed(settings, "stigma", household.stigma, felt)
    if not household.met:
        household.trust_worker *= 1.0 - number("worker.trust_decay")
