"""6 · Outreach and accompaniment: how each post spends the hours that it is paid.

What is owed comes first: meetings, the coordinator's part, conflict and duplicates of last week, onboarding,
hand-over, paperwork. The rest is split by the site's portfolio between visits (new contacts), accompaniment
(follow-up, active and warm referrals), collective activities and the environment. Hours by use never exceed hours
paid. A contact raises trust, t ← t + η·(1 − t), passes awareness and may bring an unmet need to light (Place aux
Familles; ITMAV, evidence 1.4).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hlmsim.engine.draws import decision, seat_key, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import COUNT, HOURS, PROBABILITY, SCORE, SHARE, WEEKS, Parameter
from hlmsim.model.bookkeeping import begin_led, count, next_domain, parameters
from hlmsim.model.names import ACTIONS, DOMAINS
from hlmsim.model.tables import (
    ACCOMPANIMENT_HOURS,
    ALIVE,
    CLARIFICATION,
    COLLECTIVE,
    CONFLICT,
    CONTACTS,
    DETECTED,
    DETECTED_EARLY,
    DUPLICATES,
    ENVIRONMENT,
    HANDOVER,
    IN_SERVICE,
    MEETINGS,
    ONBOARDING,
    PAPERWORK,
    UNMET,
    UNSPENT,
    VISITS,
    WAITING,
)

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import Site, State

PARAMETERS = (
    Parameter("levers.posts.count", COUNT, high=2000),
    Parameter("levers.posts.hours_a_week", HOURS, high=80),
    Parameter("levers.posts.skill", SCORE, over=DOMAINS),
    Parameter("context.worker.trust_gain", SHARE),
    Parameter("context.worker.trust_decay", PROBABILITY),
    Parameter("context.worker.awareness_dose", SHARE),
    Parameter("context.worker.hours_per_visit", HOURS, low=0.05),
    Parameter("context.worker.hours_per_followup", HOURS, low=0.05),
    Parameter("context.worker.caseload", COUNT, low=1, high=60),
    Parameter("context.worker.detection", PROBABILITY),
    Parameter("context.worker.paperwork", SHARE),
    Parameter("context.worker.onboarding_weeks", WEEKS),
    Parameter("context.worker.onboarding_share", SHARE),
    Parameter("context.worker.clarity_effect", SHARE),
)

EARLY = 0.5
"""A need is detected early when its severity is below this (model specification, 4.1)."""
_VISIT = decision("household met on a visit")
_DETECTS = decision("contact brings a need to light")
_BOTH = decision("worker and partner both follow a case")
_ACCOMPANY, _OUTREACH, _TOGETHER, _SURROUNDINGS = range(len(ACTIONS))


@kernel(inline=True)
def meets_this_week(site: Site, p: Parameters, week: int) -> bool:
    """Whether the site's committee meets this week: every M weeks, M from the lever; 0 means never."""
    interval = int(p.concertation_meeting_interval_weeks)
    return site.alive == ALIVE and interval > 0 and week % interval == 0


@kernel(inline=True)
def trust_after(trust: float, gain: float) -> float:
    """Trust after one contact."""
    return trust + gain * (1.0 - trust)


@kernel(inline=True)
def looked_after(state: State, s: int, place: int, posts: int, item: int) -> int:
    """The item-th household that post ``place`` of ``posts`` looks after on site s.

    It has every n-th door, so that posts share the buildings and nobody is visited by two.
    """
    return int(state.doors[state.sites[s].first_household + place + posts * item])


@kernel(inline=True)
def spend(state: State, w: int, use: int, wanted: float, left: float) -> float:
    """Spend up to ``wanted`` of the hours left on one use; what is left then."""
    hours = min(max(wanted, 0.0), left)
    state.post_hours[w, use] += hours
    return left - hours


@kernel
def outreach(state: State, week: int) -> None:
    """Every filled post spends its week."""
    for s in range(len(state.sites)):
        site = state.sites[s]
        p = parameters(state, week, s)
        site.visible_hours = 0.0
        site.collective_hours = 0.0
        site.environment_hours = 0.0
        site.met = 1 if meets_this_week(site, p, week) else 0
        _mandate(state, week, s, p)
        posts = min(int(p.posts_count), site.last_post - site.first_post)
        filled = 0
        for place in range(site.last_post - site.first_post):
            post = state.posts[site.first_post + place]
            post.funded = 1 if place < posts else 0
            for use in range(state.post_hours.shape[1]):
                state.post_hours[site.first_post + place, use] = 0.0
            if not post.funded and post.caseload > 0:
                _close_cases(state, site.first_post + place)
            if post.filled and post.funded:
                filled += 1
        for place in range(posts):
            w = site.first_post + place
            if state.posts[w].filled:
                _work(state, week, s, w, place, p)
                state.site_week[s].hours_paid += p.posts_hours_a_week
                state.site_week[s].effective_posts += state.posts[w].familiarity
        state.site_week[s].posts += posts
        state.site_week[s].posts_filled += filled


