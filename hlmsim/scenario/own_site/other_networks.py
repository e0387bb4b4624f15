"""Pajek networks, and networks in JSON (Kumu, NetworkX, D3), to nodes and edges."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator

from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.own_site.cells import Network, NetworkOf
from hlmsim.scenario.reader import read_yaml
from hlmsim.scenario.tree import Node, Place

_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?")
_SHAPES = frozenset(("ellipse", "box", "diamond", "triangle", "cross", "empty", "circle"))
_NODES = ("elements", "nodes", "vertices")
_ENDS = {"from": "source", "to": "target"}
_EDGES = ("connections", "links", "edges")


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
    yield from zip(rest[::2], rest[1::2], strict=False)


def read_json(text: str, file: str, faults: Faults, path: str) -> Network | None:
    """A network in JSON: elements and connections (Kumu), or nodes and links (NetworkX, D3)."""
    try:
        json.loads(text)
    except (json.JSONDecodeError, RecursionError) as problem:
        line, column = (problem.lineno, problem.colno) if isinstance(problem, json.JSONDecodeError) else (1, 1)
        faults.add("json_syntax", Place(file, line, column), path)
        return None
    root = read_yaml(text, file, faults, json=True)
    if root is None:
        return None
    nodes = next((root.mapping[name] for name in _NODES if name in root.mapping), None)
    edges = next((root.mapping[name] for name in _EDGES if name in root.mapping), None)
    if nodes is None or not nodes.items:
        faults.add("json_other", Place(file, 1, 1), path)
        return None
    found = NetworkOf(Place(file, 1, 1))
    for listed, edge in ((nodes, False), (edges, True)):
        for item in listed.items if listed is not None else ():
            element = found.add(item.place, {}, edge=edge)
            for name, value in _facts(item):
                found.fill(element, _ENDS.get(name, name) if edge else name, *value)
    return found.network()


def _facts(item: Node) -> Iterator[tuple[str, tuple[str, Place]]]:
    """Every fact of a node or edge, its ``attributes`` and ``data`` included."""
    for name, below in item.mapping.items():
        if below.mapping:
            yield from _facts(below)
        elif not below.is_null and not below.items:
            yield name, (str(below.value).strip(), below.place)
