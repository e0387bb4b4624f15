"""Every table of the model: who and what carries state, column by column (model specification, section 2).

Scores are in [0, 1]. A *seat* is the number that carries luck: of a dwelling, a post, a partner at one site's table.
"""

from __future__ import annotations

from hlmsim.engine.table import Column, Table, score
from hlmsim.model.names import (
    ACTIONS,
    DOMAINS,
    HOURS_USES,
    HOUSEHOLD_TYPES,
    LANGUAGE_GROUPS,
    PARTNER_KINDS,
    REFERRALS,
)

NO_NEED, UNMET, REFERRED, WAITING, IN_SERVICE = range(5)
"""Status of a household's need in one domain."""
NEED_STATUS = ("none", "unmet", "referred", "waiting", "in_service")

NO_NETWORK, ALIVE, DISSOLVED = range(3)
"""Life of a site's network."""
NETWORK_LIFE = ("none", "alive", "dissolved")

HOUSEHOLDS = Table(
    "households",
    (
        score("trust_worker"),
        score("trust_institutions"),
        score("stigma"),
        score("security"),
        score("agency"),
        score("visible_success"),
        Column("seat", "i8", "seat", 0),
        Column("moved_in", "i4", "week"),
        Column("building", "i4", "index", 0),
        Column("site", "i4", "index", 0),
        Column("post", "i4", "index", -1),
        Column("contacted", "i4", "week"),
        Column("household_type", "i1", "code", 0, 3, words=HOUSEHOLD_TYPES),
        Column("language_group", "i1", "code", 0, 2, words=LANGUAGE_GROUPS),
        Column("participates", "u1", "flag", 0, 1, writable=True),
        Column("needs_active", "u1", "mask", 0, 63),
        Column("support", "u1", "code", 0, 2, words=("none", "visit", "accompanied")),
    ),
)

NEEDS = Table(
    "needs",
    (
        score("severity"),
        Column("member", "i4", "index", -1),
        Column("age", "i2", "weeks", 0),
        Column("waited", "i2", "weeks", 0),
        Column("status", "i1", "code", 0, 4, words=NEED_STATUS),
        Column("referral", "i1", "code", -1, 3, words=REFERRALS),
        Column("attempts", "u1", "count", 0, 255),
        Column("contacts", "u1", "count", 0, 255),
        Column("cooling", "u1", "weeks", 0, 255),
        Column("connected", "u1", "flag", 0, 1),
        Column("known", "u1", "flag", 0, 1),
        Column("crisis", "u1", "flag", 0, 1),
        Column("led", "u1", "weeks", 0, 255),
    ),
)
"""One record a household and domain. ``member`` is the partner, as a row of MEMBERS, that holds the case."""

POSTS = Table(
    "posts",
    (
        score("morale"),
        score("role_clarity"),
        Column("warmth", "f8", "score", 0.0, 1.0),
        Column("familiarity", "f8", "score", 0.0, 1.0),
        Column("owed_duplicates", "f8", "hours", 0.0),
        Column("owed_conflict", "f8", "hours", 0.0),
        Column("visit_fraction", "f8", "count", 0.0, 1.0),
        Column("followup_fraction", "f8", "count", 0.0, 1.0),
        Column("overload", "f8", "score", 0.0, 1.0),
        Column("seat", "i8", "seat", 0),
        Column("site", "i4", "index", 0),
        Column("tenure", "i4", "weeks", 0),
        Column("vacancy_left", "i4", "weeks", 0),
        Column("notice_left", "i4", "weeks", -1),
        Column("caseload", "i4", "count", 0),
        Column("filled", "u1", "flag", 0, 1),
        Column("funded", "u1", "flag", 0, 1),
    ),
)

PARTNERS = Table(
    "partners",
    (
        Column("capacity", "f8", "appointments", 0.0),
        Column("credit", "f8", "appointments", None, 1.0),
        Column("owed_hours", "f8", "hours", 0.0),
        Column("preference", "f8", "share", 0.0, 1.0, width=len(ACTIONS)),
        Column("seat", "i8", "seat", 0),
        Column("offered", "i4", "appointments", 0),
        Column("waiting", "i4", "count", 0),
        Column("received", "i4", "count", 0),
        Column("served", "i4", "count", 0),
        Column("duplicates", "i4", "count", 0),
        Column("kind", "i1", "code", 0, 7, words=PARTNER_KINDS),
        Column("domains", "u1", "mask", 0, 63),
        Column("public", "u1", "flag", 0, 1),
    ),
)
"""``credit``: the fraction of an appointment kept for next week; negative after duplicates and meetings."""

