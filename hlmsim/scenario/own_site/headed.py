"""Where the heading of a table stands, and which rows are none: titles above it, units, totals and sources below."""

from __future__ import annotations

import re

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.own_site.cells import Line, Paths, Sheet, Table
from hlmsim.scenario.own_site.mapping import known_headings
from hlmsim.scenario.own_site.words import REMARKS, SORTS, TOTALS, UNITS, forgiven

_LOOKED_AT = 40
_NUMBER = re.compile(r"[-+]?[0-9][0-9 .,\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]*%?")
_IN_BRACKETS = re.compile(r"[(\[].*[)\]]")


def headed(sheet: Sheet, sort: str, faults: Faults, paths: Paths) -> Table:
    """The table of a sheet, without the rows that are none; each of those is remarked."""
    path = paths.file
    number = heading_row(sheet, sort)
    heading = list(sheet.lines[number].cells) if sheet.lines else []
    while (
        heading and not heading[-1].word and not any(_at(line, len(heading) - 1) for line in sheet.lines[number + 1 :])
    ):
        heading.pop()
    if number:
        faults.remark("note_rows_above", sheet.lines[0].place, path, count=number)
    lines = sheet.lines[number + 1 :]
    units = [line for line in lines[:1] if _is_units(line)]
    if units:
        faults.remark("note_row_units", units[0].place, path, count=1)
    table = Table(sheet.start, heading, [], sheet.name, sheet.decimal_comma)
    table.lines = [
        fitted for line in lines[len(units) :] if (fitted := _fitted(line, len(heading), faults, paths)) is not None
    ]
    return table


def heading_row(sheet: Sheet, sort: str) -> int:
    """The first row with every required heading of the sort; else the one with the most headings that are known."""
    required = {one.name for one in SORTS[sort] if one.required}
    found = [known_headings(line.cells, sort) for line in sheet.lines[:_LOOKED_AT]]
    whole = [number for number, names in enumerate(found) if required <= names]
    if whole:
        return whole[0]
    return max(range(len(found)), key=lambda number: (len(found[number]), -number), default=0)


def fits(sheet: Sheet, sort: str) -> bool:
    """Whether a row of the sheet has the headings that make it a table of the sort."""
    least = {
        "dwellings": {"dwelling", "building"},
        "ties": {"first", "second"},
        "partners": {"kind", "domains", "capacity"},
    }
    return any(least[sort] <= known_headings(line.cells, sort) for line in sheet.lines[:_LOOKED_AT])


def _at(line: Line, column: int) -> str:
    return line.cells[column].word if column < len(line.cells) else ""


def _is_units(line: Line) -> bool:
    words = [cell.word for cell in line.cells if cell.word]
    return bool(words) and all(_IN_BRACKETS.fullmatch(word) or forgiven(word) in UNITS for word in words)


def _fitted(line: Line, width: int, faults: Faults, paths: Paths) -> Line | None:
    """The row at the length of the heading; None and a remark when it is a total or a note, and a fault for another."""
    words = [cell.word for cell in line.cells if cell.word]
    if len(words) == 1 and line.cells[0].word and REMARKS.match(words[0]):
        faults.remark("note_row_note", line.place, paths.file, count=1)
        return None
    total = next((word for word in (_at(line, n) for n in range(min(2, width))) if TOTALS.match(word)), None)
    if total is not None:
        others = [word for word in words if word != total]
        if all(_NUMBER.fullmatch(word) or TOTALS.match(word) for word in others):
            faults.remark("note_row_total", line.place, paths.file, count=1, found=shown(total))
        else:
            faults.add("row_total_unsure", line.place, paths.file, found=shown(total))
        return None
    cells = list(line.cells)
    while len(cells) > width and not cells[-1].word:
        cells.pop()
    if len(cells) != width:
        faults.add("csv_row_length", line.place, paths.rows, found=len(cells), expected=width)
        return None
    return Line(line.place, cells)
