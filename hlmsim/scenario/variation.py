"""The same scenario with other values, fast: what :meth:`Scenario.with_` gives, without reading everything again.

Ten thousand points of a design differ in numbers only. A number has its own rule, so it alone is checked; whatever else
it takes part in (shares that sum to 1, a post that a change names) is looked at where it is touched. Anything that is
not a number, or not in order, goes through ``with_``, which says what is wrong.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hlmsim.engine.parameters import Value
from hlmsim.errors import Fault, ScenarioError
from hlmsim.model.blueprint import SitePlan
from hlmsim.scenario.assignments import PYTHON
from hlmsim.scenario.extends import OWN
from hlmsim.scenario.memory import memory_available, memory_needed
from hlmsim.scenario.numbers import Written, number, of_parameter
from hlmsim.scenario.partners import Partner
from hlmsim.scenario.scenario import Scenario
from hlmsim.scenario.schema import MOST_DWELLINGS
from hlmsim.scenario.tree import Place
from hlmsim.scenario.validation import parameters
from hlmsim.scenario.values import SHARES, TOLERANCE, canonical

COUNTS = ("context.site.households", "context.site.buildings")
"""Numbers of a single counted site, which stand among its values."""
_POSTS = "levers.posts.count"
_MOST_CAPACITY = 1_000_000.0
_KEPT = 32
_SCALARS = (str, int, float, bool)
_WHERE = Place(PYTHON, 1, 1)
_Numbers = dict[str, Value]


class _NotPlainError(Exception):
    """Something that only the whole way of reading can judge."""


def varied(scenario: Scenario, values: Mapping[str, Any], *, name: str) -> Scenario:
    """``scenario.with_(values, name=name)``: same hash, values and faults.

    Raises ScenarioError with every fault.
    """
    try:
        numbers, rest = _split(scenario, values)
        start = _restructured(_Same(scenario), _text(rest)) if rest else scenario
        return _renumbered(start, numbers, name)
    except (_NotPlainError, ScenarioError):
        return scenario.with_(values, name=name)


def is_number_path(scenario: Scenario, path: str) -> bool:
    """Whether a single number or word of the scenario stands at this path."""
    return path in parameters() or (path in COUNTS and path in scenario.values) or _partner(scenario, path) is not None


def _split(scenario: Scenario, values: Mapping[str, Any]) -> tuple[_Numbers, dict[str, Any]]:
    """Single numbers by scalar path, and everything else. The order of the two must not matter."""
    numbers: _Numbers = {}
    rest: dict[str, Any] = {}
    for path, value in values.items():
        flat = dict(_flat(path, value))
        if flat and all(_is_plain(scenario, one, scalar) for one, scalar in flat.items()):
            numbers |= flat
        else:
            rest[path] = _item(value)
    for path in rest:
        top = path.partition(".")[0]
        if top == "sites" or top in OWN or any(other.startswith(f"{path}.") for other in numbers):
            raise _NotPlainError(path)
    if any(path in COUNTS for path in numbers) and any(path.startswith("context.site") for path in rest):
        raise _NotPlainError
    return numbers, rest


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _flat(f"{path}.{key}", below)
    else:
        yield path, _item(value)


def _item(value: Any) -> Any:
    return value.item() if hasattr(value, "item") and callable(value.item) else value


def _is_plain(scenario: Scenario, path: str, value: Any) -> bool:
    return isinstance(value, _SCALARS) and is_number_path(scenario, path)


def _text(rest: Mapping[str, Any]) -> str:
    try:
        return json.dumps(rest)
    except TypeError as problem:
        raise _NotPlainError from problem


def _renumbered(scenario: Scenario, numbers: _Numbers, name: str) -> Scenario:
    checked = {path: _checked(path, value) for path, value in numbers.items()}
    values: _Numbers = {**scenario.values, **{path: one for path, one in checked.items() if path in scenario.values}}
    _check_changes(scenario, checked)
    _check_shares(values, checked)
    _check_counts(values, checked)
    sites = _sites(scenario, values, checked)
    touched = checked.keys()
    facts = {field.name: getattr(scenario, field.name) for field in fields(scenario)} | {
        "name": name,
        "file": scenario.file or str(Path.cwd() / scenario.name),
        "title": dict.fromkeys(scenario.title, name),
        "values": values,
        "provenance": {path: one for path, one in scenario.provenance.items() if path not in touched},
        "places": {**scenario.places, **dict.fromkeys((path for path in touched if path in values), _WHERE)},
        "sites": sites,
        "partners": tuple(_with_capacity(partner, checked) for partner in scenario.partners),
        "warnings": tuple(fault for fault in scenario.warnings if _still(fault, scenario, checked)),
    }
    found = Scenario(**facts)
    _check_memory(found, checked)
    return found


def _checked(path: str, value: Any) -> Value:
    try:
        return canonical(_model(path).model_validate(value).value)
    except ValidationError as refused:
        raise _NotPlainError(path) from refused


def _model(path: str) -> type[Written]:
    parameter = parameters().get(path)
    if parameter is not None:
        return of_parameter(parameter)
    return number(1, MOST_DWELLINGS, integer=True) if path in COUNTS else number(0.0, _MOST_CAPACITY)


def _partner(scenario: Scenario, path: str) -> Partner | None:
    """The partner whose capacity stands at this path."""
    top, _, rest = path.partition(".")
    name, _, key = rest.rpartition(".")
    if top != "partners" or key != "capacity":
        return None
    return next((partner for partner in scenario.partners if partner.id == name), None)


def _with_capacity(partner: Partner, checked: _Numbers) -> Partner:
    capacity = checked.get(f"partners.{partner.id}.capacity")
    if capacity is None:
        return partner
    return replace(partner, plan=replace(partner.plan, capacity=float(capacity)), capacity_provenance=None)


def _sites(scenario: Scenario, values: _Numbers, checked: _Numbers) -> tuple[SitePlan, ...]:
    """Sites without values of their own share one mapping, which makes them quick to compare and to send."""
    if scenario.drawn is not None:
        if any(kind.own for kind in scenario.drawn.kinds) and _shares_touched(checked):
            raise _NotPlainError
        return tuple(scenario.drawn.sites(values))
    counted = checked.keys() & set(COUNTS)
    sites = []
    for site in scenario.sites:
        own = {} if site.values is scenario.values else _own(site, scenario, checked)
        plan = replace(site, values={**values, **own} if own else values)
        if counted:
            dwellings, buildings = (int(values[path]) for path in COUNTS)
            plan = replace(plan, dwellings=dwellings, buildings=buildings)
        sites.append(plan)
    return tuple(sites)


def _own(site: SitePlan, scenario: Scenario, checked: _Numbers) -> _Numbers:
    own = {path: value for path, value in site.values.items() if scenario.values[path] != value}
    if any(path.rpartition(".")[0] in SHARES for path in own) and _shares_touched(checked):
        raise _NotPlainError
    return own


def _shares_touched(checked: _Numbers) -> set[str]:
    return {path.rpartition(".")[0] for path in checked} & set(SHARES)


def _check_shares(values: _Numbers, checked: _Numbers) -> None:
    for name in _shares_touched(checked):
        total = math.fsum(float(value) for path, value in values.items() if path.rpartition(".")[0] == name)
        if abs(total - 1.0) > TOLERANCE:
            raise _NotPlainError(name)


def _check_changes(scenario: Scenario, checked: _Numbers) -> None:
    """Changes are judged against the shares and the posts that they meet."""
    if scenario.changes and (_POSTS in checked or _shares_touched(checked)):
        raise _NotPlainError


def _check_counts(values: _Numbers, checked: _Numbers) -> None:
    if checked.keys() & set(COUNTS) and int(values[COUNTS[1]]) > int(values[COUNTS[0]]):
        raise _NotPlainError


def _check_memory(scenario: Scenario, checked: _Numbers) -> None:
    """Only posts and households take more memory than they did."""
    if checked.keys() & {_POSTS, *COUNTS} and memory_needed(scenario.blueprint()) > memory_available():
        raise _NotPlainError


def _still(fault: Fault, scenario: Scenario, checked: _Numbers) -> bool:
    """Whether a remark on the scenario is one on its variation too: what it says of a number that has not changed."""
    return fault.code == "outside_range" and fault.path in scenario.values and fault.path not in checked


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A scenario as the key of a memory: equal when nothing that anybody could read of it differs."""

    scenario: Scenario

    def __hash__(self) -> int:
        return hash(self.scenario.hash)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Same):
            return False
        ours, theirs = self.scenario, other.scenario
        return ours is theirs or (
            ours.hash == theirs.hash
            and all(getattr(ours, field.name) == getattr(theirs, field.name) for field in fields(ours))
            and [site.label for site in ours.sites] == [site.label for site in theirs.sites]
        )


@lru_cache(maxsize=_KEPT)
def _restructured(base: _Same, values: str) -> Scenario:
    return base.scenario.with_(json.loads(values), name=base.scenario.name)