MEMBERS = Table(
    "members",
    (
        score("commitment"),
        score("role_clarity"),
        Column("distance", "f8", "score", 0.0, 1.0),
        Column("successes", "f8", "count", 0.0),
        Column("cases", "f8", "count", 0.0),
        Column("hours_rate", "f8", "hours", 0.0),
        Column("conflict", "f8", "score", 0.0, 1.0),
        Column("tie_mean", "f8", "score", 0.0, 1.0),
        Column("seat", "i8", "seat", 0),
        Column("site", "i4", "index", 0),
        Column("partner", "i4", "index", 0),
        Column("tenure", "i4", "weeks", 0),
        Column("vacancy_left", "i4", "weeks", 0),
        Column("low_weeks", "i4", "weeks", 0),
        Column("present", "u1", "flag", 0, 1),
        Column("member", "u1", "flag", 0, 1),
    ),
)
"""A partner at one site: its seat at that site's committee. ``member`` 0: outside the network, still a service."""

MEMBER_TIES = Table(
    "member_ties", (Column("strength", "f8", "score", 0.0, 1.0), Column("knowledge", "f8", "score", 0.0, 1.0))
)
"""Square of one site's members (row knows column), and posts × members: strength of the tie, knowledge of the other."""

SITES = Table(
    "sites",
    (
        score("disorder"),
        score("upkeep"),
        Column("incident_memory", "f8", "incidents", 0.0),
        Column("cohesion", "f8", "score", 0.0, 1.0),
        Column("efficacy", "f8", "score", 0.0, 1.0),
        Column("presence", "f8", "score", 0.0, 1.0),
        Column("visible_hours", "f8", "hours", 0.0),
        Column("collective_hours", "f8", "hours", 0.0),
        Column("environment_hours", "f8", "hours", 0.0),
        Column("portfolio", "f8", "share", 0.0, 1.0, width=len(ACTIONS)),
        Column("disagreement", "f8", "score", 0.0, 1.0),
        Column("decision_progress", "f8", "share", 0.0),
        Column("room_added", "f8", "hours", 0.0),
        Column("participation", "f8", "share", 0.0, 1.0),
        Column("crisis_needs", "i4", "count", 0),
        Column("seat", "i8", "seat", 0),
        Column("first_household", "i4", "index", 0),
        Column("last_household", "i4", "index", 0),
        Column("first_post", "i4", "index", 0),
        Column("last_post", "i4", "index", 0),
        Column("first_member", "i4", "index", 0),
        Column("last_member", "i4", "index", 0),
        Column("first_member_tie", "i4", "index", 0),
        Column("first_post_tie", "i4", "index", 0),
        Column("first_building", "i4", "index", 0),
        Column("buildings", "i4", "count", 1),
        Column("since_decision", "i4", "weeks", 0),
        Column("network_age", "i4", "weeks", 0),
        Column("alive", "u1", "code", 0, 2, words=NETWORK_LIFE),
        Column("met", "u1", "flag", 0, 1),
        Column("agreed", "u1", "flag", 0, 1),
    ),
)

AGENDA = Table(
    "agenda",
    (
        Column("week", "i4", "week", 0),
        Column("event", "i4", "code", 0),
        Column("site", "i4", "index", -1),
        Column("partner", "i4", "index", -1),
        Column("post", "i4", "index", -1),
    ),
)
"""Scheduled events, in order of week; -1 stands for « every »."""

JOURNAL = Table(
    "journal",
    (
        Column("week", "i4", "week", 0),
        Column("entry", "i4", "code", 0),
        Column("site", "i4", "index", -1),
        Column("subject", "i4", "index", -1),
    ),
)
"""What happened to the network, as it happened: one record an entry of ``JOURNAL_ENTRIES``."""

JOURNAL_ENTRIES = (
    "worker_gives_notice",
    "worker_leaves",
    "worker_arrives",
    "representative_leaves",
    "representative_arrives",
    "partner_withdraws",
    "partner_joins",
    "network_dissolves",
    "incident",
    "room_conflict",
    "portfolio_agreed",
    "funding_cut",
    "new_funding",
    "new_room",
    "crisis",
)
(
    WORKER_GIVES_NOTICE, WORKER_LEAVES, WORKER_ARRIVES, REPRESENTATIVE_LEAVES, REPRESENTATIVE_ARRIVES,
    PARTNER_WITHDRAWS, PARTNER_JOINS, NETWORK_DISSOLVES, INCIDENT, ROOM_CONFLICT, PORTFOLIO_AGREED, FUNDING_CUT,
    NEW_FUNDING, NEW_ROOM, CRISIS,
) = range(len(JOURNAL_ENTRIES))  # fmt: skip

