"""10 · Collective activities and the shared room.

Activities come from the posts' collective hours and from the room: the tenants' association and the partners ask for
hours there, up to what is open. Where demand overlaps without rules or clarity it may end in conflict: lost hours,
commitment, disorder (Legault & Gross 2015). Households that attend tie closer, learn, trust more and gain in capacity
to act; some start to take part in the association's life, some stop (Perkins et al. 1996; Talò 2014).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hlmsim.engine.draws import decision, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import FACTOR, HOURS, PROBABILITY, SCORE, SHARE, Parameter
from hlmsim.model.bookkeeping import parameters, scheduled, write_journal
from hlmsim.model.mechanisms.outreach import trust_after
from hlmsim.model.names import EVENTS, PARTNER_KINDS
from hlmsim.model.tables import NEW_ROOM, ROOM_CONFLICT

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import State

PARAMETERS = (
    Parameter("levers.shared_space.hours", HOURS, high=168),
    Parameter("levers.shared_space.rules", SCORE),
    Parameter("context.shared_space.association_demand", HOURS),
    Parameter("context.shared_space.partner_demand", HOURS),
    Parameter("context.shared_space.conflict", PROBABILITY),
    Parameter("context.shared_space.conflict_hours", HOURS),
    Parameter("context.shared_space.conflict_disorder", SCORE),
    Parameter("context.shared_space.conflict_commitment", SHARE),
    Parameter("context.shared_space.new_room_hours", HOURS, high=168),
    Parameter("context.shared_space.partner_share", SHARE),
    Parameter("context.gathering.hours_per_activity", HOURS, low=0.25),
    Parameter("context.gathering.attendance", PROBABILITY),
    Parameter("context.gathering.participant_attendance", PROBABILITY),
    Parameter("context.gathering.joining", PROBABILITY),
    Parameter("context.gathering.leaving", PROBABILITY),
    Parameter("context.gathering.agency_gain", SHARE),
    Parameter("context.gathering.tie_gain", SHARE),
    Parameter("context.gathering.awareness_dose", SHARE),
    Parameter("context.gathering.trust_gain", SHARE),
    Parameter("context.gathering.without_room", FACTOR, high=1),
)

_ATTENDS = decision("household attends a collective activity")
_JOINS = decision("household starts or stops taking part")
_CONFLICT = decision("conflict over the shared room")
_NEW_ROOM_EVENT = EVENTS.index("new_room")
_ASSOCIATION = PARTNER_KINDS.index("tenants_association")
_REFERENCE = 170.0


@kernel(inline=True)
def attendance(chance: float, activities: float) -> float:
    """Probability of attending at least one of a number of activities that need not be whole."""
    if chance >= 1.0:
        return 1.0 if activities > 0.0 else 0.0
    return 1.0 - math.exp(activities * math.log(1.0 - chance))


@kernel(inline=True)
def conflict_chance(demand: float, room: float, clarity: float, p: Parameters) -> float:
    """Probability of a conflict this week: demand that overlaps, without rules and without clarity."""
    if room <= 0.0:
        return 0.0
    overlap = 1.0 - math.exp(-demand / room)
    used = min(demand, room) / (min(demand, room) + 10.0)
    return p.shared_space_conflict * overlap * used * (1.0 - p.shared_space_rules) * (1.0 - clarity)


@kernel
def gathering(state: State, week: int) -> None:
    """The room is used, activities are held, households attend."""
    for s in range(len(state.sites)):
        site = state.sites[s]
        p = parameters(state, week, s)
        if scheduled(state, week, _NEW_ROOM_EVENT, s, -1, -1):
            site.room_added += p.shared_space_new_room_hours
            write_journal(state, week, NEW_ROOM, s, -1)
        room = p.shared_space_hours + site.room_added
        activities, chance = _hold(state, week, s, room, p)
        _attend(state, week, s, activities, chance, p)
        _befriend(state, s, p)


@kernel
def _hold(state: State, week: int, s: int, room: float, p: Parameters) -> tuple[float, float]:
    """Activities this week for 170 dwellings, and what the lack of a room leaves of attendance."""
    site = state.sites[s]
    demand = 0.0
    clarity = 0.0
    seated = 0
    for m in range(site.first_member, site.last_member):
        member = state.members[m]
        if member.present and member.vacancy_left == 0:
            asked = p.shared_space_partner_demand
            if state.partners[member.partner].kind == _ASSOCIATION:
                asked = p.shared_space_association_demand
            demand += asked * member.commitment
            clarity += member.role_clarity
            seated += 1
    clarity = clarity / seated if seated > 0 else 0.0
    used = min(demand, room)
    u = uniform(week_key(state.seed, _CONFLICT, week), site.seat)
    if u < conflict_chance(demand, room, clarity, p):
        used *= 0.5
        _quarrel(state, week, s, p)
    if demand > 0.0:
        _charge(state, s, used / demand, p)
    scale = max(1.0, (site.last_household - site.first_household) / _REFERENCE)
    activities = (site.collective_hours + used) / p.gathering_hours_per_activity / scale
    return activities, (1.0 if room > 0.0 else p.gathering_without_room)


@kernel
def _charge(state: State, s: int, share: float, p: Parameters) -> None:
    """Partners pay for their hours in the room out of their appointments; tenants give their own time."""
    for m in range(state.sites[s].first_member, state.sites[s].last_member):
        member = state.members[m]
        partner = state.partners[member.partner]
        if member.present and member.vacancy_left == 0 and partner.kind != _ASSOCIATION:
            hours = share * p.shared_space_partner_demand * member.commitment
            partner.owed_hours += p.shared_space_partner_share * hours


@kernel
def _quarrel(state: State, week: int, s: int, p: Parameters) -> None:
    site = state.sites[s]
    site.disorder += p.shared_space_conflict_disorder * (1.0 - site.disorder)
    for m in range(site.first_member, site.last_member):
        member = state.members[m]
        if member.present and member.member:
            member.conflict = min(1.0, member.conflict + 0.25 * (1.0 - member.conflict))
            member.commitment *= 1.0 - p.shared_space_conflict_commitment
    filled = 0
    for w in range(site.first_post, site.last_post):
        if state.posts[w].filled and state.posts[w].funded:
            filled += 1
    for w in range(site.first_post, site.last_post):
        if state.posts[w].filled and state.posts[w].funded:
            state.posts[w].owed_conflict += p.shared_space_conflict_hours / filled
    state.site_week[s].conflicts += 1.0
    write_journal(state, week, ROOM_CONFLICT, s, -1)


@kernel
def _attend(state: State, week: int, s: int, activities: float, factor: float, p: Parameters) -> None:
    site = state.sites[s]
    key = week_key(state.seed, _ATTENDS, week)
    changes = week_key(state.seed, _JOINS, week)
    usual = attendance(p.gathering_attendance * factor, activities)
    active = attendance(p.gathering_participant_attendance * factor, activities)
    for i in range(site.first_household, site.last_household):
        x = state.households[i]
        state.attends[i] = 0
        if uniform(key, x.seat) < (active if x.participates else usual):
            state.attends[i] = 1
            x.agency += p.gathering_agency_gain * (1.0 - x.agency)
            if site.collective_hours > 0.0:
                x.trust_worker = trust_after(x.trust_worker, p.gathering_trust_gain)
            for d in range(state.awareness.shape[1]):
                state.awareness[i, d] += p.gathering_awareness_dose * (1.0 - state.awareness[i, d])
        if x.participates:
            if uniform(changes, x.seat) < p.gathering_leaving:
                x.participates = 0
        elif state.attends[i] and uniform(changes, x.seat) < p.gathering_joining:
            x.participates = 1


@kernel
def _befriend(state: State, s: int, p: Parameters) -> None:
    """Ties between two households that both attend grow stronger, at both ends alike."""
    site = state.sites[s]
    for i in range(site.first_household, site.last_household):
        if state.attends[i]:
            for k in range(state.strong_rows[i], state.strong_rows[i + 1]):
                tie = state.strong_ties[k]
                if state.attends[tie.neighbour]:
                    tie.strength += p.gathering_tie_gain * (1.0 - tie.strength)
            for k in range(state.weak_rows[i], state.weak_rows[i + 1]):
                tie = state.weak_ties[k]
                if state.attends[tie.neighbour]:
                    tie.strength += p.gathering_tie_gain * (1.0 - tie.strength)
