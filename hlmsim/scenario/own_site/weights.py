"""Weights of other programs as strengths of ties, where all of them can be."""

from __future__ import annotations

import math

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.figures import either, is_comma, number_of
from hlmsim.scenario.own_site.cells import Cell, Paths, Table
from hlmsim.scenario.own_site.mapping import Mapping
from hlmsim.scenario.scalars import meant_number


def weighted(table: Table, columns: Mapping, faults: Faults, paths: Paths) -> bool:
    """Weights as strengths where no column gives any and all of them can be; False and a fault when some cannot."""
    weight = columns.columns.pop("weight", None)
    if weight is None:
        return True
    heading = table.heading[weight]
    filled = [line.cells[weight] for line in table.lines if line.cells[weight].word]
    if not filled:
        return True
    strength = columns.columns.get("strength")
    if strength is not None and any(line.cells[strength].word for line in table.lines):
        columns.unread.append(heading.word)
        return True
    known = _numbers(filled, table, faults, paths)
    if known is None:
        return False
    wrong = next((cell for cell, found in zip(filled, known, strict=True) if not 0 <= found <= 1), None)
    if wrong is not None:
        facts = {"found": shown(wrong.word), "name": shown(heading.word), "low": min(known), "high": max(known)}
        faults.add("weight_outside", wrong.place, paths.file, **facts)
        return False
    if set(known) == {1.0} and len(known) > 1:
        faults.remark("note_weight_one", heading.place, paths.file, name=shown(heading.word), count=len(known))
    columns.columns["strength"] = weight
    return True


def _numbers(filled: list[Cell], table: Table, faults: Faults, paths: Paths) -> list[float] | None:
    """The number of each cell; None and a fault for the first that has none, or two."""
    commas = any(is_comma(cell.word) for cell in filled)
    found: list[float] = []
    for cell in filled:
        word, shows = cell.word, shown(cell.word)
        number = number_of(word, decimal_comma=table.decimal_comma)
        two = either(word, decimal_comma=table.decimal_comma, commas=commas)
        meant = meant_number(word)
        if two is not None:
            faults.add(two[0], cell.place, paths.file, found=shows, **two[1])
        elif number is not None and not math.isfinite(number):
            faults.add("not_finite", cell.place, paths.file, found=shows)
        elif number is not None:
            found.append(number)
            continue
        elif meant is not None:
            faults.add("not_a_number_near", cell.place, paths.file, found=shows, suggestion=meant)
        else:
            faults.add("not_a_number", cell.place, paths.file, found=shows)
        return None
    return found
