"""16 · Record: what the week leaves behind, as sums that the outcomes are made from.

Nothing here touches the state of anyone: dropping this process changes no trajectory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import Parameter
from hlmsim.model.bookkeeping import expose, next_domain, parameters
from hlmsim.model.names import HOUSEHOLD_TYPES, LANGUAGE_GROUPS, SECTOR_OF_KIND, SECTORS
from hlmsim.model.tables import (
    ACTIVE,
    ACTIVE_CONNECTED,
    AGENCY,
    ALIVE,
    HOUSEHOLD_COUNT,
    IN_SERVICE,
    INSECURE,
    LIVING,
    NO_NEED,
    PARTICIPANTS,
    PERIOD_WEEKS,
    SECURITY,
    STOCKS,
    SUPPORTED,
    UNMET_HOUSEHOLDS,
)

if TYPE_CHECKING:
    from hlmsim.model.rows import SiteWeek, State
    from hlmsim.model.values import Cube

PARAMETERS: tuple[Parameter, ...] = ()

_TYPES, _LANGUAGES, _SECTORS = len(HOUSEHOLD_TYPES), len(LANGUAGE_GROUPS), len(SECTORS)
_STOCKS = len(STOCKS)
HALF = 0.5
"""Security below one half counts as insecure; trust of one half or more counts as support (model specification, 6)."""


@kernel
def record(state: State, week: int) -> None:
    """Sum households by group, copy the week's counts, describe each network, close the period of waits."""
    cells = state.cells
    many = state.by_site.shape[0] > 0
    line = week // state.site_record_weeks
    for s in range(len(state.sites)):
        cells[:, :, :] = 0.0
        _households(state, week, s, cells)
        _network(state, s)
        _add_stocks(state, week, cells, s, line if many else -1)
        _add_week(state.by_week[week], state.site_week[s])
        if many:
            _add_week(state.by_site_week[line, s], state.site_week[s])
        _clear(state.site_week[s])
    _add_flows(state, week, line if many else -1)
    since = week + 1 - state.burn_in
    if since > 0 and (since % PERIOD_WEEKS == 0 or week + 1 == state.weeks):
        _close_period(state, week)


@kernel
def _households(state: State, week: int, s: int, cells: Cube[float]) -> None:
    site = state.sites[s]
    row = state.site_week[s]
    p = parameters(state, week, s)
    weight = p.living_conditions_weight
    place = weight[1] * site.upkeep
    for i in range(site.first_household, site.last_household):
        x = state.households[i]
        cell = cells[x.household_type, x.language_group]
        unmet = 0
        severity = 0.0
        left = np.int64(x.needs_active)
        if left:
            row.in_need += 1.0
        while left:
            d = next_domain(left)
            need = state.needs[i, d]
            left &= left - 1
            row.active[d] += 1.0
            row.active_connected[d] += need.connected
            cell[ACTIVE] += 1.0
            cell[ACTIVE_CONNECTED] += need.connected
            if need.status != IN_SERVICE:
                unmet = 1
                severity += need.severity
        cell[HOUSEHOLD_COUNT] += 1.0
        cell[UNMET_HOUSEHOLDS] += unmet
        cell[SECURITY] += x.security
        if x.security < HALF:
            cell[INSECURE] += 1.0
        cell[AGENCY] += x.agency
        cell[PARTICIPANTS] += x.participates
        if x.trust_worker >= HALF:
            cell[SUPPORTED] += 1.0
        own = weight[0] * (1.0 - min(1.0, severity)) + weight[2] * x.security
        cell[LIVING] += own + place + weight[3] * state.bonds[i] + weight[4] * x.agency


@kernel
def _add_stocks(state: State, week: int, cells: Cube[float], s: int, line: int) -> None:
    """Add one site's sums to the week's groups and, where kept, to the site's record."""
    for t in range(_TYPES):
        for g in range(_LANGUAGES):
            if cells[t, g, HOUSEHOLD_COUNT] == 0.0:
                continue
            for k in range(_STOCKS):
                value = cells[t, g, k]
                state.by_group[week, 0, k] += value
                state.by_group[week, 1 + t, k] += value
                state.by_group[week, 1 + _TYPES + g, k] += value
                if line >= 0:
                    state.by_site[line, s, k] += value


@kernel
def _add_flows(state: State, week: int, line: int) -> None:
    """Copy the week's counts by group, and start the next week's at 0."""
    groups = _TYPES + _LANGUAGES
    for f in range(state.tally.shape[1]):
        for g in range(groups):
            state.by_group[week, 1 + g, _STOCKS + f] = state.tally[g, f]
            if g < _TYPES:
                state.by_group[week, 0, _STOCKS + f] += state.tally[g, f]
            state.tally[g, f] = 0
        for s in range(len(state.sites)):
            if line >= 0:
                state.by_site[line, s, _STOCKS + f] += state.tally[groups + s, f]
            state.tally[groups + s, f] = 0


@kernel
def _network(state: State, s: int) -> None:
    """Hours by use, and the committee: members, commitment, tenure, density, centralisation, modularity."""
    site = state.sites[s]
    row = state.site_week[s]
    for w in range(site.first_post, site.last_post):
        for use in range(state.post_hours.shape[1]):
            row.hours[use] += state.post_hours[w, use]
    row.upkeep += site.upkeep
    row.disorder += site.disorder
    row.efficacy += site.efficacy
    row.cohesion += site.cohesion
    if site.alive != ALIVE:
        return
    row.alive += 1.0
    members = 0
    for m in range(site.first_member, site.last_member):
        member = state.members[m]
        if member.member:
            members += 1
            row.commitment += member.commitment
            row.representative_tenure += member.tenure
            row.role_clarity += member.role_clarity
    row.members += members
    if members > 0:
        row.commitment /= members
        row.representative_tenure /= members
        row.role_clarity /= members
    if members > 1:
        _structure(state, s, members)


