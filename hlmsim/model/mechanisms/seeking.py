"""7 · Help-seeking: a household with an unmet need decides, or not, to ask.

Logistic in awareness × trust, severity, neighbours' visible successes and the worker's accompaniment, less stigma
when the household takes no part in the life of the site. Some know and do not ask (Mazet 2010); use by neighbours
lowers the bar (welfare stigma, Contini & Richiardi).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hlmsim.engine.draws import decision, seat_key, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import COEFFICIENT, HALF_LIFE, SHARE, Parameter
from hlmsim.model.bookkeeping import next_domain, parameters
from hlmsim.model.tables import REFERRED, UNMET

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import Household, Need, State

PARAMETERS = (
    Parameter("context.seeking.intercept", COEFFICIENT),
    Parameter("context.seeking.awareness_trust", COEFFICIENT),
    Parameter("context.seeking.severity", COEFFICIENT),
    Parameter("context.seeking.neighbours", COEFFICIENT),
    Parameter("context.seeking.stigma", COEFFICIENT),
    Parameter("context.seeking.accompanied", COEFFICIENT),
    Parameter("context.seeking.success_half_life", HALF_LIFE),
    Parameter("context.seeking.success_echo", SHARE),
)

_SEEKS = decision("household seeks help")


@kernel(inline=True)
def seeking_log_odds(x: Household, need: Need, awareness: float, accompanied: bool, p: Parameters) -> float:
    """Log odds that the household asks for help this week for this need."""
    z = p.seeking_intercept + p.seeking_awareness_trust * awareness * x.trust_institutions
    z += p.seeking_severity * need.severity + p.seeking_neighbours * x.visible_success
    if not x.participates:
        z -= p.seeking_stigma * x.stigma
    if accompanied:
        z += p.seeking_accompanied * x.trust_worker
    return z


@kernel
def seeking(state: State, week: int) -> None:
    """Households ask; who asks for what is listed for the referrals."""
    key = week_key(state.seed, _SEEKS, week)
    used = 0
    for s in range(len(state.sites)):
        p = parameters(state, week, s)
        for i in range(state.sites[s].first_household, state.sites[s].last_household):
            x = state.households[i]
            if x.needs_active == 0:
                continue
            mine = seat_key(key, x.seat)
            accompanied = x.contacted == week and x.support > 0
            left = np.int64(x.needs_active)
            while left:
                d = next_domain(left)
                left &= left - 1
                need = state.needs[i, d]
                if need.status != UNMET or need.cooling > 0:
                    continue
                z = seeking_log_odds(x, need, state.awareness[i, d], accompanied, p)
                u = uniform(mine, d)
                if u * (2.0 - z) < 1.0 and u * (1.0 + math.exp(-z)) < 1.0:  # 1 - z <= exp(-z) spares most exponentials
                    need.status = REFERRED
                    state.seekers[used, 0] = i
                    state.seekers[used, 1] = d
                    used += 1
    state.seekers_used[0] = used
