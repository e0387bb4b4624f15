"""The sites of a scenario: one, several as listed, or drawn (see ``drawn_sites``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hlmsim.engine.parameters import Value
from hlmsim.model.blueprint import Dwelling, SitePlan, TenantTie
from hlmsim.scenario.alike import check_alike
from hlmsim.scenario.drawn_sites import DrawnSites, read_drawn
from hlmsim.scenario.faults import Faults, faulty, shown
from hlmsim.scenario.schema import Housing, Site
from hlmsim.scenario.tree import Node, Place, told
from hlmsim.scenario.validation import sound
from hlmsim.scenario.values import Values, check_shares, read_set


def read_sites(root: Node, base: Values, faults: Faults) -> tuple[tuple[SitePlan, ...], DrawnSites | None]:
    """Every sound site, by seat, and how they were drawn, if they were."""
    shared = root.get("context", "site")
    asked = root.get("sites")
    if asked is None:
        return _one_site(root, shared, base, faults), None
    drawn = None if asked.items else read_drawn(asked, base.values, faults)
    plans = drawn.sites(base.values) if drawn is not None else _listed(asked, shared, base, faults)
    if shared is not None and not _uses_shared(asked):
        faults.add("site_unused", shared.start, "context.site")
    return tuple(sorted(plans, key=lambda plan: plan.seat)), drawn


def _one_site(root: Node, shared: Node | None, base: Values, faults: Faults) -> tuple[SitePlan, ...]:
    if shared is None:
        faults.add("no_site", root.place, "context.site")
        return ()
    _take_counts(shared, base)
    plan = _plan(shared, None, (0, "", base.values), "context.site", faults)
    return () if plan is None else (plan,)


def _listed(asked: Node, shared: Node | None, base: Values, faults: Faults) -> Iterator[SitePlan]:
    first: dict[int, Place] = {}
    for number, node in enumerate(asked.items):
        path = f"sites.{number}"
        own = read_set(node.get("set"), f"{path}.set", faults)
        values: Mapping[str, Value] = {**base.values, **own.values} if own.values else base.values
        check_shares(values, own.places, own.values, f"{path}.set.", faults)
        site = sound(Site, node)
        if site is None:
            continue
        if site.seat in first:
            place = node.mapping["seat"].place
            faults.add("seat_twice", place, f"{path}.seat", found=site.seat, first=told(first[site.seat]))
            continue
        first[site.seat] = node.mapping["seat"].place
        plan = _plan(node, shared, (site.seat, site.label or "", values), path, faults)
        if plan is not None:
            yield plan


def _uses_shared(asked: Node) -> bool:
    return any(
        site.get("dwellings") is None and (site.get("households") is None or site.get("buildings") is None)
        for site in asked.items
    )


def _take_counts(shared: Node, base: Values) -> None:
    housing = sound(Housing, shared)
    for name in ("households", "buildings"):
        written = getattr(housing, name, None)
        if written is not None:
            base.take(f"context.site.{name}", written, shared.mapping[name].place)


def _plan(
    node: Node, shared: Node | None, facts: tuple[int, str, Mapping[str, Value]], path: str, faults: Faults
) -> SitePlan | None:
    housing = sound(Housing, _housing(node))
    if housing is None or (housing.dwellings is None and faulty(f"{path}.file", faults)):
        return None
    if housing.dwellings is not None:
        return _from_rows(node, housing, facts, path, faults)
    if node.get("ties") is not None:
        faults.add("ties_without_dwellings", node.mapping["ties"].start, f"{path}.ties")
    counts = {}
    for name in ("households", "buildings"):
        written = node.get(name) or (shared.get(name) if shared is not None else None)
        one = None if written is None else sound(Housing, Node(written.place, {name: written}))
        if written is None:
            faults.add("key_missing", node.start, f"{path}.{name}", found=name)
        elif one is not None:
            counts[name] = int(getattr(one, name).value)
    if len(counts) < 2:
        return None
    if counts["buildings"] > counts["households"]:
        place = (node.get("buildings") or node.get("households") or node).place
        faults.add("more_buildings", place, f"{path}.buildings", **counts)
    seat, label, values = facts
    return SitePlan(seat, label, counts["households"], counts["buildings"], values)


def _housing(node: Node) -> Node:
    return node.without("seat", "label", "set")


def _from_rows(
    node: Node, housing: Housing, facts: tuple[int, str, Mapping[str, Value]], path: str, faults: Faults
) -> SitePlan | None:
    for name in ("households", "buildings"):
        if node.get(name) is not None:
            faults.add("both_given", node.mapping[name].start, f"{path}.{name}", first=name, second="dwellings")
    rows = housing.dwellings or []
    nodes = node.mapping["dwellings"].items
    first: dict[str, int] = {}
    for row, row_node in zip(rows, nodes, strict=True):
        if row.dwelling in first:
            place = row_node.mapping["dwelling"].place
            faults.add("row_twice", place, f"{path}.dwellings", found=shown(row.dwelling), first=first[row.dwelling])
        first.setdefault(row.dwelling, row_node.place.line)
    if not faulty(f"{path}.file", faults):
        places = [(below.mapping["building"].place, below.mapping["dwelling"].place) for below in nodes]
        named = (((row.building, one), (row.dwelling, two)) for row, (one, two) in zip(rows, places, strict=True))
        check_alike(named, faults, f"{path}.dwellings")
    ordered = sorted(rows, key=lambda row: _natural(row.dwelling))
    names = {row.building: None for row in sorted(rows, key=lambda row: _natural(row.building))}
    buildings = {name: number for number, name in enumerate(names)}
    listed = tuple(Dwelling(buildings[row.building], row.household_type, row.language_group) for row in ordered)
    known = {row.dwelling: number for number, row in enumerate(ordered)}
    ties = _ties(node, housing, known, path, faults)
    seat, label, values = facts
    return SitePlan(seat, label, len(listed), len(buildings), values, listed, ties)


def _ties(
    node: Node, housing: Housing, places: Mapping[str, int], path: str, faults: Faults
) -> tuple[TenantTie, ...] | None:
    if housing.ties is None or isinstance(housing.ties, str):
        return None
    known: dict[tuple[int, int], int] = {}
    ties: list[TenantTie] = []
    for row, row_node in zip(housing.ties, node.mapping["ties"].items, strict=True):
        ends = []
        for name in ("first", "second"):
            word = getattr(row, name)
            if word in places:
                ends.append(places[word])
            else:
                faults.add("tie_unknown", row_node.mapping[name].place, f"{path}.ties", found=shown(word))
        if len(ends) < 2:
            continue
        pair = (min(ends), max(ends))
        if pair[0] == pair[1]:
            faults.add("tie_to_itself", row_node.start, f"{path}.ties", found=shown(row.first))
        elif pair in known:
            words = f"{row.first}, {row.second}"
            faults.add("row_twice", row_node.start, f"{path}.ties", found=shown(words), first=known[pair])
        else:
            known[pair] = row_node.place.line
            ties.append(TenantTie(*pair, row.kind == "strong", row.strength))
    return tuple(sorted(ties, key=lambda tie: (tie.first, tie.second)))


def _natural(word: str) -> tuple[tuple[int, int, str], ...]:
    """A-2 before A-10: numbers inside words count as numbers."""
    parts = re.findall(r"[0-9]+|[^0-9]+", word)
    return tuple((0, int(part[:18]), part) if part[0].isascii() and part.isdigit() else (1, 0, part) for part in parts)
