"""12 · Commitment, representatives' turnover, withdrawal, recruitment and the life of the network.

A member's commitment drifts towards what it gets (cases that succeed, ties, agreement with the chosen actions) less
what it pays (hours, conflict, distance from its mandate); multi-year funding is a floor under it, urgency after a
founding crisis lifts it for a while. Below the threshold for some weeks the partner withdraws; a coordinator may
recruit again. A representative who leaves takes part of the ties, knowledge and commitment along. The network itself
may dissolve, less with an experienced coordinator and with funding (ASPE/NORC: 68 % of coalitions sustained).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hlmsim.engine.draws import decision, erlang_weeks, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import (
    ANNUAL_RATE,
    COEFFICIENT,
    HALF_LIFE,
    HAZARD,
    PROBABILITY,
    SCORE,
    SHARE,
    WEEKS,
    Parameter,
)
from hlmsim.model.bookkeeping import parameters, scheduled, write_journal
from hlmsim.model.mechanisms.referral import member_tie
from hlmsim.model.mechanisms.succession import carried
from hlmsim.model.names import EVENTS
from hlmsim.model.tables import (
    ALIVE,
    DISSOLVED,
    FUNDING_CUT,
    NETWORK_DISSOLVES,
    NEW_FUNDING,
    NO_NETWORK,
    PARTNER_JOINS,
    PARTNER_WITHDRAWS,
    REPRESENTATIVE_ARRIVES,
    REPRESENTATIVE_LEAVES,
)

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import Member, Site, State

PARAMETERS = (
    Parameter("levers.turnover.representative_community_annual", ANNUAL_RATE),
    Parameter("levers.turnover.representative_public_annual", ANNUAL_RATE),
    Parameter("levers.engagement.funding_floor", SCORE),
    Parameter("context.engagement.representative_vacancy_weeks", WEEKS),
    Parameter("context.engagement.adjustment", SHARE),
    Parameter("context.engagement.ground", SCORE),
    Parameter("context.engagement.success_benefit", SHARE),
    Parameter("context.engagement.tie_benefit", SHARE),
    Parameter("context.engagement.agreement_benefit", SHARE),
    Parameter("context.engagement.hours_cost", SCORE),
    Parameter("context.engagement.conflict_cost", SHARE),
    Parameter("context.engagement.distance_cost", SHARE),
    Parameter("context.engagement.newcomer_loss", SHARE),
    Parameter("context.engagement.urgency_half_life", HALF_LIFE),
    Parameter("context.engagement.withdrawal_threshold", SCORE),
    Parameter("context.engagement.withdrawal_weeks", WEEKS),
    Parameter("context.engagement.outside_capacity", SCORE),
    Parameter("context.engagement.recruitment", PROBABILITY),
    Parameter("context.engagement.dissolution", HAZARD),
    Parameter("context.engagement.dissolution_experience", COEFFICIENT),
    Parameter("context.engagement.funding_shock", SHARE),
)

_QUITS = decision("representative leaves")
_VACANT = decision("weeks a representative's seat stays empty")
_RECRUITED = decision("partner is recruited again")
_DISSOLVES = decision("network dissolves")
_MEMORY = 0.96
"""Share of recent cases, successes and hours kept each week: a memory of about half a year."""
_FULL_COORDINATION = 7.0
"""Coordinator hours a week at which the recruitment probability is the parameter's."""
_WITHDRAWAL, _ARRIVAL, _REPRESENTATIVE = (
    EVENTS.index("partner_withdrawal"),
    EVENTS.index("partner_arrival"),
    EVENTS.index("representative_departure"),
)
_CUT, _NEW = EVENTS.index("funding_cut"), EVENTS.index("new_funding")


@kernel(inline=True)
def commitment_target(member: Member, disagreement: float, urgency: float, p: Parameters) -> float:
    """The level towards which a member's commitment drifts."""
    success = member.successes / (member.cases + 0.5)
    gets = p.engagement_success_benefit * min(1.0, success) + p.engagement_tie_benefit * member.tie_mean
    gets += p.engagement_agreement_benefit * (1.0 - disagreement)
    hours = (1.0 - _MEMORY) * member.hours_rate
    pays = p.engagement_hours_cost * hours + p.engagement_conflict_cost * member.conflict
    pays += p.engagement_distance_cost * member.distance
    return p.engagement_ground + gets - pays + urgency


