"""An experiment: a question, factors that change a scenario, and the design that says which points are simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hlmsim.engine.parameters import Value
from hlmsim.errors import Fault
from hlmsim.runs.design.schema import Design
from hlmsim.runs.design.worlds import Worlds
from hlmsim.scenario import Place, Scenario

Cell = str | int | float | None
"""What a design table says of a factor: the name of a level, a number, or nothing (as the scenario has it)."""
DEFAULT_REPLICATES = 50
DEFAULT_LIMIT = 1000


def tidy(number: float) -> float:
    """A number that a person could have written: 0.372 rather than 0.37199999999999994, so that both are one world."""
    return float(f"{number:.12g}")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a factor. name: as the design table writes it. values: by path; null takes a partner away.

    number: of a listed number, itself.
    """

    name: str
    values: Mapping[str, Any]
    place: Place = field(repr=False)
    label: Mapping[str, str] | None = None
    number: float | None = None

    @property
    def cell(self) -> Cell:
        """What the design table writes."""
        return self.name if self.number is None else self.number


@dataclass(frozen=True, slots=True)
class Span:
    """A range of numbers. log: even steps multiply. whole: whole numbers only."""

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def at(self, share: float) -> float | int:
        """The number at a share of the way from the low end (0) to the high end (1)."""
        if self.whole and not self.log:
            return int(min(self.low + int(share * (self.high - self.low + 1)), self.high))
        found = self.low * (self.high / self.low) ** share if self.log else self.low + share * (self.high - self.low)
        within = min(max(tidy(found), self.low), self.high)
        return round(within) if self.whole else within


@dataclass(frozen=True, slots=True)
class Factor:
    """What a design varies: listed levels, or a range, or (in one_at_a_time) a number to move by a percentage.

    name: column of the design table. label: by language, None when the file gives none. paths: what it may change;
    of a listed or ranged factor that has ``settable``, any value may be written at those paths. gives_way: the path is
    one of several shares that sum to 1, and the others take what is left, in proportion.
    """

    name: str
    paths: tuple[str, ...]
    place: Place = field(repr=False)
    label: Mapping[str, str] | None = None
    levels: tuple[Level, ...] = ()
    span: Span | None = None
    settable: bool = True
    gives_way: bool = False

    def level(self, cell: Cell) -> Level | None:
        """The level that a cell of the design table names."""
        for level in self.levels:
            if level.name == cell or (level.number is not None and level.number == cell):
                return level
        return None


@dataclass(frozen=True, slots=True)
class Group:
    """Factors that move together, by name. label: by language, None when the file gives none."""

    factors: tuple[str, ...]
    label: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Experiment:
    """Everything that an experiment file says, checked.

    name: of the file. text: the file as read. scenarios: what the factors change, usually one. replicates: asked for,
    or 50; with ``precision`` (half-width wanted by outcome) as many as it takes, up to ``limit``. points: of a listed
    design, what each says of the factors. groups: of factors that move together. outcomes: shown first. reference:
    level of each factor that the others are compared with, where the file says so. warnings: remarks that stop nobody.
    places: of the parts of the file.
    """

    name: str
    file: str
    text: str = field(repr=False)
    title: Mapping[str, str]
    question: Mapping[str, str]
    scenarios: tuple[Scenario, ...] = field(repr=False)
    factors: tuple[Factor, ...]
    design: Design
    points: tuple[tuple[Cell, ...], ...]
    groups: Mapping[str, Group]
    replicates: int
    precision: Mapping[str, float]
    limit: int
    worlds: Worlds | None
    outcomes: tuple[str, ...]
    reference: Mapping[str, Cell]
    expected_minutes: float | None
    seed: int
    warnings: tuple[Fault, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)

    @cached_property
    def by_name(self) -> Mapping[str, Factor]:
        """Factors by name."""
        return {factor.name: factor for factor in self.factors}

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what is simulated: the file, its scenarios and its worlds."""
        import hashlib

        facts = [self.text.replace("\r\n", "\n"), *(f"{one.name} {one.hash}" for one in self.scenarios)]
        if self.worlds is not None and self.worlds.rows:
            facts.append(repr(self.worlds.rows))
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()

    def scenario(self, name: str) -> Scenario:
        """One of its scenarios, by name."""
        return next(one for one in self.scenarios if one.name == name)

    def place(self, part: str) -> Place:
        """Where a part of the file stands; the start of the file when it is not there."""
        return self.places.get(part, Place(self.file, 1, 1))

    def settings(self, factor: Factor, cell: Cell, scenario: Scenario) -> Mapping[str, Any]:
        """By path, what a cell of the design table changes in a scenario."""
        if cell is None:
            return {}
        level = factor.level(cell)
        if level is not None and not factor.gives_way:
            return level.values
        return _given_way(factor.paths[0], cell, scenario) if factor.gives_way else dict.fromkeys(factor.paths, cell)


def _given_way(path: str, cell: Cell, scenario: Scenario) -> dict[str, Value]:
    """A share, and the others of its sum in the proportions that they had."""
    group = path.rpartition(".")[0]
    others = {one: float(value) for one, value in scenario.values.items() if one.rpartition(".")[0] == group}
    share, rest = float(cell or 0.0), sum(value for one, value in others.items() if one != path)
    if share == others[path]:
        return {}
    return {
        one: share if one == path else (1.0 - share) * (value / rest if rest > 0.0 else 1.0 / (len(others) - 1))
        for one, value in others.items()
    }
