"""15 · Security, capacity to act and trust drift; the site's upkeep, disorder, cohesion and efficacy with them.

Security relaxes with a half-life of weeks towards a level set by collective efficacy, upkeep, visible presence and
trust in the worker, less recent incidents and disorder (Sampson 1997; Hipp 2016; FLHLMQ). Collective efficacy is the
geometric mean of cohesion and participation, eroded by disorder unless cohesion is high. Trust must be tended (Leloup
2015): without contact it ebbs.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hlmsim.engine.kernels import kernel
from hlmsim.engine.network import total_strength
from hlmsim.engine.parameters import HALF_LIFE, HOURS, SCORE, SHARE, Parameter
from hlmsim.model.bookkeeping import next_domain, parameters
from hlmsim.model.households import clamp
from hlmsim.model.mechanisms.incidents import REFERENCE_DWELLINGS, bond
from hlmsim.model.names import LIVING_CONDITIONS
from hlmsim.model.tables import IN_SERVICE

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import Site, State

PARAMETERS = (
    Parameter("context.security.half_life", HALF_LIFE),
    Parameter("context.security.ground", SCORE),
    Parameter("context.security.efficacy", SHARE),
    Parameter("context.security.upkeep", SHARE),
    Parameter("context.security.presence", SHARE),
    Parameter("context.security.trust", SHARE),
    Parameter("context.security.incidents", SHARE),
    Parameter("context.security.disorder", SHARE),
    Parameter("context.agency.half_life", HALF_LIFE),
    Parameter("context.agency.ground", SCORE),
    Parameter("context.agency.support", SHARE),
    Parameter("context.agency.unmet", SHARE),
    Parameter("context.agency.participation", SHARE),
    Parameter("context.trust.institutions_half_life", HALF_LIFE),
    Parameter("context.stigma.half_life", HALF_LIFE),
    Parameter("context.stigma.neighbours", SHARE),
    Parameter("context.upkeep.half_life", HALF_LIFE),
    Parameter("context.upkeep.disorder", SHARE),
    Parameter("context.upkeep.actions", SHARE),
    Parameter("context.disorder.half_life", HALF_LIFE),
    Parameter("context.disorder.efficacy", SHARE),
    Parameter("context.presence.saturation_hours", HOURS, low=0.1),
    Parameter("context.living_conditions.weight", SHARE, over=LIVING_CONDITIONS),
)


@kernel(inline=True)
def relaxed(level: float, target: float, kept: float) -> float:
    """A level one week nearer its target: the distance shrinks by the share kept."""
    return target + (level - target) * kept


@kernel(inline=True)
def security_level(site: Site, p: Parameters) -> float:
    """The security that the site gives everyone: what one's own trust adds is left out."""
    memory = site.incident_memory / (1.0 + site.incident_memory)
    gives = p.security_efficacy * site.efficacy + p.security_upkeep * site.upkeep + p.security_presence * site.presence
    return p.security_ground + gives - p.security_incidents * memory - p.security_disorder * site.disorder


@kernel(inline=True)
def unmet_severity(state: State, i: int) -> float:
    """Summed severity of household i's needs that receive no service, at most 1."""
    total = 0.0
    left = np.int64(state.households[i].needs_active)
    while left:
        need = state.needs[i, next_domain(left)]
        left &= left - 1
        if need.status != IN_SERVICE:
            total += need.severity
    return min(1.0, total)


@kernel
def wellbeing(state: State, week: int) -> None:
    """Sites, then households, drift for a week."""
    for s in range(len(state.sites)):
        site = state.sites[s]
        p = parameters(state, week, s)
        _site(state, s, p)
        level = security_level(site, p)
        agency = p.agency_ground
        bonds = 0.0
        taking_part = 0
        for i in range(site.first_household, site.last_household):
            x = state.households[i]
            state.bonds[i] = bond(total_strength(i, state.strong_rows, state.strong_ties))
            bonds += state.bonds[i]
            taking_part += x.participates
            _household(state, week, i, level, agency, p)
        size = site.last_household - site.first_household
        site.cohesion = bonds / size
        site.participation = taking_part / size
        eroded = 1.0 - site.disorder * (1.0 - site.cohesion)
        site.efficacy = math.sqrt(site.cohesion * site.participation) * eroded


@kernel
def _site(state: State, s: int, p: Parameters) -> None:
    site = state.sites[s]
    scale = (site.last_household - site.first_household) / REFERENCE_DWELLINGS
    site.presence = 1.0 - math.exp(-site.visible_hours / scale / p.presence_saturation_hours)
    works = 1.0 - math.exp(-site.environment_hours / scale / p.presence_saturation_hours)
    calm = max(0.0, 1.0 - p.disorder_efficacy * site.efficacy)
    ground = p.founding_disorder[0] * calm * (1.0 - works)
    site.disorder = clamp(relaxed(site.disorder, ground, p.disorder_half_life))
    upkeep = (
        p.population_upkeep + p.upkeep_actions * works - p.upkeep_disorder * (site.disorder - p.founding_disorder[0])
    )
    site.upkeep = clamp(relaxed(site.upkeep, clamp(upkeep), p.upkeep_half_life))


@kernel(inline=True)
def _household(state: State, week: int, i: int, level: float, agency: float, p: Parameters) -> None:
    x = state.households[i]
    x.security = clamp(relaxed(x.security, clamp(level + p.security_trust * x.trust_worker), p.security_half_life))
    goal = agency + p.agency_support * x.trust_worker + p.agency_participation * x.participates
    goal -= p.agency_unmet * unmet_severity(state, i)
    x.agency = clamp(relaxed(x.agency, clamp(goal), p.agency_half_life))
    x.trust_institutions = relaxed(
        x.trust_institutions, p.population_trust_institutions, p.trust_institutions_half_life
    )
    x.visible_success *= p.seeking_success_half_life
    for _ in range(state.news[i]):
        x.visible_success += p.seeking_success_echo * (1.0 - x.visible_success)
    state.news[i] = 0
    usual = p.population_stigma * (1.0 - p.stigma_neighbours * x.visible_success)
    x.stigma = relaxed(x.stigma, usual, p.stigma_half_life)
    if x.contacted != week:
        x.trust_worker *= 1.0 - p.worker_trust_decay
