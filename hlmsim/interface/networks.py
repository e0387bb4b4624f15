"""The networks that a comparison shows: the first simulation of each scenario, at a few weeks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hlmsim.locales import said
from hlmsim.report.network_chart import MOST_HOUSEHOLDS, Network, Scene

if TYPE_CHECKING:
    from pathlib import Path

    from hlmsim.scenario import Scenario

A_YEAR = 52


def networks_of(folder: Path, names: list[str], lang: str) -> Mapping[str, Network]:
    """By name, the network of every scenario of a results folder that has one site, not too large to be drawn."""
    from hlmsim.runs.asked import Asked
    from hlmsim.scenario import load

    asked = Asked.of(folder)
    known = {name: load(asked.scenario_file(name)) for name in names}
    return {name: _network(one, asked.study_seed, lang) for name, one in known.items() if _can_be_drawn(one)}


def _can_be_drawn(scenario: Scenario) -> bool:
    return len(scenario.sites) == 1 and scenario.sites[0].dwellings <= MOST_HOUSEHOLDS


def _network(scenario: Scenario, seed: int, lang: str) -> Network:
    """At the end of the burn-in, a year later, and at the end."""
    from hlmsim.model.graph import network
    from hlmsim.model.population import build
    from hlmsim.model.week import advance

    world = build(scenario.blueprint(), study_seed=seed, replicate=0)
    scenes = []
    for week in sorted({scenario.burn_in, min(scenario.burn_in + A_YEAR, scenario.weeks), scenario.weeks}):
        advance(world, until=week)
        scenes.append(Scene(week, network(world)))
    return Network(scenes, {f"partner:{one.plan.seat}": said(one.label, lang) for one in scenario.partners})
