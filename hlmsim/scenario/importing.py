"""Files of one's own to a folder: clean tables, a scenario that reads them, and what was taken and left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hlmsim.errors import Fault, ScenarioError
from hlmsim.model.names import ACTIONS
from hlmsim.scenario.faults import Faults, in_order
from hlmsim.scenario.new_site import Sentence, imported_scenarios, table_of_language
from hlmsim.scenario.own_site.cells import Network, Paths
from hlmsim.scenario.own_site.reading import Source, holds, read_source, remark_unread, table_of
from hlmsim.scenario.own_site.rows import Dwellings, dwelling_rows, partner_rows, tie_rows
from hlmsim.scenario.own_site.words import SORTS, forgiven_heading
from hlmsim.scenario.tree import Node, Place, plain


@dataclass(frozen=True, slots=True)
class Imported:
    """What files of one's own say. ties, partners: none where no file speaks of them. remarks: what was left out."""

    dwellings: tuple[Mapping[str, Any], ...]
    ties: tuple[Mapping[str, Any], ...] | None
    partners: tuple[Mapping[str, Any], ...] | None
    remarks: tuple[Fault, ...]

    @property
    def buildings(self) -> int:
        """How many buildings there are."""
        return len({row["building"] for row in self.dwellings})


def read_files(files: Sequence[Path]) -> Imported:
    """Dwellings, ties and organisations from files of any kind that is read.

    Raises ScenarioError with every fault: no file, or several, that could be the dwellings; whatever a file gets wrong.
    """
    faults = Faults()
    sources = [(file, source) for file in files if (source := read_source(file, faults)) is not None]
    chosen = {sort: _one(sort, sources, faults) for sort in SORTS}
    if chosen["dwellings"] is None and not faults:
        faults.add("import_no_dwellings", Place(str(files[0]), 1, 1))
    if faults:
        raise ScenarioError(in_order(faults.found))
    known = _dwellings(chosen["dwellings"], faults)
    ties = _ties(chosen["ties"], known, faults)
    partners = _partners(chosen["partners"], faults)
    for _, source in sources:
        remark_unread(source, tuple(SORTS), faults, "")
    if faults or known is None:
        raise ScenarioError(in_order(faults.found))
    rows = tuple(plain(row) for row in known.node.items)
    found = None if ties is None else tuple(plain(row) for row in ties.items)
    return Imported(rows, found, partners, tuple(in_order(faults.remarks)))


def imported_files(found: Imported, lang: str, say: Sentence) -> dict[str, bytes]:
    """The files of a site: tables as its language's spreadsheets read them, and two scenarios."""
    table = table_of_language(lang)
    files = {
        "dwellings.csv": table(_filled(found.dwellings, ("dwelling", "building", "household_type", "language_group")))
    }
    if found.ties is not None:
        files["ties.csv"] = table(_filled(found.ties, ("first", "second", "strength", "kind")))
    if found.partners is not None:
        files["partners.csv"] = table(list(found.partners))
    return {**imported_scenarios(len(found.dwellings), frozenset(files), say), **files}


def _filled(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[dict[str, Any]]:
    """Every row with the columns that any of them fills; of no row at all, with the columns that must be there."""
    kept = [name for place, name in enumerate(columns) if place < 2 or any(row.get(name) is not None for row in rows)]
    return [{name: row.get(name, "") for name in kept} for row in rows] or [dict.fromkeys(kept, "")]


def _one(sort: str, sources: Sequence[tuple[Path, Source]], faults: Faults) -> Source | None:
    """The one file that holds a sort of table; a network without buildings holds ties alone."""
    found = [(file, source) for file, source in sources if _holds(source, sort)]
    if len(found) > 1:
        names = [file.name for file, _ in found]
        faults.add("import_several", Place(str(found[1][0]), 1, 1), found=names, meaning=sort)
    return found[0][1] if found else None


def _holds(source: Source, sort: str) -> bool:
    if isinstance(source, Network) and sort == "dwellings":
        known = next(one for one in SORTS["dwellings"] if one.name == "building").headings
        return any(forgiven_heading(cell.word) in known for cell in source.nodes.heading)
    return holds(source, sort)


def _dwellings(source: Source | None, faults: Faults) -> Dwellings | None:
    paths = Paths("", "dwellings")
    table = None if source is None else table_of(source, "dwellings", faults, paths)
    known = None if table is None else dwelling_rows(table, faults, paths)
    seen: dict[str, Place] = {}
    for row in known.node.items if known is not None else ():
        for name in ("dwelling", "building"):
            if row.get(name) is None:
                faults.add("csv_cell_blank", row.mapping[name].place if name in row.mapping else row.place, found=name)
        name, place = str(plain(row).get("dwelling", "")), row.place
        if name in seen and name:
            faults.add("row_twice", place, found=name[:60], first=seen[name].line)
        seen.setdefault(name, place)
    if known is not None and not known.node.items:
        faults.add("no_dwelling", known.node.place)
    return known


def _ties(source: Source | None, known: Dwellings | None, faults: Faults) -> Node | None:
    if source is None or known is None:
        return None
    paths = Paths("", "ties")
    table = table_of(source, "ties", faults, paths)
    ties = None if table is None else tie_rows(table, known, faults, paths)
    names = set(known.names.values())
    for row in ties.items if ties is not None else ():
        for end in ("first", "second"):
            written = row.get(end)
            if written is None or written.value not in names:
                place = row.place if written is None else written.place
                faults.add("tie_unknown", place, found="" if written is None else str(written.value)[:60])
        _check_strength(row.get("strength"), faults)
    return ties


def _check_strength(written: Node | None, faults: Faults) -> None:
    if written is None:
        return
    value = written.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        faults.add("not_a_number", written.place, "strength", found=str(value)[:60])
    elif not 0 <= value <= 1:
        faults.add("out_of_bounds", written.place, "strength", found=value, low=0, high=1)


def _partners(source: Source | None, faults: Faults) -> tuple[Mapping[str, Any], ...] | None:
    if source is None:
        return None
    paths = Paths("", "partners")
    table = table_of(source, "partners", faults, paths)
    rows = None if table is None else partner_rows(table, faults, paths)
    return None if rows is None else tuple(dict(_cells(row)) for _, row in rows)


def _cells(row: Mapping[str, Node]) -> Iterator[tuple[str, Any]]:
    columns = ("id", "seat", "label_fr", "label_en", "kind", "domains", "capacity", *ACTIONS, "sites", "present")
    for name in columns:
        node = row.get(name)
        value = "" if node is None else plain(node)
        yield name, "|".join(str(part) for part in value) if isinstance(value, list) else value
