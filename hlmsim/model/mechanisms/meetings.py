"""11 · Meetings: concertation, clarification of roles, choice of actions.

The committee meets every M weeks; a member attends with a probability equal to its commitment when its seat is
filled. Those who attend gain ties, knowledge of each other and clarity, ever less as they approach the top; the time
spent on clarifying roles builds clarity instead of ties. Meetings cost hours: the posts' (see ``outreach``) and the
partners', taken from appointments. At times the committee chooses its actions; disagreement delays the choice and
lowers what the actions deliver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmsim.engine.draws import decision, uniform, week_key
from hlmsim.engine.kernels import kernel
from hlmsim.engine.parameters import CHOICE, FACTOR, HOURS, SCORE, SHARE, WEEKS, Parameter
from hlmsim.model.bookkeeping import parameters, write_journal
from hlmsim.model.mechanisms.outreach import meets_this_week
from hlmsim.model.mechanisms.referral import member_tie
from hlmsim.model.names import ACTION_RULES, ACTIONS, GOVERNANCE, PARTNER_KINDS
from hlmsim.model.tables import ALIVE, PORTFOLIO_AGREED

if TYPE_CHECKING:
    from hlmsim.model.parameter_row import Parameters
    from hlmsim.model.rows import State
    from hlmsim.model.values import Values

PARAMETERS = (
    Parameter("levers.concertation.meeting_interval_weeks", WEEKS, high=520),
    Parameter("levers.concertation.meeting_hours", HOURS),
    Parameter("levers.concertation.information_sharing", SHARE),
    Parameter("levers.concertation.coordinator_hours", HOURS),
    Parameter("levers.concertation.coordinator_experience", SCORE),
    Parameter("levers.concertation.governance", CHOICE, choices=GOVERNANCE),
    Parameter("levers.role_clarity.initial", SCORE),
    Parameter("levers.role_clarity.agenda_share", SHARE),
    Parameter("levers.actions.portfolio", SHARE, over=ACTIONS),
    Parameter("levers.actions.rule", CHOICE, choices=ACTION_RULES),
    Parameter("context.meeting.tie_gain", SHARE),
    Parameter("context.meeting.knowledge_gain", SHARE),
    Parameter("context.meeting.clarity_gain", SHARE),
    Parameter("context.meeting.side_clarity", SHARE),
    Parameter("context.meeting.decision_weeks", WEEKS),
    Parameter("context.meeting.disagreement_delay", FACTOR),
    Parameter("context.meeting.disagreement_loss", SHARE),
    Parameter("context.meeting.worker_hours", HOURS),
    Parameter("context.meeting.partner_share", SHARE),
    Parameter("context.meeting.governance_fit", SHARE),
    Parameter("context.meeting.mandate", SHARE),
)

_COMES = decision("member comes to a meeting")
_CLARIFYING_HOURS = 2.0
"""Hours of clarification that give the whole of ``clarity_gain`` (evidence 13.3)."""
_LEAST_FOR_OFFICE, _MOST_FOR_SHARED = 8.0, 6.0
"""Members from which a coordinating office fits, and up to which shared governance fits (Provan & Kenis 2008)."""
_SHARED, _LEAD, _OFFICE = range(len(GOVERNANCE))
_CONSENSUS, _MAJORITY, _BY_LEAD = range(len(ACTION_RULES))
_HOUSING_OFFICE = PARTNER_KINDS.index("housing_office")


@kernel(inline=True)
def fit(governance: int, members: float, loss: float) -> float:
    """How well a form of governance suits a number of members: 1, less up to ``loss`` away from its domain."""
    if governance == _SHARED:
        return 1.0 - loss * min(1.0, max(0.0, members - _MOST_FOR_SHARED) / 10.0)
    if governance == _OFFICE:
        return 1.0 - loss * min(1.0, max(0.0, _LEAST_FOR_OFFICE - members) / _LEAST_FOR_OFFICE)
    return 1.0 - 0.3 * loss


@kernel(inline=True)
def gained(level: float, gain: float) -> float:
    """A level in [0, 1] after a gain that fades as the level nears 1."""
    return level + gain * (1.0 - level)


@kernel
def meetings(state: State, week: int) -> None:
    """Committees that meet this week."""
    comes = state.comes
    key = week_key(state.seed, _COMES, week)
    for s in range(len(state.sites)):
        site = state.sites[s]
        p = parameters(state, week, s)
        if site.alive == ALIVE:
            site.network_age += 1
            site.since_decision += 1
        if not meets_this_week(site, p, week):
            continue
        state.site_week[s].meetings += 1.0
        present = 0
        for m in range(site.first_member, site.last_member):
            comes[m] = 0
            member = state.members[m]
            if member.member and member.vacancy_left == 0 and uniform(key, member.seat) < member.commitment:
                comes[m] = 1
                present += 1
        quality = fit(int(p.concertation_governance), float(present), p.meeting_governance_fit)
        _exchange(state, s, comes, quality, p)
        _clarify(state, s, comes, quality, p)
        if present > 0 and site.since_decision >= p.meeting_decision_weeks:
            _choose(state, week, s, comes, p)


@kernel
def _exchange(state: State, s: int, comes: Values[int], quality: float, p: Parameters) -> None:
    """Ties and mutual knowledge between those who attend, posts included."""
    site = state.sites[s]
    talking = quality * (1.0 - p.role_clarity_agenda_share)
    tie_gain = talking * p.meeting_tie_gain
    knowledge_gain = talking * p.meeting_knowledge_gain * (0.5 + 0.5 * p.concertation_information_sharing)
    members = site.last_member - site.first_member
    for m in range(site.first_member, site.last_member):
        if not comes[m]:
            continue
        state.partners[state.members[m].partner].owed_hours += p.meeting_partner_share * p.concertation_meeting_hours
        state.members[m].hours_rate += p.concertation_meeting_hours
        for other in range(site.first_member, site.last_member):
            if comes[other] and other != m:
                tie = state.member_ties[member_tie(state, s, m, other)]
                tie.strength = gained(tie.strength, tie_gain)
                tie.knowledge = gained(tie.knowledge, knowledge_gain)
        for w in range(site.first_post, site.last_post):
            if state.posts[w].filled and state.posts[w].funded:
                tie = state.post_ties[site.first_post_tie + (w - site.first_post) * members + m - site.first_member]
                tie.strength = gained(tie.strength, tie_gain)
                tie.knowledge = gained(tie.knowledge, knowledge_gain)


@kernel
def _clarify(state: State, s: int, comes: Values[int], quality: float, p: Parameters) -> None:
    site = state.sites[s]
    hours = p.role_clarity_agenda_share * p.concertation_meeting_hours
    gain = p.meeting_clarity_gain * min(1.0, hours / _CLARIFYING_HOURS) + p.meeting_side_clarity
    gain = quality * min(1.0, gain)
    for m in range(site.first_member, site.last_member):
        if comes[m]:
            state.members[m].role_clarity = gained(state.members[m].role_clarity, gain)
    for w in range(site.first_post, site.last_post):
        if state.posts[w].filled and state.posts[w].funded:
            state.posts[w].role_clarity = gained(state.posts[w].role_clarity, gain)


@kernel
def _choose(state: State, week: int, s: int, comes: Values[int], p: Parameters) -> None:
    """Choose the portfolio: disagreement, less where roles are clear, takes more meetings to overcome."""
    site = state.sites[s]
    rule = int(p.actions_rule)
    choice = state.choice
    choice[:] = 0.0
    _preferred(state, s, comes, rule, choice)
    distance = 0.0
    clarity = 0.0
    present = 0
    for m in range(site.first_member, site.last_member):
        if comes[m]:
            distance += _distance(state, m, choice)
            clarity += state.members[m].role_clarity
            present += 1
    site.disagreement = distance / present * (1.0 - 0.5 * clarity / present)
    patience = 1.0 if rule == _CONSENSUS else (0.5 if rule == _MAJORITY else 0.2)
    site.decision_progress += 1.0 / (1.0 + p.meeting_disagreement_delay * patience * site.disagreement)
    if site.decision_progress < 1.0:
        return
    for a in range(len(ACTIONS)):
        site.portfolio[a] = p.meeting_mandate * p.actions_portfolio[a] + (1.0 - p.meeting_mandate) * choice[a]
    for m in range(site.first_member, site.last_member):
        if state.members[m].member:
            state.members[m].distance = _distance(state, m, site.portfolio)
    site.decision_progress = 0.0
    site.since_decision = 0
    site.agreed = 1
    state.site_week[s].agreements += 1.0
    write_journal(state, week, PORTFOLIO_AGREED, s, -1)


@kernel
def _preferred(state: State, s: int, comes: Values[int], rule: int, choice: Values[float]) -> None:
    """The portfolio that the rule draws from those present: the mean; the most central wish; mostly the lead's."""
    site = state.sites[s]
    present = 0
    central = -1
    closest = 0.0
    lead = -1
    for m in range(site.first_member, site.last_member):
        if not comes[m]:
            continue
        present += 1
        apart = 0.0
        for other in range(site.first_member, site.last_member):
            if comes[other]:
                apart += _distance(state, m, state.partners[state.members[other].partner].preference)
        if central < 0 or apart < closest:
            central = m
            closest = apart
        if lead < 0 or state.partners[state.members[m].partner].kind == _HOUSING_OFFICE:
            lead = m
        for a in range(len(choice)):
            choice[a] += state.partners[state.members[m].partner].preference[a]
    for a in range(len(choice)):
        choice[a] /= present
        if rule == _MAJORITY:
            choice[a] = state.partners[state.members[central].partner].preference[a]
        elif rule == _BY_LEAD:
            choice[a] = 0.4 * choice[a] + 0.6 * state.partners[state.members[lead].partner].preference[a]


@kernel
def _distance(state: State, m: int, portfolio: Values[float]) -> float:
    """Half the summed differences between a member's wish and a portfolio: 0 the same, 1 nothing in common."""
    wish = state.partners[state.members[m].partner].preference
    total = 0.0
    for a in range(len(wish)):
        total += abs(wish[a] - portfolio[a])
    return min(1.0, 0.5 * total)