@kernel
def engagement(state: State, week: int) -> None:
    """Members commit, leave, are replaced, withdraw or join; networks are founded or dissolve."""
    quits = week_key(state.seed, _QUITS, week)
    for s in range(len(state.sites)):
        site = state.sites[s]
        p = parameters(state, week, s)
        trigger = int(p.founding_trigger)
        urgency = p.founding_urgency[trigger] * math.exp(site.network_age * math.log(p.engagement_urgency_half_life))
        _funding(state, week, s, p)
        for m in range(site.first_member, site.last_member):
            member = state.members[m]
            _come_and_go(state, week, s, m, p)
            if not member.present:
                continue
            _representative(state, week, s, m, p, uniform(quits, member.seat))
            _drift(member, site, urgency, p)
        _life(state, week, s, p)


@kernel
def _funding(state: State, week: int, s: int, p: Parameters) -> None:
    cut = scheduled(state, week, _CUT, s, -1, -1)
    new = scheduled(state, week, _NEW, s, -1, -1)
    if cut:
        write_journal(state, week, FUNDING_CUT, s, -1)
    if new:
        write_journal(state, week, NEW_FUNDING, s, -1)
    for m in range(state.sites[s].first_member, state.sites[s].last_member):
        member = state.members[m]
        if cut:
            member.commitment *= 1.0 - p.engagement_funding_shock
        if new:
            member.commitment += p.engagement_funding_shock * (1.0 - member.commitment)


@kernel
def _come_and_go(state: State, week: int, s: int, m: int, p: Parameters) -> None:
    """Scheduled arrivals and withdrawals of a partner."""
    member = state.members[m]
    if scheduled(state, week, _ARRIVAL, s, member.partner, -1):
        member.present = 1
        _join(state, week, s, m, p)
    if member.member and scheduled(state, week, _WITHDRAWAL, s, member.partner, -1):
        _withdraw(state, week, s, m)


@kernel
def _join(state: State, week: int, s: int, m: int, p: Parameters) -> None:
    member = state.members[m]
    if state.sites[s].alive == ALIVE and member.member == 0:
        member.member = 1
        member.low_weeks = 0
        member.commitment = max(member.commitment, p.founding_commitment[int(p.founding_trigger)])
        write_journal(state, week, PARTNER_JOINS, s, m)


@kernel
def _withdraw(state: State, week: int, s: int, m: int) -> None:
    state.members[m].member = 0
    state.members[m].low_weeks = 0
    write_journal(state, week, PARTNER_WITHDRAWS, s, m)


@kernel
def _representative(state: State, week: int, s: int, m: int, p: Parameters, u: float) -> None:
    member = state.members[m]
    if member.vacancy_left > 0:
        member.vacancy_left -= 1
        if member.vacancy_left == 0:
            member.tenure = 0
            write_journal(state, week, REPRESENTATIVE_ARRIVES, s, m)
        return
    member.tenure += 1
    hazard = p.turnover_representative_community_annual
    if state.partners[member.partner].public:
        hazard = p.turnover_representative_public_annual
    hazard *= math.exp(p.succession_clarity * (0.5 - member.role_clarity))
    leaves = u < 1.0 - math.exp(-hazard)
    if not (leaves or scheduled(state, week, _REPRESENTATIVE, s, member.partner, -1)):
        return
    write_journal(state, week, REPRESENTATIVE_LEAVES, s, m)
    _hand_on(state, s, m, carried(0.0, p), p)
    shape = int(p.succession_vacancy_shape)
    key = week_key(state.seed, _VACANT, week)
    member.vacancy_left = erlang_weeks(p.engagement_representative_vacancy_weeks, shape, key, member.seat)
    if member.vacancy_left == 0:
        member.tenure = 0
        write_journal(state, week, REPRESENTATIVE_ARRIVES, s, m)


