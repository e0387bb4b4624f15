"""Pajek networks to nodes and edges: vertices, edges, arcs, lists, matrices, partitions and vectors."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.own_site.cells import Element, Network, NetworkOf
from hlmsim.scenario.own_site.matrices import is_nothing, one_way
from hlmsim.scenario.tree import Place

_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?")
_SHAPES = frozenset(("ellipse", "box", "diamond", "triangle", "cross", "empty", "circle"))
_DRAWING = frozenset(("ic", "bc", "bw", "lc", "la", "lr", "lphi", "fos", "font", "phi", "r", "q", "x_fact", "y_fact"))
"""How Pajek draws a vertex."""
_BY_VERTEX = ("*partition", "*vector")
"""Parts that give one value for each vertex, in their order."""
_READ = ("*vertices", "*edges", "*arcs", "*edgeslist", "*arcslist", "*matrix", "*network", *_BY_VERTEX)


def read_pajek(text: str, file: str, faults: Faults, path: str) -> Network | None:
    """The network of a Pajek file; None and a fault for a line that cannot be used. Other parts are remarked."""
    reader = _Reader(file, faults, path)
    for number, line in enumerate(text.splitlines(), 1):
        place = Place(file, number, 1)
        words = _split(line)
        if words is None:
            faults.add("csv_quotes", place, path)
            return None
        if not words or line.lstrip().startswith("%"):
            continue
        if not reader.take(words, place):
            faults.add("pajek_line", place, path, found=shown(line.strip()))
            return None
    reader.tell()
    return reader.found.network()


class _Reader:
    def __init__(self, file: str, faults: Faults, path: str) -> None:
        self.start, self.faults, self.path = Place(file, 1, 1), faults, path
        self.found = NetworkOf(self.start)
        self.vertices: list[Element] = []
        self.ids: list[str] = []
        self.part = self.name = ""
        self.row = 0
        self.matrix: list[tuple[Place, list[str]]] = []
        self.left_out: list[str] = []

    def take(self, words: list[str], place: Place) -> bool:
        """Whether a line could be used."""
        if words[0].startswith("*"):
            return self.begin(words)
        if self.part == "*vertices":
            self.vertex(words, place)
        elif self.part in _BY_VERTEX:
            return self.value(words, place)
        elif self.part == "*matrix":
            self.matrix.append((place, words))
            return len(words) == len(self.ids) >= len(self.matrix)
        elif self.part in {"*edgeslist", "*arcslist"}:
            for other in words[1:]:
                self.found.add(place, {"source": words[0], "target": other}, edge=True)
        elif self.part in {"*edges", "*arcs"} and len(words) > 1:
            weighs = len(words) % 2 == 1  # what stands after a weight are names and words, two by two
            facts = dict(_named(words[3 if weighs else 2 :])) | ({"weight": words[2]} if weighs else {})
            self.found.add(place, {**facts, "source": words[0], "target": words[1]}, edge=True)
        else:
            return self.part in self.left_out
        return True

    def begin(self, words: list[str]) -> bool:
        """A new part; the vertices that a partition counts are no others."""
        part = words[0].lower()
        if part == "*vertices" and (self.part in _BY_VERTEX or self.part in self.left_out):
            return True
        self.part, self.row, self.name = part, 0, " ".join(words[1:])
        if part not in _READ:
            self.left_out.append(part)
        return True

    def vertex(self, words: list[str], place: Place) -> None:
        facts = {**dict(_named(words[2:])), "id": words[0], "label": words[1] if len(words) > 1 else ""}
        self.vertices.append(self.found.add(place, facts, edge=False))
        self.ids.append(words[0])

    def value(self, words: list[str], place: Place) -> bool:
        """The value of one vertex in a partition; False where there is no such vertex."""
        if len(words) != 1 or self.row >= len(self.vertices):
            return False
        self.found.fill(self.vertices[self.row], self.name or self.part[1:], words[0], place)
        self.row += 1
        return True

    def tell(self) -> None:
        """Add the ties of a matrix, and remark the parts that are not read."""
        rows = [words for _, words in self.matrix]
        bare = all(is_nothing(word) or word == "1" for words in rows for word in words)
        for number, (place, words) in enumerate(self.matrix):
            for column, word in enumerate(words):
                if not is_nothing(word):
                    ends = {"source": self.called(number), "target": self.called(column)}
                    self.found.add(place, ends | ({} if bare else {"weight": word}), edge=True)
        count = one_way(rows)
        if count:
            self.faults.remark("note_ties_one_way", self.start, self.path, count=count)
        if self.left_out:
            facts = {"count": len(self.left_out), "found": self.left_out}
            self.faults.remark("note_sheets", self.start, self.path, **facts)

    def called(self, number: int) -> str:
        return self.ids[number] if number < len(self.ids) else str(number + 1)


def _split(line: str) -> list[str] | None:
    try:
        return shlex.split(line, posix=True) if '"' in line else line.split()
    except ValueError:
        return None


def _named(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Names and words after the coordinates and the shape, as NetworkX writes them."""
    rest = list(words)
    while rest and (_NUMBER.fullmatch(rest[0]) or rest[0].lower() in _SHAPES):
        rest.pop(0)
    yield from ((name, word) for name, word in zip(rest[::2], rest[1::2], strict=False) if name not in _DRAWING)
