"""What a level may set: any path of a scenario, judged as a scenario file would be, every fault at its own place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hlmsim.errors import Fault, ScenarioError
from hlmsim.scenario import Place, Scenario
from hlmsim.scenario.faults import Faults, distinct
from hlmsim.scenario.tree import Node, flat
from hlmsim.scenario.validation import parameters
from hlmsim.scenario.values import SHARES, read_set
from hlmsim.scenario.variation import COUNTS, is_number_path, varied

STRUCTURE = ("partners", "changes", "horizon", "sites", "context.site")
"""Parts of a scenario that are not parameters, and that a factor may change too."""
_JUDGED_WITH_THE_POINT = frozenset(
    {"burn_in_beyond", "more_buildings", "no_such_post", "shares_not_one", "too_much_memory", "week_beyond"}
)
"""Faults of values that do not fit together: a point may set the others too."""


def is_structure(path: str) -> bool:
    """Whether a path leads into a part that is not made of parameters."""
    return any(path == part or path.startswith(f"{part}.") for part in STRUCTURE)


def check_setting(
    scenarios: Sequence[Scenario], setting: Mapping[str, Node], start: Place, where: str, faults: Faults
) -> None:
    """What is wrong with nodes by path, each by itself, in any of the scenarios."""
    structure = {path: node for path, node in setting.items() if _has_structure(path, node)}
    numbers = {path: node for path, node in setting.items() if path not in structure}
    _check_numbers(numbers, start, where, faults)
    found = [fault for scenario in scenarios for fault in _of_structure(scenario, structure, start, where)]
    faults.found += distinct(found)


def paths_of(setting: Mapping[str, Node]) -> Iterator[str]:
    """Every dotted path that a setting touches."""
    for path, node in setting.items():
        yield from (one for one, _ in flat(node, path))


def share_group(path: str) -> str | None:
    """The shares that a path is one of, if they must sum to 1."""
    group = path.rpartition(".")[0]
    return group if group in SHARES else None


def is_whole(path: str) -> bool:
    """Whether whole numbers only may stand at a path."""
    parameter = parameters().get(path)
    return path in COUNTS if parameter is None else parameter.kind.integer


def known_range(scenario: Scenario, path: str) -> tuple[float, float] | None:
    """The range that stands with a number."""
    known = scenario.provenance.get(path)
    if known is None and path.startswith("partners."):
        known = next(
            (one.capacity_provenance for one in scenario.partners if path == f"partners.{one.id}.capacity"), None
        )
    return None if known is None else known.range


def number_at(scenario: Scenario, path: str) -> Any:
    """The number or word that stands at a path; None where there is none."""
    if path in scenario.values:
        return scenario.values[path]
    return next((one.plan.capacity for one in scenario.partners if path == f"partners.{one.id}.capacity"), None)


def moved(fault: Fault, place: Place, path: str) -> Fault:
    """A fault at another place."""
    return replace(fault, file=place.file, line=place.line, column=place.column, path=path or None)


def _has_structure(path: str, node: Node) -> bool:
    return any(is_structure(one) for one in paths_of({path: node}))


def _check_numbers(numbers: Mapping[str, Node], start: Place, where: str, faults: Faults) -> None:
    """As in the ``set`` of a change, which takes parameters only."""
    found = Faults()
    read_set(Node(start, dict(numbers)), ".set", found)
    for ours, theirs in ((faults.found, found.found), (faults.remarks, found.remarks)):
        ours += [replace(fault, path=_joined(where, (fault.path or "").removeprefix(".set."))) for fault in theirs]


def _of_structure(scenario: Scenario, structure: Mapping[str, Node], start: Place, where: str) -> Iterator[Fault]:
    """What is wrong with parts that are no parameters, in one scenario."""
    if not structure or _sound_numbers(scenario, structure):
        return
    try:
        scenario.with_(structure, name=scenario.name)
    except ScenarioError as refused:
        for fault in refused.faults:
            if fault.code not in _JUDGED_WITH_THE_POINT:
                place = Place(start.file, fault.line or 1, fault.column or 1) if fault.file == start.file else start
                yield moved(fault, place, _joined(where, fault.path or ""))


def _sound_numbers(scenario: Scenario, structure: Mapping[str, Node]) -> bool:
    """Whether these are single numbers with which the scenario is sound: the quick answer for columns of capacities."""
    numbers = {path: node.value for path, node in structure.items() if isinstance(node.value, (int, float))}
    if len(numbers) < len(structure) or not all(is_number_path(scenario, path) for path in numbers):
        return False
    try:
        varied(scenario, numbers, name=scenario.name)
    except ScenarioError:
        return False
    return True


def _joined(where: str, path: str) -> str:
    return f"{where}.{path}" if where and path else where or path
