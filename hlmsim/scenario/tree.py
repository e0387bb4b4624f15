"""What a file says, with the place of every word: nodes that know where they and their keys stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, NamedTuple

Scalar = str | int | float | bool | None

MOST_DEPTH = 40
"""Parts within parts, at most."""
PARTS_OF_A_NUMBER = ("value", "range", "grade", "source")
"""Keys of a number that stands with what is known about it."""
RELATIVE = ("add", "times")
"""Keys of a number that is said as a change of the one inherited."""


class NotPlainError(Exception):
    """A value of Python that no file could say: the code of the fault, and its facts."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class Place(NamedTuple):
    """A place in a file; line and column from 1. Of a CSV file, the column is the number of the cell."""

    file: str
    line: int
    column: int


@dataclass(slots=True, eq=False)
class Node:
    """A value and its place; never changed once made. key: place of the key in front of it.

    whole: replaces what it would inherit instead of joining it. worked: how its number was worked out, if it was.
    later: of a number that follows the size of the site, the changes to make once the size is known; None for others.
    """

    place: Place
    value: Scalar | Sequence[Node] | Mapping[str, Node]
    key: Place | None = None
    whole: bool = False
    worked: str = ""
    later: tuple[tuple[str, int | float], ...] | None = None

    @property
    def start(self) -> Place:
        """Where a reader looks for it: its key, or itself in a list."""
        return self.key or self.place

    @property
    def mapping(self) -> Mapping[str, Node]:
        """Its entries; none when it is not a mapping."""
        return self.value if isinstance(self.value, Mapping) else {}

    @property
    def items(self) -> Sequence[Node]:
        """Its items; none when it is not a list."""
        return self.value if isinstance(self.value, Sequence) and not isinstance(self.value, str) else ()

    @property
    def is_null(self) -> bool:
        """Whether nothing is written here."""
        return self.value is None

    def get(self, *keys: str) -> Node | None:
        """What stands under these keys, unless nothing or null."""
        node: Node | None = self
        for key in keys:
            node = node.mapping.get(key) if node is not None else None
        return None if node is None or node.is_null else node

    def having(self, **entries: Node) -> Node:
        """The same mapping with these entries set."""
        return replace(self, value={**self.mapping, **entries})

    def without(self, *keys: str) -> Node:
        """The same mapping without these entries."""
        return replace(self, value={key: node for key, node in self.mapping.items() if key not in keys})


def is_number_with_source(node: Node) -> bool:
    """Whether it is a value with what is known about it, ``{value, range, grade, source}``."""
    return "value" in node.mapping


def is_relative(node: Node) -> bool:
    """Whether it says a change of a number, ``{add: 2}`` or ``{times: 1.5}``, well or badly."""
    return any(key in node.mapping for key in RELATIVE)


def plain(node: Node) -> Any:
    """The same without places. Null entries of mappings count as not written."""
    if isinstance(node.value, Mapping):
        return {key: plain(below) for key, below in node.value.items() if not below.is_null}
    if isinstance(node.value, Sequence) and not isinstance(node.value, str):
        return [plain(item) for item in node.value]
    return node.value


def data(node: Node) -> Any:
    """The same without places; what is null is there, as null."""
    if isinstance(node.value, Mapping):
        return {key: data(below) for key, below in node.value.items()}
    if isinstance(node.value, Sequence) and not isinstance(node.value, str):
        return [data(item) for item in node.value]
    return node.value


def planted(value: Any, place: Place, key: Place | None = None, depth: int = 0) -> Node:
    """Plain data as nodes at one place; nodes keep theirs. Raises NotPlainError for what no file could say."""
    if isinstance(value, Node):
        return value
    if depth > MOST_DEPTH:
        raise NotPlainError("too_deep", limit=MOST_DEPTH)
    value = _unpacked(value)
    if isinstance(value, Mapping):
        below = {str(name): planted(part, place, place, depth + 1) for name, part in value.items()}
        if len(below) < len(value):
            raise NotPlainError("key_twice", found=next(str(name) for name in value if not isinstance(name, str)))
        return Node(place, below, key)
    if isinstance(value, (list, tuple)):
        return Node(place, tuple(planted(item, place, None, depth + 1) for item in value), key)
    if value is None or isinstance(value, (str, bool, int, float)):
        return Node(place, value, key)
    raise NotPlainError("not_a_value", found=type(value).__name__)


def _unpacked(value: Any) -> Any:
    """NumPy's and pandas' numbers as Python's, their lists as lists; their times, kept as numbers, are none."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind in ("", "m", "M"):
        return value
    if getattr(value, "ndim", None) == 0:
        return value.item()
    return value.tolist() if callable(getattr(value, "tolist", None)) else value


def flat(node: Node, prefix: str = "") -> Iterator[tuple[str, Node]]:
    """Every dotted path down to lists, scalars and numbers with their source, in the order of the file."""
    if node.mapping and not is_number_with_source(node) and not is_relative(node):
        for key, below in node.mapping.items():
            yield from flat(below, f"{prefix}.{key}" if prefix else key)
    else:
        yield prefix, node


def told(place: Place) -> str:
    """A place in a few words: ``main.yaml:8``."""
    return f"{PurePath(place.file).name}:{place.line}"


def dotted(*parts: object) -> str:
    """A dotted path."""
    return ".".join(str(part) for part in parts if part != "")