@kernel
def _mandate(state: State, week: int, s: int, p: Parameters) -> None:
    """A change of the posts' mandate shows at once: whole, or by the mandate's weight where a committee has agreed."""
    if week == 0 or state.segment[week] == state.segment[week - 1]:
        return
    site = state.sites[s]
    before = parameters(state, week - 1, s)
    weight = p.meeting_mandate if site.agreed else 1.0
    for a in range(len(ACTIONS)):
        change = weight * (p.actions_portfolio[a] - before.actions_portfolio[a])
        site.portfolio[a] = min(1.0, max(0.0, site.portfolio[a] + change))


@kernel
def _close_cases(state: State, w: int) -> None:
    """A post that is no longer funded leaves its households free to be taken on by another."""
    for place in range(state.cases.shape[1]):
        i = state.cases[w, place]
        if i >= 0 and state.households[i].post == w:
            state.households[i].post = -1
        state.cases[w, place] = -1
    state.posts[w].caseload = 0


@kernel
def _work(state: State, week: int, s: int, w: int, place: int, p: Parameters) -> None:
    site = state.sites[s]
    post = state.posts[w]
    left = _owed(state, s, w, p)
    dip = p.succession_notice_dip if post.notice_left >= 0 else 0.0
    left = spend(state, w, UNSPENT, dip * left, left)
    delivered = 1.0 - p.meeting_disagreement_loss * site.disagreement
    together = site.portfolio[_TOGETHER] * left
    around = site.portfolio[_SURROUNDINGS] * left
    helping = site.portfolio[_ACCOMPANY] * left
    left = spend(state, w, COLLECTIVE, together, left)
    left = spend(state, w, ENVIRONMENT, around, left)
    site.collective_hours += together * delivered
    site.environment_hours += around * delivered
    state.site_week[s].delivered += (together + around) * delivered
    used = _accompany(state, week, w, p, min(helping, left))
    left = spend(state, w, ACCOMPANIMENT_HOURS, used, left)
    used = _visit(state, week, s, w, place, p, left)
    left = spend(state, w, VISITS, used, left)
    site.visible_hours += used + around + together
    state.post_hours[w, UNSPENT] += left


@kernel
def _owed(state: State, s: int, w: int, p: Parameters) -> float:
    """Pay what comes before the tenants; the hours left."""
    site = state.sites[s]
    post = state.posts[w]
    paid = p.posts_hours_a_week
    left = paid
    if site.met:
        clarifying = p.role_clarity_agenda_share * p.concertation_meeting_hours
        left = spend(state, w, CLARIFICATION, clarifying, left)
        left = spend(state, w, MEETINGS, p.concertation_meeting_hours - clarifying + p.meeting_worker_hours, left)
    if site.alive == ALIVE:
        left = spend(state, w, MEETINGS, p.concertation_coordinator_hours / max(1.0, p.posts_count), left)
    before = left
    left = spend(state, w, CONFLICT, post.owed_conflict, left)
    post.owed_conflict = max(0.0, post.owed_conflict - (before - left))
    before = left
    left = spend(state, w, DUPLICATES, post.owed_duplicates, left)
    post.owed_duplicates = max(0.0, post.owed_duplicates - (before - left))
    if post.tenure < p.worker_onboarding_weeks:
        left = spend(state, w, ONBOARDING, p.worker_onboarding_share * paid, left)
    left = spend(state, w, HANDOVER, p.turnover_written_roles * p.succession_written_roles_hours, left)
    if post.notice_left >= 0 and post.notice_left <= p.turnover_handover_weeks:
        left = spend(state, w, HANDOVER, p.succession_handover_hours, left)
    return spend(state, w, PAPERWORK, p.worker_paperwork * paid, left)


@kernel
def _accompany(state: State, week: int, w: int, p: Parameters, hours: float) -> float:
    """Follow up the households accompanied, the most severe first; the hours used.

    A household with a need that is ready for a referral takes a second follow-up's time: the worker goes along. Hours
    too few for one more follow-up begin it, and it is held next week: they are spent now and not then, so that none is
    spent twice. When nobody is left to follow up, none is begun.
    """
    post = state.posts[w]
    cases = _sorted_cases(state, w)
    begun = post.followup_fraction
    wanted = hours / p.worker_hours_per_followup + begun
    slots = int(wanted)
    used = 0
    held = 0
    for place in range(cases):
        if used >= slots:
            break
        i = state.cases[w, place]
        used += 1
        held += 1
        _contact(state, week, i, w, p)
        state.households[i].support = 1
        _both_follow(state, week, i, w, p)
        if used < slots and _ready(state, i):
            used += 1
            state.households[i].support = 2
    post.overload = min(1.0, (cases - held) / p.worker_caseload)
    if held < cases:
        post.followup_fraction = wanted - slots
        return hours
    post.followup_fraction = 0.0
    return min(hours, max(0.0, used - begun) * p.worker_hours_per_followup)


