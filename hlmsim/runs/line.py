"""A command line as a person can paste it, whole or without some of its options."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Collection, Iterable
from decimal import Decimal
from pathlib import Path

_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
OUT = frozenset({"--out", "-o", "--output"})
"""Every spelling of where a command writes."""


def pasteable(line: Iterable[str]) -> str:
    """The words in one line, quoted as the shell of this system needs it."""
    return subprocess.list2cmdline(list(line)) if os.name == "nt" else " ".join(_quoted(word) for word in line)


def _quoted(word: str) -> str:
    """As shells understand it; what a terminal would show otherwise, a tab or a line break, by its name."""
    if not _UNSEEN.search(word):
        return shlex.quote(word)
    return "$'" + "".join(f"\\{sign}" if sign in "\\'" else _seen(sign) for sign in word) + "'"


def _seen(sign: str) -> str:
    return f"\\x{ord(sign):02x}" if _UNSEEN.match(sign) else sign


def written(value: float) -> str:
    """A number as a person types it on a command line: every digit, no power of ten."""
    return f"{Decimal(str(value)).normalize():f}"


def as_argument(path: Path) -> str:
    """A path that no command takes for an option."""
    return f".{os.sep}{path}" if str(path).startswith("-") else str(path)


def without(line: Iterable[str], valued: Collection[str], switches: Collection[str] = ()) -> list[str]:
    """The line without some options, however their values are attached; what follows ``--`` stays."""
    kept: list[str] = []
    words = iter(line)
    for word in words:
        if word == "--":
            return [*kept, word, *words]
        if word in valued:
            next(words, None)
        elif word not in switches and not _attached(word, valued):
            kept.append(word)
    return kept


def _attached(word: str, valued: Collection[str]) -> bool:
    if word.startswith("--"):
        return word.partition("=")[0] in valued
    return len(word) > 2 and word[:2] in valued
