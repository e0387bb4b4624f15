"""What a design says of a factor at a point: the name of a level, or a value, judged where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hlmsim.runs.design.experiment import Cell, Factor
from hlmsim.runs.design.values import check_setting
from hlmsim.scenario import Scenario
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.tree import Node
from hlmsim.scenario.writing import flow


def read_cell(factor: Factor, node: Node, scenarios: Sequence[Scenario], where: str, faults: Faults) -> Cell:
    """The cell; None (as the scenario has it) for null, and after a fault."""
    if node.is_null:
        return None
    value = node.value
    if isinstance(value, (str, int, float)):
        level = factor.level(value if isinstance(value, str) else flow(value))
        if level is not None:
            return level.cell
    if not factor.settable:
        names = [level.name for level in factor.levels]
        faults.unknown("no_such_level", node.place, where, found=shown(node), allowed=names)
        return None
    found = Faults()
    setting = {path: replace(node, key=node.place) for path in factor.paths}
    check_setting(scenarios, setting, node.place, "", found)
    faults.found += [replace(fault, path=where) for fault in found.found]
    return None if found or not isinstance(value, (str, int, float)) else value
