"""Files of one's own to a folder: clean tables, a scenario that reads them, and what was taken and left out."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hlmsim.errors import Fault, ScenarioError
from hlmsim.model.names import ACTIONS
from hlmsim.scenario import shipped
from hlmsim.scenario.faults import Faults, in_order
from hlmsim.scenario.new_site import Sentence, imported_scenarios, table_of_language
from hlmsim.scenario.own_site.cells import Network, Paths
from hlmsim.scenario.own_site.nodes import with_nodes
from hlmsim.scenario.own_site.reading import (
    Source,
    headings_of,
    holds,
    read_source,
    remark_unread,
    settle_unread,
    table_of,
)
from hlmsim.scenario.own_site.rows import Dwellings, dwelling_rows, partner_rows, tie_rows
from hlmsim.scenario.own_site.words import SORTS, forgiven_heading
from hlmsim.scenario.partners_file import partners_of
from hlmsim.scenario.scenario import Scenario
from hlmsim.scenario.tree import Node, Place, plain

Rows = list[tuple[Place, dict[str, Node]]]
_MOST_TOLD, _LONGEST_IDENTIFIER = 12, 40
_SEVERAL = {
    "dwellings": "import_several_dwellings",
    "ties": "import_several_ties",
    "partners": "import_several_partners",
}
_NO_DWELLINGS = ("import_no_dwellings_bare", "import_no_dwellings")
_NO_TABLE = ("import_no_table_bare", "import_no_table")
"""Faults of a file of which nothing can be read: without any heading, and with some to tell."""


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

    @property
    def strengths(self) -> str:
        """What the column of strengths is called, where it has another name."""
        named = (word for one in self.remarks if one.code == "note_columns" for word in one.facts["found"])
        return next((word for word in named if self.ties and word.endswith(" → strength")), "")

    def left_out(self, code: str) -> int:
        """How many things a remark of this code counts as left out."""
        return sum(int(one.facts["count"]) for one in self.remarks if one.code == code)


def read_files(files: Sequence[Path]) -> Imported:
    """Dwellings, ties and organisations from files of any kind that is read.

    Raises ScenarioError with every fault: no file, or several, that could be the dwellings; one of which nothing can be
    read; whatever a file gets wrong, judged as a scenario that lists the same.
    """
    faults = Faults()
    sources = [(file, source) for file in files if (source := read_source(file, faults)) is not None]
    chosen = {sort: _one(sort, sources, faults) for sort in SORTS}
    _tell_useless(sources, chosen, faults)
    _stop(faults)
    known = _dwellings(chosen["dwellings"], faults)
    beside = chosen["ties"]
    if known is not None and isinstance(beside, Network) and beside is not chosen["dwellings"]:
        known = with_nodes(beside, known, faults, Paths("", "ties"))
    ties = _ties(beside, known, faults)
    partners = _partners(chosen["partners"], faults)
    for _, source in sources:
        remark_unread(source, tuple(SORTS), faults, "")
    settle_unread(faults)
    _stop(faults)
    dwellings = known.node if known is not None else Node(Place(str(files[0]), 1, 1), ())
    _judge(dwellings, ties, partners, faults)
    rows = tuple(plain(row) for row in dwellings.items)
    found = None if ties is None else tuple(plain(row) for row in ties.items)
    listed = None if partners is None else tuple(dict(_cells(row)) for _, row in partners)
    return Imported(rows, found, listed, tuple(in_order(faults.remarks)))


def _stop(faults: Faults) -> None:
    if faults:
        raise ScenarioError(in_order(faults.found))


def _judge(dwellings: Node, ties: Node | None, partners: Rows | None, faults: Faults) -> None:
    """Raise ScenarioError with the faults of a scenario that lists the same rows, each where it stands in its file."""
    site = {"dwellings": dwellings} | ({} if ties is None else {"ties": ties})
    said: dict[str, Any] = {"schema": 1, "extends": "status_quo.yaml", "context": {"site": site}}
    if partners is not None:
        said["partners"] = partners_of(partners, Node(dwellings.place, None), faults)
    _stop(faults)
    Scenario.from_dict(said, name="import", folder=shipped.folder())


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
        faults.add(_SEVERAL[sort], Place(str(found[1][0]), 1, 1), found=names)
    return found[0][1] if found else None


def _tell_useless(sources: Sequence[tuple[Path, Source]], chosen: Mapping[str, Source | None], faults: Faults) -> None:
    """The fault of a file of which nothing can be read, with the headings that it has."""
    used = [id(source) for source in chosen.values()]
    for file, source in sources:
        if faults or (id(source) in used and chosen["dwellings"] is not None):
            continue
        known = headings_of(source)[:_MOST_TOLD]
        codes = _NO_DWELLINGS if chosen["dwellings"] is None else _NO_TABLE
        facts: dict[str, Any] = {"found": known} if known else {}
        faults.add(codes[bool(known)], Place(str(file), 1, 1), **facts)


def _holds(source: Source, sort: str) -> bool:
    if isinstance(source, Network) and sort == "dwellings":
        known = next(one for one in SORTS["dwellings"] if one.name == "building").headings
        return any(forgiven_heading(cell.word) in known for cell in source.nodes.heading)
    return holds(source, sort)


def _dwellings(source: Source | None, faults: Faults) -> Dwellings | None:
    paths = Paths("", "dwellings")
    table = None if source is None else table_of(source, "dwellings", faults, paths)
    known = None if table is None or faults else dwelling_rows(table, faults, paths)
    if known is None:
        return None
    lacking = False
    for name in ("dwelling", "building"):
        blank = [row for row in known.node.items if row.get(name) is None]
        if blank:
            place = blank[0].mapping[name].place if name in blank[0].mapping else blank[0].place
            faults.add("cells_blank", place, found=name, count=len(blank))
            lacking = True
    seen: dict[str, Place] = {}
    for row in known.node.items:
        name = str(plain(row).get("dwelling", ""))
        if name in seen and name and not lacking:
            faults.add("row_twice", row.place, found=name[:60], first=seen[name].line)
        seen.setdefault(name, row.place)
    if not known.node.items:
        faults.add("no_dwelling", known.node.place)
    return known


def _ties(source: Source | None, known: Dwellings | None, faults: Faults) -> Node | None:
    if source is None or known is None:
        return None
    paths = Paths("", "ties")
    table = table_of(source, "ties", faults, paths)
    ties = None if table is None else tie_rows(table, known, faults, paths)
    names = set(known.names.values())
    told: set[str] = set()
    for row in ties.items if ties is not None else ():
        for end in ("first", "second"):
            written = row.get(end)
            word = "" if written is None else str(written.value)
            if not word:
                faults.add("csv_cell_blank", row.place if written is None else written.place, found=end)
            elif word not in names and word not in told:
                told.add(word)
                faults.add("tie_unknown", row.mapping[end].place, found=word[:60])
    return ties


def _partners(source: Source | None, faults: Faults) -> Rows | None:
    """The organisations; those without identifier or seat are given one, in the order of their rows."""
    if source is None:
        return None
    paths = Paths("", "partners")
    table = table_of(source, "partners", faults, paths)
    rows = None if table is None else partner_rows(table, faults, paths, optional=("id", "seat"))
    if rows is None or table is None:
        return None
    taken = {row["seat"].value for _, row in rows if "seat" in row}
    free = (seat for seat in itertools.count() if seat not in taken)
    lacking = sum("id" not in row or "seat" not in row for _, row in rows)
    for place, row in rows:
        if "id" not in row:
            row["id"] = Node(place, _identifier(row, {str(one["id"].value) for _, one in rows if "id" in one}), place)
        if "seat" not in row:
            row["seat"] = Node(place, next(free), place)
    if lacking:
        faults.remark("note_identified", table.start, count=lacking)
    return rows


def _identifier(row: Mapping[str, Node], taken: Collection[str]) -> str:
    """A word without accents or blanks, from the name of the organisation; its own."""
    label = next((str(row[name].value) for name in ("label_fr", "label_en") if row.get(name)), "")
    apart = unicodedata.normalize("NFKD", label.casefold().replace("œ", "oe"))
    word = "_".join(re.findall("[a-z0-9]+", "".join(sign for sign in apart if not unicodedata.combining(sign))))
    word = word[:_LONGEST_IDENTIFIER].strip("_") or "partner"
    more = (f"{word}_{number}" for number in itertools.count(2))
    return word if word not in taken else next(one for one in more if one not in taken)


def _cells(row: Mapping[str, Node]) -> Iterator[tuple[str, Any]]:
    columns = ("id", "seat", "label_fr", "label_en", "kind", "domains", "capacity", *ACTIONS, "sites", "present")
    for name in columns:
        node = row.get(name)
        value = "" if node is None else plain(node)
        yield name, "|".join(str(part) for part in value) if isinstance(value, list) else value
