"""Workbooks of spreadsheets, sheet by sheet: numbers as words, merged cells filled, formulas by their last value."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.own_site.cells import Cell, Line, Sheet, spaced
from hlmsim.scenario.tree import Place

MOST_UNPACKED = 200_000_000
MOST_CELLS = 3_000_000
_MARK = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0"
_ERROR = re.compile(r"#[A-Z/0]+[!?]?|#N/A")


def is_workbook(data: bytes) -> bool:
    """Whether these are the bytes of a workbook, whatever its name says."""
    return data.startswith((_MARK, _OLD))


def read_workbook(data: bytes, file: str, faults: Faults, path: str) -> list[Sheet] | None:
    """Every sheet that holds something; None and a fault for what is no workbook of today."""
    start = Place(file, 1, 1)
    if not data.startswith(_MARK) or not _is_safe(data, start, faults, path):
        if data.startswith(_OLD) or not faults.found:
            faults.add("workbook_old", start, path)
        return None
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not keep when it writes; nothing is written here
            values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(data)) if _has_formulas(data) else None
    except Exception:  # openpyxl raises whatever its parts raise on a damaged file
        faults.add("workbook_damaged", start, path)
        return None
    found: list[Sheet] = []
    hidden: list[str] = []
    for sheet in values.worksheets:
        twin = None if formulas is None else formulas[sheet.title]
        places = _filled(sheet, twin)
        if len(places) > MOST_CELLS:
            faults.add("workbook_too_large", Place(f"{file}!{sheet.title}", 1, 1), path, limit=MOST_CELLS)
            return None
        lines = list(_lines(sheet, twin, places, f"{file}!{sheet.title}"))
        if lines:
            found.append(Sheet(lines[0].place, lines, sheet.title, decimal_comma=True))
            hidden += [] if sheet.sheet_state == "visible" else [sheet.title]
            _tell_hidden(sheet, lines, faults, path)
    if not found:
        faults.add("empty_file", start, path)
    return _visible(found, hidden, faults, path) or None


def _visible(found: list[Sheet], hidden: list[str], faults: Faults, path: str) -> list[Sheet]:
    """The sheets that a person sees, where there are any; the others are remarked."""
    seen = [sheet for sheet in found if sheet.name not in hidden]
    if not seen or not hidden:
        return found
    place = next(sheet.start for sheet in found if sheet.name in hidden)
    faults.remark("note_sheets_hidden", place, path, count=len(hidden), found=[shown(name) for name in hidden])
    return seen


def _tell_hidden(sheet: Any, lines: list[Line], faults: Faults, path: str) -> None:
    """Remark rows that a person does not see (hidden, or left out by a filter), and that are read."""
    out_of_sight = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    rows = [line.place for line in lines if line.place.line in out_of_sight]
    if rows:
        faults.remark("note_rows_hidden", rows[0], path, count=len(rows))


def _is_safe(data: bytes, start: Place, faults: Faults, path: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            parts = pack.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                return False
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                faults.add("workbook_too_large", start, path, limit=MOST_CELLS)
                return False
            if any(b"<!" in pack.open(part).read(2000) for part in parts if part.filename.endswith(".xml")):
                faults.add("xml_forbidden", start, path)
                return False
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, EOFError):
        faults.add("workbook_damaged", start, path)
        return False
    return True


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        return any(
            b"<f>" in content or b"<f " in content
            for name in pack.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
            for content in [pack.read(name)]
        )


def _filled(sheet: Any, twin: Any) -> set[tuple[int, int]]:
    """Rows and columns of the cells that say something; a sheet may have many more that only have a colour."""
    said = {place for place, cell in sheet._cells.items() if cell.value is not None}
    return said | (
        {place for place, cell in twin._cells.items() if cell.data_type == "f"} if twin is not None else set()
    )


def _lines(sheet: Any, twin: Any, places: set[tuple[int, int]], file: str) -> Iterator[Line]:
    merged = _merged(sheet, places)
    width = max((column for _, column in places), default=0)
    for number in sorted({row for row, _ in (*places, *merged)}):
        cells = []
        for column in range(1, width + 1):
            held = sheet._cells.get((number, column))
            value = merged.get((number, column), None if held is None else held.value)
            formula = value is None and twin is not None and _is_formula(twin, number, column)
            cells.append(_cell(value, Place(file, number, column), formula=formula))
        if any(cell.word for cell in cells):
            yield Line(Place(file, number, 1), cells)


def _is_formula(twin: Any, row: int, column: int) -> bool:
    held = twin._cells.get((row, column))
    return held is not None and held.data_type == "f"


def _merged(sheet: Any, places: set[tuple[int, int]]) -> dict[tuple[int, int], Any]:
    """What stands in each cell of a block merged downwards; a title over several columns stays where it is."""
    found: dict[tuple[int, int], Any] = {}
    last = max((row for row, _ in places), default=0)
    for block in sheet.merged_cells.ranges:
        if block.min_col == block.max_col and (block.min_row, block.min_col) in places:
            value = sheet._cells[block.min_row, block.min_col].value
            found |= {(row, block.min_col): value for row in range(block.min_row, min(block.max_row, last) + 1)}
    return found


def _cell(value: Any, place: Place, *, formula: bool) -> Cell:
    if formula:
        return Cell("=", place, "workbook_formula")
    if value is None:
        return Cell("", place)
    if isinstance(value, (datetime, date, time, timedelta)):
        return Cell(str(value).removesuffix(" 00:00:00"), place, "workbook_date")
    if isinstance(value, bool):
        return Cell("true" if value else "false", place)
    if isinstance(value, float):
        return Cell(str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value), place)
    word = spaced(str(value))
    return Cell(word, place, "workbook_error" if _ERROR.fullmatch(word) else "")
