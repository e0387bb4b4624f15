"""14 · Ties fade unless used.

Close neighbours' ties grow a little with everyday contact and fade at a constant rate; acquaintances' less. Ties
between actors, their knowledge of each other and the clarity of roles fall back towards what they were before the
network, unless meetings renew them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import PROBABILITY, SHARE, Parameter
from hlmsim.model.bookkeeping import parameters
from hlmsim.model.mechanisms.referral import member_tie

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import State

PARAMETERS = (
    Parameter("context.ties.decay", PROBABILITY),
    Parameter("context.ties.growth", SHARE),
    Parameter("context.ties.weak_growth", SHARE),
    Parameter("context.ties.partner_decay", PROBABILITY),
    Parameter("context.ties.knowledge_decay", PROBABILITY),
    Parameter("context.ties.clarity_decay", PROBABILITY),
)


@kernel(inline=True)
def tie_after(strength: float, growth: float, decay: float) -> float:
    """Strength one week later: growth towards 1, then decay."""
    return (strength + growth * (1.0 - strength)) * (1.0 - decay)


@kernel(inline=True)
def towards(level: float, ground: float, decay: float) -> float:
    """A level one week nearer its ground."""
    return ground + (level - ground) * (1.0 - decay)


@kernel
def tie_decay(state: State, week: int) -> None:
    """Every tie fades; members' mean ties are brought up to date."""
    for s in range(len(state.sites)):
        p = parameters(state, week, s)
        site = state.sites[s]
        first, last = site.first_household, site.last_household
        for k in range(state.strong_rows[first], state.strong_rows[last]):
            tie = state.strong_ties[k]
            tie.strength = tie_after(tie.strength, p.ties_growth, p.ties_decay)
        for k in range(state.weak_rows[first], state.weak_rows[last]):
            tie = state.weak_ties[k]
            tie.strength = tie_after(tie.strength, p.ties_weak_growth, p.ties_decay)
        _between_actors(state, s, p)


@kernel
def _between_actors(state: State, s: int, p: Parameters) -> None:
    site = state.sites[s]
    members = site.last_member - site.first_member
    for place in range((site.last_post - site.first_post) * members):
        tie = state.post_ties[site.first_post_tie + place]
        tie.strength = towards(tie.strength, p.population_prior_tie, p.ties_partner_decay)
        tie.knowledge = towards(tie.knowledge, p.population_prior_knowledge, p.ties_knowledge_decay)
    for w in range(site.first_post, site.last_post):
        post = state.posts[w]
        post.role_clarity = towards(post.role_clarity, p.role_clarity_initial, p.ties_clarity_decay)
    for m in range(site.first_member, site.last_member):
        member = state.members[m]
        member.role_clarity = towards(member.role_clarity, p.role_clarity_initial, p.ties_clarity_decay)
        total = 0.0
        others = 0
        for other in range(site.first_member, site.last_member):
            if other == m:
                continue
            tie = state.member_ties[member_tie(state, s, m, other)]
            tie.strength = towards(tie.strength, p.population_prior_tie, p.ties_partner_decay)
            tie.knowledge = towards(tie.knowledge, p.population_prior_knowledge, p.ties_knowledge_decay)
            if state.members[other].member:
                total += tie.strength
                others += 1
        member.tie_mean = total / others if others > 0 else 0.0
