"""The networks that a comparison shows: the first simulation of each scenario, at a few weeks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hlmsim.locales import said
from hlmsim.report.network_chart import Network, Scene

if TYPE_CHECKING:
    from pathlib import Path

    from hlmsim.runs.scenes import Scenes
    from hlmsim.scenario import Scenario


def networks_of(folder: Path, names: list[str], lang: str) -> Mapping[str, Network]:
    """By name, the network of every scenario of a results folder that has one site, not too large to be drawn.

    A folder that was made without them has them simulated again.
    """
    from hlmsim.runs.asked import Asked
    from hlmsim.runs.intact import intact_under
    from hlmsim.runs.ledger.networks import FOLDER, read_scenes
    from hlmsim.runs.scenes import can_be_drawn

    asked, found = Asked.of(folder), {}
    for name in asked.scenario_files(names):
        scenario = asked.scenario(name)
        if can_be_drawn(scenario):
            kept = read_scenes(folder, name, asked.key(name, 0)) if intact_under(folder, FOLDER) else None
            found[name] = _network(scenario, kept or _simulated(scenario, asked.study_seed), lang)
    return found


def _simulated(scenario: Scenario, seed: int) -> Scenes:
    from hlmsim.model.population import build
    from hlmsim.runs.scenes import record

    return record(build(scenario.blueprint(), study_seed=seed, replicate=0), scenario)


def _network(scenario: Scenario, scenes: Scenes, lang: str) -> Network:
    partners = {f"partner:{one.plan.seat}": said(one.label, lang) for one in scenario.partners}
    return Network([Scene(week, graph) for week, graph in scenes.items()], partners)
