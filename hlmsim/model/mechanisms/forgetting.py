"""5 · Forgetting: what is not refreshed fades; leaflets, notices and school bags refresh a little.

a ← a·(1 − δ), then general information from the partners at the table that cover the domain, in proportion to their
commitment. (CommunityRx: unreinforced knowledge fades; slower here because weekly and bound to the place.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import PROBABILITY, SHARE, Parameter
from hlmsim.model.bookkeeping import parameters
from hlmsim.model.tables import IN_SERVICE

if TYPE_CHECKING:
    from hlmsim.model.rows import State

PARAMETERS = (
    Parameter("context.awareness.forgetting", PROBABILITY),
    Parameter("context.awareness.general_information", SHARE),
)


@kernel(inline=True)
def faded(known: float, forgetting: float, information: float) -> float:
    """Awareness one week later."""
    kept = known * (1.0 - forgetting)
    return kept + information * (1.0 - kept)


@kernel
def forgetting(state: State, week: int) -> None:
    """Awareness fades, except of a service in use."""
    domains = state.awareness.shape[1]
    informed = state.informed
    for s in range(len(state.sites)):
        p = parameters(state, week, s)
        lost = p.awareness_forgetting
        for d in range(domains):
            informed[d] = p.awareness_general_information * _commitment(state, s, d)
        for i in range(state.sites[s].first_household, state.sites[s].last_household):
            active = state.households[i].needs_active
            for d in range(domains):
                if active & (1 << d) and state.needs[i, d].status == IN_SERVICE:
                    continue
                state.awareness[i, d] = faded(state.awareness[i, d], lost, informed[d])


@kernel
def _commitment(state: State, s: int, d: int) -> float:
    """Mean commitment of the site's partners that serve the domain, those outside the network counting for nothing."""
    total = 0.0
    serving = 0
    for m in range(state.sites[s].first_member, state.sites[s].last_member):
        member = state.members[m]
        if member.present and state.partners[member.partner].domains & (1 << d):
            serving += 1
            if member.member:
                total += member.commitment
    return total / serving if serving > 0 else 0.0
