"""The network of a world as a graph: tenants, workers, partners, sites and the ties between them.

For export (GraphML, GEXF, CSV) and for measures that networkx knows. Nodes carry their state at that week; edges
carry ``kind`` and ``strength``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hlmsim.model.names import DOMAINS, HOUSEHOLD_TYPES, LANGUAGE_GROUPS, PARTNER_KINDS
from hlmsim.model.world import World

if TYPE_CHECKING:
    import networkx as nx

_SITE_LEVELS = ("disorder", "upkeep", "cohesion", "efficacy")
_HOUSEHOLD_SCORES = ("trust_worker", "trust_institutions", "security", "agency")


def network(world: World, *, weakest: float = 0.0) -> nx.Graph:
    """The graph of a world at its present week; ties of strength ``weakest`` or less are left out, members stay.

    Nodes: ``household:<seat>``, ``post:<seat>``, ``partner:<seat>``, ``site:<seat>``. Edges: strong, weak (tenants),
    accompaniment, trust (tenant–worker), tie (worker–partner, partner–partner), membership (partner–site).
    """
    import networkx as nx

    graph = nx.Graph(week=world.week, study_seed=world.study_seed, replicate=world.replicate)
    _add_nodes(graph, world)
    state = world.state
    for kind, rows, ties in (
        ("strong", state.strong_rows, state.strong_ties),
        ("weak", state.weak_rows, state.weak_ties),
    ):
        first = np.repeat(np.arange(len(rows) - 1), np.diff(rows))
        for i, tie in zip(first, ties, strict=True):
            if i < tie["neighbour"] and tie["strength"] > weakest:
                _tie(graph, _household(world, i), _household(world, tie["neighbour"]), kind, tie["strength"])
    for s, site in enumerate(state.sites):
        _add_workers_ties(graph, world, s, weakest)
        _add_partners_ties(graph, world, site, weakest)
    return graph


def _household(world: World, i: Any) -> str:
    return f"household:{int(world.state.households[i]['seat'])}"


def _post(world: World, w: Any) -> str:
    return f"post:{int(world.state.posts[w]['seat'])}"


def _partner(world: World, m: Any) -> str:
    return f"partner:{int(world.state.partners[world.state.members[m]['partner']]['seat'])}"


def _tie(graph: nx.Graph, one: str, other: str, kind: str, strength: Any) -> None:
    graph.add_edge(one, other, kind=kind, strength=float(strength))


def _add_nodes(graph: nx.Graph, world: World) -> None:
    state, plan = world.state, world.blueprint
    for place, site in enumerate(state.sites):
        levels = {name: float(site[name]) for name in _SITE_LEVELS}
        graph.add_node(f"site:{int(site['seat'])}", entity="site", label=plan.sites[place].label, **levels)
    for i, row in enumerate(state.households):
        statuses = state.needs[i]["status"]
        graph.add_node(
            _household(world, i),
            entity="household",
            number=i - int(state.sites[row["site"]]["first_household"]) + 1,
            site=int(state.sites[row["site"]]["seat"]),
            building=int(row["building"]) + 1,
            household_type=HOUSEHOLD_TYPES[row["household_type"]],
            language_group=LANGUAGE_GROUPS[row["language_group"]],
            participates=bool(row["participates"]),
            active_needs=int((statuses > 0).sum()),
            **{name: float(row[name]) for name in _HOUSEHOLD_SCORES},
        )
    for w, row in enumerate(state.posts):
        graph.add_node(
            _post(world, w),
            entity="worker",
            number=w - int(state.sites[row["site"]]["first_post"]) + 1,
            site=int(state.sites[row["site"]]["seat"]),
            filled=bool(row["filled"] and row["funded"]),
            tenure=int(row["tenure"]),
            caseload=int(row["caseload"]),
            role_clarity=float(row["role_clarity"]),
        )
    for row, partner in zip(state.partners, plan.partners, strict=True):
        domains = [DOMAINS[d] for d in range(len(DOMAINS)) if row["domains"] & (1 << d)]
        graph.add_node(
            f"partner:{partner.seat}",
            entity="partner",
            label=partner.label,
            kind=PARTNER_KINDS[row["kind"]],
            domains=";".join(domains),
            capacity=float(row["capacity"]),
            waiting=int(row["waiting"]),
        )


def _add_workers_ties(graph: nx.Graph, world: World, s: int, weakest: float) -> None:
    """The posts in force share the doors in turn; seats of posts that are funded at another time have none."""
    state, site = world.state, world.state.sites[s]
    in_force = state.parameters[state.segment[max(0, world.week - 1)], s]
    posts = max(1, int(in_force["posts_count"]))
    members = int(site["last_member"] - site["first_member"])
    for w in range(site["first_post"], site["last_post"]):
        if not (state.posts[w]["filled"] and state.posts[w]["funded"]):
            continue
        for i in state.doors[site["first_household"] + w - site["first_post"] : site["last_household"] : posts]:
            trust = state.households[i]["trust_worker"]
            if trust > weakest:
                kind = "accompaniment" if state.households[i]["post"] == w else "trust"
                _tie(graph, _household(world, i), _post(world, w), kind, trust)
        for place in range(members):
            tie = state.post_ties[site["first_post_tie"] + (w - site["first_post"]) * members + place]
            if tie["strength"] > weakest:
                _tie(graph, _post(world, w), _partner(world, site["first_member"] + place), "tie", tie["strength"])


def _add_partners_ties(graph: nx.Graph, world: World, site: Any, weakest: float) -> None:
    state = world.state
    members = int(site["last_member"] - site["first_member"])
    for a in range(members):
        m = site["first_member"] + a
        if not state.members[m]["present"]:
            continue
        if state.members[m]["member"]:
            strength = state.members[m]["commitment"]
            _tie(graph, _partner(world, m), f"site:{int(site['seat'])}", "membership", strength)
        for b in range(a + 1, members):
            tie = state.member_ties[site["first_member_tie"] + a * members + b]
            if state.members[site["first_member"] + b]["present"] and tie["strength"] > weakest:
                _tie(graph, _partner(world, m), _partner(world, site["first_member"] + b), "tie", tie["strength"])
