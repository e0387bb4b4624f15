"""8 · Referral and routing: who is asked, how warmly, and whether the case arrives.

In order of conversion: hearsay < cold < active (call made) < warm (accompanied) (evidence 5.2). The kind follows from
the worker's time, trust, clarity and ties. The referral goes to a partner that the referrer believes serves the
domain; with little knowledge and clarity it is misrouted and bounces. A hand-over between weakly tied actors may be
lost, and two actors that both know the case may each open it: a duplicate, which uses a partner's appointment and the
worker's hours.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hlmsim.engine.draws import decision, seat_key, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import COEFFICIENT, COUNT, HOURS, PROBABILITY, SHARE, WEEKS, Parameter
from hlmsim.model.bookkeeping import led_referral, parameters
from hlmsim.model.names import REFERRALS
from hlmsim.model.tables import IN_SERVICE, UNMET, WAITING

if TYPE_CHECKING:
    import numpy as np

    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import Household, Need, State

PARAMETERS = (
    Parameter("context.referral.conversion", PROBABILITY, over=REFERRALS),
    Parameter("context.referral.contacts_log_odds", COEFFICIENT),
    Parameter("context.referral.contacts_counted", COUNT, high=100),
    Parameter("context.referral.call_clarity", SHARE),
    Parameter("context.referral.misrouting", PROBABILITY),
    Parameter("context.referral.passing_on", PROBABILITY),
    Parameter("context.referral.handover_loss", PROBABILITY),
    Parameter("context.referral.duplication", PROBABILITY),
    Parameter("context.referral.duplicate_hours", HOURS),
    Parameter("context.referral.between_partners", PROBABILITY),
    Parameter("context.referral.trust_loss", SHARE),
    Parameter("context.referral.cooling_weeks", WEEKS),
)

HEARSAY, COLD, ACTIVE, WARM = range(len(REFERRALS))
_LUCK = decision("luck of a referral")
_KIND, _CHOICE, _MISROUTED, _WRONG, _PASSED, _LOST, _DUPLICATE, _CONVERTS = range(8)


@kernel(inline=True)
def conversion(base: float, log_odds: float) -> float:
    """Probability that a referral reaches the service's list: the kind's, its odds raised by earlier contacts."""
    if base <= 0.0 or base >= 1.0 or log_odds == 0.0:
        return base
    odds = base / (1.0 - base) * math.exp(log_odds)
    return odds / (1.0 + odds)


@kernel
def referral(state: State, week: int) -> None:
    """Every household that asks this week is referred; the case arrives on a list, or comes back."""
    key = week_key(state.seed, _LUCK, week)
    for k in range(len(state.partners)):
        state.partners[k].received = 0
    for line in range(state.seekers_used[0]):
        i = state.seekers[line, 0]
        d = state.seekers[line, 1]
        x = state.households[i]
        p = parameters(state, week, x.site)
        _refer(state, week, i, d, p, seat_key(seat_key(key, x.seat), d))
    state.seekers_used[0] = 0


@kernel
def _refer(state: State, week: int, i: int, d: int, p: Parameters, luck: np.uint64) -> None:
    x = state.households[i]
    need = state.needs[i, d]
    record = state.site_week[x.site]
    helper = x.post if x.contacted == week and x.support > 0 else -1
    m = _partner_for(state, i, d, helper, uniform(luck, _CHOICE))
    if m < 0:
        _comes_back(x, need, p)
        return
    kind = _kind(state, i, d, m, helper, p, uniform(luck, _KIND))
    need.referral = kind
    record.referrals[kind] += 1.0
    record.contacts += 1.0
    _maybe_duplicate(state, i, d, m, helper, p, uniform(luck, _DUPLICATE))
    arrives = True
    if uniform(luck, _MISROUTED) < _misrouting(state, i, d, m, helper, p):
        record.misrouted += 1.0
        x.trust_institutions *= 1.0 - p.referral_trust_loss
        arrives = _passed_on(state, x.site, d, m, p, luck)
    elif kind == ACTIVE:
        record.handovers += 1.0
        tie = state.post_ties[_post_tie(state, helper, m)].strength
        if uniform(luck, _LOST) < p.referral_handover_loss * (1.0 - tie):
            record.lost_handovers += 1.0
            arrives = False
    contacts = min(need.contacts, p.referral_contacts_counted)
    chance = conversion(p.referral_conversion[kind], p.referral_contacts_log_odds * contacts)
    arrives = arrives and uniform(luck, _CONVERTS) < chance
    if helper >= 0:
        led_referral(record, need, arrives)
    if arrives:
        _arrive(state, need, m)
        record.connections[kind] += 1.0
    else:
        _comes_back(x, need, p)


@kernel(inline=True)
def _arrive(state: State, need: Need, m: int) -> None:
    """The case is on member m's list."""
    need.status = WAITING
    need.member = m
    need.waited = 0
    state.members[m].cases += 1.0
    state.partners[state.members[m].partner].received += 1


@kernel
def hand_over(state: State, week: int, i: int, d: int, m: int, p: Parameters, luck: np.uint64) -> None:
    """At an appointment, member m hands another unmet need on to a partner that it knows to serve the domain.

    Between weakly tied partners the case may be lost.
    """
    need = state.needs[i, d]
    record = state.site_week[state.households[i].site]
    other = _partner_for(state, i, d, -1, uniform(luck, _CHOICE))
    if other < 0 or other == m:
        return
    tie = state.member_ties[member_tie(state, state.households[i].site, m, other)]
    if uniform(luck, _PASSED) >= p.referral_between_partners * tie.knowledge:
        return
    need.referral = ACTIVE
    record.referrals[ACTIVE] += 1.0
    record.handovers += 1.0
    record.contacts += 1.0
    if uniform(luck, _LOST) < p.referral_handover_loss * (1.0 - tie.strength):
        record.lost_handovers += 1.0
        return
    contacts = min(need.contacts, p.referral_contacts_counted)
    if uniform(luck, _CONVERTS) < conversion(p.referral_conversion[ACTIVE], p.referral_contacts_log_odds * contacts):
        _arrive(state, need, other)
        record.connections[ACTIVE] += 1.0


