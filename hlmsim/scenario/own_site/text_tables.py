"""Tables in text: commas, semicolons, tabs or bars, with or without a ``sep=`` line, to rows of words."""

from __future__ import annotations

import csv
from io import StringIO

from hlmsim.scenario.cells import unguarded
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.own_site.cells import Cell, Line, Sheet, spaced
from hlmsim.scenario.own_site.words import SORTS, forgiven_heading
from hlmsim.scenario.tables import SEP_LINE, SEPARATORS
from hlmsim.scenario.tree import Place

_FIRST_LINES = 40


def read_text_table(text: str, file: str, faults: Faults, path: str) -> Sheet | None:
    """Every row that is not blank; None and a fault when its quotation marks do not match."""
    start, said = 0, SEP_LINE.match(text)
    if said is not None:
        start, text = 1, text[said.end() :]
    separator = said[1] if said is not None else _separator(text)
    sheet = Sheet(Place(file, start + 1, 1), [], decimal_comma=separator != ",")
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    line = 1
    try:
        for words in rows:
            place = Place(file, start + line, 1)
            line = rows.line_num + 1
            if any(word.strip() for word in words):
                cells = [Cell(unguarded(spaced(word)), place._replace(column=n)) for n, word in enumerate(words, 1)]
                sheet.lines.append(Line(place, cells))
    except csv.Error:
        faults.add("csv_quotes", Place(file, start + line, 1), path)
        return None
    return sheet


def _separator(text: str) -> str:
    """The one that splits a row into the most headings that are known; else the most frequent on the first line."""
    lines = [line for line in text.splitlines() if line.strip()][:_FIRST_LINES]
    first = lines[0] if lines else ""
    return max(
        SEPARATORS, key=lambda sign: (max((_headings(line, sign) for line in lines), default=0), first.count(sign))
    )


def _headings(line: str, separator: str) -> int:
    """How many headings of one sort of table a line has."""
    words = {forgiven_heading(word.strip().strip('"')) for word in line.split(separator)}
    return max(sum(bool(words & (one.headings | one.weak)) for one in fields) for fields in SORTS.values())