@kernel
def _hand_on(state: State, s: int, m: int, kept: float, p: Parameters) -> None:
    """What the representative's successor inherits: a share of the ties, knowledge, clarity and commitment."""
    site = state.sites[s]
    member = state.members[m]
    for other in range(site.first_member, site.last_member):
        if other != m:
            mine = state.member_ties[member_tie(state, s, m, other)]
            theirs = state.member_ties[member_tie(state, s, other, m)]
            mine.strength = mine.strength * kept + p.succession_fresh_eyes * (1.0 - mine.strength * kept)
            theirs.strength = theirs.strength * kept + p.succession_fresh_eyes * (1.0 - theirs.strength * kept)
            mine.knowledge *= kept
    members = site.last_member - site.first_member
    for place in range(site.last_post - site.first_post):
        tie = state.post_ties[site.first_post_tie + place * members + m - site.first_member]
        tie.strength *= kept
    start = p.role_clarity_initial
    member.role_clarity = start + kept * (member.role_clarity - start)
    member.commitment *= 1.0 - p.engagement_newcomer_loss


@kernel(inline=True)
def _drift(member: Member, site: Site, urgency: float, p: Parameters) -> None:
    target = commitment_target(member, site.disagreement, urgency, p)
    target = min(1.0, max(0.0, target))
    member.commitment += p.engagement_adjustment * (target - member.commitment)
    if member.member:
        member.commitment = max(member.commitment, p.engagement_funding_floor)
    member.successes *= _MEMORY
    member.cases *= _MEMORY
    member.hours_rate *= _MEMORY
    member.conflict *= _MEMORY


@kernel
def _staffed(state: State, s: int) -> int:
    """Posts of the site that are filled: coordination is paid out of their hours, each its part, never free."""
    filled = 0
    for w in range(state.sites[s].first_post, state.sites[s].last_post):
        if state.posts[w].filled and state.posts[w].funded:
            filled += 1
    return filled


@kernel
def _membership(state: State, week: int, s: int, coordinated: float, p: Parameters) -> int:
    """Members whose commitment stays low withdraw, others may be recruited again; the members that are left."""
    site = state.sites[s]
    recruits = week_key(state.seed, _RECRUITED, week)
    chance = p.engagement_recruitment * min(1.0, coordinated / _FULL_COORDINATION)
    members = 0
    for m in range(site.first_member, site.last_member):
        member = state.members[m]
        if not member.present:
            continue
        if member.member:
            member.low_weeks = member.low_weeks + 1 if member.commitment < p.engagement_withdrawal_threshold else 0
            if member.low_weeks >= p.engagement_withdrawal_weeks and p.engagement_withdrawal_weeks > 0.0:
                _withdraw(state, week, s, m)
        elif uniform(recruits, member.seat) < chance:
            _join(state, week, s, m, p)
        if member.member:
            members += 1
    return members


@kernel
def _life(state: State, week: int, s: int, p: Parameters) -> None:
    """Withdrawal, recruitment, dissolution, founding."""
    site = state.sites[s]
    if site.alive == NO_NETWORK and p.concertation_meeting_interval_weeks > 0.0:
        site.alive = ALIVE
        for m in range(site.first_member, site.last_member):
            if state.members[m].present:
                _join(state, week, s, m, p)
    if site.alive != ALIVE:
        return
    coordinated = p.concertation_coordinator_hours * _staffed(state, s) / max(1.0, p.posts_count)
    members = _membership(state, week, s, coordinated, p)
    hazard = p.engagement_dissolution * (1.0 - p.engagement_funding_floor)
    experience = p.concertation_coordinator_experience if coordinated > 0.0 else 0.0
    hazard *= math.exp(p.engagement_dissolution_experience * (experience - 0.5))
    u = uniform(week_key(state.seed, _DISSOLVES, week), site.seat)
    if members < 2 or u < 1.0 - math.exp(-hazard):
        site.alive = DISSOLVED
        site.disagreement = 0.0
        site.agreed = 0
        for a in range(len(site.portfolio)):
            site.portfolio[a] = p.actions_portfolio[a]
        for m in range(site.first_member, site.last_member):
            state.members[m].member = 0
        write_journal(state, week, NETWORK_DISSOLVES, s, -1)
