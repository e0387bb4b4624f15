"""What each process may write, scratch left out: the model's own division of labour, column by column."""

from __future__ import annotations

from hlmsim.model.tables import HOUSEHOLDS, JOURNAL, NEEDS, SITE_WEEK

NEED = {f"needs.{column.name}" for column in NEEDS}
JOURNAL_LINE = {"journal_used", *(f"journal.{column.name}" for column in JOURNAL)}
NEWCOMER = {
    f"households.{column.name}"
    for column in HOUSEHOLDS
    if column.name not in ("seat", "building", "site", "household_type")
}
COUNTED = {"tally", "waits_ended", "waits_exposed"}
LISTED = {"needs.status", "needs.member", "needs.waited", "needs.attempts", "needs.cooling", "needs.referral"}
LED = {"needs.led", "site_week.led"}
ENDED = {"site_week.ended", "site_week.ended_connected"}
REFERRED = {
    *(f"site_week.{name}" for name in ("connections", "contacts", "handovers", "lost_handovers", "referrals")),
    "members.cases",
    "partners.received",
    "households.trust_institutions",
}
TIES = {"strong_ties.strength", "weak_ties.strength"}
ACTORS = {"member_ties.strength", "member_ties.knowledge", "post_ties.strength", "post_ties.knowledge"}

WRITES: dict[str, set[str]] = {
    "demography": {
        "awareness",
        "posts.caseload",
        *NEED,
        *NEWCOMER,
        *COUNTED,
        *TIES,
        *LED,
        *ENDED,
        "site_week.move_outs",
    },
    "needs": {"households.needs_active", "sites.crisis_needs", *NEED, *COUNTED, *LED, *ENDED},
    "incidents": {
        *("households.security", "sites.disorder", "sites.incident_memory", "site_week.incidents"),
        *JOURNAL_LINE,
    },
    "talk": {"awareness"},
    "forgetting": {"awareness"},
    "outreach": {
        *("awareness", "cases", "post_hours", "tally", "needs.contacts", "needs.known", "needs.led"),
        *(f"households.{name}" for name in ("contacted", "post", "support", "trust_worker")),
        *(f"site_week.{name}" for name in ("contacts", "duplicates", "hours_paid", "posts", "posts_filled")),
        *("site_week.delivered", "site_week.effective_posts"),
        *(f"sites.{name}" for name in ("collective_hours", "environment_hours", "visible_hours", "met", "portfolio")),
        *(f"posts.{name}" for name in ("caseload", "followup_fraction", "visit_fraction", "funded", "overload")),
        *(f"posts.{name}" for name in ("owed_conflict", "owed_duplicates")),
    },
    "seeking": {"needs.status", "seekers", "seekers_used"},
    "referral": {
        *("partners.duplicates", "posts.owed_duplicates", "seekers_used"),
        *("site_week.duplicates", "site_week.misrouted", "site_week.led_referrals", "site_week.led_connections"),
        "needs.led",
        *LISTED,
        *REFERRED,
    },
    "service": {
        *("awareness", "news", "members.successes", "site_week.appointments"),
        *("households.agency", "households.needs_active"),
        *(f"partners.{name}" for name in ("credit", "duplicates", "offered", "owed_hours", "served", "waiting")),
        *NEED,
        *COUNTED,
        *REFERRED,
        *LED,
        *ENDED,
    },
    "gathering": {
        *("awareness", "households.agency", "households.participates", "households.trust_worker"),
        *("members.commitment", "members.conflict", "posts.owed_conflict", "partners.owed_hours"),
        *("site_week.conflicts", "sites.disorder", "sites.room_added"),
        *TIES,
        *JOURNAL_LINE,
    },
    "meetings": {
        *(
            "members.distance",
            "members.hours_rate",
            "members.role_clarity",
            "partners.owed_hours",
            "posts.role_clarity",
        ),
        *(f"sites.{name}" for name in ("agreed", "decision_progress", "disagreement", "network_age", "portfolio")),
        *("sites.since_decision", "site_week.agreements", "site_week.meetings"),
        *ACTORS,
        *JOURNAL_LINE,
    },
    "engagement": {
        *(f"members.{name}" for name in ("cases", "commitment", "conflict", "hours_rate", "low_weeks", "member")),
        *(f"members.{name}" for name in ("present", "role_clarity", "successes", "tenure", "vacancy_left")),
        *(f"sites.{name}" for name in ("agreed", "alive", "disagreement", "portfolio")),
        *ACTORS,
        *JOURNAL_LINE,
    },
    "succession": {
        "households.trust_worker",
        *(f"posts.{name}" for name in ("filled", "morale", "notice_left", "overload", "role_clarity", "tenure")),
        *("posts.familiarity", "site_week.departures"),
        *("posts.vacancy_left", "posts.warmth", "post_ties.strength", "post_ties.knowledge"),
        *JOURNAL_LINE,
    },
    "tie_decay": {"members.role_clarity", "members.tie_mean", "posts.role_clarity", *TIES, *ACTORS},
    "wellbeing": {
        *(f"households.{name}" for name in ("agency", "security", "stigma", "trust_institutions", "trust_worker")),
        *("households.visible_success", "news", "bonds"),
        *(f"sites.{name}" for name in ("cohesion", "disorder", "efficacy", "participation", "presence", "upkeep")),
    },
    "record": {
        *("by_group", "by_site", "tally", "post_hours", "waits_exposed"),
        *(f"{table}.{column.name}" for table in ("site_week", "by_week", "by_site_week") for column in SITE_WEEK),
    },
}
