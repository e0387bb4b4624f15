"""A command line as a person can paste it, whole or without some of its options."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from pathlib import Path

OUT = frozenset({"--out", "-o", "--output"})
"""Every spelling of where a command writes."""


def pasteable(line: Sequence[str]) -> str:
    """The words in one line, quoted as the shell of this system needs it."""
    return subprocess.list2cmdline(line) if os.name == "nt" else shlex.join(line)


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
