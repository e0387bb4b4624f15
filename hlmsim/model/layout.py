"""The places of a world: which rows of which table belong to which site, and the parameters in force each week.

Nothing here depends on a seed, so one layout serves every replicate of a scenario.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.engine.parameters import Value, fill, record_dtype
from hlmsim.engine.table import Records
from hlmsim.model import tables as t
from hlmsim.model.blueprint import Blueprint, PartnerPlan, SitePlan
from hlmsim.model.journal import capacity
from hlmsim.model.mechanisms.succession import CONTACT_EVERY
from hlmsim.model.names import (
    ACTIONS,
    DOMAINS,
    EVENTS,
    HOURS_USES,
    HOUSEHOLD_TYPES,
    LANGUAGE_GROUPS,
    PARTNER_KINDS,
    PUBLIC_KINDS,
    SECTORS,
)
from hlmsim.model.ties import READ_BY_CLOSE_SCALE, WEAK_REACH, close_scale, sociability_quantiles
from hlmsim.model.week import PARAMETERS
from hlmsim.model.world import State

SITE_SEATS = 2**24
"""Seats set aside for each site: a dwelling's seat is site seat × 2²⁴ + its place."""
MEASURES = len(t.STOCKS) + len(t.FLOWS)
_KEPT_SCALES = 256
_TENURE = 26
"""Weeks that workers have been in post on day one."""
SUBGROUPS = len(HOUSEHOLD_TYPES) + len(LANGUAGE_GROUPS)

Given = tuple[NDArray[np.int32], NDArray[np.float64]]
"""Pairs of households and the strength of their tie, from a file."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A state at week 0 without its people, and what is needed to tie them."""

    template: State
    tie_scales: NDArray[np.float64]
    tie_tables: NDArray[np.float64]
    tie_table: NDArray[np.int64]
    given_strong: Given
    given_weak: Given

    def state(self, seed: np.uint64) -> State:
        """A fresh copy of the template for one replicate; what no kernel writes is shared."""
        shared = {"parameters", "segment", "agenda", "agenda_rows", "doors", "building_rows"}
        arrays: list[Any] = [
            value.copy() if isinstance(value, np.ndarray) and name not in shared else value
            for name, value in zip(State._fields, self.template, strict=True)
        ]
        return State(*arrays)._replace(seed=seed)


