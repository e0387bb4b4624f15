"""GraphML and GEXF to nodes and edges, each word at its line; no DTD, no entities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from xml.parsers import expat

from hlmsim.scenario.faults import Faults
from hlmsim.scenario.own_site.cells import Cell, Element, Network, NetworkOf
from hlmsim.scenario.tree import Place

_NODE, _EDGE = ("id", "label"), ("source", "target", "weight", "kind", "type")
"""Attributes that a node and an edge have by themselves, in either format."""


_NOBODY = Cell("", Place("", 0, 0))


class _ForbiddenError(Exception):
    """The file declares what could expand without end or read other files."""


def read_network(text: str, file: str, faults: Faults, path: str) -> Network | None:
    """Nodes and edges of a GraphML or GEXF file; None and a fault for an unusable one.

    path: of the key that names the file.
    """
    reader = _Reader(file)
    try:
        reader.parser.Parse(text.encode(), True)  # the C function takes no keyword
    except _ForbiddenError:
        faults.add("xml_forbidden", reader.place(), path)
        return None
    except expat.ExpatError as problem:
        faults.add("xml_syntax", Place(file, problem.lineno, problem.offset + 1), path)
        return None
    if reader.root not in {"graphml", "gexf"}:
        faults.add("xml_other", Place(file, 1, 1), path, found=reader.root[:60])
        return None
    if len(reader.graphs) > 1:
        faults.add("several_networks", reader.graphs[1], path, count=len(reader.graphs))
        return None
    for element in reader.found.found[0]:
        element.group = element.group or element.facts.get("id", _NOBODY).word in reader.parents
    if reader.hyperedges:
        faults.remark("note_hyperedges", Place(file, 1, 1), path, count=reader.hyperedges)
    if reader.twice:
        facts = {"count": sum(reader.twice.values()), "found": list(reader.twice)[:12]}
        faults.remark("note_values_twice", Place(file, 1, 1), path, **facts)
    return reader.found.network()


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.root = ""
        self.names: dict[tuple[str, str], str] = {}
        self.defaults: dict[tuple[str, str], str] = {}
        self.found = NetworkOf(Place(file, 1, 1))
        self.open: list[Element] = []
        self.key: tuple[str, str] | None = None
        self.sort = ""
        self.filling = ""
        self.words: list[list[str]] = []
        self.hyperedges = 0
        self.graphs: list[Place] = []
        self.parents: set[str] = set()
        self.twice: Counter[str] = Counter()
        self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse

    def place(self) -> Place:
        return Place(self.file, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def start(self, name: str, facts: Mapping[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self.root = self.root or tag.lower()
        self.words.append([])
        match tag:
            case "key":
                self.declare(facts.get("for", "all"), facts.get("id", ""), facts.get("attr.name", facts.get("id", "")))
            case "attributes":
                self.sort = facts.get("class", "all")
            case "attribute":
                self.declare(self.sort, facts.get("id", ""), facts.get("title", facts.get("id", "")))
            case "node" | "edge":
                self.element(tag, facts)
            case "data":
                self.filling = self.meant(facts.get("key", ""))
            case "attvalue" if self.open:
                self.fill(self.meant(facts.get("for", facts.get("id", ""))), facts.get("value", ""))
            case "graph" | "nodes" if self.open:
                self.open[-1].group = True
            case "graph":
                self.graphs.append(self.place())
            case "hyperedge":
                self.hyperedges += 1

    def text(self, words: str) -> None:
        """Words of the element that is open, and of none within it."""
        if self.words:
            self.words[-1].append(words)

    def declare(self, sort: str, key: str, name: str) -> None:
        self.key = (sort, name.strip())
        self.names[sort, key] = name.strip()

    def meant(self, key: str) -> str:
        sort = "edge" if self.open and self.open[-1].edge else "node"
        return self.names.get((sort, key)) or self.names.get(("all", key)) or key.strip()

    def element(self, sort: str, facts: Mapping[str, str]) -> None:
        place = self.place()
        if "pid" in facts:  # GEXF: the node that this one is in
            self.parents.add(facts["pid"].strip())
        own = {name: facts[name].strip() for name in (_EDGE if sort == "edge" else _NODE) if name in facts}
        element = self.found.add(place, own, edge=sort == "edge")
        if sort == "edge":
            for name in ("source", "target"):
                if name not in facts:
                    self.found.fill(element, name, "?", place)
        for (meant_for, name), word in self.defaults.items():
            if meant_for in {sort, "all"}:
                self.found.fill(element, name, word, place)
        self.open.append(element)

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        word = "".join(self.words.pop()).strip()
        match tag:
            case "default" if self.key is not None:
                self.defaults[self.key] = word
            case "data" if self.filling:
                self.fill(self.filling, word)
                self.filling = ""
            case "NodeLabel" if self.open and not self.open[-1].edge and "label" not in self.open[-1].facts:
                self.fill("label", word)
            case "node" | "edge":
                self.open.pop()

    def fill(self, name: str, word: str) -> None:
        if not (self.open and name and word.strip()):
            return
        element = self.open[-1]
        if name in element.given and element.facts[name].word != word.strip():
            self.twice[name] += 1
        element.given.add(name)
        self.found.fill(element, name, word.strip(), self.place())


def _refuse(*_: object) -> None:
    raise _ForbiddenError
