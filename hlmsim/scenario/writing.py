"""A resolved scenario back to nodes, and nodes to YAML text that reads to the same scenario."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from hlmsim.engine.parameters import Value
from hlmsim.model.blueprint import SitePlan
from hlmsim.model.names import ACTIONS
from hlmsim.scenario.changes import Scheduled
from hlmsim.scenario.partners import Partner
from hlmsim.scenario.resolved import Resolved
from hlmsim.scenario.scalars import NotFiniteError, scalar
from hlmsim.scenario.territories import id_of
from hlmsim.scenario.tree import Node, Place, planted
from hlmsim.scenario.values import Provenance

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_.+-]*")
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_INDENT = "  "


def to_yaml(scenario: Resolved) -> str:
    """One file that says everything and extends nothing; it loads to the same hash."""
    return plain_yaml(to_plain(scenario))


def plain_yaml(found: Mapping[str, Any]) -> str:
    """Plain data as a file is written."""
    return "\n".join(_lines(found, "")) + "\n"


def to_tree(scenario: Resolved) -> Node:
    """The same as nodes, every number at the place where it was written."""
    start = Place(scenario.file or scenario.name, 1, 1)
    root = planted(to_plain(scenario), start, start)
    for path, place in scenario.places.items():
        root = _placed(root, path.split("."), place)
    return root


def to_plain(scenario: Resolved) -> dict[str, Any]:
    """The same as plain data."""
    found: dict[str, Any] = {"schema": 1, "title": dict(scenario.title), "why": dict(scenario.why)}
    if scenario.notes is not None:
        found["notes"] = dict(scenario.notes)
    found["horizon"] = {name: getattr(scenario, name) for name in ("weeks", "burn_in", "site_record_weeks")}
    found |= {"context": {}, "levers": {}}
    if len(scenario.sites) == 1 and scenario.sites[0].seat == 0 and not scenario.sites[0].label:
        found["context"]["site"] = _housing(scenario.sites[0], scenario)
    for path, value in scenario.values.items():
        _hang(found, path.split("."), _number(value, scenario.provenance.get(path)))
    if "site" not in found["context"]:
        found["sites"] = _sites(scenario)
    if scenario.territories is not None:
        found["territories"] = dict(scenario.territories.asked)
    found["partners"] = {partner.id: _partner(partner) for partner in scenario.partners}
    if scenario.changes:
        ids = {partner.seat: partner.id for partner in scenario.partners}
        found["changes"] = [_change(scheduled, ids) for scheduled in scenario.changes]
    if scenario.expect:
        found["expect"] = [_filled(**asdict(claim)) for claim in scenario.expect]
    return found


def _filled(**entries: Any) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if value is not None}


def _number(value: Value, known: Provenance | None) -> Any:
    if known is None:
        return value
    pair = None if known.range is None else [_short(bound) for bound in known.range]
    return _filled(value=value, range=pair, grade=known.grade, source=known.source)


def _short(bound: float) -> float | int:
    return int(bound) if bound.is_integer() and abs(bound) < 1e15 else bound


def _housing(plan: SitePlan, scenario: Resolved) -> dict[str, Any]:
    if not plan.listed:
        counted = {"households": plan.dwellings, "buildings": plan.buildings}
        return {key: _number(count, scenario.provenance.get(f"context.site.{key}")) for key, count in counted.items()}
    dwellings = [
        _filled(
            dwelling=str(number),
            building=str(dwelling.building),
            household_type=dwelling.household_type,
            language_group=dwelling.language_group,
        )
        for number, dwelling in enumerate(plan.listed)
    ]
    if plan.ties is None:
        return {"dwellings": dwellings}
    ties = [
        _filled(
            first=str(tie.first), second=str(tie.second), strength=tie.strength, kind="strong" if tie.strong else "weak"
        )
        for tie in plan.ties
    ]
    return {"dwellings": dwellings, "ties": ties}


def _sites(scenario: Resolved) -> Any:
    if scenario.drawn is not None:
        return dict(scenario.drawn.asked)
    return [_site(plan, scenario.values, scenario) for plan in scenario.sites]


def _site(plan: SitePlan, base: Mapping[str, Value], scenario: Resolved) -> dict[str, Any]:
    own = {} if plan.values is base else {path: v for path, v in plan.values.items() if base[path] != v}
    facts = _filled(seat=plan.seat, label=plan.label or None)
    return {**facts, **_housing(plan, scenario), **({"set": own} if own else {})}


def _partner(partner: Partner) -> dict[str, Any]:
    plan = partner.plan
    return _filled(
        seat=plan.seat,
        label=dict(partner.label),
        kind=plan.kind,
        domains=list(plan.domains),
        capacity=_number(plan.capacity, partner.capacity_provenance),
        preferences=dict(zip(ACTIONS, plan.preferences, strict=True)),
        sites=None if partner.everywhere else list(plan.sites),
        present=plan.present,
    )


def _change(scheduled: Scheduled, ids: Mapping[int, str]) -> dict[str, Any]:
    change = scheduled.change
    return _filled(
        week=change.week,
        set=dict(change.values) or None,
        event=change.event,
        site=change.site,
        partner=None if change.partner is None else id_of(change.partner, ids),
        post=change.post,
        why=None if scheduled.why is None else dict(scheduled.why),
    )


def _hang(tree: dict[str, Any], words: Sequence[str], value: Any) -> None:
    for word in words[:-1]:
        tree = tree.setdefault(word, {})
    tree[words[-1]] = value


def _placed(node: Node, words: Sequence[str], place: Place) -> Node:
    """The tree with this place given to what stands at the path, if anything does."""
    if not words:
        return _all_at(node, place)
    below = node.mapping.get(words[0])
    if below is not None:
        return node.having(**{words[0]: _placed(below, words[1:], place)})
    if words[0].isdigit() and int(words[0]) < len(node.items):
        items = list(node.items)
        items[int(words[0])] = _placed(items[int(words[0])], words[1:], place)
        return Node(node.place, tuple(items), node.key)
    return node


def _all_at(node: Node, place: Place) -> Node:
    value = node.value
    if isinstance(value, Mapping):
        value = {key: _all_at(below, place) for key, below in value.items()}
    elif node.items:
        value = tuple(_all_at(item, place) for item in node.items)
    return Node(place, value, place)


def _lines(value: Any, indent: str) -> Iterator[str]:
    for key, below in value.items():
        name = key if _KEY.fullmatch(key) and isinstance(_meaning(key), str) else json.dumps(key, ensure_ascii=False)
        if isinstance(below, dict) and below and not _is_leaf(below):
            yield f"{indent}{name}:"
            yield from _lines(below, indent + _INDENT)
        elif isinstance(below, list) and any(isinstance(item, dict) for item in below):
            yield f"{indent}{name}:"
            yield from (f"{indent}{_INDENT}- {flow(item)}" for item in below)
        else:
            yield f"{indent}{name}: {flow(below)}"


def _is_leaf(value: dict[str, Any]) -> bool:
    return "value" in value or not any(
        isinstance(below, (dict, list)) or len(str(below)) > 40 for below in value.values()
    )


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(str(key))}: {flow(below)}" for key, below in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, str):
        return value if _BARE.fullmatch(value) and _meaning(value) == value else json.dumps(value, ensure_ascii=False)
    return "null" if value is None else repr(value)


def _meaning(word: str) -> Any:
    try:
        return scalar(word)
    except NotFiniteError:
        return None
