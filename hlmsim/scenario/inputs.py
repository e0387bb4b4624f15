"""Which files were read: those that a person gave, and those that these name. No command writes over one of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from os import fspath
from pathlib import Path
from typing import Any

_read: ContextVar[set[Path] | None] = ContextVar("hlmsim_inputs", default=None)
_of_this_process: set[Path] = set()


def path_like(value: Any) -> str | None:
    """A path as text, from whatever stands for one (:func:`os.fspath`); None for anything else, bytes included."""
    try:
        found = fspath(value)
    except TypeError:
        return None
    return str(found) if isinstance(found, str) else None


@contextmanager
def remembered() -> Iterator[None]:
    """Begin anew: what one command reads within this context are its inputs, and nobody else's.

    Also for what hlmsim reads back of its own results, which are no inputs.
    """
    token = _read.set(set())
    try:
        yield
    finally:
        _read.reset(token)


def note(path: str | Path) -> None:
    """This file, or every file that is in this folder, is an input."""
    _known().add(Path(path).absolute())


def is_input(file: Path) -> bool:
    """Whether a file is an input, under whatever name: a link, another case, another way to write its accents."""
    real = _real(file)
    return any(_same(file, real, known) for known in tuple(_known()))


def _known() -> set[Path]:
    found = _read.get()
    return _of_this_process if found is None else found


def _same(file: Path, real: Path, known: Path) -> bool:
    other = _real(known)
    try:
        if known.is_dir():
            return file.exists() and real.is_relative_to(other)
        return _folded(real) == _folded(other) or (file.exists() and file.samefile(known))
    except (OSError, ValueError):
        return False


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return path.absolute()


def _folded(path: Path) -> str:
    """As a system compares names that takes A for a, or é for e and its accent."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", str(path)).casefold())
