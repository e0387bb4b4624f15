"""A scenario, resolved: every number with its provenance and place, and the blueprint that the model builds from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hlmsim.engine.parameters import Value
from hlmsim.errors import Fault
from hlmsim.model.blueprint import Blueprint, Change, PartnerPlan, SitePlan
from hlmsim.scenario.changes import Scheduled
from hlmsim.scenario.drawn_sites import DrawnSites
from hlmsim.scenario.partners import Partner
from hlmsim.scenario.territories import Territories
from hlmsim.scenario.tree import Place
from hlmsim.scenario.values import Provenance

_FORMAT = "hlmsim scenario 1"


@dataclass(frozen=True, slots=True)
class Claim:
    """What the author expects of an outcome against another scenario. sign: "+", "-" or "0"."""

    outcome: str
    against: str
    sign: str
    why: Mapping[str, str] | None = None


@dataclass(frozen=True, eq=False)
class Resolved:
    """Everything that a scenario says, checked.

    name: what tables and folders call it. file: where it was read, if it was. title, why: by language.
    values: every parameter by scalar path, as written, before any site's own; also ``context.site.households`` and
    ``.buildings`` of a single counted site. provenance, places: what is known of a value, and where it stands.
    partners: by seat, with id and labels, and changes: by week; both as written, before ``territories`` multiplies
    them. drawn: how the sites were drawn, if they were. warnings: remarks that stop nobody.
    """

    name: str
    file: str | None
    title: Mapping[str, str]
    why: Mapping[str, str]
    values: Mapping[str, Value] = field(repr=False)
    provenance: Mapping[str, Provenance] = field(repr=False)
    places: Mapping[str, Place] = field(repr=False)
    sites: tuple[SitePlan, ...] = field(repr=False)
    partners: tuple[Partner, ...] = field(repr=False)
    changes: tuple[Scheduled, ...] = field(repr=False)
    weeks: int
    burn_in: int
    site_record_weeks: int
    drawn: DrawnSites | None = field(default=None, repr=False)
    territories: Territories | None = None
    expect: tuple[Claim, ...] = ()
    notes: Mapping[str, str] | None = field(default=None, repr=False)
    warnings: tuple[Fault, ...] = field(default=(), repr=False)

    def blueprint(self) -> Blueprint:
        """What the model builds from; always the same object, so that what depends on it alone is made once."""
        return self._blueprint

    @cached_property
    def _blueprint(self) -> Blueprint:
        partners: Iterable[PartnerPlan] = (partner.plan for partner in self.partners)
        changes: Iterable[Change] = (scheduled.change for scheduled in self.changes)
        if self.territories is not None:
            partners = self.territories.partners(self.partners, self.sites)
            changes = self.territories.changes(changes, self.partners, self.sites)
        return Blueprint(
            sites=self.sites,
            partners=tuple(partners),
            changes=tuple(changes),
            weeks=self.weeks,
            burn_in=self.burn_in,
            site_record_weeks=self.site_record_weeks,
        )

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all that enters the model and nothing else: no names, labels, files or sources."""
        digest = hashlib.sha256(_FORMAT.encode())
        for fact in _facts(self._blueprint):
            digest.update(b"\n" + json.dumps(fact, sort_keys=True, separators=(",", ":")).encode())
        return digest.hexdigest()

    def __getstate__(self) -> dict[str, Any]:
        """What other processes need; the rest is made again there."""
        return {key: value for key, value in self.__dict__.items() if key != "_blueprint"}


def _facts(plan: Blueprint) -> Iterator[Any]:
    """The blueprint without labels, in one order: of sites, what differs from the first one's values."""
    yield [plan.weeks, plan.burn_in, plan.site_record_weeks]
    base = plan.sites[0].values
    yield dict(base)
    known: dict[int, dict[str, Value]] = {id(base): {}}
    for site in plan.sites:
        if id(site.values) not in known:
            known[id(site.values)] = {p: v for p, v in site.values.items() if base[p] != v}
        yield [site.seat, site.dwellings, site.buildings, known[id(site.values)]]
        for dwelling in site.listed:
            yield [dwelling.building, dwelling.household_type, dwelling.language_group]
        yield None if site.ties is None else [[tie.first, tie.second, tie.strong, tie.strength] for tie in site.ties]
    for partner in plan.partners:
        words = [partner.seat, partner.kind, partner.domains, partner.capacity]
        yield [*words, partner.preferences, partner.sites, partner.present]
    for change in plan.changes:
        yield [change.week, dict(change.values), change.event, change.site, change.partner, change.post]
