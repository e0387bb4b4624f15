"""What is measured: every outcome by name, with its unit, from a world's records (model specification, section 6).

``weekly`` gives a value a week, ``summary`` one over the weeks after the burn-in: shares and rates are ratios of sums
over that time, levels are means. Of :data:`RATES` a single week holds too few cases: theirs are the sums of the last
quarter. Columns are ``groups``: everyone, then household types, language groups and, of
several sites, each site. NaN stands where nothing could be measured.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.model import tables as t
from hlmsim.model.blueprint import Blueprint
from hlmsim.model.journal import check_whole
from hlmsim.model.names import HOURS_USES, HOUSEHOLD_TYPES, LANGUAGE_GROUPS, REFERRALS
from hlmsim.model.over_years import EVENTFUL, OVER_YEARS, RECENT, over_years
from hlmsim.model.waits import restricted_mean_wait, wait_quantiles
from hlmsim.model.world import World

Floats = NDArray[np.float64]
RECENT_WEEKS = 26
"""Service access looks at the needs active in so many weeks."""
RATE_WEEKS = 13
"""The weekly rates of :data:`RATES` are ratios of sums over so many weeks up to each one."""
_FLOW = {name: len(t.STOCKS) + place for place, name in enumerate(t.FLOWS)}
_STOCK = {name: place for place, name in enumerate(t.STOCKS)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome. better: +1 higher is better, -1 lower is better, 0 neither. headline: shown first.

    unit: "share", "score", "weeks", "count", "per_100" or "hours". by_group: measured for each group of households.
    weekly: measured week by week too; the others say something over years only. kind: what a value of one run is
    (:data:`KINDS`). beside: for what is measured only where networks exist, or only up to a longest wait, the outcome
    that leaves no run out. eventful: moved by few events of a run (a departure, the end of a network), so that two runs
    with the same draws may seldom differ, and then by much.
    """

    name: str
    unit: str
    better: int = 0
    by_group: bool = False
    headline: bool = False
    weekly: bool = True
    kind: str = "mean"
    beside: str = ""
    eventful: bool = False

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest value that a run can give; infinite where there is none."""
        return _BOUNDS.get((self.kind, self.unit), (-math.inf, math.inf))


KINDS = ("mean", "ratio", "rate", "rare", "survival", "existing", "censored", "restricted")
"""What a value of one run is: *mean*, of what all households, networks or posts have each week; *ratio*, a part of what
happened, undefined where nothing did; *rate*, events per week, year or post; *rare*, a part of few events; *survival*,
the part of the time that networks exist; *existing*, a mean over the networks that exist; *censored*, a quantile of
waits, undefined beyond the longest one counted; *restricted*, a mean of all waits, each up to the longest one counted.
"""
_BOUNDS = {
    **{(kind, unit): (0.0, 1.0) for kind in ("mean", "survival") for unit in ("share", "score")},
    ("rare", "share"): (0.0, 1.0),
    ("ratio", "per_100"): (0.0, 100.0),
    ("restricted", "weeks"): (0.0, float(t.LONGEST_WAIT)),
    ("censored", "weeks"): (0.0, float(t.LONGEST_WAIT)),
}

_ALL_WEEKS = (
    ("members", "count", 1),
    ("commitment", "score", 1),
    ("role_clarity", "score", 1),
    ("density", "score", 0),
)
"""Of the means over the networks that exist, those also measured with 0, the worst, in the weeks without a network."""
_OF_STAFF = ("meetings", "clarification", "paperwork", "onboarding", "handover", "unspent")
"""Hours that turn on who is at the post and whether a network exists."""
_WAIT_NAMES, _WAIT_SHARES = ("weeks_to_service_median", "weeks_to_service_p90"), (0.5, 0.9)
_EQUITY_OF = (
    *("service_access", "weeks_to_service_median", "unmet_need", "sense_of_security", "prevention"),
    "weeks_to_service_mean",
)

OUTCOMES: tuple[Outcome, ...] = (
    Outcome("service_access", "share", 1, by_group=True, headline=True),
    Outcome(
        "weeks_to_service_median",
        "weeks",
        -1,
        by_group=True,
        headline=True,
        kind="censored",
        beside="weeks_to_service_mean",
    ),
    Outcome("weeks_to_service_p90", "weeks", -1, by_group=True, kind="censored", beside="weeks_to_service_mean"),
    Outcome("unmet_need", "share", -1, by_group=True, headline=True),
    Outcome("sense_of_security", "score", 1, by_group=True, headline=True),
    Outcome("insecure_share", "share", -1, by_group=True, eventful=True),
    Outcome("prevention", "share", 1, by_group=True, headline=True, kind="ratio"),
    Outcome("early_detection", "share", 1, by_group=True, kind="ratio"),
    Outcome("capacity_to_act", "score", 1, by_group=True, headline=True, eventful=True),
    Outcome("participation", "share", 1, by_group=True),
    Outcome("living_conditions", "score", 1, by_group=True, headline=True),
    Outcome("support", "share", 1, by_group=True, headline=True, eventful=True),
    Outcome("silo_rate", "per_100", -1, headline=True, kind="rate"),
    Outcome("lost_handovers", "per_100", -1, headline=True, kind="ratio"),
    Outcome("misrouted", "per_100", -1, headline=True, kind="ratio"),
    Outcome("members", "count", 1, kind="existing", beside="members_all_weeks", eventful=True),
    Outcome("commitment", "score", 1, headline=True, kind="existing", beside="commitment_all_weeks"),
    Outcome("representative_tenure", "weeks", kind="existing", beside="network_survival", eventful=True),
    Outcome("role_clarity", "score", 1, kind="existing", beside="role_clarity_all_weeks"),
    Outcome("network_survival", "share", 1, headline=True, kind="survival", eventful=True),
    Outcome("density", "score", kind="existing", beside="density_all_weeks"),
    Outcome("centralisation", "score", kind="existing", beside="network_survival"),
    Outcome("modularity", "score", kind="existing", beside="network_survival"),
    Outcome("equity_gap_service_access", "share", -1),
    Outcome("equity_gap_weeks_to_service", "weeks", -1, kind="censored", beside="equity_gap_weeks_to_service_mean"),
    Outcome("equity_gap_unmet_need", "share", -1),
    Outcome("equity_gap_sense_of_security", "score", -1),
    Outcome("equity_gap_prevention", "share", -1, kind="ratio"),
    Outcome("posts_filled", "share", kind="ratio", eventful=True),
    Outcome("hours_paid", "hours", eventful=True),
    *(Outcome(f"hours_{use}", "hours", eventful=use in _OF_STAFF) for use in HOURS_USES),
    Outcome("incidents", "count", -1, kind="rate", eventful=True),
    Outcome("referrals", "count"),
    Outcome("contacts", "count"),
    *(Outcome(f"connection_{kind}", "share", kind="ratio") for kind in REFERRALS),
    *(
        Outcome(name, unit, better, weekly=False, kind=kind, eventful=name in EVENTFUL)
        for name, unit, better, kind in OVER_YEARS
    ),
    Outcome("weeks_to_service_mean", "weeks", -1, by_group=True, weekly=False, kind="restricted"),
    Outcome("equity_gap_weeks_to_service_mean", "weeks", -1, weekly=False, kind="restricted"),
    *(Outcome(f"{name}_all_weeks", unit, better, weekly=False, eventful=True) for name, unit, better in _ALL_WEEKS),
)

WEEKLY = tuple(outcome for outcome in OUTCOMES if outcome.weekly)
"""The outcomes that are measured week by week."""

_OF_NETWORKS = (
    *("members", "commitment", "representative_tenure", "role_clarity"),
    *("density", "centralisation", "modularity"),
)
"""Means over the networks that exist."""

RATES = frozenset(
    {
        *("prevention", "early_detection", "equity_gap_prevention", "silo_rate", "lost_handovers", "misrouted"),
        *(f"connection_{kind}" for kind in REFERRALS),
    }
)
"""Ratios of what happened, rather than of how things stand at the end of a week."""


def groups(blueprint: Blueprint) -> tuple[str, ...]:
    """Names of the columns: "all", "type:family"…, "language:francophone"… and, of several sites, "site:<seat>"…."""
    sites = [f"site:{site.seat}" for site in blueprint.sites] if len(blueprint.sites) > 1 else []
    types = [f"type:{name}" for name in HOUSEHOLD_TYPES]
    return ("all", *types, *(f"language:{name}" for name in LANGUAGE_GROUPS), *sites)


def weekly(world: World, *, sites: bool = True) -> dict[str, Floats]:
    """Every outcome, a row a week already run and a column a group. Site columns hold each record's mean.

    sites: whether the columns of sites are wanted; of thousands of sites, they take more memory than the world.
    A week knows nothing of later ones: weeks to service are those of the last whole period of 52 weeks, NaN before.
    """
    people = _people(world) if sites else world.state.by_group
    until = world.week
    recent = _recent(people[:until])
    out = _household_outcomes(people[:until], _trailing(people[:until], RATE_WEEKS), recent)
    period = (np.arange(until) + 1 - world.state.burn_in) // t.PERIOD_WEEKS - 1
    by_period = wait_quantiles(*_waits(world, people.shape[1]), _WAIT_SHARES)
    for name, quantiles in zip(_WAIT_NAMES, by_period, strict=True):
        out[name] = np.where(period[:, None] >= 0, quantiles[np.maximum(period, 0)], np.nan)
    rows = world.state.by_week[:until]
    out.update(_network_outcomes(rows, len(world.state.sites), people.shape[1], quarters=_quarters(rows)))
    return _ordered(_with_equity(out), week_by_week=True)


def summary(world: World) -> dict[str, Floats]:
    """Every outcome over the weeks from the end of the burn-in, a value a group."""
    first = min(world.state.burn_in, max(0, world.week - 1))
    known = _people(world)
    people = known[first : world.week]
    recent = _recent(known[: world.week])[first:]
    sums = people.sum(axis=0, keepdims=True)
    out = _household_outcomes(sums, sums, recent.sum(axis=0, keepdims=True))
    ended, exposed = _waits(world, people.shape[1])
    overall = wait_quantiles(ended.sum(axis=0), exposed.sum(axis=0), _WAIT_SHARES)
    for name, quantiles in zip(_WAIT_NAMES, overall, strict=True):
        out[name] = quantiles[None, :]
    out["weeks_to_service_mean"] = restricted_mean_wait(ended.sum(axis=0), exposed.sum(axis=0))[None, :]
    known_rows = world.state.by_week[: world.week]
    rows = known_rows[first:]
    total = _summed(rows)
    network = _network_outcomes(total, len(world.state.sites), people.shape[1], weeks=len(rows))
    out.update(network)
    site_weeks = len(world.state.sites) * len(rows)
    for name, _, _ in _ALL_WEEKS:
        out[f"{name}_all_weeks"] = _of_all(total[name] / site_weeks, people.shape[1])
    recent_rows = {name: _trailing(known_rows[name], RECENT_WEEKS)[first:].sum(axis=0) for name in RECENT}
    for name, value in over_years(world.state, total[0], recent_rows, weeks=len(rows)).items():
        out[name] = _of_all(np.array([value]), people.shape[1])
    return {name: values[0] for name, values in _ordered(_with_equity(out)).items()}


def _people(world: World) -> Floats:
    """Sums by week, group and measure; site columns are spread evenly over the weeks of each record."""
    by_group = world.state.by_group
    if len(world.state.sites) == 1:
        return by_group
    every = world.state.site_record_weeks
    weeks = np.bincount(np.arange(world.state.weeks) // every).astype(float)
    by_site = np.repeat(world.state.by_site / weeks[:, None, None], every, axis=0)[: world.state.weeks]
    return np.concatenate([by_group, by_site], axis=1)


def _recent(people: Floats) -> Floats:
    """Needs ended, and ended after an appointment, in the weeks before each week that still count as recent."""
    return _trailing(people[:, :, [_FLOW["ended"], _FLOW["ended_connected"]]], RECENT_WEEKS)


def _trailing(values: Floats, weeks: int) -> Floats:
    """Sums over so many weeks up to each one, along the first axis; rounded, so that no cases at all sum to zero."""
    running = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
    last = np.arange(1, len(values) + 1)
    return np.asarray(np.round(running[last] - running[np.maximum(0, last - weeks)], 9))


def _quarters(rows: Any) -> Any:
    """The weekly records with what :data:`RATES` divide summed over the weeks up to each one."""
    summed = rows.copy()
    for name in ("duplicates", "contacts", "lost_handovers", "handovers", "misrouted", "referrals", "connections"):
        summed[name] = _trailing(rows[name], RATE_WEEKS)
    return summed


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0)


def _household_outcomes(stocks: Floats, flows: Floats, recent: Floats) -> dict[str, Floats]:
    def stock(name: str) -> Floats:
        return stocks[:, :, _STOCK[name]]

    def flow(name: str) -> Floats:
        return flows[:, :, _FLOW[name]]

    households = stock("households")
    return {
        "service_access": _ratio(stock("active_connected") + recent[:, :, 1], stock("active") + recent[:, :, 0]),
        "unmet_need": _ratio(stock("unmet"), households),
        "sense_of_security": _ratio(stock("security"), households),
        "insecure_share": _ratio(stock("insecure"), households),
        "prevention": 1.0 - _ratio(flow("crises"), flow("opened")),
        "early_detection": _ratio(flow("detected_early"), flow("opened")),
        "capacity_to_act": _ratio(stock("agency"), households),
        "participation": _ratio(stock("participants"), households),
        "living_conditions": _ratio(stock("living_conditions"), households),
        "support": _ratio(stock("supported"), households),
    }


def _waits(world: World, columns: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First appointments and needs at risk: [periods, groups, ages], of the first so many groups."""
    ended = world.state.waits_ended[:, :columns]
    return ended, np.cumsum(world.state.waits_exposed[:, :columns], axis=-1)[..., :-1]


