"""Who a household is when it takes a dwelling, on day one or later, and what it needs on day one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmsim.engine.draws import decision, seat_key, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import CHOICE, COEFFICIENT, QUANTITY, SCORE, SHARE, Parameter
from hlmsim.model.names import FAMILY_SCHOOL, HOUSEHOLD_TYPES, LANGUAGE_GROUPS, TRIGGERS
from hlmsim.model.tables import UNMET

if TYPE_CHECKING:
    import numpy as np

    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import Household, State
    from hlmsim.model.values import Values

PARAMETERS = (
    Parameter("context.population.household_type_share", SHARE, over=HOUSEHOLD_TYPES),
    Parameter("context.population.language_share", SHARE, over=LANGUAGE_GROUPS),
    Parameter("context.population.trust_worker", SCORE),
    Parameter("context.population.trust_institutions", SCORE),
    Parameter("context.population.stigma", SCORE),
    Parameter("context.population.agency", SCORE),
    Parameter("context.population.awareness", SCORE),
    Parameter("context.population.participation", SHARE),
    Parameter("context.population.spread", SCORE),
    Parameter("context.population.prior_tie", SCORE),
    Parameter("context.population.prior_knowledge", SCORE),
    Parameter("context.population.needs_per_household", QUANTITY, high=6),
    Parameter("context.population.upkeep", SCORE),
    Parameter("levers.founding.trigger", CHOICE, choices=TRIGGERS),
    Parameter("context.founding.security", SCORE, over=TRIGGERS),
    Parameter("context.founding.clarity_shift", COEFFICIENT, low=-1, high=1, over=TRIGGERS),
    Parameter("context.founding.commitment", SCORE, over=TRIGGERS),
    Parameter("context.founding.urgency", SCORE, over=TRIGGERS),
    Parameter("context.founding.disorder", SCORE, over=TRIGGERS),
)

_ATTRIBUTES = decision("attributes of a household")
_FIRST_NEEDS = decision("needs of a household on day one")
_AT_START = -1
_ORDINARY = TRIGGERS.index("vision")
_FEW_WEEKS = 52.0


@kernel(inline=True)
def clamp(value: float) -> float:
    """The value, kept in [0, 1]."""
    return min(1.0, max(0.0, value))


@kernel
def drawn_class(u: float, shares: Values[float]) -> int:
    """The place where u falls among shares that sum to 1."""
    total = 0.0
    for place in range(len(shares) - 1):
        total += shares[place]
        if u < total:
            return place
    return len(shares) - 1


@kernel
def settle(x: Household, p: Parameters, seed: np.uint64, week: int) -> None:
    """Draw the scores of a household that moves in this week: each uniform around the population's level.

    Household type and language group are left as they are: the dwelling keeps its size, see ``demography``. Only
    those who live there at the founding feel its crisis; a newcomer comes with an ordinary sense of security.
    """
    mine = seat_key(week_key(seed, _ATTRIBUTES, week), x.seat)
    spread = p.population_spread
    x.trust_institutions = clamp(p.population_trust_institutions + spread * (2.0 * uniform(mine, 0) - 1.0))
    x.stigma = clamp(p.population_stigma + spread * (2.0 * uniform(mine, 1) - 1.0))
    x.agency = clamp(p.population_agency + spread * (2.0 * uniform(mine, 2) - 1.0))
    founding = int(p.founding_trigger) if week == _AT_START else _ORDINARY
    x.security = clamp(p.founding_security[founding] + spread * (2.0 * uniform(mine, 3) - 1.0))
    x.trust_worker = 0.0
    x.visible_success = 0.0
    x.participates = 0
    x.needs_active = 0
    x.support = 0
    x.post = -1
    x.contacted = week - int(_FEW_WEEKS)
    x.moved_in = week


@kernel
def people_site(state: State, s: int) -> None:
    """Fill the households of site s: type and language unless a file gives them, scores, awareness, first needs."""
    site = state.sites[s]
    p = state.parameters[0, s]
    key = week_key(state.seed, _ATTRIBUTES, _AT_START)
    for i in range(site.first_household, site.last_household):
        x = state.households[i]
        mine = seat_key(key, x.seat)
        if x.household_type < 0:
            x.household_type = drawn_class(uniform(mine, 4), p.population_household_type_share)
        if x.language_group < 0:
            x.language_group = drawn_class(uniform(mine, 5), p.population_language_share)
        settle(x, p, state.seed, _AT_START)
        spread = p.population_spread
        x.trust_worker = clamp(p.population_trust_worker * 2.0 * uniform(mine, 6))
        if uniform(mine, 7) < p.population_participation:
            x.participates = 1
        level = clamp(p.population_awareness + min(spread, p.population_awareness) * (2.0 * uniform(mine, 8) - 1.0))
        for d in range(state.awareness.shape[1]):
            state.awareness[i, d] = level
        _first_needs(state, i, x, p)


@kernel
def _first_needs(state: State, i: int, x: Household, p: Parameters) -> None:
    mine = seat_key(week_key(state.seed, _FIRST_NEEDS, _AT_START), x.seat)
    domains = state.awareness.shape[1]
    arriving = 0.0
    for d in range(domains):
        arriving += p.needs_arrival[d]
    for d in range(domains):
        need = state.needs[i, d]
        need.member = -1
        need.referral = -1
        share = 1.0 / domains
        if arriving > 0.0:
            share = p.needs_arrival[d] / arriving * p.needs_household_type_factor[x.household_type]
            if d == FAMILY_SCHOOL and x.household_type >= 2:
                share *= p.needs_school_without_children
        if uniform(mine, 2 * d) < p.population_needs_per_household * share:
            need.status = UNMET
            need.severity = p.needs_crisis_severity * uniform(mine, 2 * d + 1)
            if p.needs_severity_growth > 0.0:
                need.age = int(min(_FEW_WEEKS, need.severity / p.needs_severity_growth))
            x.needs_active |= 1 << d
