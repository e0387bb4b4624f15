"""Matrices, a row and a column for each dwelling, to the ties that they say: who knows whom, and how well."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.own_site.cells import Cell, Line, Sheet
from hlmsim.scenario.own_site.words import TOTALS

_LOOKED_AT = 20
_HEADING = ("source", "target", "weight")
_NUMBER = re.compile(r"[-+]?[0-9]*[.,]?[0-9]+")
_MARKS = frozenset(("x", "oui", "yes", "✓"))
_NOTHING = frozenset(("", "0", "0.0", "0,0", "-", "–", "—", "non", "no"))


def is_nothing(word: str) -> bool:
    """Whether a cell of a matrix says that there is no tie."""
    return word.lower() in _NOTHING


def one_way(rows: Sequence[Sequence[str]]) -> int:
    """How many ties stand in one direction alone, in a matrix that is filled on both sides of its diagonal."""
    pairs = [(a, b) for a, b in itertools.combinations(range(len(rows)), 2) if b < len(rows[a]) and a < len(rows[b])]
    there = [(not is_nothing(rows[a][b]), not is_nothing(rows[b][a])) for a, b in pairs]
    whole = any(one for one, _ in there) and any(other for _, other in there)
    return sum(one != other for one, other in there) if whole else 0


def as_ties(sheet: Sheet, faults: Faults, path: str) -> Sheet:
    """The ties of a sheet that is a matrix, one a row; any other sheet as it is."""
    number = next((n for n in range(min(len(sheet.lines), _LOOKED_AT)) if _is_heading(sheet.lines, n)), None)
    if number is None:
        return sheet
    top = [cell for cell in sheet.lines[number].cells[1:] if cell.word]
    names = [cell for cell in top if not TOTALS.match(cell.word)]
    if len(names) < len(top):
        left = [shown(cell.word) for cell in top[len(names) :]]
        faults.remark("note_unread", top[len(names)].place, path, count=len(left), found=left)
    body, below = sheet.lines[number + 1 :][: len(names)], sheet.lines[number + 1 + len(names) :]
    cells = [line.cells[1 : 1 + len(names)] for line in body]
    rows = [[cell.word for cell in row] for row in cells]
    bare = all(is_nothing(word) or word == "1" or word.lower() in _MARKS for row in rows for word in row)
    width = 2 if bare else 3
    ties = [
        Line(cell.place, [line.cells[0], names[column], cell][:width])
        for line, row in zip(body, cells, strict=True)
        for column, cell in enumerate(row)
        if not is_nothing(cell.word)
    ]
    if number:
        faults.remark("note_rows_above", sheet.lines[0].place, path, count=number)
    if count := one_way(rows):
        faults.remark("note_ties_one_way", body[0].place, path, count=count)
    heading = Line(sheet.lines[number].place, [Cell(word, sheet.lines[number].place) for word in _HEADING[:width]])
    rest = [Line(line.place, [*line.cells, *(Cell("", line.place) for _ in range(width))][:width]) for line in below]
    return Sheet(sheet.start, [heading, *ties, *rest], sheet.name, sheet.decimal_comma, network=True)


def _is_heading(lines: Sequence[Line], number: int) -> bool:
    """Whether the names of this row are those of the first column below, in the same order, around numbers alone."""
    top = [cell.word for cell in lines[number].cells]
    while top and not top[-1]:
        top.pop()
    names = top[1:]
    while names and TOTALS.match(names[-1]):
        names.pop()
    if len(names) < 2 or not all(names) or len(set(names)) < len(names):
        return False
    body = [[cell.word for cell in line.cells] for line in lines[number + 1 : number + 1 + len(names)]]
    return [row[0] for row in body] == names and all(
        is_nothing(word) or word.lower() in _MARKS or _NUMBER.fullmatch(word) is not None
        for row in body
        for word in row[1 : 1 + len(names)]
    )
