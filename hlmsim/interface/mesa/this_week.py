"""The outcomes of the week just run, at a cost that does not grow with the weeks behind it."""

from __future__ import annotations

import dataclasses

from hlmsim.errors import InputError
from hlmsim.model import outcomes
from hlmsim.model.tables import PERIOD_WEEKS
from hlmsim.model.world import World


def this_week(world: World) -> dict[str, float]:
    """The last value of ``outcomes.weekly(world)`` for everybody, from a window on the last weeks of the record.

    Raises InputError before the first week.
    """
    if world.week == 0:
        raise InputError("no_week_yet")
    sites = len(world.state.sites)
    values = {name: float(by_group[-1, 0]) for name, by_group in outcomes.weekly(_window(world)).items()}
    values["network_survival"] /= sites
    return values


def _window(world: World) -> World:
    """The weeks that still count, as a world of one site: groups by site are not asked for here."""
    state = world.state
    first = max(0, world.week - outcomes.RECENT_WEEKS)
    weeks = world.week - first
    since = world.week - 1 - state.burn_in
    period = min(since // PERIOD_WEEKS, len(state.waits_ended) - 1) if since >= 0 else 0
    shown = state._replace(
        weeks=weeks,
        burn_in=weeks - 1 if since >= 0 else weeks,
        site_record_weeks=1,
        sites=state.sites[:1],
        by_group=state.by_group[first : world.week],
        by_week=state.by_week[first : world.week],
        waits_ended=state.waits_ended[period : period + 1],
        waits_exposed=state.waits_exposed[period : period + 1],
    )
    blueprint = dataclasses.replace(world.blueprint, sites=world.blueprint.sites[:1])
    return World(blueprint, world.study_seed, world.replicate, shown, weeks)
