"""2 · Needs arise and grow.

A household without an active need in a domain gains one with the domain's weekly probability times its household type's
factor. Severity grows each week without service; above the crisis level the need is a crisis, counted once. A few unmet
needs end by themselves. Every week and domain: opened = resolved + remitted + ended by moving out + still active.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmsim.engine.draws import decision, seat_key, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import FACTOR, PROBABILITY, SCORE, Parameter
from hlmsim.model.bookkeeping import count, end_need, led_week, parameters
from hlmsim.model.names import DOMAINS, FAMILY_SCHOOL, HOUSEHOLD_TYPES
from hlmsim.model.tables import CRISES, IN_SERVICE, OPENED, REMITTED, UNMET

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import State

PARAMETERS = (
    Parameter("context.needs.arrival", PROBABILITY, over=DOMAINS),
    Parameter("context.needs.household_type_factor", FACTOR, over=HOUSEHOLD_TYPES),
    Parameter("context.needs.school_without_children", FACTOR),
    Parameter("context.needs.severity_at_start", SCORE),
    Parameter("context.needs.severity_growth", SCORE),
    Parameter("context.needs.remission", PROBABILITY),
    Parameter("context.needs.crisis_severity", SCORE),
)

_ARISES = decision("need arises or ends by itself")
_SEVERITY = decision("severity of a new need")
_LONGEST_AGE = 32_000


@kernel(inline=True)
def severity_after(severity: float, growth: float) -> float:
    """Severity one week later without service, at most 1."""
    return min(1.0, severity + growth)


@kernel
def needs(state: State, week: int) -> None:
    """Needs arise, age, grow, become crises or end by themselves."""
    key = week_key(state.seed, _ARISES, week)
    for s in range(len(state.sites)):
        p = parameters(state, week, s)
        arrival = p.needs_arrival
        remission = p.needs_remission
        crises = 0
        for i in range(state.sites[s].first_household, state.sites[s].last_household):
            x = state.households[i]
            mine = seat_key(key, x.seat)
            factor = p.needs_household_type_factor[x.household_type]
            for d in range(state.needs.shape[1]):
                u = uniform(mine, d)
                if x.needs_active & (1 << d):
                    crises += _grow(state, week, i, d, p)
                    if u < remission and state.needs[i, d].status == UNMET:
                        end_need(state, week, i, d, REMITTED)
                else:
                    chance = arrival[d] * factor
                    if d == FAMILY_SCHOOL and x.household_type >= 2:
                        chance *= p.needs_school_without_children
                    if u < chance:
                        _open(state, week, i, d, p)
        state.sites[s].crisis_needs = crises


@kernel(inline=True)
def _grow(state: State, week: int, i: int, d: int, p: Parameters) -> int:
    need = state.needs[i, d]
    if need.age < _LONGEST_AGE:
        need.age += 1
    if need.cooling > 0:
        need.cooling -= 1
    led_week(state.site_week[state.households[i].site], need)
    if need.status != IN_SERVICE:
        need.severity = severity_after(need.severity, p.needs_severity_growth)
        if need.severity > p.needs_crisis_severity and need.crisis == 0:
            need.crisis = 1
            count(state, state.households[i], CRISES)
    return need.crisis


@kernel
def _open(state: State, week: int, i: int, d: int, p: Parameters) -> None:
    x = state.households[i]
    need = state.needs[i, d]
    u = uniform(seat_key(week_key(state.seed, _SEVERITY, week), x.seat), d)
    need.status = UNMET
    need.severity = min(1.0, 2.0 * p.needs_severity_at_start * u)
    x.needs_active |= 1 << d
    count(state, x, OPENED)
