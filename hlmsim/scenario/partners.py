"""Partner organisations, checked against the sites that they serve."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hlmsim.model.blueprint import PartnerPlan
from hlmsim.model.names import DOMAINS
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.schema import Partner as PartnerModel
from hlmsim.scenario.tree import Node
from hlmsim.scenario.validation import sound
from hlmsim.scenario.values import TOLERANCE, Provenance, canonical, provenance


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner organisation, as people know it. plan: as the model knows it."""

    id: str
    label: Mapping[str, str]
    plan: PartnerPlan
    capacity_provenance: Provenance | None = None

    @property
    def seat(self) -> int:
        """The number that carries its luck."""
        return self.plan.seat


def read_partners(root: Node, sites: Collection[int], faults: Faults) -> tuple[Partner, ...]:
    """Every sound partner, by seat. sites: seats known; none when the sites themselves are at fault."""
    found: list[Partner] = []
    first: dict[int, int] = {}
    asked = root.get("partners")
    for name, node in (asked.mapping if asked is not None else {}).items():
        model = None if node.is_null else sound(PartnerModel, node)
        if model is None:
            continue
        path = f"partners.{name}"
        _check_lists(node, model, path, sites, faults)
        total = math.fsum(model.preferences.shares())
        if abs(total - 1.0) > TOLERANCE:
            wishes = node.mapping["preferences"]
            names = list(wishes.mapping)
            faults.add("shares_not_one", wishes.start, f"{path}.preferences", found=round(total, 6), names=names)
        place = node.mapping["seat"].place
        if model.seat in first:
            faults.add("seat_twice", place, f"{path}.seat", found=model.seat, first=first[model.seat])
        first.setdefault(model.seat, place.line)
        found.append(_partner(name, model, sites))
    return tuple(sorted(found, key=lambda partner: partner.seat))


def _check_lists(node: Node, model: PartnerModel, path: str, sites: Collection[int], faults: Faults) -> None:
    for key, words in (("domains", model.domains), ("sites", model.sites or [])):
        for number, word in enumerate(words):
            place = node.mapping[key].items[number].place
            if word in words[:number]:
                faults.add("word_twice", place, f"{path}.{key}.{number}", found=str(word))
            elif key == "sites" and sites and word not in sites:
                allowed = [str(seat) for seat in sorted(sites)[:20]]
                faults.add("no_such_site", place, f"{path}.{key}.{number}", found=str(word), allowed=allowed)


def _partner(name: str, model: PartnerModel, sites: Collection[int]) -> Partner:
    label = model.label.both() if model.label is not None else {"fr": name, "en": name}
    accompaniment, outreach, collective, environment = model.preferences.shares()
    plan = PartnerPlan(
        seat=model.seat,
        label=name,
        kind=model.kind,
        domains=tuple(domain for domain in DOMAINS if domain in model.domains),
        capacity=float(canonical(model.capacity.value)),
        preferences=(accompaniment, outreach, collective, environment),
        sites=tuple(sorted(set(model.sites if model.sites is not None else sites))),
        present=model.present,
    )
    return Partner(name, label, plan, provenance(model.capacity))
