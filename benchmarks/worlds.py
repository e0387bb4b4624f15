"""The worlds that are timed: one ordinary site, one very large one, cities of ordinary sites that share partners."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hlmsim.model.blueprint import Blueprint, PartnerPlan, SitePlan
from hlmsim.scenario import load

SCENARIO = "status_quo"
SITES_A_BOROUGH = 21
"""Sites that share one set of partner organisations."""
_PER_SITE = (
    "levers.posts.count",
    "levers.partners.capacity_factor",
    "levers.shared_space.hours",
    "context.shared_space.association_demand",
    "context.shared_space.partner_demand",
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is run. households: of the very large site; the ordinary one has those of the scenario."""

    replicates: int = 200
    weeks: int = 312
    households: int = 20_000
    city: int = 75_000
    city_weeks: int = 520
    country: int = 1_000_000
    country_weeks: int = 52
    yardstick_weeks: int = 156


FULL = Size()
SMALL = Size(4, 40, 1_000, 1_700, 20, 3_400, 10, 6)


def ordinary(weeks: int) -> Blueprint:
    """The scenario's own site."""
    return replace(load(SCENARIO).blueprint(), weeks=weeks, burn_in=min(52, weeks // 4))


def very_large(households: int, weeks: int) -> Blueprint:
    """One site of many households, with as many posts, appointments and room hours a household as the ordinary one."""
    base = ordinary(weeks)
    (site,) = base.sites
    times = households / site.dwellings
    values = dict(site.values)
    for path in _PER_SITE:
        values[path] = float(values[path]) * times
    values["levers.posts.count"] = max(1, round(float(values["levers.posts.count"])))
    large = replace(site, dwellings=households, buildings=max(1, round(site.buildings * times)), values=values)
    return replace(base, sites=(large,))


def city(households: int, weeks: int) -> Blueprint:
    """Ordinary sites, recorded by quarter; those of a borough share its partners, whose capacity grows with them."""
    base = ordinary(weeks)
    (site,) = base.sites
    count = max(1, round(households / site.dwellings))
    sites = tuple(replace(site, seat=seat) for seat in range(count))
    boroughs = [sites[first : first + SITES_A_BOROUGH] for first in range(0, count, SITES_A_BOROUGH)]
    partners = [_shared(partner, number, sites) for number, sites in enumerate(boroughs) for partner in base.partners]
    return replace(base, sites=sites, partners=tuple(partners), site_record_weeks=13)


def _shared(partner: PartnerPlan, borough: int, sites: tuple[SitePlan, ...]) -> PartnerPlan:
    seats = tuple(site.seat for site in sites)
    return replace(partner, seat=1000 * borough + partner.seat, capacity=partner.capacity * len(seats), sites=seats)
