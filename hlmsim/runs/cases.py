"""What a batch simulates: cases, each one world, on shelves, each one folder of tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hlmsim.runs.ledger.folder import file_name
from hlmsim.runs.one import run_key
from hlmsim.runs.provenance import model_version

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario

POINT_DIGITS = 12
"""A point of a design goes by so many digits of its hash, so that it is the same run wherever it stands in a table."""


@dataclass(frozen=True, slots=True)
class Case:
    """One world to simulate: a scenario, or a point of a design (a scenario with other values).

    name: what tables call it, in the column ``scenario``. hash: of the resolved scenario. columns: how many groups of
    households are measured. values: by path, what differs from ``base``; the scenario itself is made when it is
    needed, so that ten thousand points take no more memory than one.
    """

    name: str
    hash: str
    weeks: int
    columns: int
    base: Scenario = field(repr=False)
    values: Mapping[str, Any] = field(default_factory=dict)

    def scenario(self) -> Scenario:
        """The resolved scenario."""
        from hlmsim.scenario.variation import varied

        as_it_is = not self.values and self.name == self.base.name
        return self.base if as_it_is else varied(self.base, self.values, name=self.name)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Cases whose runs are kept in one folder under ``runs``, all with the same weeks and groups.

    scenes: the network of their first replicate is kept at a few weeks, for pictures.
    """

    folder: str
    cases: tuple[Case, ...]
    study_seed: int
    weekly_groups: bool = False
    scenes: bool = False

    def key(self, case: Case, replicate: int) -> str:
        """The key of one run."""
        return run_key(case.hash, study_seed=self.study_seed, replicate=replicate)


def case_of(scenario: Scenario) -> Case:
    """A scenario as a case, under its own name."""
    return Case(scenario.name, scenario.hash, scenario.weeks, _columns(scenario), scenario)


def point_of(base: Scenario, values: Mapping[str, Any], resolved: Scenario) -> Case:
    """A point of a design as a case. resolved: ``base`` with ``values``."""
    name = resolved.hash[:POINT_DIGITS]
    return Case(name, resolved.hash, resolved.weeks, _columns(resolved), base, dict(values))


def scenario_shelves(
    scenarios: Iterable[Scenario], *, study_seed: int, weekly_groups: bool = False
) -> tuple[Shelf, ...]:
    """One shelf a scenario, named after it."""
    shelves = []
    for scenario in scenarios:
        facts = f"{scenario.hash}\n{study_seed}\n{weekly_groups}\n{model_version()}"
        folder = f"{file_name(scenario.name, 64)}-{_short(facts)}"
        shelves.append(Shelf(folder, (case_of(scenario),), study_seed, weekly_groups, scenes=True))
    return tuple(shelves)


def point_shelves(points: Sequence[Case], *, study_seed: int) -> tuple[Shelf, ...]:
    """Shelves by the first digit of the hash: a design may grow, shrink or be reordered, each run keeps its place."""
    grouped: dict[tuple[str, int, int], dict[str, Case]] = {}
    for point in points:
        grouped.setdefault((point.hash[0], point.weeks, point.columns), {})[point.name] = point
    shelves = []
    for (digit, weeks, columns), cases in sorted(grouped.items()):
        facts = f"{weeks}\n{columns}\n{study_seed}\n{model_version()}"
        ordered = tuple(cases[name] for name in sorted(cases))
        shelves.append(Shelf(f"points-{digit}-{_short(facts)}", ordered, study_seed))
    return tuple(shelves)


def _columns(scenario: Scenario) -> int:
    from hlmsim.model.outcomes import groups

    return len(groups(scenario.blueprint()))


def _short(facts: str) -> str:
    return hashlib.sha256(facts.encode()).hexdigest()[:8]
