"""GraphML to nodes: dwellings and the ties between them, each at its line; no DTD, no entities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.scalars import NotFiniteError, scalar
from hlmsim.scenario.tree import Node, Place

_OF_A_DWELLING = ("building", "household_type", "language_group")
_OF_A_TIE = ("strength", "kind")


class _ForbiddenError(Exception):
    """The file declares what could expand without end or read other files."""


@dataclass(slots=True)
class _Element:
    place: Place
    facts: dict[str, Node] = field(default_factory=dict)


def read_graphml(text: str, file: str, faults: Faults, path: str) -> tuple[Node, Node] | None:
    """The dwellings and the ties, as the scenario would list them; None for an unusable file.

    path: of the key that names the file.
    """
    reader = _Reader(file, faults, path)
    try:
        reader.parser.Parse(text.encode(), True)  # the C function takes no keyword
    except _ForbiddenError:
        faults.add("xml_forbidden", reader.place(), path)
        return None
    except expat.ExpatError as problem:
        faults.add("xml_syntax", Place(file, problem.lineno, problem.offset + 1), path)
        return None
    start = Place(file, 1, 1)
    dwellings, ties = (
        Node(start, tuple(Node(element.place, element.facts, element.place) for element in elements))
        for elements in (reader.nodes, reader.edges)
    )
    return dwellings, ties


class _Reader:
    def __init__(self, file: str, faults: Faults, path: str) -> None:
        self.file, self.faults, self.path = file, faults, path
        self.names: dict[str, str] = {}
        self.defaults: dict[tuple[str, str], str] = {}
        self.nodes: list[_Element] = []
        self.edges: list[_Element] = []
        self.current: _Element | None = None
        self.key: tuple[str, str] | None = None
        self.filling = ""
        self.words: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.words.append
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse

    def place(self) -> Place:
        return Place(self.file, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def start(self, name: str, facts: Mapping[str, str]) -> None:
        self.words.clear()
        match name.rpartition(" ")[2]:
            case "key":
                self.key = (facts.get("for", "all"), facts.get("attr.name", facts.get("id", "")).strip().lower())
                self.names[facts.get("id", "")] = self.key[1]
            case "node":
                self.open(self.nodes, {"dwelling": facts.get("id", "")}, "node")
            case "edge":
                self.open(self.edges, {"first": facts.get("source", ""), "second": facts.get("target", "")}, "edge")
            case "data":
                self.filling = self.names.get(facts.get("key", ""), "")

    def open(self, elements: list[_Element], facts: dict[str, str], sort: str) -> None:
        place = self.place()
        self.current = _Element(place, {name: Node(place, word, place) for name, word in facts.items()})
        for (meant_for, name), word in self.defaults.items():
            if meant_for in {sort, "all"}:
                self.fill(name, word, place)
        elements.append(self.current)

    def end(self, name: str) -> None:
        word = "".join(self.words).strip()
        self.words.clear()
        match name.rpartition(" ")[2]:
            case "default" if self.key is not None:
                self.defaults[self.key] = word
            case "data":
                self.fill(self.filling, word, self.place())
            case "node" | "edge":
                self.current = None

    def fill(self, name: str, word: str, place: Place) -> None:
        if self.current is None or not word:
            return
        wanted = _OF_A_TIE if "first" in self.current.facts else _OF_A_DWELLING
        if name in wanted:
            self.current.facts[name] = Node(place, self.meaning(name, word, place), place)

    def meaning(self, name: str, word: str, place: Place) -> Any:
        try:
            return scalar(word) if name == "strength" else word
        except NotFiniteError:
            self.faults.add("not_finite", place, f"{self.path}.{name}", found=shown(word))
            return 0


def _refuse(*_: object) -> None:
    raise _ForbiddenError