@kernel
def _structure(state: State, s: int, members: int) -> None:
    """Weighted density, Freeman's degree centralisation, and modularity of the partition by sector."""
    site = state.sites[s]
    size = site.last_member - site.first_member
    sectors = state.sectors
    sectors[:, :] = 0.0
    total = 0.0
    highest = 0.0
    for a in range(size):
        mine = state.members[site.first_member + a]
        if not mine.member:
            continue
        sector = SECTOR_OF_KIND[state.partners[mine.partner].kind]
        degree = 0.0
        for b in range(size):
            theirs = state.members[site.first_member + b]
            if b != a and theirs.member:
                strength = state.member_ties[site.first_member_tie + a * size + b].strength
                degree += strength
                if SECTOR_OF_KIND[state.partners[theirs.partner].kind] == sector:
                    sectors[0, sector] += strength
        sectors[1, sector] += degree
        total += degree
        highest = max(highest, degree)
    row = state.site_week[s]
    row.density += total / (members * (members - 1))
    if members > 2:
        row.centralisation += max(0.0, members * highest - total) / ((members - 1) * (members - 2))
    if total > 0.0:
        for k in range(_SECTORS):
            row.modularity += sectors[0, k] / total - (sectors[1, k] / total) ** 2


@kernel
def _add_week(total: SiteWeek, row: SiteWeek) -> None:
    """Add one site's week to a record of sums."""
    for use in range(len(row.hours)):
        total.hours[use] += row.hours[use]
    for kind in range(len(row.referrals)):
        total.referrals[kind] += row.referrals[kind]
        total.connections[kind] += row.connections[kind]
    total.hours_paid += row.hours_paid
    total.posts += row.posts
    total.posts_filled += row.posts_filled
    total.incidents += row.incidents
    total.conflicts += row.conflicts
    total.misrouted += row.misrouted
    total.handovers += row.handovers
    total.lost_handovers += row.lost_handovers
    total.contacts += row.contacts
    total.duplicates += row.duplicates
    total.appointments += row.appointments
    total.members += row.members
    total.commitment += row.commitment
    total.representative_tenure += row.representative_tenure
    total.alive += row.alive
    total.density += row.density
    total.centralisation += row.centralisation
    total.modularity += row.modularity
    total.upkeep += row.upkeep
    total.disorder += row.disorder
    total.efficacy += row.efficacy
    total.cohesion += row.cohesion
    total.role_clarity += row.role_clarity
    total.effective_posts += row.effective_posts
    total.departures += row.departures
    total.move_outs += row.move_outs
    total.in_need += row.in_need
    total.meetings += row.meetings
    total.agreements += row.agreements
    total.delivered += row.delivered
    _add_cases(total, row)


@kernel
def _add_cases(total: SiteWeek, row: SiteWeek) -> None:
    """Add what became of needs, by domain and after few or many contacts."""
    for end in range(len(row.led)):
        total.led[end] += row.led[end]
    for many in range(len(row.led_referrals)):
        total.led_referrals[many] += row.led_referrals[many]
        total.led_connections[many] += row.led_connections[many]
    for d in range(len(row.active)):
        total.active[d] += row.active[d]
        total.active_connected[d] += row.active_connected[d]
        total.ended[d] += row.ended[d]
        total.ended_connected[d] += row.ended_connected[d]


@kernel
def _clear(row: SiteWeek) -> None:
    for use in range(len(row.hours)):
        row.hours[use] = 0.0
    for kind in range(len(row.referrals)):
        row.referrals[kind] = 0.0
        row.connections[kind] = 0.0
    row.hours_paid = 0.0
    row.posts = 0.0
    row.posts_filled = 0.0
    row.incidents = 0.0
    row.conflicts = 0.0
    row.misrouted = 0.0
    row.handovers = 0.0
    row.lost_handovers = 0.0
    row.contacts = 0.0
    row.duplicates = 0.0
    row.appointments = 0.0
    row.members = 0.0
    row.commitment = 0.0
    row.representative_tenure = 0.0
    row.alive = 0.0
    row.density = 0.0
    row.centralisation = 0.0
    row.modularity = 0.0
    row.upkeep = 0.0
    row.disorder = 0.0
    row.efficacy = 0.0
    row.cohesion = 0.0
    row.role_clarity = 0.0
    row.effective_posts = 0.0
    row.departures = 0.0
    row.move_outs = 0.0
    row.in_need = 0.0
    row.meetings = 0.0
    row.agreements = 0.0
    row.delivered = 0.0
    _clear_cases(row)


@kernel
def _clear_cases(row: SiteWeek) -> None:
    for end in range(len(row.led)):
        row.led[end] = 0.0
    for many in range(len(row.led_referrals)):
        row.led_referrals[many] = 0.0
        row.led_connections[many] = 0.0
    for d in range(len(row.active)):
        row.active[d] = 0.0
        row.active_connected[d] = 0.0
        row.ended[d] = 0.0
        row.ended_connected[d] = 0.0


@kernel
def _close_period(state: State, week: int) -> None:
    """Put the needs that still wait for a first appointment at risk up to their present age."""
    for i in range(len(state.households)):
        if state.households[i].needs_active:
            for d in range(state.needs.shape[1]):
                need = state.needs[i, d]
                if need.status != NO_NEED and need.connected == 0:
                    expose(state, week, state.households[i], need)
