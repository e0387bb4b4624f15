"""The week: sixteen processes, one after the other (section 3)."""

from __future__ import annotations

from hlmsim.scenario import Scenario
from tests.reference.committee import meetings
from tests.reference.engagement import engagement
from tests.reference.gathering import gathering
from tests.reference.help import referral, seeking
from tests.reference.measure import outcomes, record
from tests.reference.outreach import outreach
from tests.reference.people import World
from tests.reference.service import service
from tests.reference.start import first_day
from tests.reference.succession import actors_ties_fade, succession
from tests.reference.tenants import demography, forgetting, incidents, needs, talk, tenants_ties_fade
from tests.reference.wellbeing import wellbeing


def tie_decay(world: World) -> None:
    """Ties fade unless used."""
    tenants_ties_fade(world)
    actors_ties_fade(world)


WEEK = (
    demography,
    needs,
    incidents,
    talk,
    forgetting,
    outreach,
    seeking,
    referral,
    service,
    gathering,
    meetings,
    engagement,
    succession,
    tie_decay,
    wellbeing,
    record,
)


def lived(scenario: Scenario, seed: int) -> World:
    """A world that has run to its horizon."""
    world = first_day(scenario, seed)
    for week in range(world.settings.weeks):
        live_a_week(world, week)
    return world


def live_a_week(world: World, week: int) -> None:
    """One week."""
    world.week = week
    world.settings.begin(week)
    world.tally.clear()
    for process in WEEK:
        process(world)


def reference(scenario: Scenario, seed: int) -> dict[str, float]:
    """The outcomes of one world of the reference."""
    return outcomes(lived(scenario, seed))
