"""Workbooks of spreadsheets, sheet by sheet: numbers as words, merged cells filled, formulas by their last value."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from hlmsim.scenario.faults import Faults
from hlmsim.scenario.own_site.cells import Cell, Line, Sheet
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
    found = []
    for sheet in values.worksheets:
        if sheet.max_row * sheet.max_column > MOST_CELLS:
            faults.add("workbook_too_large", Place(f"{file}!{sheet.title}", 1, 1), path, limit=MOST_CELLS)
            return None
        twin = None if formulas is None else formulas[sheet.title]
        lines = list(_lines(sheet, twin, f"{file}!{sheet.title}"))
        if lines:
            found.append(Sheet(lines[0].place, lines, sheet.title, decimal_comma=True))
    if not found:
        faults.add("empty_file", start, path)
    return found or None


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


def _lines(sheet: Any, twin: Any, file: str) -> Iterator[Line]:
    merged = _merged(sheet)
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = []
        for column, value in enumerate(row, 1):
            place = Place(file, number, column)
            inherited = merged.get((number, column), value)
            formula = twin is not None and value is None and twin.cell(number, column).data_type == "f"
            cells.append(_cell(inherited, place, formula=formula))
        if any(cell.word for cell in cells):
            yield Line(Place(file, number, 1), cells)


def _merged(sheet: Any) -> dict[tuple[int, int], Any]:
    """What stands in each cell of a block merged downwards; a title over several columns stays where it is."""
    found: dict[tuple[int, int], Any] = {}
    for block in sheet.merged_cells.ranges:
        if block.min_col == block.max_col and block.max_row - block.min_row < sheet.max_row:
            value = sheet.cell(block.min_row, block.min_col).value
            found |= {(row, block.min_col): value for row in range(block.min_row, block.max_row + 1)}
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
    word = str(value).replace("\N{NO-BREAK SPACE}", " ").strip()
    return Cell(word, place, "workbook_error" if _ERROR.fullmatch(word) else "")
