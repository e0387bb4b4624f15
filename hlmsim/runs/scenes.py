"""The network of a run at a few weeks, kept while it is simulated, for the pictures of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

    from hlmsim.model.world import World
    from hlmsim.scenario import Scenario

MOST_HOUSEHOLDS = 400
"""A larger site has marks too small to be read on paper."""
A_YEAR = 52

type Scenes = dict[int, nx.Graph[Any]]
"""The network by week, counted from the start of the scenario."""


def can_be_drawn(scenario: Scenario) -> bool:
    """Whether a scenario has one site, not too large to be drawn."""
    return len(scenario.sites) == 1 and scenario.sites[0].dwellings <= MOST_HOUSEHOLDS


def record(world: World, scenario: Scenario) -> Scenes:
    """Simulate to the end of the burn-in, a year later and the end, and keep the network of each."""
    from hlmsim.model.graph import network
    from hlmsim.model.week import advance

    found: Scenes = {}
    for week in sorted({scenario.burn_in, min(scenario.burn_in + A_YEAR, scenario.weeks), scenario.weeks}):
        advance(world, until=week)
        found[week] = network(world)
    return found
