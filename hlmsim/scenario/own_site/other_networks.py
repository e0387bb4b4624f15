"""Pajek networks, and networks in JSON (Kumu, NetworkX, D3), to nodes and edges."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.own_site.cells import Network, NetworkOf
from hlmsim.scenario.reader import read_yaml
from hlmsim.scenario.tree import Node, Place

_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?")
_SHAPES = frozenset(("ellipse", "box", "diamond", "triangle", "cross", "empty", "circle"))
_NODES = ("elements", "nodes", "vertices")
_ENDS = {"from": "source", "to": "target"}
_EDGES = ("connections", "links", "edges")
_INSIDE = ("graph", "elements", "network", "data")
"""Where formats keep nodes and edges when they are not at the top."""
_ABOUT = ("graph", "attributes", "options", "metadata", "data", "name", "description")
"""What a network says of itself, which is no node, edge or tie."""
_IDENTIFIERS = frozenset(("id", "_id", "key"))
_DRAWING = frozenset(("ic", "bc", "bw", "lc", "la", "lr", "lphi", "fos", "font", "phi", "r", "q", "x_fact", "y_fact"))
"""How Pajek draws a vertex."""


def read_pajek(text: str, file: str, faults: Faults, path: str) -> Network | None:
    """A Pajek network: vertices, edges and arcs, also as lists. What else stands in the file is remarked."""
    found = NetworkOf(Place(file, 1, 1))
    section, left_out = "", []
    for number, line in enumerate(text.splitlines(), 1):
        place = Place(file, number, 1)
        words = _split(line)
        if words is None:
            faults.add("csv_quotes", place, path)
            return None
        if not words or line.lstrip().startswith("%"):
            continue
        if words[0].startswith("*"):
            section = words[0].lower()
            if section not in {"*vertices", "*edges", "*arcs", "*edgeslist", "*arcslist", "*network"}:
                left_out.append(words[0])
        elif section == "*vertices":
            named = dict(_named(words[2:]))
            found.add(place, {**named, "id": words[0], "label": words[1] if len(words) > 1 else ""}, edge=False)
        elif section in {"*edgeslist", "*arcslist"}:
            for other in words[1:]:
                found.add(place, {"source": words[0], "target": other}, edge=True)
        elif section in {"*edges", "*arcs"} and len(words) > 1:
            weight = words[2] if len(words) > 2 and _NUMBER.fullmatch(words[2]) else ""
            named = dict(_named(words[3 if weight else 2 :]))
            found.add(place, {**named, "source": words[0], "target": words[1], "weight": weight}, edge=True)
        elif section in {"", "*edges", "*arcs"}:
            faults.add("pajek_line", place, path, found=shown(line.strip()))
            return None
    if left_out:
        faults.remark("note_sheets", Place(file, 1, 1), path, count=len(left_out), found=left_out)
    return found.network()


def _split(line: str) -> list[str] | None:
    try:
        return shlex.split(line, posix=True) if '"' in line else line.split()
    except ValueError:
        return None


def _named(words: list[str]) -> Iterator[tuple[str, str]]:
    """Names and words after the coordinates and the shape, as NetworkX writes them."""
    rest = list(words)
    while rest and (_NUMBER.fullmatch(rest[0]) or rest[0].lower() in _SHAPES):
        rest.pop(0)
    yield from ((name, word) for name, word in zip(rest[::2], rest[1::2], strict=False) if name not in _DRAWING)


def read_json(text: str, file: str, faults: Faults, path: str) -> Network | None:
    """A network in JSON: elements and connections (Kumu), or nodes and links (NetworkX, D3, Cytoscape, JGF)."""
    try:
        json.loads(text)
    except (json.JSONDecodeError, RecursionError) as problem:
        line, column = (problem.lineno, problem.colno) if isinstance(problem, json.JSONDecodeError) else (1, 1)
        faults.add("json_syntax", Place(file, line, column), path)
        return None
    root = read_yaml(text, file, faults, json=True)
    if root is None:
        return None
    inside = (root.mapping[name] for name in _INSIDE if name in root.mapping)
    root = next((below for below in inside if any(name in below.mapping for name in _NODES)), root)
    names = [next((name for name in known if name in root.mapping), "") for known in (_NODES, _EDGES)]
    nodes, edges = (_elements(root.mapping[name]) if name else () for name in names)
    if not nodes:
        faults.add("json_other", Place(file, 1, 1), path)
        return None
    found = NetworkOf(Place(file, 1, 1))
    by_place = _by_place(nodes, edges)
    for number, item in enumerate(nodes):
        _add(found, item, {"id": str(number)} if by_place else {}, edge=False)
    for item in edges:
        _add(found, item, {}, edge=True)
    left = [
        name for name, below in root.mapping.items() if name not in {*names, *_ABOUT} and (below.items or below.mapping)
    ]
    if left:
        faults.remark("note_sheets", Place(file, 1, 1), path, count=len(left), found=[shown(name) for name in left])
    return found.network()


def _elements(listed: Node) -> list[Node]:
    """Items of a list, or of a mapping whose keys are their identifiers."""
    if not listed.mapping:
        return list(listed.items)
    keyed = ((item, Node(item.place, name)) for name, item in listed.mapping.items() if item.mapping)
    return [item.having(id=item.get("id") or name) for item, name in keyed]


def _by_place(nodes: Sequence[Node], edges: Sequence[Node]) -> bool:
    """Whether edges name the nodes by their place in the list, as D3 did: none has an identifier."""
    named = any(name.lower() in _IDENTIFIERS for node in nodes for name, _ in _facts(node))
    ends = [item.mapping[end].value for item in edges for end in ("source", "target") if end in item.mapping]
    return bool(ends) and not named and all(isinstance(end, int) and 0 <= end < len(nodes) for end in ends)


def _add(found: NetworkOf, item: Node, own: Mapping[str, str], *, edge: bool) -> None:
    element = found.add(item.place, own, edge=edge)
    for name, value in _facts(item):
        found.fill(element, _ENDS.get(name, name) if edge else name, *value)


def _facts(item: Node) -> Iterator[tuple[str, tuple[str, Place]]]:
    """Every fact of a node or edge, its ``attributes`` and ``data`` included."""
    for name, below in item.mapping.items():
        if below.mapping:
            yield from _facts(below)
        elif not below.is_null and not below.items:
            yield name, (str(below.value).strip(), below.place)
