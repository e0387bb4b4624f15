"""``path=value`` from the command line and from Python, put into the tree as if a last file had said it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hlmsim.scenario.extends import NAMED, check_blank, is_size, joined
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.reader import read_yaml
from hlmsim.scenario.scalars import UNPRINTABLE, code_point
from hlmsim.scenario.tree import MOST_DEPTH, Node, NotPlainError, Place, planted

COMMAND_LINE = "--set"
ONLY_IN_FILES = ("schema", "extends")
"""What a file says of itself before anything else is read."""
PYTHON = "with_"


def assign(root: Node, expression: str, number: int, faults: Faults) -> Node:
    """The tree after ``path=value``; number: which assignment of the command line it is, from 1."""
    path, equals, text = expression.partition("=")
    start = Place(COMMAND_LINE, number, 1)
    if not equals or not path.strip() or not text.strip():
        faults.add("not_an_assignment", start, found=shown(expression))
        return root
    if _only_in_files(path, start, faults):
        return root
    before = len(faults.found)
    value = read_yaml(text, COMMAND_LINE, faults, start=Place(COMMAND_LINE, number, len(path) + 2))
    if value is None or len(faults.found) > before:
        return root
    return put(root, path.strip(), value, start, faults)


def assign_value(root: Node, path: str, value: Any, faults: Faults) -> Node:
    """The tree after Python's ``path: value``."""
    place = Place(PYTHON, 1, 1)
    if _only_in_files(path, place, faults):
        return root
    try:
        node = planted(value, place, place)
        refuse_invisible(node, path, faults)
        return put(root, path, node, place, faults)
    except NotPlainError as problem:
        faults.add(problem.code, place, path, **problem.facts)
        return root


def _only_in_files(path: str, place: Place, faults: Faults) -> bool:
    """Whether a path says what only a file can, which is a fault."""
    word = path.strip()
    if word in ONLY_IN_FILES:
        faults.add("only_in_files", place, word, found=word)
    return word in ONLY_IN_FILES


def refuse_invisible(node: Node, path: str, faults: Faults) -> None:
    """The faults of texts and keys of Python with signs that nobody sees."""
    for key, below in (*node.mapping.items(), *enumerate(node.items)):
        refuse_invisible(replace(below, value=key), path, faults) if isinstance(key, str) else None
        refuse_invisible(below, f"{path}.{key}" if path else str(key), faults)
    strange = UNPRINTABLE.search(node.value) if isinstance(node.value, str) else None
    if strange:
        faults.add("unprintable", node.start, path, found=code_point(strange[0]))


def put(root: Node, path: str, value: Node, start: Place, faults: Faults) -> Node:
    """The tree with the value at the path; the places on the way there are those of the path's words."""
    parts: list[tuple[str, Place]] = []
    column = start.column
    if path.count(".") > MOST_DEPTH:
        faults.add("too_deep", start, limit=MOST_DEPTH)
        return root
    for word in path.split("."):
        parts.append((word, start._replace(column=column)))
        column += len(word) + 1 if start.file == COMMAND_LINE else 0
    return _put(root, parts, value, "", faults)


def _put(node: Node, parts: list[tuple[str, Place]], value: Node, path: str, faults: Faults) -> Node:
    if not parts:
        changed = joined(node, value, path)
        return replace(changed, key=value.key or node.key)
    if node.items:
        return _put_in_list(node, parts, value, path, faults)
    if isinstance(node.value, Mapping):
        return _put_in_mapping(node, parts, value, path, faults)
    if not node.is_null:
        place, words = parts[0][1], [word for word, _ in parts]
        faults.add("nothing_below", place, f"{path}.{'.'.join(words)}", found=shown(words[0]), above=path)
        return node
    return _put_in_mapping(replace(node, value={}), parts, value, path, faults)


def _put_in_list(node: Node, parts: list[tuple[str, Place]], value: Node, path: str, faults: Faults) -> Node:
    (word, place), rest = parts[0], parts[1:]
    items = list(node.items)
    below = f"{path}.{word}"
    if not word.isascii() or not word.isdigit() or int(word[:9]) >= len(items):
        faults.add("no_such_item", place, below, found=shown(word), last=len(items) - 1)
        return node
    items[int(word)] = _put(items[int(word)], rest, value, below, faults)
    return replace(node, value=tuple(items))


def _put_in_mapping(node: Node, parts: list[tuple[str, Place]], value: Node, path: str, faults: Faults) -> Node:
    name, used = _longest_key(node, parts)
    rest = parts[used:]
    place = parts[0][1]
    below = f"{path}.{name}" if path else name
    known = node.mapping.get(name)
    if known is None and path in NAMED[:1] and rest:
        faults.unknown("no_such_partner", place, below, found=name, allowed=list(node.mapping))
        return node
    if rest:
        return node.having(**{name: _put(known or Node(place, None, place), rest, value, below, faults)})
    if is_size(path):
        return node.having(**{name: replace(value, key=place)})
    written = replace(node, value={name: replace(value, key=value.key or place)})
    check_blank(node, written, path, faults)
    changed = joined(node, written, path)
    return replace(changed, whole=node.whole)


def _longest_key(node: Node, parts: list[tuple[str, Place]]) -> tuple[str, int]:
    """The key that the first words name (keys of ``set`` have dots in them), and how many words it takes."""
    words = [word for word, _ in parts]
    for used in range(len(words), 1, -1):
        name = ".".join(words[:used])
        if name in node.mapping:
            return name, used
    return words[0], 1
