"""4 · Neighbours talk: awareness of help passes between tenants.

Close neighbours meet in proportion to the strength of their tie (1.5 contacts a week, Cityscape 16(3)); one who knows
may pass it on, less across languages; a greeting to one acquaintance passes less. Advice from peers is weak
(CommunityRx: peers' dose far below professionals'). Everyone listens to what the others knew at the start of the
week, so order does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmsim.engine.draws import decision, seat_key, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import PROBABILITY, SHARE, Parameter
from hlmsim.model.bookkeeping import parameters

if TYPE_CHECKING:
    import numpy as np

    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import State

PARAMETERS = (
    Parameter("context.talk.contact", PROBABILITY),
    Parameter("context.talk.sharing", PROBABILITY),
    Parameter("context.talk.dose", SHARE),
    Parameter("context.talk.weak_contact", PROBABILITY),
    Parameter("context.talk.weak_dose", SHARE),
    Parameter("context.talk.across_languages", SHARE),
)

_TALKS = decision("neighbours talk of a service")
_GREETS = decision("household greets an acquaintance")


@kernel(inline=True)
def learn(known: float, theirs: float, dose: float) -> float:
    """Awareness after hearing from someone whose awareness is ``theirs``."""
    return known + dose * theirs * (1.0 - known)


@kernel
def talk(state: State, week: int) -> None:
    """Awareness passes along ties, read as it was at the start of the week."""
    key = week_key(state.seed, _TALKS, week)
    greeting = week_key(state.seed, _GREETS, week)
    for s in range(len(state.sites)):
        p = parameters(state, week, s)
        full = p.ties_strong_strength
        passing = p.talk_contact * p.talk_sharing / full if full > 0.0 else 0.0
        weak = p.talk_weak_contact * p.talk_sharing
        for i in range(state.sites[s].first_household, state.sites[s].last_household):
            seat = state.households[i].seat
            mine = seat_key(key, seat)
            state.heard[i] = 0
            for k in range(state.strong_rows[i], state.strong_rows[i + 1]):
                tie = state.strong_ties[k]
                u = uniform(mine, state.households[tie.neighbour].seat)
                if u < passing * tie.strength and u < passing * tie.strength * _likeness(state, i, tie.neighbour, p):
                    _listen(state, i, tie.neighbour, p.talk_dose)
            if uniform(greeting, seat) < weak:
                full = p.ties_weak_strength
                _greet(state, i, seat_key(greeting, seat), p.talk_weak_dose / full if full > 0.0 else 0.0)
    _remember(state)


@kernel(inline=True)
def _likeness(state: State, i: int, j: int, p: Parameters) -> float:
    """Factor on passing information on: 1 within a language group."""
    if state.households[i].language_group == state.households[j].language_group:
        return 1.0
    return p.talk_across_languages


@kernel
def _listen(state: State, i: int, j: int, dose: float) -> None:
    for d in range(state.awareness.shape[1]):
        known = state.learned[i, d] if state.heard[i] else state.awareness[i, d]
        state.learned[i, d] = learn(known, state.awareness[j, d], dose)
    state.heard[i] = 1


@kernel
def _greet(state: State, i: int, key: np.uint64, dose: float) -> None:
    known = state.weak_rows[i + 1] - state.weak_rows[i]
    if known > 0:
        tie = state.weak_ties[state.weak_rows[i] + int(uniform(key, 0) * known)]
        if tie.strength > 0.0:
            _listen(state, i, tie.neighbour, min(1.0, dose * tie.strength))


@kernel
def _remember(state: State) -> None:
    """At the end of the week's talk, what was heard becomes what is known."""
    for i in range(len(state.households)):
        if state.heard[i]:
            for d in range(state.awareness.shape[1]):
                state.awareness[i, d] = state.learned[i, d]
