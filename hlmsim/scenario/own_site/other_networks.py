"""Networks in JSON (Kumu, NetworkX, D3) to nodes and edges, and lists of records to tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.own_site.cells import Cell, Line, Network, NetworkOf, Sheet, spaced
from hlmsim.scenario.reader import read_yaml
from hlmsim.scenario.tree import Node, Place

_NODES = ("elements", "nodes", "vertices")
_ENDS = {"from": "source", "to": "target"}
_EDGES = ("connections", "links", "edges")
_INSIDE = ("graph", "elements", "network", "data")
"""Where formats keep nodes and edges when they are not at the top."""
_ABOUT = ("graph", "attributes", "options", "metadata", "data", "name", "description")
"""What a network says of itself, which is no node, edge or tie."""
_IDENTIFIERS = frozenset(("id", "_id", "key"))


def read_json(text: str, file: str, faults: Faults, path: str) -> Network | list[Sheet] | None:
    """A network in JSON: elements and connections (Kumu), or nodes and links (NetworkX, D3, Cytoscape, JGF).

    A list of records, ``[{"logement": "A-01", …}, …]``, is a table.
    """
    try:
        json.loads(text)
    except (json.JSONDecodeError, RecursionError) as problem:
        line, column = (problem.lineno, problem.colno) if isinstance(problem, json.JSONDecodeError) else (1, 1)
        faults.add("json_syntax", Place(file, line, column), path)
        return None
    root = read_yaml(text, file, faults, json=True)
    if root is None:
        return None
    if root.items and all(item.mapping for item in root.items):
        return [_records(root, file)]
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


def _records(root: Node, file: str) -> Sheet:
    """A list of records as a table, each key a column where it is first seen."""
    start = Place(file, 1, 1)
    rows = [{name: Cell(spaced(word), place) for name, (word, place) in _facts(item)} for item in root.items]
    columns = {name: cell.place for row in reversed(rows) for name, cell in reversed(row.items())}
    names = list(dict.fromkeys(name for row in rows for name in row))
    heading = Line(start, [Cell(name, columns[name]) for name in names])
    lines = [
        Line(item.place, [row.get(name) or Cell("", item.place) for name in names])
        for item, row in zip(root.items, rows, strict=True)
    ]
    return Sheet(start, [heading, *lines], decimal_comma=True)


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
        elif below.items:
            yield name, ("|".join(shown(item) for item in below.items), below.place)
        elif not below.is_null and isinstance(below.value, (str, int, float, bool)):
            yield name, (str(below.value).strip(), below.place)
