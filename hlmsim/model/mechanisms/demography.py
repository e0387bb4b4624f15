"""1 · Demography: a household moves out, another takes the dwelling.

Each household leaves with a weekly probability (tenure is geometric, mean 1/h). Its needs, trust, awareness and ties
end with it. The newcomer keeps the dwelling's household type (the dwelling's size decides it), draws its own language
group and scores, and knows nobody and no service. Source: Ombudsman de Montréal; Leloup & Gysler 2008 (evidence 1.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmsim.engine.draws import decision, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.network import end_ties
from hlmsim.engine.parameters import PROBABILITY, Parameter
from hlmsim.model.bookkeeping import end_need, parameters
from hlmsim.model.households import drawn_class, settle
from hlmsim.model.tables import MOVED, NO_NEED

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import State

PARAMETERS = (Parameter("context.demography.move_out", PROBABILITY),)

_MOVES_OUT = decision("household moves out")
_LANGUAGE = decision("language group of a newcomer")


@kernel
def demography(state: State, week: int) -> None:
    """Households that leave this week are replaced."""
    key = week_key(state.seed, _MOVES_OUT, week)
    for s in range(len(state.sites)):
        p = parameters(state, week, s)
        leaving = p.demography_move_out
        for i in range(state.sites[s].first_household, state.sites[s].last_household):
            if uniform(key, state.households[i].seat) < leaving:
                _replace(state, week, i, p)


@kernel
def _replace(state: State, week: int, i: int, p: Parameters) -> None:
    x = state.households[i]
    state.site_week[x.site].move_outs += 1.0
    for d in range(state.needs.shape[1]):
        if state.needs[i, d].status != NO_NEED:
            state.needs[i, d].age += 1  # the week of leaving is a week at risk, as that of a remission is
            end_need(state, week, i, d, MOVED)
        state.awareness[i, d] = 0.0
    end_ties(i, state.strong_rows, state.strong_ties)
    end_ties(i, state.weak_rows, state.weak_ties)
    if x.post >= 0:
        state.posts[x.post].caseload -= 1
    u = uniform(week_key(state.seed, _LANGUAGE, week), x.seat)
    x.language_group = drawn_class(u, p.population_language_share)
    settle(x, p, state.seed, week)
