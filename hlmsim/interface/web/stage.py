"""What the page offers: levers with their steps, events, curves with their fixed ranges. Values come from scenarios."""

from __future__ import annotations

from dataclasses import dataclass

from hlmsim.engine.parameters import Value
from hlmsim.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Lever:
    """A number that the page moves. path: in a scenario file. group: of the page. step: of its slider.

    shown: how it is written: "percent", "number" or "whole". Its range, grade and source are those of the scenario.
    """

    name: str
    path: str
    group: str
    step: float
    shown: str = "number"


LEVERS = (
    Lever("turnover", "levers.turnover.worker_annual", "turnover", 0.01, "percent"),
    Lever("handover", "levers.turnover.handover_weeks", "turnover", 1, "whole"),
    Lever("written_roles", "levers.turnover.written_roles", "turnover", 0.05),
    Lever("role_clarity", "levers.role_clarity.initial", "role_clarity", 0.05),
    Lever("roles_on_agenda", "levers.role_clarity.agenda_share", "role_clarity", 0.05, "percent"),
    Lever("meeting_interval", "levers.concertation.meeting_interval_weeks", "concertation", 1, "whole"),
    Lever("information_sharing", "levers.concertation.information_sharing", "concertation", 0.05),
    Lever("coordinator_hours", "levers.concertation.coordinator_hours", "concertation", 1, "whole"),
    Lever("room_hours", "levers.shared_space.hours", "shared_space", 1, "whole"),
    Lever("room_rules", "levers.shared_space.rules", "shared_space", 0.05),
    Lever("posts", "levers.posts.count", "means", 1, "whole"),
    Lever("funding_floor", "levers.engagement.funding_floor", "means", 0.05),
)
LEVER = {lever.name: lever for lever in LEVERS}

EVENTS = (
    "worker_departure",
    "worker_notice",
    "crisis",
    "funding_cut",
    "new_funding",
    "new_room",
    "partner_arrival",
    "partner_withdrawal",
    "representative_departure",
)
"""Events that the page can make happen, in its order; the last two concern a partner that one chooses."""
OF_PARTNER = ("partner_withdrawal", "representative_departure")
OF_POST = {"worker_departure": 1, "worker_notice": 1}
"""The post that each of these events concerns, from 1: the page's buttons name it."""
ENTRIES = {
    "worker_departure": "worker_leaves",
    "worker_notice": "worker_gives_notice",
    "crisis": "crisis",
    "funding_cut": "funding_cut",
    "new_funding": "new_funding",
    "new_room": "new_room",
    "partner_arrival": "partner_joins",
    "partner_withdrawal": "partner_withdraws",
    "representative_departure": "representative_leaves",
}
"""What the journal writes when an event happens; when it writes nothing, the event met nobody to happen to."""

CURVES = (
    ("service_access", 0.0, 1.0),
    ("sense_of_security", 0.0, 1.0),
    ("prevention", -0.5, 1.0),
    ("capacity_to_act", 0.0, 1.0),
    ("living_conditions", 0.0, 1.0),
    ("support", 0.0, 1.0),
    ("unmet_need", 0.0, 1.0),
    ("silo_rate", 0.0, 40.0),
    ("role_clarity", 0.0, 1.0),
    ("commitment", 0.0, 1.0),
)
"""Outcomes drawn, and the range of their axis, which never changes: two pictures of one workshop can be compared."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a lever may be in a scenario: its range there, widened to hold its values. grade, source: of the value.

    value: in force at the page's week 0. planned: the scenario's own later values, each with the week from which it is
    in force.
    """

    value: float
    planned: tuple[tuple[int, float], ...]
    low: float
    high: float
    grade: str | None
    source: str | None


def bounds(scenario: Scenario, lever: Lever) -> Bounds:
    """The slider of a lever in a scenario."""
    (_, value), *planned = in_force(scenario, lever.path)
    every = (value, *(later for _, later in planned))
    known = scenario.provenance.get(lever.path)
    low, high = (value, value) if known is None or known.range is None else known.range
    if low == high:
        low, high = 0.0, max(1.0, 2.0 * value)
    return Bounds(
        value=value,
        planned=tuple(planned),
        low=min(low, *every),
        high=max(high, *every),
        grade=None if known is None else known.grade,
        source=None if known is None else known.source,
    )


def in_force(scenario: Scenario, path: str) -> list[tuple[int, float]]:
    """The values of a number on the scenario's one site, each with the page's week from which it is in force: what the
    site says at week 0, then the changes that the scenario schedules.
    """
    found = [(0, _number(scenario.sites[0].values[path]))]
    for change in (scheduled.change for scheduled in scenario.changes):
        if path in change.values:
            week = max(0, change.week - scenario.burn_in)
            found = [one for one in found if one[0] != week] + [(week, _number(change.values[path]))]
    return found


def _number(value: Value) -> float:
    assert isinstance(value, int | float)
    return float(value)
