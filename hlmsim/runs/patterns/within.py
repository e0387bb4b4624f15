"""Where a letter of a text stands in the file: quotes and escapes before it take room of their own."""

from __future__ import annotations

from pathlib import Path

from hlmsim.scenario.faults import Faults
from hlmsim.scenario.files import read_text
from hlmsim.scenario.tree import Place

_ESCAPES = {"x": 4, "u": 6, "U": 10}
_BLOCK = ("|", ">")


def place_within(start: Place, offset: int) -> Place:
    """The place of a letter of the text that starts at a place; where it starts, if it stands on several lines."""
    lines = (read_text(Path(start.file), Faults()) or "").splitlines()
    line = lines[start.line - 1] if start.line <= len(lines) else ""
    column = start.column - 1
    if line[column : column + 1] in _BLOCK:
        return start
    quote = line[column : column + 1] if line[column : column + 1] in {'"', "'"} else ""
    column += len(quote)
    for _ in range(offset):
        column += _width(line[column:], quote)
    return start._replace(column=column + 1) if column <= len(line) else start


def _width(left: str, quote: str) -> int:
    """How many characters of a file the next letter of a text takes."""
    if quote == '"' and left.startswith("\\"):
        return _ESCAPES.get(left[1:2], 2)
    return 2 if quote == "'" and left.startswith("''") else 1
