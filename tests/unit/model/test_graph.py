"""The exported network says what the tables say."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from hlmsim.model.blueprint import Change
from hlmsim.model.graph import network
from hlmsim.model.population import build
from hlmsim.model.week import advance
from hlmsim.model.world import World
from tests.worlds import plan


@pytest.fixture(scope="module")
def world() -> World:
    built = build(plan(weeks=30, dwellings=60, buildings=4))
    advance(built, 30)
    return built


def test_everyone_is_there(world: World) -> None:
    graph = network(world)
    entities = nx.get_node_attributes(graph, "entity")
    assert sum(kind == "household" for kind in entities.values()) == 60
    assert sum(kind == "partner" for kind in entities.values()) == len(world.blueprint.partners)
    assert sum(kind == "site" for kind in entities.values()) == 1
    assert graph.graph["week"] == 30


def test_tenants_ties_are_those_of_the_table(world: World) -> None:
    graph = network(world)
    ties, rows = world.state.strong_ties, world.state.strong_rows
    strong = {frozenset((a, b)) for a, b, kind in graph.edges(data="kind") if kind == "strong"}
    first = np.repeat(np.arange(60), np.diff(rows))
    expected = {
        frozenset((f"household:{i}", f"household:{tie['neighbour']}"))
        for i, tie in zip(first, ties, strict=True)
        if tie["strength"] > 0
    }
    assert strong == expected


def test_weak_ties_can_be_left_out(world: World) -> None:
    assert network(world, weakest=0.5).number_of_edges() < network(world).number_of_edges()
    ties = network(world, weakest=0.5).edges(data=True)
    assert all(tie["strength"] > 0.5 for _, _, tie in ties if tie["kind"] != "membership")


def test_a_withdrawn_network_has_no_membership() -> None:
    alone = build(plan("worker_without_network", weeks=4))
    kinds = {kind for _, _, kind in network(alone).edges(data="kind")}
    assert "membership" not in kinds


def test_posts_of_another_time_take_no_household_away() -> None:
    """Before more posts are paid, and after they are cut, every household is tied to the workers that are there."""

    more = (Change(6, {"levers.posts.count": 3}), Change(9, {"levers.posts.count": 1}))
    for week in (5, 8, 11):
        built = build(plan(weeks=12, dwellings=24, buildings=2, changes=more))
        advance(built, week)
        kinds = list(nx.get_edge_attributes(network(built), "kind").values())
        trusting = np.count_nonzero(built.state.households["trust_worker"] > 0)
        assert kinds.count("trust") + kinds.count("accompaniment") == trusting >= 20
