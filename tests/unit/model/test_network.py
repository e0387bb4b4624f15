"""Density, centralisation and modularity of partner ties, against networkx."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from hlmsim.engine.simulation import run_plain
from hlmsim.model.mechanisms.record import _structure
from hlmsim.model.names import SECTOR_OF_KIND
from hlmsim.model.tables import SITE_WEEK
from hlmsim.model.world import World
from tests.worlds import busy, plan, started


def committee(world: World, s: int) -> tuple[nx.Graph, list[set[int]]]:
    """The members of a committee with their ties, and the partition by sector."""
    state, site = world.state, world.state.sites[s]
    first, size = int(site["first_member"]), int(site["last_member"] - site["first_member"])
    start = int(site["first_member_tie"])
    strength = state.member_ties["strength"][start : start + size * size].reshape(size, size)
    seated = [a for a in range(size) if state.members["member"][first + a]]
    graph = nx.Graph()
    graph.add_nodes_from(seated)
    graph.add_weighted_edges_from((a, b, strength[a, b]) for a in seated for b in seated if a < b)
    sectors: dict[int, set[int]] = {}
    for a in seated:
        kind = int(state.partners["kind"][state.members["partner"][first + a]])
        sectors.setdefault(SECTOR_OF_KIND[kind], set()).add(a)
    return graph, list(sectors.values())


def measures(world: World, s: int) -> Any:
    """What the record says of a site's committee as it stands."""
    world.state.site_week[s] = np.zeros((), SITE_WEEK.dtype)
    members = int(world.state.members["member"][world.state.members["site"] == s].sum())
    run_plain(_structure, world.state, s, members)
    return world.state.site_week[s]


@pytest.mark.parametrize("replicate", range(4))
def test_structure_equals_networkx(replicate: int) -> None:
    lasting = {"context.engagement.dissolution": 0, "context.engagement.withdrawal_weeks": 12}
    world = started(busy(weeks=20, values=lasting), replicate=replicate, until=16)
    for s in range(2):
        graph, sectors = committee(world, s)
        found, n = measures(world, s), len(graph)
        degrees = dict(graph.degree(weight="weight")).values()
        assert n > 2
        assert found["density"] == pytest.approx(graph.size("weight") / (n * (n - 1) / 2))
        assert found["modularity"] == pytest.approx(nx.community.modularity(graph, sectors, weight="weight"))
        assert found["centralisation"] == pytest.approx(
            sum(max(degrees) - degree for degree in degrees) / ((n - 1) * (n - 2)), abs=1e-12
        )


def shaped(world: World, strength: np.ndarray) -> Any:
    world.state.member_ties["strength"] = strength.ravel()
    return measures(world, 0)


def test_a_star_is_as_centralised_as_can_be_and_a_ring_not_at_all() -> None:
    world = started(plan(weeks=2))
    size = len(world.state.members)
    star = np.zeros((size, size))
    star[0, 1:] = star[1:, 0] = 1.0
    assert shaped(world, star)["centralisation"] == pytest.approx(1.0)
    ring = np.roll(np.eye(size), 1, axis=1)
    assert shaped(world, ring + ring.T)["centralisation"] == pytest.approx(0.0, abs=1e-12)
    assert shaped(world, np.ones((size, size)))["density"] == pytest.approx(1.0)


def test_ties_within_sectors_alone_make_silos() -> None:
    world = started(plan(weeks=2))
    sector = np.asarray(SECTOR_OF_KIND)[world.state.partners["kind"][world.state.members["partner"]]]
    within = (sector[:, None] == sector[None, :]).astype(float)
    assert shaped(world, within)["modularity"] > 0.2
    assert shaped(world, 1.0 - within)["modularity"] < -0.2
    assert shaped(world, 0.0 * within)["modularity"] == 0.0


def test_the_record_holds_the_structure_of_the_week() -> None:
    world = started(plan("concertation", weeks=30), until=30)
    graph, sectors = committee(world, 0)
    last = world.state.by_week[29]
    n = len(graph)
    assert last["members"] == n
    assert last["density"] == pytest.approx(graph.size("weight") / (n * (n - 1) / 2))
    assert last["modularity"] == pytest.approx(nx.community.modularity(graph, sectors, weight="weight"))


def test_the_network_is_described_from_its_members() -> None:
    world = started(plan(weeks=10), until=10)
    members, last = world.state.members, world.state.by_week[9]
    seated = members["member"] == 1
    assert last["alive"] == 1.0
    assert last["commitment"] == pytest.approx(members["commitment"][seated].mean())
    assert last["representative_tenure"] == pytest.approx(members["tenure"][seated].mean())