@kernel
def _both_follow(state: State, week: int, i: int, w: int, p: Parameters) -> None:
    """A follow-up of a case that a partner already has in hand is a duplicate, unless the two are tied and share what
    they know; the worker's hour is lost next week.
    """
    site = state.sites[state.posts[w].site]
    members = site.last_member - site.first_member
    key = seat_key(week_key(state.seed, _BOTH, week), state.households[i].seat)
    for d in range(state.needs.shape[1]):
        need = state.needs[i, d]
        if need.member >= 0 and (need.status == WAITING or need.status == IN_SERVICE):
            place = site.first_post_tie + (w - site.first_post) * members + need.member - site.first_member
            tie = state.post_ties[place]
            apart = (1.0 - tie.strength) * (1.0 - p.concertation_information_sharing * tie.knowledge)
            if uniform(key, d) < p.referral_duplication * apart:
                state.site_week[state.posts[w].site].duplicates += 1.0
                state.posts[w].owed_duplicates += p.referral_duplicate_hours


@kernel
def _ready(state: State, i: int) -> bool:
    for d in range(state.needs.shape[1]):
        if state.needs[i, d].status == UNMET and state.needs[i, d].cooling == 0:
            return True
    return False


@kernel
def _sorted_cases(state: State, w: int) -> int:
    """Drop the cases that ended, sort the others by their gravest known need (ties: the lower seat); their number."""
    kept = 0
    before = 0
    for place in range(state.cases.shape[1]):
        i = state.cases[w, place]
        if i < 0:
            break
        before += 1
        if state.households[i].post != w:
            continue
        if _gravity(state, i) < 0.0:
            state.households[i].post = -1
            continue
        spot = kept
        while spot > 0 and _before(state, i, state.cases[w, spot - 1]):
            state.cases[w, spot] = state.cases[w, spot - 1]
            spot -= 1
        state.cases[w, spot] = i
        kept += 1
    for place in range(kept, before):
        state.cases[w, place] = -1
    state.posts[w].caseload = kept
    return kept


@kernel
def _before(state: State, i: int, j: int) -> bool:
    mine, theirs = _gravity(state, i), _gravity(state, j)
    return mine > theirs or (mine == theirs and state.households[i].seat < state.households[j].seat)


@kernel
def _gravity(state: State, i: int) -> float:
    """Severity of the gravest active need of household i that a worker knows of; −1 when there is none."""
    worst = -1.0
    left = np.int64(state.households[i].needs_active)
    while left:
        need = state.needs[i, next_domain(left)]
        left &= left - 1
        if need.known and need.severity > worst:
            worst = need.severity
    return worst


@kernel
def _visit(state: State, week: int, s: int, w: int, place: int, p: Parameters, hours: float) -> float:
    """Meet households that the post looks after, drawn by chance; the hours used, those of a visit begun included."""
    site = state.sites[s]
    post = state.posts[w]
    posts = int(p.posts_count)
    size = site.last_household - site.first_household
    part = (size - place + posts - 1) // posts
    if part <= 0:
        return 0.0
    wanted = hours / p.worker_hours_per_visit + post.visit_fraction
    visits = int(wanted)
    post.visit_fraction = wanted - visits
    key = seat_key(week_key(state.seed, _VISIT, week), post.seat)
    for item in range(visits):
        _contact(state, week, looked_after(state, s, place, posts, int(uniform(key, item) * part)), w, p)
    return hours


@kernel
def _contact(state: State, week: int, i: int, w: int, p: Parameters) -> None:
    """One contact between a worker and a household."""
    x = state.households[i]
    post = state.posts[w]
    quality = 1.0 - p.worker_clarity_effect * (1.0 - post.role_clarity)
    x.trust_worker = trust_after(x.trust_worker, quality * p.worker_trust_gain)
    if x.contacted != week:
        x.support = 0
    x.contacted = week
    count(state, x, CONTACTS)
    state.site_week[x.site].contacts += 1.0
    key = seat_key(week_key(state.seed, _DETECTS, week), x.seat)
    for d in range(state.needs.shape[1]):
        dose = quality * p.worker_awareness_dose * p.posts_skill[d]
        state.awareness[i, d] += dose * (1.0 - state.awareness[i, d])
        if x.needs_active & (1 << d):
            need = state.needs[i, d]
            if need.contacts < 255:
                need.contacts += 1
            if need.known == 0 and uniform(seat_key(key, need.contacts), d) < (
                p.worker_detection * math.sqrt(x.trust_worker)
            ):
                need.known = 1
                begin_led(need)
                count(state, x, DETECTED)
                if need.severity < EARLY and need.status == UNMET:
                    count(state, x, DETECTED_EARLY)
    if x.post < 0 and _gravity(state, i) >= 0.0:
        _take_on(state, i, w, p)


@kernel
def _take_on(state: State, i: int, w: int, p: Parameters) -> None:
    """Accompany the household, if the post has room in its caseload."""
    x = state.households[i]
    post = state.posts[w]
    if post.caseload >= min(int(p.worker_caseload), state.cases.shape[1]):
        return
    for place in range(state.cases.shape[1]):
        if state.cases[w, place] < 0:
            state.cases[w, place] = i
            x.post = w
            post.caseload += 1
            return
