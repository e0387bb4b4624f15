"""Which column is what: headings by their known names, and by what stands below where the name does not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from hlmsim.scenario.faults import Faults, nearest, shown
from hlmsim.scenario.own_site.cells import Cell, Line, Table
from hlmsim.scenario.own_site.words import (
    DIRECTIONS,
    DWELLING_ENTITIES,
    NOTHING,
    SORTS,
    Field,
    forgiven,
    forgiven_heading,
)

NODE_NAMES = frozenset(("id", "node", "noeud", "nodeid", "key"))
LABELS = frozenset(("label", "etiquette", "libelle", "name", "nom", "vname"))
"""What programs call the identifier and the name of a node."""
_MOST_LISTED = 12


@dataclass(slots=True)
class Mapping:
    """Column by field. entity: the column that says what a row is about. label: a second name of each row."""

    columns: dict[str, int]
    fields: dict[str, Field]
    entity: int | None = None
    label: int | None = None
    unread: list[str] = field(default_factory=list)
    unheaded: list[int] = field(default_factory=list)

    def word(self, line: Line, name: str) -> str:
        """What a row says in a field; nothing where it has no such column."""
        place = self.columns.get(name)
        return "" if place is None else line.cells[place].word


def mapped(table: Table, sort: str, faults: Faults, path: str, *, optional: Sequence[str] = ()) -> Mapping | None:
    """The columns of a table of this sort; None when a required one is missing or two could be it.

    optional: required ones that may be missing here.
    """
    return _Mapper(table, sort, faults, path).mapped(optional)


def known_headings(cells: Sequence[Cell], sort: str) -> set[str]:
    """Required fields of a sort that a row of headings has, and nothing for a row that is none."""
    words = {forgiven_heading(cell.word) for cell in cells if cell.word}
    found = {one.name for one in SORTS[sort] if words & one.headings}
    if sort == "dwellings" and "dwelling" not in found and words & SORTS[sort][0].weak:
        found.add("dwelling")
    return found


class _Mapper:
    def __init__(self, table: Table, sort: str, faults: Faults, path: str) -> None:
        self.table, self.sort, self.faults, self.path = table, sort, faults, path
        self.before = len(faults.found)
        self.fields = {one.name: one for one in SORTS[sort]}
        self.words = [forgiven_heading(cell.word) for cell in table.heading]
        self.used: dict[int, str] = {}
        self.columns: dict[str, int] = {}

    def mapped(self, optional: Sequence[str]) -> Mapping | None:
        self.check_twice()
        for one in self.fields.values():
            self.choose(one, [n for n, word in enumerate(self.words) if word in one.headings and self.filled(n)])
        entity = self.by_words() if self.sort != "partners" else None
        for one in self.fields.values():
            if one.name not in self.columns and one.weak:
                self.weakly(one, entity)
        for one in self.fields.values():  # a heading with nothing below it, when no other column is it
            if one.name not in self.columns:
                self.choose(one, [n for n, word in enumerate(self.words) if word in one.headings][:1])
        label = self.label()
        unread = [n for n in range(len(self.words)) if n not in self.used and n not in {entity, label}]
        self.missing(unread, optional)
        if len(self.faults.found) > self.before:
            return None
        told = [self.table.heading[n].word for n in unread if self.words[n] and self.filled(n)]
        bare = [self.table.heading[n].place.column for n in unread if not self.words[n] and self.filled(n)]
        return Mapping(self.columns, self.fields, entity, label, told, bare)

    def check_twice(self) -> None:
        seen: dict[str, int] = {}
        for n, (cell, word) in enumerate(zip(self.table.heading, self.words, strict=True)):
            known = any(word in one.headings for one in self.fields.values())
            if (
                word
                and word in seen
                and known
                and cell.word.casefold() == self.table.heading[seen[word]].word.casefold()
            ):
                if not (self.table.network and self.same(seen[word], n)):
                    self.faults.add("csv_column_twice", cell.place, self.path, found=shown(cell.word))
                self.used[n] = ""
            seen.setdefault(word, n)

    def choose(self, one: Field, found: list[int]) -> None:
        """The column of a field among those whose heading names it."""
        found = [n for n in found if n not in self.used]
        if not found:
            return
        first = next((n for n in found if self.words[n] == forgiven(one.name)), found[0])
        self.columns[one.name] = first
        self.used[first] = one.name
        others = [n for n in found if n != first]
        for other in others:
            self.used[other] = ""
        unlike = [n for n in others if not self.same(first, n)]
        if unlike:
            cells = [self.table.heading[n] for n in (first, *unlike)]
            names = [shown(cell.word) for cell in cells]
            self.faults.add("column_unsure", cells[1].place, self.path, found=names, meaning=one.name)

    def same(self, one: int, other: int) -> bool:
        return all(line.cells[one].word == line.cells[other].word for line in self.table.lines)

    def filled(self, column: int) -> bool:
        return any(line.cells[column].word for line in self.table.lines)

    def by_words(self) -> int | None:
        """Columns called type, kind…: what they hold says what they are. The one that says what each row is about."""
        from hlmsim.scenario.own_site.words import TYPE

        entity = None
        for n, word in enumerate(self.words):
            if word not in TYPE or self.used.get(n) not in {None, "kind"}:
                continue
            said = {forgiven(line.cells[n].word) for line in self.table.lines} - {"", *NOTHING}
            if self.sort == "dwellings" and entity is None and said & DWELLING_ENTITIES:
                entity = n
            elif n in self.used:
                continue
            elif self.sort == "ties" and said and said <= DIRECTIONS:
                self.used[n] = ""
            else:
                self.take_if_words(n, said)
        return entity

    def take_if_words(self, column: int, said: set[str]) -> None:
        names = ("kind",) if self.sort == "ties" else ("household_type", "language_group")
        for name in names:
            if name not in self.columns and said & set(self.fields[name].words):
                self.columns[name] = column
                self.used[column] = name
                return

    def weakly(self, one: Field, entity: int | None) -> None:
        free = [n for n in range(len(self.words)) if n not in self.used and n != entity and self.filled(n)]
        found = [n for n in free if self.words[n] in one.weak]
        if one.name == "kind":
            found = [n for n in found if {forgiven(line.cells[n].word) for line in self.table.lines} & set(one.words)]
        if found:
            self.columns[one.name] = found[0]
            self.used[found[0]] = one.name

    def label(self) -> int | None:
        """Labels of nodes: their names when every one has its own; the identifiers then are what edges say."""
        name = self.columns.get("dwelling")
        if self.sort != "dwellings" or name is None or self.words[name] not in NODE_NAMES:
            return None
        return next(
            (n for n, word in enumerate(self.words) if word in LABELS and n not in self.used and self.filled(n)), None
        )

    def missing(self, unread: list[int], optional: Sequence[str]) -> None:
        """A required column that is not there; one that is called almost so, of whatever field."""
        absent = [one for one in self.fields.values() if one.name not in self.columns and one.name not in _HELPERS]
        for n in list(unread):
            cell, word = self.table.heading[n], self.words[n]
            if any(word in one.headings for fields in SORTS.values() for one in fields):
                continue
            near = next((one for one in absent if word and nearest(word, list(one.headings)) is not None), None)
            if near is not None and self.filled_or_table(n):
                allowed = [one.name for one in self.fields.values() if one.name not in _HELPERS]
                facts = {"found": shown(cell.word), "suggestion": near.name, "allowed": allowed}
                self.faults.add("csv_column_unknown_near", cell.place, self.path, **facts)
        for one in absent:
            if one.required and one.name not in optional:
                known = sorted({cell.word for cell in self.table.heading if cell.word})[:_MOST_LISTED]
                start = self.table.heading[0].place if self.table.heading else self.table.start
                self.faults.add("csv_column_missing", start, self.path, found=one.name, known=[shown(w) for w in known])

    def filled_or_table(self, column: int) -> bool:
        return self.filled(column) or not self.table.network


_HELPERS = ("site", "weight", "label")
"""Columns that are no field of a row by themselves."""


def told_words(found: Counter[tuple[str, str]]) -> list[str]:
    """Words that were read as others, with how often."""
    return [f"{word} → {meaning} ({count})" for (word, meaning), count in found.most_common(_MOST_LISTED)]