def _summed(rows: Any) -> Any:
    total = np.zeros(1, dtype=rows.dtype)
    for name in rows.dtype.names:
        total[name][0] = rows[name].sum(axis=0)
    return total


def _network_outcomes(rows: Any, sites: int, columns: int, weeks: int = 1, quarters: Any = None) -> dict[str, Floats]:
    """quarters: the rows that rates are taken from (default: the same)."""
    alive = rows["alive"]
    rated = rows if quarters is None else quarters
    measures: dict[str, Callable[[], Floats]] = {
        "silo_rate": lambda: 100.0 * _ratio(rated["duplicates"], rated["contacts"]),
        "lost_handovers": lambda: 100.0 * _ratio(rated["lost_handovers"], rated["handovers"]),
        "misrouted": lambda: 100.0 * _ratio(rated["misrouted"], rated["referrals"].sum(axis=1)),
        "network_survival": lambda: alive / (sites * weeks),
        "posts_filled": lambda: _ratio(rows["posts_filled"], rows["posts"]),
        "hours_paid": lambda: rows["hours_paid"] / weeks,
        "incidents": lambda: rows["incidents"] / weeks,
        "referrals": lambda: rows["referrals"].sum(axis=1) / weeks,
        "contacts": lambda: rows["contacts"] / weeks,
    }
    for name in _OF_NETWORKS:
        measures[name] = functools.partial(_ratio, rows[name], alive)
    for place, use in enumerate(HOURS_USES):
        measures[f"hours_{use}"] = functools.partial(np.divide, rows["hours"][:, place], weeks)
    for place, kind in enumerate(REFERRALS):
        measures[f"connection_{kind}"] = functools.partial(
            _ratio, rated["connections"][:, place], rated["referrals"][:, place]
        )
    out = {}
    for name, measure in measures.items():
        out[name] = _of_all(measure(), columns)
    return out


