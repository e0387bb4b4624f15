"""Tables as an Excel workbook: numbers as numbers, frozen headings, units; the same tables give the same bytes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

MOST_ROWS = 1_048_575
"""Rows that a sheet takes below its heading."""
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_FORMATS = {
    "share": "0.0%",
    "score": "0.000",
    "weeks": "0.0",
    "count": "0.0",
    "per_100": "0.0",
    "hours": "0.0",
    "factor": "0.0",
    "whole": "0",
}
_LONGEST = 32_767
"""Characters that a cell takes; the library leaves out what is longer without a word."""
_WIDEST, _NARROWEST, _SAMPLE = 44, 9, 200


@dataclass(frozen=True)
class Sheet:
    """One sheet. formats: of each column, a unit, "whole" or "" for words; "outcome": by the unit of each row.

    units: column of the rows that holds their unit, where a format is "outcome".
    """

    name: str
    headings: Sequence[str]
    formats: Sequence[str]
    rows: Iterable[Sequence[Any]]
    units: Sequence[str] | None = None


def write_workbook(file: Path, sheets: Iterable[Sheet], *, large: bool = False) -> Path:
    """Write the sheets to a file. large: row by row, in little memory.

    Raises OSError when the file cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {
        "constant_memory": large,
        "in_memory": not large,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": False,
    }
    book = xlsxwriter.Workbook(str(file), options)
    book.set_properties({"created": _MADE, "author": "hlmsim"})
    styles = _Styles(book)
    for sheet in sheets:
        _fill(book.add_worksheet(sheet.name), sheet, styles)
    try:
        book.close()
    except FileCreateError as problem:
        raise (problem.args[0] if isinstance(problem.args[0], OSError) else OSError(str(problem))) from problem
    return file


class _Styles:
    """Formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.words = book.add_format({"valign": "top"})
        self.numbers = {name: book.add_format({"num_format": code}) for name, code in _FORMATS.items()}

    def of(self, name: str) -> Any:
        """The format of a unit; plain for words."""
        return self.numbers.get(name, self.words)


def _fill(page: Any, sheet: Sheet, styles: _Styles) -> None:
    page.freeze_panes(1, 0)
    rows = iter(sheet.rows)
    first = list(islice(rows, _SAMPLE))
    for place, heading in enumerate(sheet.headings):
        page.set_column(place, place, _width(heading, [row[place] for row in first], sheet.formats[place]))
    page.set_row(0, 32)
    for place, heading in enumerate(sheet.headings):
        page.write_string(0, place, heading, styles.heading)
    count = 0
    for count, row in enumerate(chain(first, rows), 1):
        unit = sheet.units[count - 1] if sheet.units is not None else ""
        for place, value in enumerate(row):
            form = sheet.formats[place]
            _write(page, (count, place), value, styles.of(unit if form == "outcome" else form))
    if count:
        page.autofilter(0, 0, count, len(sheet.headings) - 1)


def _write(page: Any, place: tuple[int, int], value: Any, style: Any) -> None:
    """One cell; empty where a number is undefined."""
    if isinstance(value, str):
        page.write_string(*place, value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…", style)
    elif value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    elif isinstance(value, int) and abs(value) > 2**53:
        page.write_string(*place, str(value), style)
    else:
        page.write_number(*place, value, style)


def _width(heading: str, values: Sequence[Any], form: str) -> int:
    longest = max((len(str(value)) for value in values if isinstance(value, str)), default=0) if not form else 0
    words = max((len(word) for word in heading.split()), default=0)
    return max(_NARROWEST, min(_WIDEST, max(longest, words, len(heading) // 2 + 1) + 2))
