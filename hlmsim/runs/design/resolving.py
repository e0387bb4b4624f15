"""From the rows of a design table to the worlds that are simulated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hlmsim.engine.parameters import Value
from hlmsim.errors import Fault, ScenarioError
from hlmsim.runs.cases import Case, point_of
from hlmsim.runs.design.experiment import Cell, Experiment, Factor
from hlmsim.runs.design.schema import Listed
from hlmsim.runs.design.table import DesignTable, Row
from hlmsim.runs.design.values import moved
from hlmsim.runs.design.world_files import factor_paths
from hlmsim.runs.design.worlds import draw_worlds
from hlmsim.scenario import Place
from hlmsim.scenario.faults import in_order
from hlmsim.scenario.variation import varied

MOST_FAULTS = 20
"""So many points at fault are enough to see what is wrong with a design."""


@dataclass(frozen=True, slots=True)
class Point:
    """One row of a design, and the world to simulate; rows that come out as the same world share one case."""

    number: int
    scenario: str
    world: int
    cells: tuple[Cell, ...] = field(repr=False)
    case: Case = field(repr=False)


def points(experiment: Experiment, table: DesignTable) -> list[Point]:
    """The point of each row: the scenario, the numbers of its world, then the levels of the factors.

    Raises ScenarioError with the faults of the first points that cannot be.
    """
    maker = _Maker(experiment)
    found: list[Point] = []
    cases: dict[str, Case] = {}
    faults: list[Fault] = []
    for row in table.rows:
        try:
            case = maker.case(row)
        except ScenarioError as refused:
            faults += [one for one in maker.told(row, refused.faults) if one not in faults]
            if len(faults) >= MOST_FAULTS:
                break
        else:
            shared = cases.setdefault(case.name, case)
            found.append(Point(row.number, row.scenario, row.world, row.cells, shared))
    if faults:
        raise ScenarioError(in_order(faults[:MOST_FAULTS]))
    return found


@dataclass
class _Maker:
    experiment: Experiment
    worlds: dict[tuple[str, int], Mapping[str, Value]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        asked, factors = self.experiment.worlds, self.experiment.factors
        for scenario in self.experiment.scenarios if asked is not None else ():
            drawn = draw_worlds(scenario, asked, factor_paths(factors, self.experiment.scenarios)) if asked else ()
            self.worlds |= {(scenario.name, number): world for number, world in enumerate(drawn, 1)}

    def case(self, row: Row) -> Case:
        """The world of a row."""
        scenario = self.experiment.scenario(row.scenario)
        values: dict[str, Any] = dict(self.worlds.get((row.scenario, row.world), {}))
        for factor, cell in zip(self.experiment.factors, row.cells, strict=True):
            values |= self.experiment.settings(factor, cell, scenario)
        return point_of(scenario, values, varied(scenario, values, name=scenario.name))

    def told(self, row: Row, faults: Sequence[Fault]) -> Iterator[Fault]:
        """The faults of a point where its author can mend them: in the row, in the list of points, or at a factor."""
        for fault in faults:
            factor = self._factor(fault.path or "")
            yield moved(fault, *self._place(row, factor, fault))

    def _place(self, row: Row, factor: Factor | None, fault: Fault) -> tuple[Place, str]:
        where = f"{fault.path}" if fault.path else ""
        if row.place is not None:
            return row.place, where
        if isinstance(self.experiment.design, Listed):
            worlds = len(self.experiment.worlds.numbers) if self.experiment.worlds is not None else 1
            point = f"design.points.{(row.number - 1) // worlds % len(self.experiment.points)}"
            return self.experiment.place(point), f"{point}.{where}"
        if factor is None:
            return self.experiment.place("design"), where
        level = factor.level(row.cells[self.experiment.factors.index(factor)])
        named = f".levels.{level.name}" if level is not None and not factor.settable else ""
        place = level.place if level is not None else factor.place
        return place, f"factors.{factor.name}{named}.{where}"

    def _factor(self, path: str) -> Factor | None:
        """The factor that the fault is about, if one of them sets something there."""
        for factor in self.experiment.factors:
            if any(one == path or one.startswith(f"{path}.") or path.startswith(f"{one}.") for one in factor.paths):
                return factor
        return None
