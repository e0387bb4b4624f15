"""Worlds in which there is enough of something to count: many posts, many sites; and what a scenario writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hlmsim.model.blueprint import Blueprint
from hlmsim.model.week import advance
from hlmsim.model.world import World
from tests.worlds import plan

Value = float | int | str


def value(blueprint: Blueprint, path: str) -> float:
    """A number as the scenario writes it."""
    return float(blueprint.sites[0].values[path])


def by_week(world: World, weeks: int) -> Iterator[int]:
    """Run a world week by week."""
    for week in range(weeks):
        advance(world, week + 1)
        yield week


def many_sites(count: int, *, weeks: int, dwellings: int = 2, values: Mapping[str, Value] | None = None) -> Blueprint:
    """So many small sites, each with partners of its own."""
    small = plan(weeks=weeks, dwellings=dwellings, buildings=1, values=values, record_weeks=weeks)
    sites = tuple(replace(small.sites[0], seat=seat, label=f"site {seat}") for seat in range(count))
    partners = tuple(
        replace(partner, seat=1_000 * seat + partner.seat, sites=(seat,))
        for seat in range(count)
        for partner in small.partners
    )
    return replace(small, sites=sites, partners=partners)
