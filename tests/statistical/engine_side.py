"""The engine's side of the comparison with the reference: the same outcomes, and the same hidden state week by week."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from hlmsim.model import tables as t
from hlmsim.model.outcomes import summary
from hlmsim.model.population import build
from hlmsim.model.week import advance
from hlmsim.model.world import State
from hlmsim.scenario import Scenario

STUDY_SEED = 20_240


def engine(scenario: Scenario, replicate: int) -> dict[str, float]:
    """The outcomes of one world of the engine, and means over weeks and people of its hidden state."""
    world = build(scenario.blueprint(), study_seed=STUDY_SEED, replicate=replicate)
    advance(world, scenario.burn_in)
    sums: defaultdict[str, float] = defaultdict(float)
    for week in range(scenario.burn_in, scenario.weeks):
        advance(world, week + 1)
        for name, value in hidden(world.state).items():
            sums[name] += value
    found = {name: float(values[0]) for name, values in summary(world).items()}
    return found | {f"state_{name}": total / (scenario.weeks - scenario.burn_in) for name, total in sums.items()}


def mean(values: np.ndarray) -> float:
    """The mean; 0 of nothing."""
    return float(values.mean()) if values.size else 0.0


def hidden(state: State) -> dict[str, float]:
    """State that no outcome shows, as the reference records it."""
    site, people, posts, members = state.sites[0], state.households, state.posts, state.members
    active = state.needs[state.needs["status"] != t.NO_NEED]
    off_diagonal = ~np.eye(len(members), dtype=bool)
    between = state.member_ties["knowledge"].reshape(len(members), len(members))
    of_people = ("trust_worker", "trust_institutions", "stigma", "visible_success")
    of_site = ("upkeep", "disorder", "efficacy", "cohesion", "disagreement", "incident_memory", "presence")
    return {
        **{name: mean(people[name]) for name in of_people},
        **{name: float(site[name]) for name in of_site},
        "awareness": mean(state.awareness),
        "accompanied": mean(people["post"] >= 0),
        "active": float(len(active)),
        "known_needs": mean(active["known"]),
        "partner_clarity": mean(members["role_clarity"]),
        "partner_distance": mean(members["distance"]),
        "partner_knowledge": mean(between[off_diagonal]),
        "post_clarity": mean(posts["role_clarity"]),
        "post_morale": mean(posts["morale"]),
        "post_overload": mean(posts["overload"][posts["filled"] == 1]),
        "post_knowledge": mean(state.post_ties["knowledge"]),
    }
