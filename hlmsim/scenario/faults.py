"""Faults are collected, never raised one by one; what is shown of a wrong value; the word that was meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from hlmsim.errors import Fault
from hlmsim.scenario.tree import Node, Place, Scalar

_LONGEST_SHOWN = 60
_LONGEST_COMPARED = 100
_MOST_COMPARED = 200
"""Of unknown words, so many are compared with the known ones; nobody reads more."""


class Faults:
    """Every fault found so far, and remarks that stop nobody."""

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self.remarks: list[Fault] = []
        self._compared = 0
        self._at: set[str] = set()
        self._indexed = 0

    def __bool__(self) -> bool:
        return bool(self.found)

    def add(self, code: str, place: Place, path: str = "", **facts: Any) -> None:
        """One fault."""
        self.found.append(_fault(code, place, path, facts))

    def remark(self, code: str, place: Place, path: str = "", **facts: Any) -> None:
        """Something that the person may want to know."""
        self.remarks.append(_fault(code, place, path, facts))

    def unknown(self, code: str, place: Place, path: str, *, found: str, allowed: Iterable[str]) -> None:
        """A word that is not one of those allowed: ``<code>_near`` when one of them looks like it."""
        words = allowed if isinstance(allowed, list) else list(allowed)
        self._compared += 1
        meant = nearest(found, words) if self._compared <= _MOST_COMPARED else None
        facts: dict[str, Any] = {"found": shown(found), "allowed": words}
        if meant is None:
            self.add(code, place, path, **facts)
        else:
            self.add(f"{code}_near", place, path, suggestion=meant, **facts)

    def at(self, path: str) -> bool:
        """Whether a fault was found at this path or below."""
        for fault in self.found[self._indexed :]:
            words = (fault.path or "").split(".")
            self._at.update(".".join(words[:count]) for count in range(1, len(words) + 1))
        self._indexed = len(self.found)
        return path in self._at


def faulty(path: str, faults: Faults) -> bool:
    """Whether a fault was found at this path or below."""
    return faults.at(path)


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """By file, line and column, each once."""
    ordered = sorted(faults, key=lambda fault: (fault.file or "", fault.line or 0, fault.column or 0, fault.path or ""))
    kept: list[Fault] = []
    for fault in ordered:
        if fault not in kept[-5:]:
            kept.append(fault)
    return kept


def distinct(faults: Iterable[Fault]) -> list[Fault]:
    """Each once, in the order given: files that several others extend are read, and told, for each of them."""
    return list({(one.code, one.file, one.line, one.column, one.path): one for one in faults}.values())


def nearest(word: str, words: Sequence[str]) -> str | None:
    """The word most like this one, if any is: of dotted paths, the last part counts first."""
    word = word[:_LONGEST_COMPARED]
    close = get_close_matches(word, words, n=1, cutoff=0.7) or get_close_matches(
        word.lower().replace("-", "_").replace(" ", "_"), words, n=1, cutoff=0.7
    )
    if close:
        return close[0]
    if "." in word:
        last = word.rpartition(".")[2]
        return next((other for other in words if other.rpartition(".")[2] == last), None)
    return None


def shown(value: Scalar | Node) -> str:
    """A value as its author would recognise it, cut when long."""
    if isinstance(value, Node):
        if isinstance(value.value, Mapping):
            return "{…}" if value.value else "{}"
        if not isinstance(value.value, (str, int, float, bool, type(None))):
            return "[…]" if value.value else "[]"
        if value.worked:
            return _cut(f"{value.value} ({value.worked})")
        value = value.value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _cut(str(value))


def _cut(text: str) -> str:
    """On one line, bytes that are no text by their numbers."""
    kept = text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
    return "".join(_visible(character) for character in kept)


def _visible(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is not UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return repr(character)[1:-1] if code < 32 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 else character


def _fault(code: str, place: Place, path: str, facts: dict[str, Any]) -> Fault:
    return Fault(code, facts, place.file, place.line, place.column, path or None)
