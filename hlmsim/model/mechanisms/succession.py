"""13 · Workers' turnover, vacancy, succession.

A worker gives notice with a weekly hazard (the lever), raised by unclear roles, overload and low morale (log-linear);
activity dips until the departure (SSWR 2025). The post then stays vacant (Gamma weeks; ISQ, Institut du Québec: about
14 weeks). The successor starts from carry-over × the old trust, ties and knowledge; a warm hand-over (overlap,
written roles) costs hours beforehand and raises the carry-over. A newcomer's fresh eyes can be switched on, since the
evidence on turnover is mixed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hlmsim.engine.draws import decision, erlang_weeks, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import ANNUAL_RATE, COEFFICIENT, COUNT, HOURS, SCORE, SHARE, WEEKS, Parameter
from hlmsim.model.bookkeeping import parameters, scheduled, write_journal
from hlmsim.model.mechanisms.outreach import looked_after
from hlmsim.model.names import EVENTS
from hlmsim.model.tables import WORKER_ARRIVES, WORKER_GIVES_NOTICE, WORKER_LEAVES

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import Post, State

PARAMETERS = (
    Parameter("levers.turnover.worker_annual", ANNUAL_RATE),
    Parameter("levers.turnover.handover_weeks", WEEKS, high=26),
    Parameter("levers.turnover.written_roles", SCORE),
    Parameter("context.succession.vacancy_weeks", WEEKS),
    Parameter("context.succession.vacancy_shape", COUNT, low=1, high=8),
    Parameter("context.succession.notice_weeks", WEEKS),
    Parameter("context.succession.notice_dip", SHARE),
    Parameter("context.succession.clarity", COEFFICIENT),
    Parameter("context.succession.overload", COEFFICIENT),
    Parameter("context.succession.morale", COEFFICIENT),
    Parameter("context.succession.carry_cold", SHARE),
    Parameter("context.succession.carry_warm", SHARE),
    Parameter("context.succession.handover_hours", HOURS),
    Parameter("context.succession.written_roles_hours", HOURS),
    Parameter("context.succession.morale_adjustment", SHARE),
    Parameter("context.succession.morale_clarity", SHARE),
    Parameter("context.succession.fresh_eyes", SHARE),
)

_NOTICE = decision("worker gives notice")
_VACANT = decision("weeks a post stays vacant")
_DEPARTURE = EVENTS.index("worker_departure")
_ANNOUNCED = EVENTS.index("worker_notice")
_OVERLAP = 2.0
"""Weeks of overlap that bring 63 % of what an overlap can bring."""
CONTACT_EVERY = 2.0
"""Weeks between the contacts by which a post becomes familiar: the rhythm at which trust takes 26 weeks."""


@kernel(inline=True)
def carried(overlap: float, p: Parameters) -> float:
    """Share of trust, ties and knowledge that a successor starts with: half by overlap, half by written roles."""
    warmth = 0.5 * (1.0 - math.exp(-overlap / _OVERLAP)) + 0.5 * p.turnover_written_roles
    return p.succession_carry_cold + (p.succession_carry_warm - p.succession_carry_cold) * warmth


@kernel(inline=True)
def quit_hazard(post: Post, p: Parameters) -> float:
    """Hazard a week that a worker gives notice; the lever's at middling clarity, morale and no overload."""
    push = p.succession_clarity * (0.5 - post.role_clarity) + p.succession_overload * post.overload
    push += p.succession_morale * (0.5 - post.morale)
    return p.turnover_worker_annual * math.exp(push)


@kernel
def succession(state: State, week: int) -> None:
    """Posts are left, stay vacant, are filled."""
    key = week_key(state.seed, _NOTICE, week)
    for s in range(len(state.sites)):
        site = state.sites[s]
        p = parameters(state, week, s)
        for w in range(site.first_post, site.last_post):
            post = state.posts[w]
            if not post.funded:
                continue
            sudden = scheduled(state, week, _DEPARTURE, s, -1, w - site.first_post)
            if post.filled:
                announced = scheduled(state, week, _ANNOUNCED, s, -1, w - site.first_post)
                _stay_or_leave(state, week, s, w, p, -1.0 if announced else uniform(key, post.seat), sudden)
            else:
                post.vacancy_left -= 1
                if post.vacancy_left <= 0:
                    _arrive(state, week, s, w, p)


@kernel
def _stay_or_leave(state: State, week: int, s: int, w: int, p: Parameters, u: float, sudden: bool) -> None:
    post = state.posts[w]
    post.tenure += 1
    post.familiarity += p.worker_trust_gain / CONTACT_EVERY * (1.0 - post.familiarity)
    calm = p.succession_morale_clarity * post.role_clarity
    target = calm + (1.0 - p.succession_morale_clarity) * (1.0 - post.overload)
    post.morale += p.succession_morale_adjustment * (target - post.morale)
    if post.notice_left > 0:
        post.notice_left -= 1
    elif post.notice_left < 0 and u < 1.0 - math.exp(-quit_hazard(post, p)):
        post.notice_left = int(p.succession_notice_weeks)
        write_journal(state, week, WORKER_GIVES_NOTICE, s, w)
    if sudden or post.notice_left == 0:
        overlap = 0.0 if sudden else min(p.turnover_handover_weeks, p.succession_notice_weeks)
        _leave(state, week, s, w, carried(overlap, p), p)


@kernel
def _leave(state: State, week: int, s: int, w: int, kept: float, p: Parameters) -> None:
    """The worker goes: tenants' trust in the worker, ties and knowledge keep only the share carried over."""
    site = state.sites[s]
    post = state.posts[w]
    write_journal(state, week, WORKER_LEAVES, s, w)
    post.filled = 0
    post.warmth = kept
    post.familiarity *= kept
    state.site_week[s].departures += 1.0
    post.notice_left = -1
    post.overload = 0.0
    posts = max(1, int(p.posts_count))
    place = w - site.first_post
    for item in range((site.last_household - site.first_household - place + posts - 1) // posts):
        state.households[looked_after(state, s, place, posts, item)].trust_worker *= kept
    members = site.last_member - site.first_member
    for k in range(members):
        tie = state.post_ties[site.first_post_tie + (w - site.first_post) * members + k]
        tie.strength *= kept
        tie.knowledge *= kept
    shape = int(p.succession_vacancy_shape)
    post.vacancy_left = erlang_weeks(p.succession_vacancy_weeks, shape, week_key(state.seed, _VACANT, week), post.seat)
    if post.vacancy_left == 0:
        _arrive(state, week, s, w, p)


@kernel
def _arrive(state: State, week: int, s: int, w: int, p: Parameters) -> None:
    site = state.sites[s]
    post = state.posts[w]
    post.filled = 1
    post.tenure = 0
    post.vacancy_left = 0
    start = p.role_clarity_initial
    post.role_clarity = start + post.warmth * (post.role_clarity - start)
    post.morale = p.succession_morale_clarity * post.role_clarity + (1.0 - p.succession_morale_clarity)
    members = site.last_member - site.first_member
    for k in range(members):
        tie = state.post_ties[site.first_post_tie + (w - site.first_post) * members + k]
        tie.strength += p.succession_fresh_eyes * (1.0 - tie.strength)
    write_journal(state, week, WORKER_ARRIVES, s, w)
