"""What the model needs to know in order to build a world: plain data, complete, already checked.

The scenario floor makes a :class:`Blueprint` from files; ``population.build`` makes a world from it. Every *seat* is a
number that carries the luck of a dwelling, post or partner: keep it, and renaming or reordering changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hlmsim.engine.parameters import Value


@dataclass(frozen=True, slots=True)
class Dwelling:
    """One dwelling given by the user instead of drawn; ``None`` leaves the attribute to chance.

    building: from 0 within the site. household_type, language_group: words of ``names``.
    """

    building: int
    household_type: str | None = None
    language_group: str | None = None


@dataclass(frozen=True, slots=True)
class TenantTie:
    """A known tie between two dwellings of one site (places in the list of dwellings, from 0)."""

    first: int
    second: int
    strong: bool = True
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class SitePlan:
    """One site (plan d'ensemble).

    seat: unique integer from 0. label: what people call it; never enters the model.
    dwellings, buildings: counts. values: every parameter by scalar path, complete, as written in the files
    (context and levers, with the site's own overrides applied). listed, ties: from a file, instead of drawn.
    """

    seat: int
    label: str = field(compare=False)
    dwellings: int
    buildings: int
    values: Mapping[str, Value]
    listed: tuple[Dwelling, ...] = ()
    ties: tuple[TenantTie, ...] | None = None


@dataclass(frozen=True, slots=True)
class PartnerPlan:
    """One partner organisation.

    seat: unique integer from 0. kind: of ``PARTNER_KINDS``. domains: of ``DOMAINS``, at least one.
    capacity: appointments a week for these tenants. preferences: wished share of each of ``ACTIONS``, sums to 1.
    sites: seats of the sites served, at least one. present: at the table on day one (an arrival may come later).
    """

    seat: int
    label: str = field(compare=False)
    kind: str
    domains: tuple[str, ...]
    capacity: float
    preferences: tuple[float, float, float, float]
    sites: tuple[int, ...]
    present: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """A scheduled change: from ``week`` on, ``values`` (scalar path → written value) replace the earlier ones; an
    ``event`` of ``EVENTS`` happens at that week. site, partner: seats concerned (None: every site); post: number of
    the post on the site, from 1.
    """

    week: int
    values: Mapping[str, Value] = field(default_factory=dict)
    event: str | None = None
    site: int | None = None
    partner: int | None = None
    post: int | None = None


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Everything that makes a world, and nothing else: two equal blueprints and seeds give equal bytes.

    sites, partners: kept in order of seat, whatever the order they are given in, so that reordering changes nothing.
    weeks: horizon. burn_in: weeks left out of summaries. site_record_weeks: weeks between two records by site.
    """

    sites: tuple[SitePlan, ...]
    partners: tuple[PartnerPlan, ...]
    changes: tuple[Change, ...]
    weeks: int
    burn_in: int
    site_record_weeks: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "sites", tuple(sorted(self.sites, key=lambda site: site.seat)))
        object.__setattr__(self, "partners", tuple(sorted(self.partners, key=lambda partner: partner.seat)))
