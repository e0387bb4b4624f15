"""CSV files to nodes: any separator, a heading row, and every cell at its line and number in the row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from hlmsim.scenario.cells import unguarded
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.figures import either, is_comma
from hlmsim.scenario.scalars import NotFiniteError, scalar
from hlmsim.scenario.tree import Node, Place

_SEPARATORS = re.compile(r"[;,|]")
SEPARATORS = (",", ";", "\t", "|")
"""Of as many on the first line, the first one is meant."""
SEP_LINE = re.compile(r"\"?sep=(.)\"?[;,\t|]*(\r\n|\r|\n)", re.IGNORECASE)
"""The line by which a spreadsheet is told the separator."""
_COMMA_CELL = re.compile(r"[;\t|][ ]*[-+]?[0-9]*,[0-9]+[ ]*(?=[;\t|\r\n]|$)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a table may have. kind: "text", "value" (a number, true, false) or "list" of values."""

    name: str
    kind: str = "text"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Paths:
    """Where in the scenario a table belongs: the key that names the file, and what its rows become."""

    file: str = ""
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How a table writes its cells. commas: whether some of its numbers have a decimal comma."""

    separator: str
    commas: bool


Row = dict[str, Node]


def read_table(
    text: str, file: str, columns: Sequence[Column], faults: Faults, paths: Paths = Paths()
) -> list[tuple[Place, Row]] | None:
    """Every row that is not blank, with its place: the cells that are filled, by column. None for an unusable table.

    A cell that must be filled and is blank stands as nothing at its place.
    """
    said = SEP_LINE.match(text)
    start = 1 if said is not None else 0
    body = text[said.end() :] if said is not None else text
    look = _look(body, said[1] if said is not None else "")
    lines = csv.reader(StringIO(body, newline=""), delimiter=look.separator, strict=True)
    rows: list[tuple[Place, Row]] = []
    ragged: list[tuple[Place, int]] = []
    line = start + 1
    try:
        heading = _heading(next(lines, []), Place(file, line, 1), columns, faults, paths.file)
        if any(column.required and column not in heading for column in columns):
            return None
        line = start + lines.line_num + 1
        for cells in lines:
            place = Place(file, line, 1)
            line = start + lines.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            ragged += [] if len(cells) == len(heading) else [(place, len(cells))]
            rows.append((place, dict(_cells(cells, place, heading, faults, paths.rows, look=look))))
    except csv.Error:
        faults.add("csv_quotes", Place(file, line, 1), paths.file)
        return None
    tell_ragged(ragged, len(heading), faults, paths.rows)
    return rows


def tell_ragged(rows: Sequence[tuple[Place, int]], expected: int, faults: Faults, path: str) -> None:
    """One fault for all rows that have not as many cells as the heading. rows: each with how many it has."""
    if rows:
        place, found = rows[0]
        faults.add("csv_row_length", place, path, found=found, expected=expected, count=len(rows))


def check_numbered(cell: Node | None, column: str, faults: Faults) -> int | None:
    """The number of a row, if it says one; a fault for another word, such as a total."""
    if cell is None or cell.is_null:
        return None
    number = cell.value
    if isinstance(number, str) and number.isdecimal():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, (int, float)) or number != int(number) or number < 0:
        faults.add("row_not_numbered", cell.place, column, found=shown(cell), column=column)
        return None
    return int(number)


def _look(text: str, said: str) -> Look:
    """How a table writes its cells. said: the separator that its first line names, if it does."""
    first_line = text.partition("\n")[0]
    separator = said or max(SEPARATORS, key=first_line.count)
    return Look(separator, commas=separator != "," and _COMMA_CELL.search(text) is not None)


def _heading(
    cells: list[str], start: Place, columns: Sequence[Column], faults: Faults, path: str
) -> list[Column | None]:
    known = {column.name: column for column in columns}
    heading: list[Column | None] = []
    for number, cell in enumerate(cells, 1):
        word, place = unguarded(cell.strip()), start._replace(column=number)
        name = word.lower()
        if name not in known:
            faults.unknown("csv_column_unknown", place, path, found=word, allowed=known)
        elif known[name] in heading:
            faults.add("csv_column_twice", place, path, found=name)
        heading.append(known.get(name))
    for column in columns:
        if column.required and column not in heading:
            faults.add("csv_column_missing", start, path, found=column.name)
    return heading


def _cells(
    cells: list[str], place: Place, heading: list[Column | None], faults: Faults, path: str, *, look: Look
) -> Iterator[tuple[str, Node]]:
    for number, (cell, column) in enumerate(zip(cells, heading, strict=False), 1):
        word, at = unguarded(cell.strip()), Place(place.file, place.line, number)
        if column is None or not (word or column.required):
            continue
        if not word:
            yield column.name, Node(at, None, at)
            continue
        if column.kind == "value" and look.separator != ",":
            two = either(word, decimal_comma=True, commas=look.commas)
            if two is not None:
                full = f"{path}.{column.name}" if path else column.name
                faults.add(two[0], at, full, found=shown(word), **two[1])
            word = word.replace(",", ".") if is_comma(word) else word
        yield column.name, _node(word, at, column, faults, path)


def _node(word: str, place: Place, column: Column, faults: Faults, path: str) -> Node:
    try:
        if column.kind == "list":
            parts = [part.strip() for part in _SEPARATORS.split(word) if part.strip()]
            return Node(place, tuple(Node(place, scalar(part)) for part in parts), place)
        return Node(place, word if column.kind == "text" else scalar(word), place)
    except NotFiniteError:
        faults.add("not_finite", place, f"{path}.{column.name}" if path else column.name, found=shown(word))
        return Node(place, 0, place)
