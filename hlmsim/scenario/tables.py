"""CSV files to nodes: comma or semicolon, a heading row, and every cell at its line and number in the row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from hlmsim.scenario.cells import unguarded
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.scalars import NotFiniteError, scalar
from hlmsim.scenario.tree import Node, Place

_SEPARATORS = re.compile(r"[;,|]")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]*,[0-9]+")


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


Row = dict[str, Node]


def read_table(
    text: str, file: str, columns: Sequence[Column], faults: Faults, paths: Paths = Paths()
) -> list[tuple[Place, Row]] | None:
    """Every row that is not blank, with its place: the cells that are filled, by column. None for an unusable table.

    A cell that must be filled and is blank stands as nothing at its place.
    """
    first_line = text.partition("\n")[0]
    semicolons = first_line.count(";") > first_line.count(",")
    lines = csv.reader(StringIO(text, newline=""), delimiter=";" if semicolons else ",", strict=True)
    rows: list[tuple[Place, Row]] = []
    line = 1
    try:
        heading = _heading(next(lines, []), file, columns, faults, paths.file)
        if any(column.required and column not in heading for column in columns):
            return None
        line = lines.line_num + 1
        for cells in lines:
            place = Place(file, line, 1)
            line = lines.line_num + 1
            if any(cell.strip() for cell in cells):
                rows.append((place, dict(_cells(cells, place, heading, faults, paths.rows, semicolons=semicolons))))
    except csv.Error:
        faults.add("csv_quotes", Place(file, line, 1), paths.file)
        return None
    return rows


def _heading(cells: list[str], file: str, columns: Sequence[Column], faults: Faults, path: str) -> list[Column | None]:
    known = {column.name: column for column in columns}
    heading: list[Column | None] = []
    for number, cell in enumerate(cells, 1):
        word, place = unguarded(cell.strip()), Place(file, 1, number)
        name = word.lower()
        if name not in known:
            faults.unknown("csv_column_unknown", place, path, found=word, allowed=known)
        elif known[name] in heading:
            faults.add("csv_column_twice", place, path, found=name)
        heading.append(known.get(name))
    for column in columns:
        if column.required and column not in heading:
            faults.add("csv_column_missing", Place(file, 1, 1), path, found=column.name)
    return heading


def _cells(
    cells: list[str], place: Place, heading: list[Column | None], faults: Faults, path: str, *, semicolons: bool
) -> Iterator[tuple[str, Node]]:
    if len(cells) != len(heading):
        faults.add("csv_row_length", place, path, found=len(cells), expected=len(heading))
    for number, (cell, column) in enumerate(zip(cells, heading, strict=False), 1):
        word, at = unguarded(cell.strip()), Place(place.file, place.line, number)
        if column is None or not (word or column.required):
            continue
        if not word:
            yield column.name, Node(at, None, at)
            continue
        if semicolons and column.kind == "value" and _DECIMAL_COMMA.fullmatch(word):
            word = word.replace(",", ".")
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
