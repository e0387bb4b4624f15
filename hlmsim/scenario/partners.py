"""Partner organisations, checked against the sites that they serve."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hlmsim.model.blueprint import PartnerPlan
from hlmsim.model.names import DOMAINS
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.schema import Partner as PartnerModel
from hlmsim.scenario.schema import Preferences
from hlmsim.scenario.shipped import is_shipped
from hlmsim.scenario.tree import Node, Place, told
from hlmsim.scenario.validation import sound
from hlmsim.scenario.values import TOLERANCE, Provenance, canonical, provenance


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner organisation, as people know it. plan: as the model knows it, before ``territories``.

    everywhere: it lists no sites, and serves all; with territories, there is one in each.
    """

    id: str
    label: Mapping[str, str]
    plan: PartnerPlan
    capacity_provenance: Provenance | None = None
    everywhere: bool = True

    @property
    def seat(self) -> int:
        """The number that carries its luck."""
        return self.plan.seat


def read_partners(root: Node, sites: Collection[int], faults: Faults) -> tuple[Partner, ...]:
    """Every sound partner, by seat. sites: seats known; none when the sites themselves are at fault."""
    found: list[Partner] = []
    taken: dict[int, tuple[str, Place]] = {}
    asked = root.get("partners")
    for name, node in (asked.mapping if asked is not None else {}).items():
        if node.is_null:
            continue
        path = f"partners.{name}"
        _check_seat(node, path, taken, faults)
        _check_lists(node, path, sites, faults)
        _check_preferences(node, path, faults)
        model = sound(PartnerModel, node)
        if model is not None:
            found.append(_partner(name, model, sites))
    return tuple(sorted(found, key=lambda partner: partner.seat))


def _check_seat(node: Node, path: str, taken: dict[int, tuple[str, Place]], faults: Faults) -> None:
    """A seat given twice is the fault of the file nearest to the person: the one that did not inherit it."""
    seat = node.get("seat")
    if seat is None or not isinstance(seat.value, int) or isinstance(seat.value, bool):
        return
    if seat.value in taken:
        mine, other = (path, seat.place), taken[seat.value]
        if is_shipped(mine[1]) and not is_shipped(other[1]):
            mine, other = other, mine
        faults.add("seat_twice", mine[1], f"{mine[0]}.seat", found=seat.value, first=told(other[1]))
    taken.setdefault(seat.value, (path, seat.place))


def _check_preferences(node: Node, path: str, faults: Faults) -> None:
    wishes = node.get("preferences")
    shares = None if wishes is None else sound(Preferences, wishes)
    total = 1.0 if shares is None else math.fsum(shares.shares())
    if wishes is not None and abs(total - 1.0) > TOLERANCE:
        names = list(wishes.mapping)
        faults.add("shares_not_one", wishes.start, f"{path}.preferences", found=round(total, 6), names=names)


def _check_lists(node: Node, path: str, sites: Collection[int], faults: Faults) -> None:
    for key in ("domains", "sites"):
        asked = node.get(key)
        seen: set[object] = set()
        for number, item in enumerate(asked.items if asked is not None else ()):
            word, where = item.value, f"{path}.{key}.{number}"
            if not isinstance(word, (str, int)):
                continue
            if word in seen:
                faults.add("word_twice", item.place, where, found=shown(item))
            elif key == "sites" and sites and isinstance(word, int) and word not in sites:
                allowed = [str(seat) for seat in sorted(sites)[:20]]
                faults.add("no_such_site", item.place, where, found=str(word), allowed=allowed)
            seen.add(word)


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
    return Partner(name, label, plan, provenance(model.capacity), everywhere=model.sites is None)
