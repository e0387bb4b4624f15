"""Where the heading of a table stands, and which rows are none: titles above it, units, totals and sources below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.own_site.cells import Cell, Line, Paths, Sheet, Table
from hlmsim.scenario.own_site.mapping import known_headings
from hlmsim.scenario.own_site.words import (
    COUNTS,
    HOUSEHOLD_WORDS,
    LANGUAGE_WORDS,
    OTHER_HEADINGS,
    REMARKS,
    RULER,
    SORTS,
    SUBTOTAL,
    TOTALS,
    UNITS,
    Field,
    forgiven,
    forgiven_heading,
)
from hlmsim.scenario.tables import tell_ragged
from hlmsim.scenario.tree import Place

_LOOKED_AT = 40
KINDS = HOUSEHOLD_WORDS.keys() | LANGUAGE_WORDS.keys()
"""Kinds of households and language groups, which no dwelling is called after."""
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
    table = Table(sheet.start, heading, [], sheet.name, sheet.decimal_comma, sheet.network)
    others = [other for other in SORTS if other != sort and fits(sheet, other)]
    sifted = _Sifted(heading, sort, faults, paths, beside=bool(others))
    table.lines = [fitted for line in lines[len(units) :] if (fitted := sifted.fitted(line)) is not None]
    tell_ragged(sifted.ragged, len(heading), faults, paths.rows)
    return table


def heading_row(sheet: Sheet, sort: str) -> int:
    """The first row with every required heading of the sort; else the one with the most headings that are known.

    Of a heading of two rows, cells merged over both, the second: it says more.
    """
    required = {one.name for one in SORTS[sort] if one.required}
    found = [known_headings(line.cells, sort) for line in sheet.lines[:_LOOKED_AT]]
    whole = [number for number, names in enumerate(found) if required <= names]
    if whole:
        first = whole[0]
        below = sheet.lines[first + 1 : first + 2]
        parts = [cell.word for cell in sheet.lines[first].cells if cell.word]
        deeper = first + 1 in whole and len({cell.word for cell in below[0].cells} - {"", *parts}) > 0
        return first + 1 if deeper and len(found[first + 1]) >= len(found[first]) else first
    return max(range(len(found)), key=lambda number: (len(found[number]), -number), default=0)


def fits(sheet: Sheet, sort: str) -> bool:
    """Whether a row of the sheet has the headings that make it a table of the sort."""
    least = {
        "dwellings": {"dwelling", "building"},
        "ties": {"first", "second"},
        "partners": {"kind", "domains", "capacity"},
    }
    found = any(least[sort] <= known_headings(line.cells, sort) for line in sheet.lines[:_LOOKED_AT])
    return found and not (sort == "partners" and fits(sheet, "dwellings"))


def headings_in(sheet: Sheet) -> Sequence[Cell]:
    """The row that looks most like a heading, of whatever sort."""
    rows = [sheet.lines[heading_row(sheet, sort)].cells for sort in SORTS] if sheet.lines else [[]]
    return max(rows, key=lambda cells: max(len(known_headings(cells, sort)) for sort in SORTS))


def _at(line: Line, column: int) -> str:
    return line.cells[column].word if column < len(line.cells) else ""


def _is_units(line: Line) -> bool:
    words = [cell.word for cell in line.cells if cell.word]
    return bool(words) and all(_IN_BRACKETS.fullmatch(word) or forgiven(word) in UNITS for word in words)


class _Sifted:
    """Rows under a heading, one after the other: what is none of them is left out and told.

    beside: whether the sheet holds a table of another sort too, whose rows may be longer.
    """

    def __init__(self, heading: Sequence[Cell], sort: str, faults: Faults, paths: Paths, *, beside: bool) -> None:
        self.words = [forgiven(cell.word) for cell in heading]
        self.width, self.sort, self.faults, self.paths = len(heading), sort, faults, paths
        self.beside = beside
        self.own = [n for n, cell in enumerate(heading) if any(_heads(cell.word, one) for one in SORTS[sort])]
        self.door, self.block = (_column(heading, field) for field in SORTS[sort][:2])
        self.before = heading[0].place.line if heading else 0
        self.first = next((place for place, word in enumerate(self.words) if word), 0)
        self.above: dict[int, set[str]] = {}
        self.ended = self.over = False
        self.ragged: list[tuple[Place, int]] = []
        self.digits = True

    def fitted(self, line: Line) -> Line | None:
        """The row at the length of the heading; None for what is no row of it, which is remarked or a fault."""
        gap, self.before = line.place.line - self.before > 1, line.place.line
        self.ended = self.ended or (gap and bool(self.above))
        if self.over or self.is_left_out(line) or self.says_nothing(line):
            return None
        if self.begins_another(line):
            self.over = True
            words = [shown(cell.word) for cell in line.cells if cell.word]
            self.faults.add("table_below", line.place, self.paths.file, found=words)
            return None
        cells = list(line.cells)
        while len(cells) > self.width and not cells[-1].word:
            cells.pop()
        if len(cells) != self.width:
            self.ragged.append((line.place, len(cells)))
            return None
        self.ended = False
        self.keep(cells)
        return Line(line.place, cells)

    def keep(self, cells: Sequence[Cell]) -> None:
        """Remember what stands above the rows to come."""
        for column, cell in enumerate(cells):
            self.above.setdefault(column, set()).add(forgiven(cell.word))
        self.digits = self.digits and _has_digit(_at(Line(cells[0].place, list(cells)), self.door))

    def is_left_out(self, line: Line) -> bool:
        """Whether the row is no row of the table: a note, the heading again, a total; a fault when it is not sure."""
        words = [cell.word for cell in line.cells if cell.word]
        alone = len(words) == 1 and any(cell.word for cell in line.cells[: self.first + 1])
        if all(RULER.fullmatch(word) for word in words) or (alone and REMARKS.match(words[0])):
            self.faults.remark("note_row_note", line.place, self.paths.file, count=1, found=shown(words[0]))
            return True
        if [forgiven(cell.word) for cell in line.cells[: self.width]] == self.words:
            self.faults.remark("note_row_heading", line.place, self.paths.file, count=1)
            return True
        total = next((word for word in words[:2] if TOTALS.match(word)), None) or self.subtotal(line)
        others = [cell for cell in line.cells if cell.word and cell.word != (total or words[0])]
        numbers = all(_is_figure(cell) for cell in others)
        if total is None and not (numbers and COUNTS.fullmatch(words[0])):
            return False
        self.ended = True
        if numbers:
            facts = {"count": 1, "found": shown(total or words[0])}
            self.faults.remark("note_row_total", line.place, self.paths.file, **facts)
        else:
            self.faults.add("row_total_unsure", line.place, self.paths.file, found=shown(total or words[0]))
        return True

    def subtotal(self, line: Line) -> str | None:
        """A cell that says a total of what stands above it: ``Nombre A``, ``A Count``."""
        for cell in line.cells[: self.width]:
            said = SUBTOTAL.fullmatch(cell.word)
            if said and any(forgiven(said["of"] or said["named"]) in above for above in self.above.values()):
                return cell.word
        return None

    def says_nothing(self, line: Line) -> bool:
        """Whether every column of this sort is blank: the row is one of the table beside, or a note."""
        if not self.own or any(_at(line, column) for column in self.own):
            return False
        if not self.beside:
            words = [shown(cell.word) for cell in line.cells if cell.word]
            self.faults.remark("note_row_note", line.place, self.paths.file, count=1, found=words[0])
        return True

    def begins_another(self, line: Line) -> bool:
        """Whether a row looks like one of another table: words that are headings, or a name that no dwelling has.

        Below a blank row or a total, so does a name without a number where all above have one, or one that a building
        above has.
        """
        if not any(_has_digit(cell.word) for cell in line.cells) and self.is_heading(line):
            return True
        if self.sort != "dwellings" or not self.above:
            return False
        door, block = (forgiven(_at(line, column)) for column in (self.door, self.block))
        if door in KINDS or (self.ended and block in KINDS - self.above.get(self.block, set())):
            return True
        unlike = (self.digits and not _has_digit(door)) or door in self.above.get(self.block, ())
        return self.ended and bool(door) and unlike

    def is_heading(self, line: Line) -> bool:
        """Whether words are headings of one sort of table, or one of them is below a blank row or a total."""
        words = {forgiven_heading(cell.word) for cell in line.cells if cell.word}
        known = {sort: sum(bool(words & one.headings) for one in SORTS[sort]) for sort in SORTS}
        return max(known.values()) > 1 or (self.ended and bool(known[self.sort] or words & OTHER_HEADINGS))


def _heads(word: str, one: Field) -> bool:
    """Whether a heading names a field."""
    plain = forgiven_heading(word)
    return plain in one.headings or plain in one.weak


def _column(heading: Sequence[Cell], one: Field) -> int:
    """The first column whose heading names a field, by a sure name before another; one too far where none does."""
    sure = (n for n, cell in enumerate(heading) if forgiven_heading(cell.word) in one.headings)
    weak = (n for n, cell in enumerate(heading) if _heads(cell.word, one))
    return next(sure, next(weak, len(heading)))


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _is_figure(cell: Cell) -> bool:
    """Whether a cell of a row of totals holds a number, a formula or another count."""
    word = cell.word
    return bool(
        cell.fault == "workbook_formula" or _NUMBER.fullmatch(word) or TOTALS.match(word) or COUNTS.fullmatch(word)
    )