FLOWS = (
    "opened",
    "resolved",
    "remitted",
    "moved",
    "crises",
    "detected",
    "detected_early",
    "contacts",
    "connected",
    "ended",
    "ended_connected",
)
"""What is counted a week by group: needs opened, resolved, remitted, ended by moving out; needs that reach crisis,
that a worker learns of, of those with severity below one half; contacts; first appointments; needs ended, of those
connected.
"""
(OPENED, RESOLVED, REMITTED, MOVED, CRISES, DETECTED, DETECTED_EARLY, CONTACTS, CONNECTED, ENDED, ENDED_CONNECTED) = (
    range(len(FLOWS))
)
STOCKS = (
    "households",
    "unmet",
    "security",
    "insecure",
    "agency",
    "participants",
    "supported",
    "living_conditions",
    "active",
    "active_connected",
)
(
    HOUSEHOLD_COUNT,
    UNMET_HOUSEHOLDS,
    SECURITY,
    INSECURE,
    AGENCY,
    PARTICIPANTS,
    SUPPORTED,
    LIVING,
    ACTIVE,
    ACTIVE_CONNECTED,
) = range(len(STOCKS))

(
    VISITS, ACCOMPANIMENT_HOURS, COLLECTIVE, ENVIRONMENT, MEETINGS, CLARIFICATION, PAPERWORK, ONBOARDING, HANDOVER,
    DUPLICATES, CONFLICT, UNSPENT,
) = range(len(HOURS_USES))  # fmt: skip

LED_ENDS = ("connected_soon", "connected_later", "not_connected")
"""What became of a need that came to a worker: a first appointment within ``SOON_WEEKS``, within ``LED_WEEKS``, or
neither (the need ended, or the time was over).
"""
CONNECTED_SOON, CONNECTED_LATER, NOT_CONNECTED = range(len(LED_ENDS))
SOON_WEEKS, LED_WEEKS, LED_CLOSED = 4, 39, 255
"""Quick needs are solved in a month; worker-led navigation is judged after six to twelve months (patterns P19, P13)."""
FEW_CONTACTS = 4
"""Up to so many contacts are few (Community Linkage to Care, evidence 5.2; pattern P18)."""

SITE_WEEK = Table(
    "site_week",
    (
        Column("hours", "f8", "hours", 0.0, width=len(HOURS_USES)),
        Column("hours_paid", "f8", "hours", 0.0),
        Column("posts", "f8", "count", 0.0),
        Column("posts_filled", "f8", "count", 0.0),
        Column("incidents", "f8", "count", 0.0),
        Column("conflicts", "f8", "count", 0.0),
        Column("referrals", "f8", "count", 0.0, width=len(REFERRALS)),
        Column("connections", "f8", "count", 0.0, width=len(REFERRALS)),
        Column("misrouted", "f8", "count", 0.0),
        Column("handovers", "f8", "count", 0.0),
        Column("lost_handovers", "f8", "count", 0.0),
        Column("contacts", "f8", "count", 0.0),
        Column("duplicates", "f8", "count", 0.0),
        Column("appointments", "f8", "count", 0.0),
        Column("members", "f8", "count", 0.0),
        Column("commitment", "f8", "score", 0.0),
        Column("representative_tenure", "f8", "weeks", 0.0),
        Column("alive", "f8", "count", 0.0),
        Column("density", "f8", "score", 0.0),
        Column("centralisation", "f8", "score", 0.0),
        Column("modularity", "f8", "score"),
        Column("upkeep", "f8", "score", 0.0),
        Column("disorder", "f8", "score", 0.0),
        Column("efficacy", "f8", "score", 0.0),
        Column("cohesion", "f8", "score", 0.0),
        Column("role_clarity", "f8", "score", 0.0),
        Column("effective_posts", "f8", "count", 0.0),
        Column("departures", "f8", "count", 0.0),
        Column("move_outs", "f8", "count", 0.0),
        Column("in_need", "f8", "count", 0.0),
        Column("meetings", "f8", "count", 0.0),
        Column("agreements", "f8", "count", 0.0),
        Column("delivered", "f8", "hours", 0.0),
        Column("led", "f8", "count", 0.0, width=len(LED_ENDS)),
        Column("led_referrals", "f8", "count", 0.0, width=2),
        Column("led_connections", "f8", "count", 0.0, width=2),
        Column("active", "f8", "count", 0.0, width=len(DOMAINS)),
        Column("active_connected", "f8", "count", 0.0, width=len(DOMAINS)),
        Column("ended", "f8", "count", 0.0, width=len(DOMAINS)),
        Column("ended_connected", "f8", "count", 0.0, width=len(DOMAINS)),
    ),
)
"""What is recorded of a site's network a week: flows are sums, the rest are the level at the end of the week."""

LONGEST_WAIT = 156
"""Weeks to a first appointment are counted one by one up to this age; the last class holds the longer ones."""
PERIOD_WEEKS = 52
"""Waits are summarised by period of so many weeks, counted from the end of the burn-in."""
MOST_CASES = 60
"""Places in a post's list of accompanied households; the caseload parameter bounds it further."""
