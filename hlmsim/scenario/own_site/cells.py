"""What every format is read into: tables of words, each word at its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hlmsim.scenario.tree import Place


@dataclass(frozen=True, slots=True)
class Paths:
    """Where in the scenario a table belongs: the key that names the file, and what its rows become."""

    file: str = ""
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A word and where it stands; blank where nothing is written. fault: why the word cannot be used, as a code."""

    word: str
    place: Place
    fault: str = ""


def spaced(word: str) -> str:
    """The word on one line, with single blanks."""
    return " ".join(word.split())


@dataclass(slots=True)
class Line:
    """One row, or one node or edge of a network. group: a node that holds other nodes."""

    place: Place
    cells: list[Cell]
    group: bool = False


@dataclass(slots=True)
class Sheet:
    """Rows as they stand in a table, above whatever is its heading. decimal_comma: ``0,5`` is a number.

    network: the edges of a network, one a row.
    """

    start: Place
    lines: list[Line]
    name: str = ""
    decimal_comma: bool = False
    network: bool = False


@dataclass(slots=True)
class Table:
    """Rows under their heading, all of its length. network: nodes or edges rather than rows of a table."""

    start: Place
    heading: list[Cell]
    lines: list[Line] = field(default_factory=list)
    name: str = ""
    decimal_comma: bool = False
    network: bool = False


@dataclass(slots=True)
class Network:
    """Nodes and edges."""

    nodes: Table
    edges: Table


class NetworkOf:
    """Nodes and edges from attributes by name, each name a column where it is first seen."""

    def __init__(self, start: Place) -> None:
        self.columns: tuple[dict[str, Place], dict[str, Place]] = ({}, {})
        self.found: tuple[list[Element], list[Element]] = ([], [])
        self.start = start

    def add(self, place: Place, facts: Mapping[str, str], *, edge: bool) -> Element:
        """One node or edge."""
        element = Element(place, edge)
        self.found[edge].append(element)
        for name, word in facts.items():
            self.fill(element, name, word, place)
        return element

    def fill(self, element: Element, name: str, word: str, place: Place) -> None:
        """One fact of a node or edge."""
        if word:
            self.columns[element.edge].setdefault(name, place)
            element.facts[name] = Cell(word, place)

    def network(self) -> Network:
        """Everything that was added."""
        return Network(self._table(edge=False), self._table(edge=True))

    def _table(self, *, edge: bool) -> Table:
        columns = self.columns[edge]
        heading = [Cell(name, place) for name, place in columns.items()]
        lines = [
            Line(one.place, [one.facts.get(name) or Cell("", one.place) for name in columns], one.group)
            for one in self.found[edge]
        ]
        return Table(self.start, heading, lines, decimal_comma=True, network=True)


@dataclass(slots=True)
class Element:
    """A node or an edge as it is read. given: facts that it gives itself, which are no defaults."""

    place: Place
    edge: bool
    group: bool = False
    facts: dict[str, Cell] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
