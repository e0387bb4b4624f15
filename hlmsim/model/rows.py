"""What rules read and write, with types: a row of each table, and the state.

Generated from the tables (``uv run python -m tests.typed_rows``): edit those instead. A misspelt column fails in the
type checker and in the editor. Nothing here exists while the model runs: rows are records of arrays.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from hlmsim.model.parameter_row import Parameters
from hlmsim.model.values import Cube, Grid, Rows, Values


class Household(Protocol):
    """A row of ``households``."""

    trust_worker: float
    trust_institutions: float
    stigma: float
    security: float
    agency: float
    visible_success: float
    seat: int
    moved_in: int
    building: int
    site: int
    post: int
    contacted: int
    household_type: int
    language_group: int
    participates: int
    needs_active: int
    support: int


class Need(Protocol):
    """A row of ``needs``."""

    severity: float
    member: int
    age: int
    waited: int
    status: int
    referral: int
    attempts: int
    contacts: int
    cooling: int
    connected: int
    known: int
    crisis: int
    led: int


class Post(Protocol):
    """A row of ``posts``."""

    morale: float
    role_clarity: float
    warmth: float
    familiarity: float
    owed_duplicates: float
    owed_conflict: float
    visit_fraction: float
    followup_fraction: float
    overload: float
    seat: int
    site: int
    tenure: int
    vacancy_left: int
    notice_left: int
    caseload: int
    filled: int
    funded: int


class Partner(Protocol):
    """A row of ``partners``."""

    capacity: float
    credit: float
    owed_hours: float
    preference: Values[float]
    seat: int
    offered: int
    waiting: int
    received: int
    served: int
    duplicates: int
    kind: int
    domains: int
    public: int


class Member(Protocol):
    """A row of ``members``."""

    commitment: float
    role_clarity: float
    distance: float
    successes: float
    cases: float
    hours_rate: float
    conflict: float
    tie_mean: float
    seat: int
    site: int
    partner: int
    tenure: int
    vacancy_left: int
    low_weeks: int
    present: int
    member: int


class MemberTie(Protocol):
    """A row of ``member_ties``."""

    strength: float
    knowledge: float


class Tie(Protocol):
    """A row of ``ties``."""

    strength: float
    neighbour: int


class Site(Protocol):
    """A row of ``sites``."""

    disorder: float
    upkeep: float
    incident_memory: float
    cohesion: float
    efficacy: float
    presence: float
    visible_hours: float
    collective_hours: float
    environment_hours: float
    portfolio: Values[float]
    disagreement: float
    decision_progress: float
    room_added: float
    participation: float
    crisis_needs: int
    seat: int
    first_household: int
    last_household: int
    first_post: int
    last_post: int
    first_member: int
    last_member: int
    first_member_tie: int
    first_post_tie: int
    first_building: int
    buildings: int
    since_decision: int
    network_age: int
    alive: int
    met: int
    agreed: int


class SiteWeek(Protocol):
    """A row of ``site_week``."""

    hours: Values[float]
    hours_paid: float
    posts: float
    posts_filled: float
    incidents: float
    conflicts: float
    referrals: Values[float]
    connections: Values[float]
    misrouted: float
    handovers: float
    lost_handovers: float
    contacts: float
    duplicates: float
    appointments: float
    members: float
    commitment: float
    representative_tenure: float
    alive: float
    density: float
    centralisation: float
    modularity: float
    upkeep: float
    disorder: float
    efficacy: float
    cohesion: float
    role_clarity: float
    effective_posts: float
    departures: float
    move_outs: float
    in_need: float
    meetings: float
    agreements: float
    delivered: float
    led: Values[float]
    led_referrals: Values[float]
    led_connections: Values[float]
    active: Values[float]
    active_connected: Values[float]
    ended: Values[float]
    ended_connected: Values[float]


class ScheduledEvent(Protocol):
    """A row of ``agenda``."""

    week: int
    event: int
    site: int
    partner: int
    post: int


class JournalLine(Protocol):
    """A row of ``journal``."""

    week: int
    entry: int
    site: int
    subject: int


class State(Protocol):
    """Everything that rules see."""

    seed: np.uint64
    weeks: int
    burn_in: int
    site_record_weeks: int
    households: Rows[Household]
    needs: Rows[Need]
    awareness: Grid[float]
    posts: Rows[Post]
    cases: Grid[int]
    partners: Rows[Partner]
    members: Rows[Member]
    member_ties: Rows[MemberTie]
    post_ties: Rows[MemberTie]
    sites: Rows[Site]
    doors: Values[int]
    building_rows: Values[int]
    strong_rows: Values[int]
    strong_ties: Rows[Tie]
    weak_rows: Values[int]
    weak_ties: Rows[Tie]
    parameters: Rows[Parameters]
    segment: Values[int]
    agenda: Rows[ScheduledEvent]
    agenda_rows: Values[int]
    journal: Rows[JournalLine]
    journal_used: Values[int]
    seekers: Grid[int]
    seekers_used: Values[int]
    learned: Grid[float]
    heard: Values[int]
    bonds: Values[float]
    news: Values[int]
    attends: Values[int]
    queue: Values[int]
    queue_start: Values[int]
    queue_order: Values[np.uint64]
    partner_sums: Grid[float]
    informed: Values[float]
    comes: Values[int]
    choice: Values[float]
    met_before: Values[int]
    cells: Cube[float]
    sectors: Grid[float]
    tally: Grid[int]
    post_hours: Grid[float]
    site_week: Rows[SiteWeek]
    by_group: Cube[float]
    by_week: Rows[SiteWeek]
    by_site: Cube[float]
    by_site_week: Rows[SiteWeek]
    waits_ended: Cube[int]
    waits_exposed: Cube[int]