@kernel
def _comes_back(x: Household, need: Need, p: Parameters) -> None:
    """The attempt failed: the need is unmet again, and the household waits before it tries once more."""
    need.status = UNMET
    need.member = -1
    if need.attempts < 255:
        need.attempts += 1
    need.cooling = int(min(255.0, p.referral_cooling_weeks))
    x.trust_institutions *= 1.0 - p.referral_trust_loss


@kernel(inline=True)
def _post_tie(state: State, w: int, m: int) -> int:
    """Place of the tie between a post and a member of its site."""
    site = state.sites[state.posts[w].site]
    members = site.last_member - site.first_member
    return site.first_post_tie + (w - site.first_post) * members + (m - site.first_member)


@kernel(inline=True)
def member_tie(state: State, s: int, m: int, other: int) -> int:
    """Place of the tie from member m to another member of site s."""
    site = state.sites[s]
    members = site.last_member - site.first_member
    return site.first_member_tie + (m - site.first_member) * members + (other - site.first_member)


@kernel
def _partner_for(state: State, i: int, d: int, helper: int, u: float) -> int:
    """A partner of the site that serves the domain: by what the worker knows of each, or by size; −1 if there is
    none.
    """
    site = state.sites[state.households[i].site]
    for turn in range(2):
        total = 0.0
        for m in range(site.first_member, site.last_member):
            member = state.members[m]
            partner = state.partners[member.partner]
            if member.present and partner.domains & (1 << d):
                weight = partner.capacity
                if helper >= 0:
                    weight *= state.post_ties[_post_tie(state, helper, m)].knowledge
                total += weight
                if turn == 1 and u < total:
                    return m
        if total <= 0.0:
            return -1
        u *= total
    return -1


@kernel
def _kind(state: State, i: int, d: int, m: int, helper: int, p: Parameters, u: float) -> int:
    x = state.households[i]
    if helper < 0:
        return COLD if u < state.awareness[i, d] else HEARSAY
    tie = state.post_ties[_post_tie(state, helper, m)].strength
    eased = 1.0 - p.referral_call_clarity * (1.0 - state.posts[helper].role_clarity) * (1.0 - tie)
    if u >= eased:
        return COLD
    return WARM if x.support == 2 else ACTIVE


@kernel
def _misrouting(state: State, i: int, d: int, m: int, helper: int, p: Parameters) -> float:
    """Probability that the case goes to the wrong door."""
    clarity = state.members[m].role_clarity
    known = state.awareness[i, d]
    if helper >= 0:
        known = state.post_ties[_post_tie(state, helper, m)].knowledge * p.posts_skill[d]
        clarity = 0.5 * (clarity + state.posts[helper].role_clarity)
    return p.referral_misrouting * (1.0 - known) * (1.0 - clarity)


@kernel
def _passed_on(state: State, s: int, d: int, m: int, p: Parameters, luck: np.uint64) -> bool:
    """Whether a partner reached by mistake passes the case on to the right one without losing it."""
    wrong = _wrong_door(state, s, d, uniform(luck, _WRONG))
    if wrong < 0:
        return False
    tie = state.member_ties[member_tie(state, s, wrong, m)]
    if uniform(luck, _PASSED) >= p.referral_passing_on * tie.knowledge:
        return False
    record = state.site_week[s]
    record.handovers += 1.0
    if uniform(luck, _LOST) < p.referral_handover_loss * (1.0 - tie.strength):
        record.lost_handovers += 1.0
        return False
    return True


@kernel
def _wrong_door(state: State, s: int, d: int, u: float) -> int:
    """A partner of the site that does not serve the domain, each with the same chance; −1 if all do."""
    site = state.sites[s]
    left = 0
    for turn in range(2):
        for m in range(site.first_member, site.last_member):
            member = state.members[m]
            if member.present and not state.partners[member.partner].domains & (1 << d):
                if turn == 1 and left == 0:
                    return m
                left += 1 if turn == 0 else -1
        left = int(u * left)
    return -1


@kernel
def _maybe_duplicate(state: State, i: int, d: int, m: int, helper: int, p: Parameters, u: float) -> None:
    """Open the case twice when another actor knows it too and neither knows that the other does.

    A worker who makes the referral knows of it; one who merely accompanies the household may not.
    """
    x = state.households[i]
    sharing = p.concertation_information_sharing
    unaware = 1.0
    with_worker = False
    if x.post >= 0 and x.post != helper and state.posts[x.post].filled and state.posts[x.post].funded:
        tie = state.post_ties[_post_tie(state, x.post, m)]
        unaware *= 1.0 - p.referral_duplication * (1.0 - tie.strength) * (1.0 - sharing * tie.knowledge)
        with_worker = True
    for e in range(state.needs.shape[1]):
        other = state.needs[i, e]
        if (
            e != d
            and other.member >= 0
            and other.member != m
            and (other.status == WAITING or other.status == IN_SERVICE)
        ):
            between = state.member_ties[member_tie(state, x.site, m, other.member)]
            unaware *= 1.0 - p.referral_duplication * (1.0 - between.strength) * (1.0 - sharing * between.knowledge)
    if u < 1.0 - unaware:
        state.site_week[x.site].duplicates += 1.0
        state.partners[state.members[m].partner].duplicates += 1
        if with_worker:
            state.posts[x.post].owed_duplicates += p.referral_duplicate_hours
