"""Save, resume and fork worlds."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from hlmsim.engine import snapshot
from hlmsim.errors import SnapshotError
from hlmsim.model.blueprint import Blueprint
from hlmsim.model.layout import lay_out
from hlmsim.model.population import build
from hlmsim.model.world import World


def save(world: World, path: Path, *, scenario_hash: str) -> None:
    """Save a world. ``scenario_hash`` names the blueprint, so that it is not resumed with another."""
    facts = {
        "week": world.week,
        "study_seed": world.study_seed,
        "replicate": world.replicate,
        "scenario": scenario_hash,
    }
    snapshot.save(path, world.state, facts)


def resume(blueprint: Blueprint, path: Path, *, scenario_hash: str) -> World:
    """The world saved in ``path``; run on, it equals an unbroken run to the last bit.

    Raises SnapshotError when the file was saved from another scenario or by another version of the tables.
    """
    facts = snapshot.read_facts(path)
    world = build(blueprint, study_seed=facts["study_seed"], replicate=facts["replicate"])
    state = snapshot.load(path, world.state, {"scenario": scenario_hash})
    return World(blueprint, facts["study_seed"], facts["replicate"], state, facts["week"])


def fork(world: World, blueprint: Blueprint) -> World:
    """A copy of a world that goes on under another blueprint: its past stays, its parameters and agenda change.

    The two blueprints must have the same sites, dwellings, partners, horizon and number of posts. Raises SnapshotError
    otherwise.
    """
    template = lay_out(blueprint).template
    twin = world.copy()
    for name in ("households", "posts", "members", "sites", "by_group", "by_site", "waits_ended", "doors"):
        if getattr(template, name).shape != getattr(twin.state, name).shape:
            raise SnapshotError("fork_of_another", fact=name)
    plan = {name: getattr(template, name).copy() for name in ("parameters", "segment", "agenda", "agenda_rows")}
    state = twin.state._replace(**plan)
    return dataclasses.replace(twin, blueprint=blueprint, state=state)
