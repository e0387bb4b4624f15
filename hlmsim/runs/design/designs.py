"""From a design to its rows: which level of which factor meets which."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hlmsim.errors import ScenarioError
from hlmsim.runs.design.experiment import Cell, Experiment, Factor
from hlmsim.runs.design.moves import centre, moves
from hlmsim.runs.design.samples import count, sample
from hlmsim.runs.design.schema import MOST_POINTS, SAMPLED, Grid, Listed, OneAtATime, Zipped
from hlmsim.runs.design.table import DesignTable, Row, reference_of
from hlmsim.scenario import Scenario
from hlmsim.scenario.faults import Faults, in_order

Combination = tuple[Cell, ...]
"""What a point says of every factor, in their order."""


def design_table(experiment: Experiment) -> DesignTable:
    """Every point: each scenario, each combination that the design asks for, each world; the worlds change fastest.

    Raises ScenarioError when the design cannot be laid out.
    """
    faults = Faults()
    layout = _Layout(experiment, faults)
    worlds = experiment.worlds.numbers if experiment.worlds is not None else (0,)
    points = layout.size() * len(worlds) * len(experiment.scenarios)
    if points > MOST_POINTS:
        faults.add("too_many_points", experiment.place("design"), "design", found=points, limit=MOST_POINTS)
        raise ScenarioError(faults.found)
    by_scenario = [(scenario.name, list(layout.combinations(scenario))) for scenario in experiment.scenarios]
    if faults:
        raise ScenarioError(in_order(faults.found))
    places = itertools.count(1)
    rows = tuple(
        Row(next(places), name, world, cells)
        for name, combinations in by_scenario
        for cells in combinations
        for world in worlds
    )
    names = tuple(factor.name for factor in experiment.factors)
    remarks = tuple(in_order(faults.remarks))
    return DesignTable(names, rows, layout.reference(rows), remarks)


def groups_of(experiment: Experiment) -> list[str]:
    """The group of each factor; its own name, when it moves alone."""
    of = {name: group for group, one in experiment.groups.items() for name in one.factors}
    return [of.get(factor.name, factor.name) for factor in experiment.factors]


@dataclass(frozen=True)
class _Layout:
    experiment: Experiment
    faults: Faults

    @property
    def factors(self) -> tuple[Factor, ...]:
        return self.experiment.factors

    def size(self) -> int:
        """Points of one scenario in one world, before they are laid out; 1 where the design is short anyway."""
        design = self.experiment.design
        if isinstance(design, Grid):
            return math.prod(len(factor.levels) for factor in self.factors)
        return count(design, groups_of(self.experiment)) if isinstance(design, SAMPLED) else 1

    def combinations(self, scenario: Scenario) -> Iterable[Combination]:
        """What the design asks for of one scenario."""
        design = self.experiment.design
        if isinstance(design, Grid):
            return itertools.product(*(_cells(factor) for factor in self.factors))
        if isinstance(design, Zipped):
            return zip(*(_cells(factor) for factor in self.factors), strict=True)
        if isinstance(design, Listed):
            return self.experiment.points
        if isinstance(design, OneAtATime):
            return self.one_at_a_time(scenario, design.percent)
        shares = sample(design, groups_of(self.experiment))
        return [
            tuple(_at(factor, float(share)) for factor, share in zip(self.factors, row, strict=True)) for row in shares
        ]

    def one_at_a_time(self, scenario: Scenario, percent: float | None) -> Iterator[Combination]:
        """The middle, then every move of one factor, or of one group of factors together."""
        middle = [centre(self.experiment, scenario, factor) for factor in self.factors]
        yield tuple(middle)
        groups = groups_of(self.experiment)
        for group in dict.fromkeys(groups):
            members = [place for place, name in enumerate(groups) if name == group]
            moved = [moves(self.experiment, scenario, self.factors[place], percent, self.faults) for place in members]
            if len({len(cells) for cells in moved}) > 1:
                found = [len(cells) for cells in moved]
                self.faults.add(
                    "levels_differ", self.experiment.place("groups"), f"groups.{group}", found=found, design=group
                )
                return
            for cells in zip(*moved, strict=True):
                point = list(middle)
                for place, cell in zip(members, cells, strict=True):
                    point[place] = cell
                yield tuple(point)

    def reference(self, rows: Sequence[Row]) -> dict[str, Cell] | None:
        """What the others are compared with; samples have no such point."""
        experiment = self.experiment
        found = reference_of(experiment, rows)
        if experiment.reference and found is None:
            self.faults.add("reference_not_a_point", experiment.place("reference"), "reference")
            raise ScenarioError(self.faults.found)
        return None if found is None or isinstance(experiment.design, SAMPLED) else dict(found)


def _cells(factor: Factor) -> list[Cell]:
    return [level.cell for level in factor.levels]


def _at(factor: Factor, share: float) -> Cell:
    """The number, or the listed level, at a share of the way."""
    if factor.span is not None:
        return factor.span.at(share)
    place = min(int(share * len(factor.levels)), len(factor.levels) - 1)
    return factor.levels[place].cell
