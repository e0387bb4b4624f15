"""Who could know whom: the numbers that the published network has, and luck of its own for each pair.

False alarms: the bounds are wider than seven standard errors of the mean over the replicates used.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from scipy.special import gammaincinv

from hlmsim.engine.parameters import Value
from hlmsim.model.blueprint import Blueprint, Dwelling, TenantTie
from hlmsim.model.population import build
from hlmsim.model.ties import WEAK_REACH, sociability_quantiles
from hlmsim.model.world import World
from tests.worlds import plan, with_site

REPLICATES = 60


def graph_of(world: World, kind: str = "strong") -> nx.Graph:
    rows, ties = getattr(world.state, f"{kind}_rows"), getattr(world.state, f"{kind}_ties")
    graph = nx.Graph()
    graph.add_nodes_from(range(len(rows) - 1))
    first = np.repeat(np.arange(len(rows) - 1), np.diff(rows))
    graph.add_weighted_edges_from(
        zip(first.tolist(), ties["neighbour"].tolist(), ties["strength"].tolist(), strict=True)
    )
    return graph


@functools.cache
def graphs(kind: str = "strong") -> tuple[nx.Graph, ...]:
    return tuple(graph_of(build(plan(), study_seed=1, replicate=r), kind) for r in range(REPLICATES))


def over_replicates(measure: Callable[[nx.Graph], float], kind: str = "strong") -> float:
    return float(np.mean([measure(graph) for graph in graphs(kind)]))


@pytest.mark.statistical
def test_mean_number_of_close_ties_is_the_one_asked_for() -> None:
    asked = float(plan().sites[0].values["context.ties.strong_degree"])
    assert over_replicates(lambda g: 2 * g.number_of_edges() / len(g)) == pytest.approx(asked, abs=0.15)


@pytest.mark.statistical
def test_one_household_in_seven_has_no_close_tie() -> None:
    assert over_replicates(lambda g: len(list(nx.isolates(g))) / len(g)) == pytest.approx(0.14, abs=0.025)


@pytest.mark.statistical
def test_neighbours_of_a_household_know_each_other() -> None:
    """Mean local clustering over households with two close ties or more (ego density)."""

    def ego_density(graph: nx.Graph) -> float:
        local = nx.clustering(graph)
        return float(np.mean([local[i] for i, degree in graph.degree() if degree > 1]))

    assert over_replicates(ego_density) == pytest.approx(0.34, abs=0.04)


@pytest.mark.statistical
def test_acquaintances_are_as_many_as_asked_for_less_those_at_the_end_of_the_site() -> None:
    asked = float(plan().sites[0].values["context.ties.weak_degree"])
    mean = over_replicates(lambda g: 2 * g.number_of_edges() / len(g), "weak")
    assert 0.8 * asked < mean < asked


@pytest.mark.statistical
@pytest.mark.parametrize("degree", [0.0, 1.0, 5.0])
def test_the_number_of_close_ties_follows_the_parameter(degree: float) -> None:
    big = plan(dwellings=3000, buildings=60, values={"context.ties.strong_degree": degree})
    graph = graph_of(build(big, study_seed=1))
    assert 2 * graph.number_of_edges() / len(graph) == pytest.approx(degree, rel=0.08)


def test_close_ties_stay_within_reach_in_one_building() -> None:
    world = build(plan(), study_seed=1)
    reach = int(world.state.parameters[0, 0]["ties_reach"])
    building = world.state.households["building"]
    door = np.argsort(world.state.doors)
    for i, j in graph_of(world).edges:
        assert building[i] == building[j]
        assert 0 < abs(int(door[i]) - int(door[j])) <= reach


def test_acquaintances_live_further_on_and_are_not_close() -> None:
    world = build(plan(), study_seed=1)
    close, known = graph_of(world), graph_of(world, "weak")
    assert not set(close.edges) & set(known.edges)
    assert all(0 < abs(i - j) <= WEAK_REACH for i, j in known.edges)


def test_strengths_start_at_the_parameters() -> None:
    world = build(plan(), study_seed=1)
    p = world.state.parameters[0, 0]
    assert set(world.state.strong_ties["strength"]) == {p["ties_strong_strength"]}
    assert set(world.state.weak_ties["strength"]) == {p["ties_weak_strength"]}


@pytest.mark.statistical
def test_like_ties_to_like() -> None:
    """Under full homophily only households alike in both children and language are close."""
    alike = plan(dwellings=1500, buildings=30, values={"context.ties.homophily": 1.0})
    world = build(alike, study_seed=1)
    people = world.state.households
    children = people["household_type"] < 2
    language = people["language_group"]
    same = [(children[i] == children[j]) + (language[i] == language[j]) for i, j in graph_of(world).edges]
    assert min(same) > 0


@pytest.mark.parametrize("shape", [0.1, 0.5, 1.0, 2.0, 7.3, 100.0])
def test_sociabilities_are_the_quantiles_of_a_gamma(shape: float) -> None:
    numbers = sociability_quantiles(shape)
    shares = np.linspace(0.0, 1.0, len(numbers) - 1)[:-1]
    np.testing.assert_allclose(numbers[:-2], gammaincinv(shape, shares) / shape, rtol=1e-11, atol=0)
    assert numbers[-2] == numbers[-1] == pytest.approx(gammaincinv(shape, 1 - 1 / 1024) / shape, rel=1e-11)


def test_sociability_has_mean_one_and_the_shape_asked_for() -> None:
    for shape in (0.8, 1.5, 4.0):
        numbers = sociability_quantiles(shape)[:-1]
        middle = 0.5 * (numbers[1:] + numbers[:-1])
        assert middle.mean() == pytest.approx(1.0, abs=0.02)
        assert middle.var() == pytest.approx(1 / shape, rel=0.15)


def given_ties(**values: Value) -> Blueprint:
    return with_site(
        plan(dwellings=4, buildings=1, values=values),
        0,
        listed=tuple(Dwelling(0, "senior", "anglophone") for _ in range(4)),
        ties=(TenantTie(0, 1), TenantTie(2, 1, strength=0.25), TenantTie(0, 3, strong=False)),
    )


def test_ties_from_a_file_replace_the_drawn_ones() -> None:
    world = build(given_ties(), study_seed=1)
    level = float(world.blueprint.sites[0].values["context.ties.strong_strength"])
    assert {(i, j): s for i, j, s in graph_of(world).edges(data="weight")} == {(0, 1): level, (1, 2): 0.25}
    assert list(graph_of(world, "weak").edges) == [(0, 3)]
    people = world.state.households
    assert set(people["household_type"]) == {3}
    assert set(people["language_group"]) == {1}


def test_a_site_with_given_ties_beside_one_with_drawn_ties() -> None:
    base = given_ties()
    both = replace(base, sites=(base.sites[0], replace(plan(dwellings=40, buildings=2).sites[0], seat=9)))
    graph = graph_of(build(both, study_seed=1))
    assert sorted(edge for edge in graph.edges if min(edge) < 4) == [(0, 1), (1, 2)]
    assert any(min(edge) >= 4 for edge in graph.edges)
