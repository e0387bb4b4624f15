"""3 · Incidents: serious events on the site, and the households that witness them.

Poisson a site and week, in proportion to its dwellings; lowered by collective efficacy and, less, by visible
presence; raised by disorder and by needs in crisis (Sampson 1997; Hipp 2016; neighbourhood wardens, evidence 6). An
incident strikes one building: a share of its households see it and lose security, more when weakly tied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmsim.engine.draws import decision, poisson, seat_key, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.network import total_strength
from hlmsim.engine.parameters import COUNT, FACTOR, HAZARD, SCORE, SHARE, Parameter
from hlmsim.model.bookkeeping import parameters, scheduled, write_journal
from hlmsim.model.names import EVENTS
from hlmsim.model.tables import CRISIS, INCIDENT

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import Site, State

PARAMETERS = (
    Parameter("context.incidents.rate", HAZARD),
    Parameter("context.incidents.efficacy_effect", SHARE),
    Parameter("context.incidents.presence_effect", SHARE),
    Parameter("context.incidents.disorder_effect", FACTOR),
    Parameter("context.incidents.crisis_effect", FACTOR),
    Parameter("context.incidents.witness_share", SHARE),
    Parameter("context.incidents.shock", SCORE),
    Parameter("context.incidents.tie_buffer", SHARE),
    Parameter("context.incidents.disorder_gain", SCORE),
    Parameter("context.incidents.event_count", COUNT),
)

REFERENCE_DWELLINGS = 170.0
"""Size of the site for which rates by site are given (model default, evidence 1.3)."""
_HAPPENS = decision("incidents on a site")
_BUILDING = decision("building of an incident")
_WITNESS = decision("household witnesses an incident")
_CRISIS_EVENT = EVENTS.index("crisis")


@kernel(inline=True)
def bond(strength: float) -> float:
    """How well tied a household is, in [0, 1), from the summed strength of its close ties."""
    return strength / (1.0 + strength)


@kernel(inline=True)
def incident_rate(site: Site, p: Parameters, crisis_share: float) -> float:
    """Expected incidents a week for 170 dwellings."""
    calm = (1.0 - p.incidents_efficacy_effect * site.efficacy) * (1.0 - p.incidents_presence_effect * site.presence)
    unrest = (1.0 + p.incidents_disorder_effect * site.disorder) * (1.0 + p.incidents_crisis_effect * crisis_share)
    return p.incidents_rate * calm * unrest


@kernel
def incidents(state: State, week: int) -> None:
    """Incidents happen; witnesses lose security, the site gains disorder."""
    key = week_key(state.seed, _HAPPENS, week)
    where = week_key(state.seed, _BUILDING, week)
    for s in range(len(state.sites)):
        site = state.sites[s]
        p = parameters(state, week, s)
        size = site.last_household - site.first_household
        scale = size / REFERENCE_DWELLINGS
        crisis_share = site.crisis_needs / (size * state.needs.shape[1])
        happened = poisson(incident_rate(site, p, crisis_share) * scale, key, site.seat)
        if scheduled(state, week, _CRISIS_EVENT, s, -1, -1):
            happened += int(p.incidents_event_count)
            write_journal(state, week, CRISIS, s, -1)
        for item in range(happened):
            b = int(uniform(seat_key(where, site.seat), item) * site.buildings)
            _strike(state, week, site.first_building + b, item, p)
            site.disorder += p.incidents_disorder_gain * (1.0 - site.disorder) / max(1.0, scale)
            write_journal(state, week, INCIDENT, s, b)
        site.incident_memory = site.incident_memory * p.security_half_life + happened / scale
        state.site_week[s].incidents += happened


@kernel
def _strike(state: State, week: int, building: int, item: int, p: Parameters) -> None:
    key = seat_key(week_key(state.seed, _WITNESS, week), item)
    for k in range(state.building_rows[building], state.building_rows[building + 1]):
        i = state.doors[k]
        x = state.households[i]
        if uniform(key, x.seat) < p.incidents_witness_share:
            tied = bond(total_strength(i, state.strong_rows, state.strong_ties))
            x.security = max(0.0, x.security - p.incidents_shock * (1.0 - p.incidents_tie_buffer * tied))
