"""A file of one's own, whatever program wrote it, to its tables: found by its bytes first, then by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hlmsim.scenario.envelope import Kind, beside, declared
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.files import read_bytes
from hlmsim.scenario.own_site.cells import Network, Paths, Sheet, Table
from hlmsim.scenario.own_site.decoding import decoded, decoded_xml
from hlmsim.scenario.own_site.graphml import read_network
from hlmsim.scenario.own_site.headed import fits, headed, headings_in
from hlmsim.scenario.own_site.matrices import as_ties
from hlmsim.scenario.own_site.other_networks import read_json
from hlmsim.scenario.own_site.pajek import read_pajek
from hlmsim.scenario.own_site.text_tables import read_text_table
from hlmsim.scenario.own_site.words import SORTS
from hlmsim.scenario.own_site.workbook import is_workbook, read_workbook
from hlmsim.scenario.tree import Node, Place

MOST_BYTES = 50_000_000
SITE_FILE = declared(
    Kind(
        "site_file",
        (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".graphml", ".xml", ".gexf", ".net", ".paj", ".json"),
        versions=(),
        most_bytes=MOST_BYTES,
    )
)
_NOT_READ = (
    ".xls",
    ".ods",
    ".numbers",
    ".gephi",
    ".gml",
    ".dl",
    ".dot",
    ".gv",
    ".rds",
    ".sav",
    ".dta",
    ".pdf",
    ".docx",
    ".zip",
    ".parquet",
)

_UNSURE = {
    "dwellings": "sheets_unsure_dwellings",
    "ties": "sheets_unsure_ties",
    "partners": "sheets_unsure_partners",
}
Source = list[Sheet] | Network


def source_beside(asked: Node, folder: Path, faults: Faults, path: str) -> tuple[str, Source] | None:
    """The file that a scenario names, inside its folder, and what it holds; None and a fault else."""
    file = beside(asked, folder, faults, path)
    source = None if file is None else read_source(file, faults, asked.place, path)
    return None if file is None or source is None else (str(file), source)


def read_source(file: Path, faults: Faults, named: Place | None = None, path: str = "") -> Source | None:
    """What a file holds: the sheets of a table or workbook, or a network; None and a fault else."""
    data = read_bytes(file, faults, named, path, most=SITE_FILE.most_bytes)
    if data is None:
        return None
    name, ending = str(file), file.suffix.lower()
    if is_workbook(data):
        sheets = read_workbook(data, name, faults, path)
        return None if sheets is None else [as_ties(sheet, faults, path) for sheet in sheets]
    if ending in _NOT_READ or _is_binary(data):
        faults.add("site_file_kind", Place(name, 1, 1), path, found=shown(file.name))
        return None
    if not data.strip():
        faults.add("empty_file", Place(name, 1, 1), path)
        return None
    is_xml = ending in {".graphml", ".xml", ".gexf"} or data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<"
    text = decoded_xml(data, name, faults, path) if is_xml else decoded(data, name, faults, path)
    if text is None:
        return None
    if is_xml:
        return read_network(text, name, faults, path)
    return _of_text(text, name, ending, faults, path)


def _is_binary(data: bytes) -> bool:
    """Whether there are bytes of nothing that no UTF-16 explains."""
    return b"\0" in data[:200] and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and data[:2].count(0) != 1


def _of_text(text: str, name: str, ending: str, faults: Faults, path: str) -> Source | None:
    if ending in {".net", ".paj"}:
        return read_pajek(text, name, faults, path)
    if ending == ".json":
        return read_json(text, name, faults, path)
    sheet = read_text_table(text, name, faults, path)
    if sheet is not None and not sheet.lines:
        faults.add("empty_file", Place(name, 1, 1), path)
        return None
    return None if sheet is None else [as_ties(sheet, faults, path)]


def table_of(source: Source, sort: str, faults: Faults, paths: Paths) -> Table | None:
    """The one table of this sort; None and a fault when several could be it."""
    if isinstance(source, Network):
        return source.edges if sort == "ties" else source.nodes
    found = [sheet for sheet in source if fits(sheet, sort)]
    if len(found) < 2:
        return headed(found[0] if found else source[0], sort, faults, paths)
    tables = [headed(sheet, sort, faults, paths) for sheet in found]
    names = [shown(sheet.name) for sheet in found]
    if sort == "partners" or not _are_parts(tables, sort):
        faults.add(_UNSURE[sort], found[1].start, paths.file, found=names)
        return None
    faults.remark("note_sheets_together", found[0].start, paths.file, count=len(found), found=names)
    return replace(tables[0], lines=[line for table in tables for line in table.lines])


def _are_parts(tables: Sequence[Table], sort: str) -> bool:
    """Whether sheets are parts of one table: the same headings, and no dwelling or tie that stands in two of them."""
    cells = 2 if sort == "ties" else 1
    rows = [{tuple(cell.word for cell in line.cells[:cells]) for line in table.lines} for table in tables]
    headings = [[cell.word.casefold() for cell in table.heading] for table in tables]
    alike = all(heading == headings[0] for heading in headings)
    return alike and len(set().union(*rows)) == sum(len(some) for some in rows)


def remark_unread(source: Source, read: tuple[str, ...], faults: Faults, path: str) -> None:
    """Remark the sheets of a workbook that are none of the sorts that were read."""
    if isinstance(source, Network) or len(source) < 2:
        return
    left = [sheet for sheet in source if not any(fits(sheet, sort) for sort in read)]
    if len(left) == len(source):
        left = left[1:]
    if left:
        faults.remark("note_sheets", left[0].start, path, count=len(left), found=[shown(sheet.name) for sheet in left])


def settle_unread(faults: Faults) -> None:
    """Of columns that one table of a sheet does not read, keep the remarks of those that no other table of it reads."""
    asked = [one for one in faults.remarks if one.code == "note_unread"]
    for place in {(one.file, one.line, one.column) for one in asked}:
        same = [one for one in asked if (one.file, one.line, one.column) == place]
        left = [name for name in same[0].facts["found"] if all(name in one.facts["found"] for one in same)]
        if len(same) > 1:
            kept = replace(same[0], facts={"count": len(left), "found": left})
            faults.remarks = [one for one in faults.remarks if one not in same] + ([kept] if left else [])


def holds(source: Source, sort: str) -> bool:
    """Whether a table of this sort is there."""
    if isinstance(source, Network):
        names = {cell.word for cell in source.nodes.heading}
        return bool(source.edges.lines) if sort == "ties" else sort == "dwellings" and bool(names)
    return sort in SORTS and any(fits(sheet, sort) for sheet in source)


def headings_of(source: Source) -> list[str]:
    """What its columns, or the attributes of its nodes, are called."""
    lines = [source.nodes.heading] if isinstance(source, Network) else [headings_in(sheet) for sheet in source]
    return [shown(cell.word) for line in lines for cell in line if cell.word]
