"""9 · Service and waiting lists.

A partner offers capacity × commitment appointments a week, less what meetings and duplicates took; outside the
network, only the share of its capacity that it gives these tenants anyway. Crises first, then first come first
served; luck decides between equals. An appointment resolves the need or leads to the next one; a household with
several needs is helped less often unless the partners concerned are tied (shared expertise). Waiting, some drop out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hlmsim.engine.draws import decision, seat_key, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import FACTOR, HOURS, PROBABILITY, SHARE, Parameter
from hlmsim.model.bookkeeping import count, end_need, first_appointment, next_domain, parameters
from hlmsim.model.mechanisms.referral import hand_over, member_tie
from hlmsim.model.names import DOMAINS
from hlmsim.model.tables import CONNECTED, IN_SERVICE, RESOLVED, UNMET, WAITING

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import State
    from hlmsim.model.values import Values

PARAMETERS = (
    Parameter("context.service.resolution", PROBABILITY, over=DOMAINS),
    Parameter("context.service.complexity_penalty", SHARE),
    Parameter("context.service.failure", PROBABILITY),
    Parameter("context.service.dropout", PROBABILITY),
    Parameter("context.service.trust_gain", SHARE),
    Parameter("context.service.trust_loss", SHARE),
    Parameter("context.service.agency_gain", SHARE),
    Parameter("context.service.hours_per_appointment", HOURS, low=0.1),
    Parameter("levers.partners.capacity_factor", FACTOR, high=1000),
)

_TURN = decision("turn on a waiting list")
_APPOINTMENT = decision("result of an appointment")
_LEAVES = decision("household leaves a waiting list")
_LONGEST = 16_383
_32, _LOW_32 = np.uint64(32), np.uint64(2**32 - 1)


@kernel
def service(state: State, week: int) -> None:
    """Offer appointments, serve the lists, lose those who give up."""
    partners = len(state.partners)
    _line_up(state)
    _offer(state, week)
    order = state.queue_order
    for k in range(partners):
        first, last = state.queue_start[k], state.queue_start[k + 1]
        partner = state.partners[k]
        served = min(last - first, partner.offered)
        if served < last - first:
            _take_turns(state, week, first, last, served, order)
        for place in range(first, first + served):
            _appointment(state, week, state.queue[place])
        for place in range(first + served, last):
            _wait(state, week, state.queue[place])
        partner.served = served
        partner.waiting = last - first - served


@kernel
def _line_up(state: State) -> None:
    """Sort the cases on lists by partner, in order of households, and count them."""
    starts = state.queue_start
    domains = state.needs.shape[1]
    for k in range(len(starts)):
        starts[k] = 0
    cases = 0
    for i in range(len(state.households)):
        left = np.int64(state.households[i].needs_active)
        while left:
            d = next_domain(left)
            left &= left - 1
            need = state.needs[i, d]
            if need.status == WAITING or need.status == IN_SERVICE:
                k = state.members[need.member].partner
                starts[k + 1] += 1
                state.queue_order[cases] = (np.uint64(k) << _32) | np.uint64(i * domains + d)
                cases += 1
    for k in range(1, len(starts)):
        starts[k] += starts[k - 1]
    for place in range(cases):
        partner = np.int64(state.queue_order[place] >> _32)
        state.queue[starts[partner]] = np.int64(state.queue_order[place] & _LOW_32)
        starts[partner] += 1
    for k in range(len(starts) - 1, 0, -1):
        starts[k] = starts[k - 1]
    starts[0] = 0


@kernel
def _offer(state: State, week: int) -> None:
    """Appointments of each partner this week: mean over its sites of capacity × what it commits there."""
    partners = state.partners
    places, shares, hours = state.partner_sums[0], state.partner_sums[1], state.partner_sums[2]
    for k in range(len(partners)):
        places[k] = 0.0
        shares[k] = 0.0
        hours[k] = 1.0
    for m in range(len(state.members)):
        member = state.members[m]
        p = parameters(state, week, member.site)
        places[member.partner] += 1.0
        hours[member.partner] = p.service_hours_per_appointment
        if member.present:
            committed = member.commitment if member.member else p.engagement_outside_capacity
            shares[member.partner] += p.partners_capacity_factor * committed
    for k in range(len(partners)):
        partner = partners[k]
        taken = partner.duplicates + partner.owed_hours / hours[k]
        credit = partner.credit + partner.capacity * shares[k] / max(1.0, places[k]) - taken
        partner.offered = max(0, int(credit))
        partner.credit = credit - partner.offered
        partner.owed_hours = 0.0
        partner.duplicates = 0


@kernel
def _take_turns(state: State, week: int, first: int, last: int, wanted: int, order: Values[np.uint64]) -> None:
    """Bring the ``wanted`` first in turn to the front: crises, then the longest wait, then luck; a heap, popped in
    order.
    """
    domains = state.needs.shape[1]
    key = week_key(state.seed, _TURN, week)
    for place in range(first, last):
        i = state.queue[place] // domains
        need = state.needs[i, state.queue[place] % domains]
        rank = _LONGEST - int(need.waited)
        if not need.crisis:
            rank += _LONGEST + 1
        tie_break = uniform(seat_key(key, state.households[i].seat), state.queue[place] % domains)
        order[place] = np.uint64(rank) * np.uint64(2**48) + np.uint64(tie_break * 2.0**48)
    size = last - first
    for root in range(size // 2 - 1, -1, -1):
        _sift(state.queue, order, first, root, size)
    for taken in range(wanted):
        end = size - 1 - taken
        _swap(state.queue, order, first, first + end)
        _sift(state.queue, order, first, 0, end)
    for taken in range(wanted):
        other = last - 1 - taken
        if first + taken < other:
            _swap(state.queue, order, first + taken, other)


@kernel(inline=True)
def _swap(queue: Values[int], order: Values[np.uint64], one: int, other: int) -> None:
    queue[one], queue[other] = queue[other], queue[one]
    order[one], order[other] = order[other], order[one]


@kernel
def _sift(queue: Values[int], order: Values[np.uint64], first: int, root: int, size: int) -> None:
    """Restore the heap (smallest on top) below ``root``."""
    while True:
        child = 2 * root + 1
        if child >= size:
            return
        if child + 1 < size and order[first + child + 1] < order[first + child]:
            child += 1
        if order[first + root] <= order[first + child]:
            return
        _swap(queue, order, first + root, first + child)
        root = child


@kernel
def _appointment(state: State, week: int, case: int) -> None:
    domains = state.needs.shape[1]
    i, d = case // domains, case % domains
    x = state.households[i]
    need = state.needs[i, d]
    p = parameters(state, week, x.site)
    state.site_week[x.site].appointments += 1.0
    if need.connected == 0:
        count(state, x, CONNECTED)
        first_appointment(state, week, x, need)
    luck = seat_key(seat_key(week_key(state.seed, _APPOINTMENT, week), x.seat), d)
    for e in range(domains):
        if (
            e != d
            and x.needs_active & (1 << e)
            and state.needs[i, e].status == UNMET
            and state.needs[i, e].cooling == 0
        ):
            hand_over(state, week, i, e, need.member, p, seat_key(luck, 8 + e))
    chance = p.service_resolution[d] * (1.0 - p.service_complexity_penalty * _isolation(state, i, d))
    if uniform(luck, 0) < chance:
        state.members[need.member].successes += 1.0
        state.awareness[i, d] = 1.0
        x.trust_institutions += p.service_trust_gain * (1.0 - x.trust_institutions)
        x.agency += p.service_agency_gain * (1.0 - x.agency)
        for k in range(state.strong_rows[i], state.strong_rows[i + 1]):
            if state.strong_ties[k].strength > 0.0:
                state.news[state.strong_ties[k].neighbour] += 1
        end_need(state, week, i, d, RESOLVED)
    elif uniform(luck, 1) < p.service_failure:
        _give_up(state, i, d, p)
    else:
        need.status = IN_SERVICE
        need.waited = 0


@kernel
def _isolation(state: State, i: int, d: int) -> float:
    """0 for a simple household; otherwise one less the mean tie between this partner and those concerned by the others.

    A need that no partner holds yet counts for the partner's mean tie in the network.
    """
    x = state.households[i]
    mine = state.needs[i, d].member
    others = 0
    tied = 0.0
    for e in range(state.needs.shape[1]):
        if e != d and x.needs_active & (1 << e):
            others += 1
            theirs = state.needs[i, e].member
            if theirs < 0:
                tied += state.members[mine].tie_mean
            elif theirs == mine:
                tied += 1.0
            else:
                tied += state.member_ties[member_tie(state, x.site, mine, theirs)].strength
    return 1.0 - tied / others if others > 0 else 0.0


@kernel
def _wait(state: State, week: int, case: int) -> None:
    domains = state.needs.shape[1]
    i, d = case // domains, case % domains
    x = state.households[i]
    need = state.needs[i, d]
    p = parameters(state, week, x.site)
    if need.waited < _LONGEST:
        need.waited += 1
    luck = seat_key(week_key(state.seed, _LEAVES, week), x.seat)
    if need.status == WAITING and uniform(luck, d) < p.service_dropout:
        _give_up(state, i, d, p)


@kernel
def _give_up(state: State, i: int, d: int, p: Parameters) -> None:
    """Service failed or the wait was too long: the need is unmet again and institutions lose trust."""
    need = state.needs[i, d]
    need.status = UNMET
    need.member = -1
    need.waited = 0
    if need.attempts < 255:
        need.attempts += 1
    need.cooling = int(min(255.0, p.referral_cooling_weeks))
    state.households[i].trust_institutions *= 1.0 - p.service_trust_loss
