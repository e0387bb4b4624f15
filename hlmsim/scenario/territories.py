"""Territories: sites by seat, so many to each, and every partner once in each with its part of the capacity.

A partner that lists its ``sites`` is one organisation wherever they lie; the others are there once a territory, at seat
territory × 1000 + own seat, called ``food_bank@12``. A site's territory depends on its own seat only, so one territory
more changes nobody else's luck.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hlmsim.model.blueprint import Change, PartnerPlan, SitePlan
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.partners import Partner
from hlmsim.scenario.schema import MOST_TERRITORIES, SEATS_A_TERRITORY
from hlmsim.scenario.schema import Territories as TerritoriesModel
from hlmsim.scenario.tree import Node, plain
from hlmsim.scenario.validation import sound

_IN_TERRITORY = re.compile(r"(.+)@([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Territories:
    """sites_each: seats of sites to a territory. written_for: dwellings for which capacities are written.

    asked: as written, to be written again.
    """

    sites_each: int
    written_for: float
    asked: Mapping[str, Any]

    def of(self, site: int) -> int:
        """The territory, from 1, of the site at this seat."""
        return site // self.sites_each + 1

    def partners(self, written: Sequence[Partner], sites: Sequence[SitePlan]) -> Iterator[PartnerPlan]:
        """Each partner as the model knows it, in every territory that has sites."""
        together: dict[int, list[SitePlan]] = {}
        for site in sites:
            together.setdefault(self.of(site.seat), []).append(site)
        times = {place: sum(site.dwellings for site in group) / self.written_for for place, group in together.items()}
        seats = {place: tuple(site.seat for site in group) for place, group in together.items()}
        for partner in written:
            if not partner.everywhere:
                yield partner.plan
                continue
            for place in together:
                yield replace(
                    partner.plan,
                    seat=seat_in(partner.seat, place),
                    label=f"{partner.id}@{place}",
                    capacity=partner.plan.capacity * times[place],
                    sites=seats[place],
                )

    def changes(
        self, scheduled: Iterable[Change], written: Sequence[Partner], sites: Sequence[SitePlan]
    ) -> Iterator[Change]:
        """Changes as the model knows them: of a partner of every territory, one in each, or in that of its site."""
        everywhere = {partner.seat for partner in written if partner.everywhere}
        places = sorted({self.of(site.seat) for site in sites})
        for change in scheduled:
            if change.partner is None or change.partner not in everywhere:
                yield change
            else:
                for place in places if change.site is None else [self.of(change.site)]:
                    yield replace(change, partner=seat_in(change.partner, place))


def read_territories(
    root: Node, sites: Sequence[SitePlan], partners: Sequence[Partner], faults: Faults
) -> Territories | None:
    """The territories asked for. sites: none when they are at fault."""
    node = root.get("territories")
    model = None if node is None else sound(TerritoriesModel, node)
    if node is None or model is None:
        return None
    if root.get("sites") is None:
        faults.add("territories_without_sites", node.start, "territories")
    for partner in partners:
        _check_seat(root, partner, faults)
    each, last = int(model.sites_each.value), max((site.seat for site in sites), default=0)
    if last // each >= MOST_TERRITORIES:
        place, limit = node.mapping["sites_each"].place, last // MOST_TERRITORIES + 1
        faults.add("too_low", place, "territories.sites_each", found=each, limit=limit)
    return Territories(each, float(model.written_for.value), plain(node))


def _check_seat(root: Node, partner: Partner, faults: Faults) -> None:
    """A partner's own seat leaves room for the territory's number."""
    if partner.seat >= SEATS_A_TERRITORY:
        place, limit = root.mapping["partners"].mapping[partner.id].mapping["seat"].place, SEATS_A_TERRITORY - 1
        faults.add("too_high", place, f"partners.{partner.id}.seat", found=partner.seat, limit=limit)


def seat_in(own: int, territory: int) -> int:
    """The seat of a partner in a territory."""
    return territory * SEATS_A_TERRITORY + own


def in_territory(word: str) -> tuple[str, int] | None:
    """The partner and the territory that ``food_bank@12`` names."""
    found = _IN_TERRITORY.fullmatch(word)
    return None if found is None else (found[1], int(found[2]))


def id_of(seat: int, ids: Mapping[int, str]) -> str:
    """What a change calls the partner at this seat. ids: of partners as written, by seat."""
    return ids[seat] if seat in ids else f"{ids[seat % SEATS_A_TERRITORY]}@{seat // SEATS_A_TERRITORY}"
