"""YAML to nodes, over PyYAML's stream of events: a safe subset, one document, every fault with its place.

No objects are built from tags, no anchors are followed, and depth and size are bounded while reading, so that no file
can make the reader run wild.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from hlmsim.scenario.commas import Commas
from hlmsim.scenario.faults import Faults, shown
from hlmsim.scenario.scalars import UNPRINTABLE, NotFiniteError, code_point, scalar
from hlmsim.scenario.tree import MOST_DEPTH, Node, Place, dotted

MOST_NODES = 200_000
_LINE_ENDS = re.compile(r"[\t\n\r]")

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SYNTAX = (
    ("cannot start any token", "yaml_character"),
    ("mapping values are not allowed", "yaml_colon"),
    ("expected ':'", "yaml_no_colon"),
    ("expected ',' or", "yaml_bracket"),
    ("expected node content", "yaml_bracket"),
    ("expected the node content", "yaml_bracket"),
    ("end of stream", "yaml_quote"),
    ("escape", "yaml_escape"),
    ("expected key", "yaml_indent"),
    ("expected '-' indicator", "yaml_indent"),
    ("block end", "yaml_indent"),
    ("document start", "yaml_indent"),
)
"""What the parser says (a part of it), and our code for it."""


class _StopReadingError(Exception):
    """The rest of the file cannot be read, or should not be."""


def read_yaml(text: str, file: str, faults: Faults, *, start: Place | None = None, json: bool = False) -> Node | None:
    """The root of the only document, or None where there is nothing to go on with.

    start: place of the first character, when the text is a part of something else. json: a comma only parts items.
    """
    reader = _Reader(text, start or Place(file, 1, 1), faults, json=json)
    try:
        return reader.document()
    except _StopReadingError:
        return None
    except yaml.MarkedYAMLError as problem:
        _syntax_fault(problem, reader, faults)
        return None
    except (yaml.YAMLError, UnicodeError):
        faults.add("yaml_syntax", reader.start)
        return None


class _Reader:
    def __init__(self, text: str, start: Place, faults: Faults, *, json: bool) -> None:
        self.start, self.text = start, text
        self.commas = None if json else Commas(text, faults)
        self.faults = faults
        self.events = _PARSER(text)
        self.count = 0

    def document(self) -> Node | None:
        """The one document of the stream."""
        self.next()
        if isinstance(self.next(), yaml.StreamEndEvent):
            self.faults.add("empty_file", self.start)
            return None
        root = self.node(self.next(), "", 0, None)
        self.next()
        extra = self.next()
        if not isinstance(extra, yaml.StreamEndEvent):
            self.faults.add("several_documents", self.place(extra.start_mark))
        return root

    def next(self) -> Any:
        """The next event."""
        return self.events.get_event()

    def place(self, mark: Any) -> Place:
        """Where a mark stands."""
        first = mark.line == 0
        return Place(self.start.file, self.start.line + mark.line, mark.column + (self.start.column if first else 1))

    def node(self, event: Any, path: str, depth: int, key: Place | None) -> Node:
        """The node that begins with this event."""
        place = self.place(event.start_mark)
        self.count += 1
        if depth > MOST_DEPTH:
            self.faults.add("too_deep", place, path, limit=MOST_DEPTH)
            raise _StopReadingError
        if self.count > MOST_NODES:
            self.faults.add("too_many_values", place, path, limit=MOST_NODES)
            raise _StopReadingError
        self.refuse_marks(event, place, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, place, path, depth, key)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, place, path, depth, key)
        if isinstance(event, yaml.ScalarEvent):
            return Node(place, self.meaning(event, place, path), key)
        return Node(place, None, key)

    def refuse_marks(self, event: Any, place: Place, path: str) -> None:
        """Anchors, aliases and tags are refused, one by one."""
        if isinstance(event, yaml.AliasEvent):
            self.faults.add("alias", place, path, found=shown(event.anchor))
            return
        if event.anchor is not None:
            self.faults.add("anchor", place, path, found=shown(event.anchor))
        if event.tag is not None:
            self.faults.add("tag", place, path, found=shown(event.tag.replace("tag:yaml.org,2002:", "!!")))

    def mapping(self, start: Any, place: Place, path: str, depth: int, key: Place | None) -> Node:
        """Keys and values to the end of the mapping."""
        entries: dict[str, Node] = {}
        last: Any = None
        commas = self.commas if start.flow_style else None
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            here = self.place(event.start_mark)
            name = self.key(event, here, path, depth)
            value = self.next()
            below = self.node(value, dotted(path, name or ""), depth + 1, here)
            if commas is not None and commas.is_stray(event, value):
                commas.stray(event, last, entries, here, path)
                continue
            last = value
            if name in entries:
                first = entries[name].start
                self.faults.add("duplicate_key", here, dotted(path, name), found=shown(name), first=first.line)
            elif name is not None:
                entries[name] = below
        return Node(place, entries, key)

    def key(self, event: Any, place: Place, path: str, depth: int) -> str | None:
        """The text of a key; None when it is none, which is a fault."""
        if not isinstance(event, yaml.ScalarEvent):
            if not isinstance(event, yaml.AliasEvent):
                self.faults.add("key_not_text", place, path)
            self.node(event, path, depth + 1, None)
            return None
        self.count += 1
        self.refuse_marks(event, place, path)
        if event.value == "<<" and not event.style:
            self.faults.add("merge_key", place, path)
            return None
        if not event.value:
            self.faults.add("key_not_text", place, path)
            return None
        strange = UNPRINTABLE.search(event.value) or _LINE_ENDS.search(event.value)
        if strange:
            self.faults.add("unprintable", place, path, found=code_point(strange[0]))
            return None
        return str(event.value)

    def sequence(self, start: Any, place: Place, path: str, depth: int, key: Place | None) -> Node:
        """Items to the end of the list."""
        items: list[Node] = []
        events: list[Any] = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            items.append(self.node(event, dotted(path, len(items)), depth + 1, None))
            events.append(event)
        if self.commas is not None and start.flow_style and len(items) > 1:
            items = self.commas.apart(items, events, path)
        return Node(place, tuple(items), key)

    def meaning(self, event: Any, place: Place, path: str) -> Any:
        """What a scalar means; quoted or folded, always text."""
        if event.style or not event.implicit[0]:
            strange = UNPRINTABLE.search(event.value)
            if strange:
                self.faults.add("unprintable", place, path, found=code_point(strange[0]))
                return ""
            return event.value
        try:
            return scalar(event.value)
        except NotFiniteError:
            self.faults.add("not_finite", place, path, found=shown(event.value))
            return 0


def _syntax_fault(problem: yaml.MarkedYAMLError, reader: _Reader, faults: Faults) -> None:
    said = problem.problem or ""
    code = next((code for part, code in _SYNTAX if part in said), "yaml_syntax")
    opened = code in {"yaml_bracket", "yaml_quote", "yaml_no_colon"} and problem.context_mark is not None
    mark = problem.context_mark if opened else problem.problem_mark or problem.context_mark
    if mark is problem.problem_mark and mark is not None and reader.text[mark.index : mark.index + 1] in ("}", "]"):
        code = "yaml_bracket_extra"
    faults.add(code, reader.start if mark is None else reader.place(mark))