def _of_all(values: Floats, columns: int) -> Floats:
    """Values of everybody in the first column of groups; the others are not measured."""
    table = np.full((len(values), columns), np.nan)
    table[:, 0] = values
    return table


def _with_equity(out: dict[str, Floats]) -> dict[str, Floats]:
    """Distance between the worst and the best group of households, types and language groups taken together."""
    last = 1 + len(HOUSEHOLD_TYPES) + len(LANGUAGE_GROUPS)
    for name in (one for one in _EQUITY_OF if one in out):
        by_group = out[name][:, 1:last]
        known = ~np.isnan(by_group)
        highest = np.where(known, by_group, -np.inf).max(axis=1)
        lowest = np.where(known, by_group, np.inf).min(axis=1)
        gap = np.full_like(out[name], np.nan)
        gap[:, 0] = np.where(known.any(axis=1), highest - lowest, np.nan)
        out[f"equity_gap_{name.removesuffix('_median')}"] = gap
    return out


def _ordered(out: dict[str, Floats], *, week_by_week: bool = False) -> dict[str, Floats]:
    return {outcome.name: out[outcome.name] for outcome in (WEEKLY if week_by_week else OUTCOMES)}


def subject_kind(entry: str) -> str:
    """What the subject of a journal entry is: "post", "partner", "building", or "" where it has none."""
    if entry.startswith("worker"):
        return "post"
    if entry.startswith(("partner", "representative")):
        return "partner"
    return "building" if entry == "incident" else ""


def events(world: World) -> list[tuple[int, str, int, int]]:
    """The journal: (week, entry, site seat, subject), in order; :func:`subject_kind` says what a subject is.

    subject: the number of the post on its site from 1, as ``post:`` in scenario files and on the page's cards; the
    number of the building from 1; the ``seat`` of the partner, as in scenario files; -1 where there is none.
    Raises RunError when the journal is not whole.
    """
    state = world.state
    check_whole(state)
    lines = []
    for line in state.journal[: state.journal_used[0]]:
        entry, place = t.JOURNAL_ENTRIES[line["entry"]], int(line["subject"])
        subject = place
        kind = subject_kind(entry)
        if place >= 0 and kind == "partner":
            subject = int(state.partners[state.members[place]["partner"]]["seat"])
        elif place >= 0 and kind == "post":
            subject = place - int(state.sites[line["site"]]["first_post"]) + 1
        elif place >= 0:
            subject = place + 1
        lines.append((int(line["week"]), entry, int(state.sites[line["site"]]["seat"]), subject))
    return lines
