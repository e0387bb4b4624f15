"""Save a state and take it up again: the arrays of a named tuple, and a few facts that must still agree.

A snapshot holds every array and number of the state, so a resumed run is equal to an unbroken one to the last bit.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from hlmsim.errors import SnapshotError

_FACTS = "__facts__"
_UNREADABLE = (OSError, ValueError, EOFError, zipfile.BadZipFile)
"""What numpy raises for files that are missing, empty, broken or no archive."""


def save(path: Path, state: Any, facts: Mapping[str, Any]) -> None:
    """Write a state (a named tuple of arrays and numbers) and its facts to ``path``, whole or not at all.

    Raises SnapshotError when the file cannot be written.
    """
    arrays = {name: np.asarray(value) for name, value in zip(state._fields, state, strict=True)}
    arrays[_FACTS] = np.frombuffer(json.dumps(dict(facts), sort_keys=True).encode(), dtype=np.uint8)
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        Path(temporary).replace(path)
    except OSError as error:
        raise SnapshotError("snapshot_not_written", file=str(path), reason=str(error)) from error


def load(path: Path, like: Any, facts: Mapping[str, Any]) -> Any:
    """Read a state of the same type as ``like``, whose arrays must have the same layout.

    Raises SnapshotError when the file is no snapshot, when a fact differs or when an array has another layout; arrays
    of records whose length depends on chance (ties) may have another length.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            stored = {name: file[name] for name in file.files}
    except _UNREADABLE as error:
        raise SnapshotError("snapshot_not_read", file=str(path), reason=str(error)) from error
    known = json.loads(stored.pop(_FACTS, np.zeros(0, np.uint8)).tobytes() or b"{}")
    for name, value in facts.items():
        if known.get(name) != value:
            raise SnapshotError("snapshot_of_another", file=str(path), fact=name, found=known.get(name), expected=value)
    return like._make(_checked(path, name, stored, value) for name, value in zip(like._fields, like, strict=True))


def read_facts(path: Path) -> dict[str, Any]:
    """The facts saved with a snapshot. Raises SnapshotError when the file is no snapshot."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            facts: dict[str, Any] = json.loads(file[_FACTS].tobytes())
            return facts
    except (*_UNREADABLE, KeyError) as error:
        raise SnapshotError("snapshot_not_read", file=str(path), reason=str(error)) from error


def _checked(path: Path, name: str, stored: Mapping[str, Any], like: Any) -> Any:
    array = stored.get(name)
    expected = np.asarray(like)
    if array is None or array.dtype != expected.dtype or array.ndim != expected.ndim:
        raise SnapshotError("snapshot_of_another", file=str(path), fact=name, found=None, expected=str(expected.dtype))
    # A file forgets that records are aligned: with that, the compiler takes them for another type and begins anew.
    return array.view(like.dtype) if isinstance(like, np.ndarray) else type(like)(array[()])
