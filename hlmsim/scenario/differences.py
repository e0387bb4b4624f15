"""What differs between two scenarios, path by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hlmsim.model.blueprint import SitePlan
from hlmsim.scenario.resolved import Resolved


@dataclass(frozen=True, slots=True)
class Difference:
    """One path, and its value in each scenario (None: not there)."""

    path: str
    before: Any
    after: Any


def differences(before: Resolved, after: Resolved, only: str | None = None) -> list[Difference]:
    """Every path whose value differs, in the order of the files; only: a path and what stands below it."""
    ours, theirs = dict(_facts(before)), dict(_facts(after))
    found = [
        Difference(path, ours.get(path), theirs.get(path))
        for path in {**ours, **theirs}
        if ours.get(path) != theirs.get(path)
    ]
    return [one for one in found if not only or one.path == only or one.path.startswith(f"{only.rstrip('.')}.")]


def _facts(scenario: Resolved) -> Iterator[tuple[str, Any]]:
    for name in ("weeks", "burn_in", "site_record_weeks"):
        yield f"horizon.{name}", getattr(scenario, name)
    yield from scenario.values.items()
    single = len(scenario.sites) == 1
    if scenario.drawn is not None:
        yield from _flat("sites", scenario.drawn.asked)
    if scenario.territories is not None:
        yield from _flat("territories", scenario.territories.asked)
    for site in scenario.sites if scenario.drawn is None else ():
        yield from _site(site, scenario.values, "context.site" if single else f"sites.{site.seat}", numbered=not single)
    for partner in scenario.partners:
        plan = partner.plan
        for name in ("kind", "domains", "capacity", "preferences", "sites", "present"):
            if name != "sites" or not partner.everywhere:
                yield f"partners.{plan.seat}.{name}", getattr(plan, name)
    for number, scheduled in enumerate(scenario.changes):
        yield f"changes.{number}", _told(scheduled.change)


def _site(site: SitePlan, base: Mapping[str, Any], path: str, *, numbered: bool) -> Iterator[tuple[str, Any]]:
    if numbered or site.listed:
        yield f"{path}.households", site.dwellings
        yield f"{path}.buildings", site.buildings
    if site.listed:
        yield f"{path}.dwellings", site.listed
    if site.ties is not None:
        yield f"{path}.ties", site.ties
    if site.values is not base:
        yield from ((f"{path}.set.{name}", value) for name, value in site.values.items() if base[name] != value)


def _flat(path: str, tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, below in tree.items():
        if not isinstance(below, dict):
            yield f"{path}.{name}", below
        elif "value" in below:
            yield f"{path}.{name}", below["value"]
        else:
            yield from _flat(f"{path}.{name}", below)


def _told(change: Any) -> dict[str, Any]:
    facts = {name: getattr(change, name) for name in ("week", "event", "site", "partner", "post")}
    return {**{name: fact for name, fact in facts.items() if fact is not None}, **change.values}
