"""One factor at a time: where each stands in the middle, and where it moves."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hlmsim.runs.design.experiment import Cell, Experiment, Factor, tidy
from hlmsim.runs.design.values import is_whole, number_at
from hlmsim.scenario import Scenario
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.schema import MOST_DWELLINGS
from hlmsim.scenario.validation import parameters
from hlmsim.scenario.variation import COUNTS


def centre(experiment: Experiment, scenario: Scenario, factor: Factor) -> Cell:
    """The cell of a factor in the middle: the reference, or what the scenario has; None where no one value says it."""
    if factor.name in experiment.reference:
        return experiment.reference[factor.name]
    if factor.levels and not factor.settable:
        return next((level.cell for level in factor.levels if not level.values), None)
    found = {number_at(scenario, path) for path in factor.paths}
    cell: Cell = found.pop() if len(found) == 1 else None
    if factor.levels and cell is not None:
        level = factor.level(cell)
        return None if level is None else level.cell
    return cell


def moves(
    experiment: Experiment, scenario: Scenario, factor: Factor, percent: float | None, faults: Faults
) -> Sequence[Cell]:
    """The cells to which a factor moves from the middle."""
    if factor.levels:
        cells: list[Cell] = [level.cell for level in factor.levels]
    elif factor.span is not None:
        cells = [factor.span.at(0.0), factor.span.at(1.0)]
    else:
        cells = list(_by_percent(scenario, factor, percent or 0.0, faults))
    middle = centre(experiment, scenario, factor)
    return [cell for cell in cells if cell != middle]


def _by_percent(scenario: Scenario, factor: Factor, percent: float, faults: Faults) -> Sequence[Cell]:
    """Down and up by a percentage: whole numbers to the next one outwards, nothing beyond the bounds."""
    path = factor.paths[0]
    parameter = parameters().get(path)
    value = number_at(scenario, path)
    if parameter is not None and parameter.choices:
        return [word for word in parameter.choices if word != value]
    where, number = f"factors.{factor.name}", float(value)
    if number == 0.0:
        faults.remark("percent_of_zero", factor.place, where, percent=percent)
        return []
    ends = sorted(tidy(number * (1.0 + sign * percent / 100.0)) for sign in (-1.0, 1.0))
    if is_whole(path):
        rounded = [float(math.floor(ends[0])), float(math.ceil(ends[1]))]
        if rounded != ends:
            facts = {"found": value, "percent": percent, "low": int(rounded[0]), "high": int(rounded[1])}
            faults.remark("percent_rounded", factor.place, where, **facts)
        ends = rounded
    low, high = _bounds(path)
    within = [min(max(end, low), high) for end in ends]
    if within != ends:
        facts = {"found": value, "percent": percent, "low": within[0], "high": within[1]}
        faults.remark("percent_clipped", factor.place, where, **facts)
    return [int(end) if is_whole(path) else end for end in within]


def _bounds(path: str) -> tuple[float, float]:
    parameter = parameters().get(path)
    if parameter is not None:
        return parameter.bounds
    return (1.0, float(MOST_DWELLINGS)) if path in COUNTS else (0.0, 1e6)