def lay_out(blueprint: Blueprint) -> Layout:
    """Allocate and number everything that a blueprint names."""
    weeks, sites = blueprint.weeks, blueprint.sites
    parameters, segment = _parameters(blueprint)
    posts = _posts_by_site(parameters)
    households = sum(site.dwellings for site in sites)
    members = _members(blueprint)
    records = -(-weeks // blueprint.site_record_weeks)
    periods = max(1, -(-(weeks - blueprint.burn_in) // t.PERIOD_WEEKS))
    groups = 1 + SUBGROUPS
    doors, building_rows = _doors(sites)
    agenda = _agenda(blueprint)
    pair_ties = sum(len(m) ** 2 for m in members)
    post_ties = sum(w * len(m) for w, m in zip(posts, members, strict=True))
    template = State(
        seed=np.uint64(0),
        weeks=weeks,
        burn_in=blueprint.burn_in,
        site_record_weeks=blueprint.site_record_weeks,
        households=t.HOUSEHOLDS.new(households),
        needs=t.NEEDS.new(households, len(DOMAINS)),
        awareness=np.zeros((households, len(DOMAINS))),
        posts=t.POSTS.new(sum(posts)),
        cases=np.full((sum(posts), t.MOST_CASES), -1, np.int32),
        partners=_partners(blueprint),
        members=t.MEMBERS.new(sum(len(m) for m in members)),
        member_ties=t.MEMBER_TIES.new(pair_ties),
        post_ties=t.MEMBER_TIES.new(post_ties),
        sites=t.SITES.new(len(sites)),
        doors=doors,
        building_rows=building_rows,
        strong_rows=np.zeros(households + 1, np.int64),
        strong_ties=np.zeros(0, _tie_dtype()),
        weak_rows=np.zeros(households + 1, np.int64),
        weak_ties=np.zeros(0, _tie_dtype()),
        parameters=parameters,
        segment=segment,
        agenda=agenda,
        agenda_rows=np.searchsorted(agenda["week"], np.arange(weeks + 1)).astype(np.int32),
        journal=t.JOURNAL.new(capacity(weeks, len(sites), households)),
        journal_used=np.zeros(2, np.int32),
        seekers=np.zeros((households * len(DOMAINS), 2), np.int32),
        seekers_used=np.zeros(1, np.int32),
        learned=np.zeros((households, len(DOMAINS))),
        heard=np.zeros(households, np.uint8),
        bonds=np.zeros(households),
        news=np.zeros(households, np.int32),
        attends=np.zeros(households, np.uint8),
        queue=np.zeros(households * len(DOMAINS), np.int32),
        queue_start=np.zeros(len(blueprint.partners) + 1, np.int32),
        queue_order=np.zeros(households * len(DOMAINS), np.uint64),
        partner_sums=np.zeros((3, len(blueprint.partners))),
        informed=np.zeros(len(DOMAINS)),
        comes=np.zeros(sum(len(m) for m in members), np.uint8),
        choice=np.zeros(len(ACTIONS)),
        met_before=np.zeros(WEAK_REACH, np.int64),
        cells=np.zeros((len(HOUSEHOLD_TYPES), len(LANGUAGE_GROUPS), len(t.STOCKS))),
        sectors=np.zeros((2, len(SECTORS))),
        tally=np.zeros((SUBGROUPS + len(sites), len(t.FLOWS)), np.int64),
        post_hours=np.zeros((sum(posts), len(HOURS_USES))),
        site_week=t.SITE_WEEK.new(len(sites)),
        by_group=np.zeros((weeks, groups, MEASURES)),
        by_week=t.SITE_WEEK.new(weeks),
        by_site=np.zeros((records if len(sites) > 1 else 0, len(sites), MEASURES)),
        by_site_week=t.SITE_WEEK.new(records if len(sites) > 1 else 0, len(sites)),
        waits_ended=np.zeros((periods, groups + len(sites), t.LONGEST_WAIT + 1), np.int64),
        waits_exposed=np.zeros((periods, groups + len(sites), t.LONGEST_WAIT + 2), np.int64),
    )
    _number_sites(template, blueprint, posts, members)
    scales, tie_tables, table = _tie_scales(template, sites)
    return Layout(template, scales, tie_tables, table, _given(sites, strong=True), _given(sites, strong=False))


def _members(blueprint: Blueprint) -> list[list[PartnerPlan]]:
    """The partners that serve each site, in the order of their seats."""
    serving: dict[int, list[PartnerPlan]] = {site.seat: [] for site in blueprint.sites}
    for partner in blueprint.partners:
        for seat in partner.sites:
            serving[seat].append(partner)
    return list(serving.values())


def _tie_dtype() -> np.dtype[np.void]:
    from hlmsim.engine.network import TIES

    return TIES.dtype


def _parameters(blueprint: Blueprint) -> tuple[Records, NDArray[np.int32]]:
    """A row of weekly numbers for each stretch of weeks between changes, and the row in force each week."""
    starts = sorted({0} | {change.week for change in blueprint.changes if change.values})
    rows = np.zeros((len(starts), len(blueprint.sites)), dtype=record_dtype(PARAMETERS))
    special = {change.site for change in blueprint.changes}
    alike: dict[int, int] = {}
    for s, site in enumerate(blueprint.sites):
        if site.seat not in special and id(site.values) in alike:
            rows[:, s] = rows[:, alike[id(site.values)]]
            continue
        alike.setdefault(id(site.values), s)
        values: dict[str, Value] = dict(site.values)
        for row, start in enumerate(starts):
            for change in blueprint.changes:
                if change.week == start and change.site in (None, site.seat):
                    values.update(change.values)
            fill(rows[row, s : s + 1][0], PARAMETERS, values)
    segment = np.searchsorted(np.asarray(starts), np.arange(blueprint.weeks), side="right") - 1
    return rows, segment.astype(np.int32)


def _posts_by_site(parameters: Records) -> list[int]:
    return [int(count) for count in parameters["posts_count"].max(axis=0)]


def _partners(blueprint: Blueprint) -> Records:
    rows = t.PARTNERS.new(len(blueprint.partners))
    for row, partner in zip(rows, blueprint.partners, strict=True):
        row["seat"] = partner.seat
        row["capacity"] = partner.capacity
        row["preference"] = partner.preferences
        row["kind"] = PARTNER_KINDS.index(partner.kind)
        row["public"] = partner.kind in PUBLIC_KINDS
        row["domains"] = sum(1 << DOMAINS.index(domain) for domain in partner.domains)
    return rows


def _agenda(blueprint: Blueprint) -> Records:
    sites = {site.seat: s for s, site in enumerate(blueprint.sites)}
    partners = {partner.seat: k for k, partner in enumerate(blueprint.partners)}
    changes = sorted((c for c in blueprint.changes if c.event is not None), key=lambda c: c.week)
    rows = t.AGENDA.new(len(changes))
    for row, change in zip(rows, changes, strict=True):
        row["week"] = change.week
        row["event"] = EVENTS.index(str(change.event))
        row["site"] = -1 if change.site is None else sites[change.site]
        row["partner"] = -1 if change.partner is None else partners[change.partner]
        row["post"] = -1 if change.post is None else change.post - 1
    return rows


def _doors(sites: tuple[SitePlan, ...]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    doors: list[NDArray[np.int64]] = []
    starts = [0]
    first = 0
    for site in sites:
        building = _buildings(site)
        doors.append(first + np.argsort(building, kind="stable"))
        starts.extend(starts[-1] + np.cumsum(np.bincount(building, minlength=site.buildings)))
        first += site.dwellings
    return np.concatenate(doors).astype(np.int32), np.asarray(starts, np.int32)


def _buildings(site: SitePlan) -> NDArray[np.int64]:
    """The building of each dwelling: as listed, or dealt in turn so that one dwelling more moves nobody."""
    if site.listed:
        return np.asarray([dwelling.building for dwelling in site.listed], np.int64)
    return np.arange(site.dwellings) % site.buildings


def _number_sites(state: State, blueprint: Blueprint, posts: list[int], members: list[list[PartnerPlan]]) -> None:
    household = post = member = building = pair = post_pair = 0
    place = {partner.seat: k for k, partner in enumerate(blueprint.partners)}
    for s, site in enumerate(blueprint.sites):
        row, p, count = state.sites[s], state.parameters[0, s], len(members[s])
        trigger = int(p["founding_trigger"])
        row["seat"], row["buildings"], row["first_building"] = site.seat, site.buildings, building
        row["first_household"], row["last_household"] = household, household + site.dwellings
        row["first_post"], row["last_post"] = post, post + posts[s]
        row["first_member"], row["last_member"] = member, member + count
        row["first_member_tie"], row["first_post_tie"] = pair, post_pair
        row["disorder"], row["upkeep"] = p["founding_disorder"][trigger], p["population_upkeep"]
        row["portfolio"] = p["actions_portfolio"]
        row["alive"] = t.ALIVE if p["concertation_meeting_interval_weeks"] > 0 else t.NO_NETWORK
        _number_people(state, s, site)
        homes = state.posts[post : post + posts[s]]
        homes["site"], homes["seat"] = s, site.seat * SITE_SEATS + np.arange(posts[s])
        homes["notice_left"], homes["filled"], homes["tenure"] = -1, 1, _TENURE
        homes["familiarity"] = 1.0 - (1.0 - p["worker_trust_gain"] / CONTACT_EVERY) ** _TENURE
        rows = state.members[member : member + count]
        rows["site"] = s
        rows["partner"] = [place[partner.seat] for partner in members[s]]
        rows["seat"] = [site.seat * SITE_SEATS + partner.seat for partner in members[s]]
        rows["present"] = [partner.present for partner in members[s]]
        rows["tenure"] = 52
        for ties, size, start in (
            (state.member_ties, count * count, pair),
            (state.post_ties, posts[s] * count, post_pair),
        ):
            ties["strength"][start : start + size] = p["population_prior_tie"]
            ties["knowledge"][start : start + size] = p["population_prior_knowledge"]
        household, post, member = household + site.dwellings, post + posts[s], member + count
        building, pair, post_pair = building + site.buildings, pair + count * count, post_pair + posts[s] * count


def _number_people(state: State, s: int, site: SitePlan) -> None:
    first = int(state.sites[s]["first_household"])
    rows = state.households[first : first + site.dwellings]
    rows["site"], rows["seat"] = s, site.seat * SITE_SEATS + np.arange(site.dwellings)
    rows["building"] = _buildings(site)
    rows["household_type"] = rows["language_group"] = -1
    if site.listed:
        rows["household_type"] = [_place(HOUSEHOLD_TYPES, d.household_type) for d in site.listed]
        rows["language_group"] = [_place(LANGUAGE_GROUPS, d.language_group) for d in site.listed]


def _place(words: tuple[str, ...], word: str | None) -> int:
    return -1 if word is None else words.index(word)


def _tie_scales(
    state: State, sites: tuple[SitePlan, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """For each site the constant of its close ties (−1: given by a file) and its table of sociability."""
    shapes = sorted({float(p["ties_sociability_shape"]) for p in state.parameters[0]})
    tables = np.asarray([sociability_quantiles(shape) for shape in shapes])
    scales = np.zeros(len(sites))
    for s, site in enumerate(sites):
        p, size = state.parameters[0, s], max(1, round(site.dwellings / site.buildings))
        key = (size, *(p[name].tobytes() for name in READ_BY_CLOSE_SCALE))
        scales[s] = -1.0 if site.ties is not None else _remembered(key, p, size)
    table = np.asarray([shapes.index(float(p["ties_sociability_shape"])) for p in state.parameters[0]], np.int64)
    return scales, tables, table


_scales: dict[tuple[bytes | int, ...], float] = {}


def _remembered(key: tuple[bytes | int, ...], p: Any, size: int) -> float:
    """The constant of close ties: most points of a design share it, and it takes longer than all else of a layout."""
    if key not in _scales:
        while len(_scales) >= _KEPT_SCALES:
            del _scales[next(iter(_scales))]
        _scales[key] = close_scale(p, size)
    return _scales[key]


def _given(sites: tuple[SitePlan, ...], *, strong: bool) -> Given:
    pairs: list[tuple[int, int]] = []
    strength: list[float] = []
    first = 0
    for site in sites:
        level = float(site.values["context.ties.strong_strength" if strong else "context.ties.weak_strength"])
        for tie in site.ties or ():
            if tie.strong == strong:
                pairs.append((first + tie.first, first + tie.second))
                strength.append(level if tie.strength is None else tie.strength)
        first += site.dwellings
    return np.asarray(pairs, np.int32).reshape(-1, 2), np.asarray(strength, np.float64)
