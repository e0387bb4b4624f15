"""Worlds for tests: any scenario at any size, one with every mechanism on, and comparisons to the last bit."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from hlmsim.engine.parameters import Value
from hlmsim.engine.simulation import run_plain
from hlmsim.model.blueprint import Blueprint, Change, PartnerPlan, SitePlan
from hlmsim.model.population import build
from hlmsim.model.week import WEEK, advance
from hlmsim.model.world import State, World
from hlmsim.scenario import load

FOLDER = Path(__file__).parent.parent / "scenarios"
EXACT = FOLDER / "exact"
ALL = 10**9
"""More weeks than any horizon."""
PROCESSES = tuple(process.__name__ for process in WEEK)


@functools.cache
def loaded(name: str) -> Blueprint:
    """A scenario by path under ``scenarios/``, without its ending; of drawn sites, the first thirty."""
    scenario = load(FOLDER / f"{name}.yaml")
    if scenario.drawn is not None:
        scenario = scenario.with_({"sites.count": 30})
    plan: Blueprint = scenario.blueprint()
    return plan


def plan(
    name: str = "baseline",
    *,
    weeks: int | None = None,
    burn_in: int = 0,
    dwellings: int | None = None,
    buildings: int | None = None,
    values: Mapping[str, Value] | None = None,
    changes: Iterable[Change] | None = None,
    record_weeks: int = 1,
) -> Blueprint:
    """A scenario at another size, horizon or setting."""
    base = loaded(name)
    sites = tuple(
        replace(
            site,
            dwellings=dwellings or site.dwellings,
            buildings=buildings or site.buildings,
            values={**site.values, **known(site.values, values or {})},
        )
        for site in base.sites
    )
    return replace(
        base,
        sites=sites,
        changes=base.changes if changes is None else tuple(changes),
        weeks=weeks or base.weeks,
        burn_in=burn_in,
        site_record_weeks=record_weeks,
    )


def known(values: Mapping[str, Value], written: Mapping[str, Value]) -> Mapping[str, Value]:
    """The written values, once every path is one that the model has."""
    assert set(written) <= set(values), sorted(set(written) - set(values))
    return written


def with_sites(base: Blueprint, *seats: int, partners: Iterable[PartnerPlan] | None = None) -> Blueprint:
    """The same plan on several like sites, partners serving them all unless given."""
    sites = tuple(replace(base.sites[0], seat=seat, label=f"site {seat}") for seat in seats)
    shared = base.partners if partners is None else tuple(partners)
    return replace(base, sites=sites, partners=tuple(replace(partner, sites=seats) for partner in shared))


def started(blueprint: Blueprint, *, replicate: int = 0, until: int = 0) -> World:
    """A world run up to a week."""
    world = build(blueprint, study_seed=1, replicate=replicate)
    advance(world, until)
    return world


def finished(blueprint: Blueprint, *, replicate: int = 0) -> World:
    """A world run to its horizon."""
    return started(blueprint, replicate=replicate, until=ALL)


BUSY: dict[str, Value] = {
    "context.demography.move_out": 0.02,
    "context.population.participation": 0.3,
    **{f"context.needs.arrival.{domain}": 0.05 for domain in ("food_income", "health", "psychosocial", "rights")},
    "context.incidents.rate": 0.8,
    "context.talk.sharing": 0.6,
    "context.seeking.intercept": -1.5,
    "context.gathering.attendance": 0.1,
    "context.gathering.joining": 0.3,
    "context.gathering.leaving": 0.1,
    "context.engagement.dissolution": 0.003,
    "context.engagement.recruitment": 0.2,
    "context.engagement.withdrawal_threshold": 0.5,
    "context.engagement.withdrawal_weeks": 2,
    "context.engagement.representative_vacancy_weeks": 2,
    "context.succession.vacancy_weeks": 3,
    "context.succession.notice_weeks": 2,
    "context.succession.fresh_eyes": 0.1,
    "context.worker.detection": 0.9,
    "context.meeting.decision_weeks": 4,
    "context.service.dropout": 0.1,
    "context.service.failure": 0.1,
    "context.referral.cooling_weeks": 1,
    "context.referral.between_partners": 0.9,
    "context.population.prior_knowledge": 0.8,
    "context.population.needs_per_household": 3,
    "levers.posts.count": 3,
    "levers.turnover.worker_annual": 2.5,
    "levers.turnover.representative_community_annual": 2.5,
    "levers.turnover.representative_public_annual": 2.5,
    "levers.turnover.handover_weeks": 2,
    "levers.concertation.meeting_interval_weeks": 2,
    "levers.concertation.coordinator_hours": 7,
    "levers.engagement.funding_floor": 0.1,
}
BUSY_CHANGES = (
    Change(3, event="crisis", site=0),
    Change(4, values={"levers.posts.count": 2, "levers.actions.rule": "majority"}),
    Change(5, event="new_room", site=5),
    Change(6, event="funding_cut"),
    Change(7, event="worker_departure", site=0, post=1),
    Change(8, event="representative_departure", partner=0),
    Change(9, event="partner_withdrawal", partner=5),
    Change(10, event="partner_arrival", partner=3),
    Change(11, event="new_funding", site=5),
    Change(12, values={"levers.posts.count": 3, "levers.actions.rule": "lead"}, site=5),
    Change(14, values={"levers.actions.portfolio.outreach": 0.45, "levers.actions.portfolio.accompaniment": 0.25}),
)


BUSY_PARTNERS = (0, 3, 4, 5, 6, 9, 10)
"""Seats of the partners kept: few, so that plain runs are quick, but serving every domain."""


def busy(*, weeks: int = 40, dwellings: int = 9, values: Mapping[str, Value] | None = None) -> Blueprint:
    """Two sites that share partners, with every mechanism on and something happening every week."""
    small = plan(weeks=weeks, burn_in=2, dwellings=dwellings, buildings=2, values={**BUSY, **(values or {})})
    shared = with_sites(small, 0, 5)
    partners = tuple(
        replace(partner, present=partner.seat != 3, sites=(0,) if partner.seat == 4 else (0, 5), capacity=1.5)
        for partner in shared.partners
        if partner.seat in BUSY_PARTNERS
    )
    return replace(shared, partners=partners, changes=tuple(c for c in BUSY_CHANGES if c.week < weeks))


def plain(process: Any, state: State, week: int) -> None:
    """One process, one week, as plain Python."""
    run_plain(process, state, week)


def plain_until(world: World, name: str) -> State:
    """The state of a world as a process of the coming week finds it: the ones before it have run."""
    for process in WEEK[: PROCESSES.index(name)]:
        plain(process, world.state, world.week)
    return world.state


def columns(state: State) -> dict[str, np.ndarray]:
    """Every column of a state by « table.column », and every other array by its name."""
    out: dict[str, np.ndarray] = {}
    for name, value in zip(State._fields, state, strict=True):
        array = np.asarray(value)
        if array.dtype.names is None:
            out[name] = array
        else:
            out.update({f"{name}.{field}": array[field] for field in array.dtype.names})
    return out


def bits(array: np.ndarray) -> bytes:
    """An array's numbers as bytes, every NaN alike."""
    if array.dtype.kind == "f":
        array = np.where(np.isnan(array), np.nan, array)
    return np.ascontiguousarray(array).tobytes()


def differences(one: State, other: State) -> list[str]:
    """Names of the columns that are not equal to the last bit."""
    mine, theirs = columns(one), columns(other)
    assert mine.keys() == theirs.keys()
    return [name for name in mine if mine[name].shape != theirs[name].shape or bits(mine[name]) != bits(theirs[name])]


def same_outcomes(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> bool:
    """Whether two sets of outcomes are equal to the last bit."""
    return one.keys() == other.keys() and all(bits(one[name]) == bits(other[name]) for name in one)


def with_site(blueprint: Blueprint, place: int, **changed: Any) -> Blueprint:
    """The plan with one site changed."""
    sites: list[SitePlan] = list(blueprint.sites)
    sites[place] = replace(sites[place], **changed)
    return replace(blueprint, sites=tuple(sites))
