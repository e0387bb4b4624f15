"""Tables whose columns are known, to the rows that a scenario lists; what is left out or read as another is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace

from hlmsim.scenario.alike import check_alike
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.figures import either, figure, is_comma
from hlmsim.scenario.own_site.cells import Cell, Line, Paths, Table
from hlmsim.scenario.own_site.mapping import Mapping, mapped, told_words
from hlmsim.scenario.own_site.weights import weighted
from hlmsim.scenario.own_site.words import DWELLING_ENTITIES, NOTHING, Field, forgiven
from hlmsim.scenario.scalars import NotFiniteError, scalar
from hlmsim.scenario.tree import Node, Place

LONGEST_NAME = 200
"""Characters of a name of a dwelling, a building or an organisation."""
_BETWEEN = re.compile(r"[;,|/]")
_TRUE_FALSE = {
    "oui": True,
    "yes": True,
    "vrai": True,
    "true": True,
    "non": False,
    "faux": False,
    "no": False,
    "false": False,
}
_ITSELF = {("id", "dwelling"), ("source", "first"), ("target", "second")}
"""What a network calls its nodes and ends."""
_ENDS = ("first", "second")
_OWN_ENDS = frozenset(_ENDS)


@dataclass(slots=True)
class Dwellings:
    """The rows of a table of dwellings. names: what ties may call each, and its name here. left_out: other nodes."""

    node: Node
    names: Dict[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


class _Rows:
    """One table on its way to rows."""

    def __init__(self, table: Table, columns: Mapping, faults: Faults, paths: Paths) -> None:
        self.table, self.columns, self.faults, self.paths = table, columns, faults, paths
        self.renamed: Counter[tuple[str, str]] = Counter()
        self.unknown: set[tuple[str, str]] = set()
        self.nothing: Counter[str] = Counter()
        numbers = [n for name, n in columns.columns.items() if columns.fields[name].kind == "value"]
        self.commas = any(is_comma(line.cells[n].word) for line in table.lines for n in numbers)

    def node(self, line: Line, name: str, number: int) -> Node | None:
        """What a row says in a field; None where it says nothing and may."""
        one, place = self.columns.fields[name], self.columns.columns.get(name)
        if place is None:
            return None
        cell = line.cells[place]
        path = f"{self.paths.rows}.{number}.{name}" if self.paths.rows else name
        if cell.fault:
            self.faults.add(cell.fault, cell.place, path, found=shown(cell.word))
        if not cell.word or (one.words and self.says_nothing(cell.word, one)):
            return Node(cell.place, None, cell.place) if one.required else None
        if one.kind == "list":
            return Node(cell.place, tuple(self.parts(cell, one, path)), cell.place)
        value = self.meaning(cell, one, path)
        return None if value is None else Node(cell.place, value, cell.place)

    def parts(self, cell: Cell, one: Field, path: str) -> Iterator[Node]:
        """The items of a list, each once where other words (``famille, école``) say the same."""
        words = [part.strip() for part in _BETWEEN.split(cell.word) if part.strip()]
        seen: dict[object, str] = {}
        for word in words:
            value = self.meaning(Cell(word, cell.place), one, path)
            if seen.setdefault(value, word) == word:
                yield Node(cell.place, value)

    def says_nothing(self, word: str, one: Field) -> bool:
        plain = forgiven(word)
        if plain and (plain not in NOTHING or plain in one.words):
            return False
        self.nothing[word] += 1
        return True

    def meaning(self, cell: Cell, one: Field, path: str) -> str | int | float | bool | None:
        if one.words:
            return self.closed(cell, one, path)
        if one.kind == "text":
            if len(cell.word) > LONGEST_NAME:
                self.faults.add(
                    "name_too_long", cell.place, path, found=shown(cell.word), size=len(cell.word), limit=LONGEST_NAME
                )
            return cell.word
        return self.value(cell, one, path)

    def closed(self, cell: Cell, one: Field, path: str) -> str | None:
        meant = one.words.get(forgiven(cell.word))
        if meant is not None:
            if meant != cell.word:
                self.renamed[cell.word, meant] += 1
            return meant
        if (one.name, cell.word) not in self.unknown:
            self.unknown.add((one.name, cell.word))
            self.faults.unknown("unknown_word", cell.place, path, found=cell.word, allowed=one.allowed)
        return None

    def value(self, cell: Cell, one: Field, path: str) -> str | int | float | bool | None:
        word = cell.word
        if one.name == "present" and forgiven(word) in _TRUE_FALSE:
            return _TRUE_FALSE[forgiven(word)]
        two = either(word, decimal_comma=self.table.decimal_comma, commas=self.commas)
        if two is not None:
            self.faults.add(two[0], cell.place, path, found=shown(word), **two[1])
            return 0
        try:
            return scalar(figure(word, decimal_comma=self.table.decimal_comma))
        except NotFiniteError:
            self.faults.add("not_finite", cell.place, path, found=shown(word))
            return 0

    def tell(self) -> None:
        """Remark what was read as another, and what was not read."""
        start, path = self.table.start, self.paths.file
        heading = self.table.heading
        pairs = [(heading[n].word, name) for name, n in self.columns.columns.items() if name != "weight"]
        told = [
            f"{word} → {name}"
            for word, name in pairs
            if forgiven(word) != forgiven(name) and not self.is_itself(word, name)
        ]
        if told:
            self.faults.remark("note_columns", start, path, found=told)
        if self.renamed:
            self.faults.remark("note_words", start, path, found=told_words(self.renamed))
        if self.nothing:
            self.faults.remark(
                "note_nothing", start, path, count=sum(self.nothing.values()), found=[shown(w) for w in self.nothing]
            )
        if self.columns.unread:
            names = [shown(word) for word in self.columns.unread]
            self.faults.remark("note_unread", start, path, count=len(names), found=names[:20])
        if self.columns.unheaded:
            bare = [str(column) for column in self.columns.unheaded]
            self.faults.remark("note_unheaded", start, path, count=len(bare), found=bare[:20])

    def is_itself(self, word: str, name: str) -> bool:
        return self.table.network and (word, name) in _ITSELF


def dwelling_rows(table: Table, faults: Faults, paths: Paths) -> Dwellings | None:
    """The dwellings of a table or of the nodes of a network; None and a fault when it cannot be used."""
    columns = mapped(table, "dwellings", faults, paths.file)
    if columns is None:
        return None
    kept, out = _of_dwellings(table, columns, faults, paths)
    if _several_sites(kept, columns, faults, paths):
        return None
    if {"building", "dwelling"} <= columns.columns.keys():
        named = (tuple(line.cells[columns.columns[name]] for name in ("building", "dwelling")) for line in kept)
        check_alike((((block.word, block.place), (door.word, door.place)) for block, door in named), faults, paths.file)
    rows, names = _Rows(table, columns, faults, paths), _names(kept, columns)
    apart = _with_buildings(table, kept, columns)
    if apart:
        faults.remark("note_names_joined", table.start, paths.file, count=len(apart), found=shown(apart[0]))
        names = dict(zip(apart, apart, strict=True))
    found = []
    for number, line in enumerate(kept):
        facts = {name: rows.node(line, name, number) for name in columns.fields if name != "site"}
        written = facts["dwelling"]
        if written is not None and written.value is not None:
            name = apart[number] if apart else names[str(written.value)]
            facts["dwelling"] = Node(written.place, name, written.place)
        found.append(Node(line.place, {name: node for name, node in facts.items() if node is not None}, line.place))
    rows.tell()
    return Dwellings(Node(table.start, tuple(found)), names, out - set(names))


def _of_dwellings(table: Table, columns: Mapping, faults: Faults, paths: Paths) -> tuple[list[Line], frozenset[str]]:
    """Rows that are dwellings, and what the others are called."""
    kept, out = [], []
    others: Counter[str] = Counter()
    groups = 0
    for line in table.lines:
        said = "" if columns.entity is None else line.cells[columns.entity].word
        unlike = columns.entity is not None and forgiven(said) not in DWELLING_ENTITIES
        if line.group:
            groups += 1
        elif unlike and (said or not columns.word(line, "building")):
            others[said or "–"] += 1
        else:
            kept.append(line)
            continue
        out.append(columns.word(line, "dwelling"))
        if columns.label is not None:
            out.append(line.cells[columns.label].word)
    if groups:
        faults.remark("note_groups", table.start, paths.file, count=groups)
    if others:
        told = [f"{shown(word)} ({count})" for word, count in others.most_common(12)]
        faults.remark("note_nodes_out", table.start, paths.file, count=sum(others.values()), found=told)
    return kept, frozenset(out)


def _several_sites(kept: list[Line], columns: Mapping, faults: Faults, paths: Paths) -> bool:
    sites = {columns.word(line, "site"): line for line in kept}
    if len(sites) < 2:
        return False
    line = list(sites.values())[1]
    place = line.cells[columns.columns["site"]].place
    faults.add("several_sites", place, paths.file, found=[shown(word) for word in list(sites)[:12]], count=len(sites))
    return True


def _with_buildings(table: Table, kept: list[Line], columns: Mapping) -> list[str]:
    """Names of building and door together, where doors of several buildings have the same numbers; none elsewhere.

    Under our own heading, a name that stands twice is a fault.
    """
    pairs = [(columns.word(line, "building"), columns.word(line, "dwelling")) for line in kept]
    doors = {door for _, door in pairs}
    foreign = not table.network and forgiven(table.heading[columns.columns["dwelling"]].word) != "dwelling"
    apart = len(doors) < len(pairs) == len(set(pairs)) and all(block and door for block, door in pairs)
    names = [f"{block}-{door}" for block, door in pairs]
    return names if foreign and apart and len(set(names)) == len(names) else []


def _names(kept: list[Line], columns: Mapping) -> dict[str, str]:
    """The name of each dwelling by what ties may call it: its identifier, its label."""
    own = [columns.word(line, "dwelling") for line in kept]
    if columns.label is None:
        return {name: name for name in own}
    labels = [line.cells[columns.label].word for line in kept]
    if all(labels) and len(set(labels)) == len(labels) and len(set(own)) == len(own):
        clash = set(own) & set(labels) and own != labels
        return dict(zip(own, own if clash else labels, strict=True)) | (
            {} if clash else {label: label for label in labels}
        )
    return {name: name for name in own}


def tie_rows(table: Table, known: Dwellings | None, faults: Faults, paths: Paths) -> Node | None:
    """The ties of a table or of the edges of a network. known: the dwellings that they join, when they are known."""
    if not table.lines and table.network:
        return Node(table.start, ())
    columns = mapped(table, "ties", faults, paths.file)
    if columns is None or not weighted(table, columns, faults, paths):
        return None
    ties = _Ties(_Rows(table, columns, faults, paths), known)
    for line in table.lines:
        ties.add(line)
    ties.tell()
    return Node(table.start, tuple(ties.found))


class _Ties:
    """The ties of a table, each pair once."""

    def __init__(self, rows: _Rows, known: Dwellings | None) -> None:
        self.rows = rows
        self.ends = _Ends(known)
        self.out = known.left_out if known is not None else frozenset[str]()
        first = rows.table.heading[rows.columns.columns["first"]].word.strip().lower()
        self.merging = rows.table.network or first not in _OWN_ENDS
        self.found: list[Node] = []
        self.pairs: dict[frozenset[str], tuple[list[object], Place]] = {}
        self.beside = self.doubled = self.alone = 0

    def add(self, line: Line) -> None:
        ends = [self.rows.columns.word(line, name) for name in _ENDS]
        if any(end in self.out for end in ends):
            self.beside += 1
            return
        facts = {name: self.rows.node(line, name, len(self.found)) for name in (*_ENDS, "strength", "kind")}
        names = [self.ends.name(end) for end in ends]
        for name, meant in zip(_ENDS, names, strict=True):
            written = facts[name]
            facts[name] = None if written is None else replace(written, value=meant or written.value)
        if self.merging and names[0] == names[1]:
            self.alone += 1
            return
        said: list[object] = [
            node.value if (node := facts[name]) is not None else None for name in ("strength", "kind")
        ]
        before = self.pairs.get(frozenset(names)) if self.merging else None
        if before is None:
            self.pairs[frozenset(names)] = (said, line.place)
            kept = {name: node for name, node in facts.items() if node is not None}
            self.found.append(Node(line.place, kept, line.place))
        elif before[0] == said:
            self.doubled += 1
        else:
            facts_of = {"found": shown(", ".join(ends)), "first": before[1].line}
            self.rows.faults.add("tie_unequal", line.place, self.rows.paths.rows, **facts_of)

    def tell(self) -> None:
        start, path = self.rows.table.start, self.rows.paths.file
        counts = (("note_ties_out", self.beside), ("note_ties_doubled", self.doubled), ("note_ties_alone", self.alone))
        for code, count in counts:
            if count:
                self.rows.faults.remark(code, start, path, count=count)
        if self.ends.renamed:
            self.rows.faults.remark("note_words", start, path, found=told_words(self.ends.renamed))
        self.rows.tell()


class _Ends:
    """What ties call the dwellings: their names, or names that differ in case, accents and signs alone."""

    def __init__(self, known: Dwellings | None) -> None:
        self.names: Dict[str, str] = known.names if known is not None else {}
        self.alike: dict[str, set[str]] = {}
        for word, name in self.names.items():
            self.alike.setdefault(forgiven(word), set()).add(name)
        self.renamed: Counter[tuple[str, str]] = Counter()

    def name(self, end: str) -> str:
        """The name of the dwelling that is meant; the word itself where none is, or several are."""
        known = self.names.get(end)
        if known is not None or not end or not self.names:
            return known or end
        meant = (
            {self.names[end[:-2]]} if end.endswith(".0") and end[:-2] in self.names else self.alike.get(forgiven(end))
        )
        if meant is None or len(meant) > 1:
            return end
        (name,) = meant
        self.renamed[end, name] += 1
        return name


def partner_rows(
    table: Table, faults: Faults, paths: Paths, *, optional: Sequence[str] = ()
) -> list[tuple[Place, dict[str, Node]]] | None:
    """The organisations of a table, each with its place and its cells by column; None when it cannot be used.

    optional: columns that may be missing here.
    """
    columns = mapped(table, "partners", faults, paths.file, optional=optional)
    if columns is None:
        return None
    rows = _Rows(table, columns, faults, paths)
    found = []
    for number, line in enumerate(table.lines):
        facts = {name: node for name in columns.fields if (node := rows.node(line, name, number)) is not None}
        label = facts.pop("label", None)
        if label is not None and not {"label_fr", "label_en"} & set(facts):
            facts |= {"label_fr": label, "label_en": label}
        found.append((line.place, facts))
    rows.tell()
    return found
