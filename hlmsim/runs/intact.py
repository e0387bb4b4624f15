"""Are files of a results folder as its manifest says? Whoever reads one asks here before."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from hlmsim.errors import InputError
from hlmsim.runs.manifest import MANIFEST, read_manifest
from hlmsim.runs.provenance import known_sha256

NAMED = 5
"""So many files are named."""

_TEXT = {".csv", ".html", ".json", ".jsonl", ".md", ".svg", ".txt", ".yaml"}


def demand_intact(folder: Path, names: Iterable[str]) -> None:
    """Raise InputError unless each of these files is as the manifest of the folder says.

    A file that the manifest does not name passes, there or not: of a batch that has not ended, nothing is said yet.
    """
    manifest = read_manifest(folder)
    wrong = changed(folder, manifest.get("files", {}), names)
    if wrong:
        shown = [*wrong[:NAMED], *(["…"] if len(wrong) > NAMED else [])]
        raise InputError("results_changed", folder=str(folder), files=shown, command=command_of(manifest))


def changed(folder: Path, said: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """Those of these files that are not as is said, or not there."""
    return [name for name in names if name in said and not is_as_said(folder / name, said[name])]


def is_as_said(file: Path, digest: str) -> bool:
    """Whether a file has this hash; a text also when only the ends of its lines were converted (CRLF), as git does."""
    try:
        return known_sha256(file) == digest or has_other_line_ends(file, digest)
    except OSError:
        return False


def has_other_line_ends(file: Path, digest: str) -> bool:
    """Whether a text is the one of this hash with its line ends converted."""
    if file.suffix not in _TEXT:
        return False
    data = file.read_bytes()
    return b"\r\n" in data and hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest() == digest


def intact_under(folder: Path, place: str) -> bool:
    """Whether every file that the manifest names under a place is as it says; also where there is no manifest."""
    if not (folder / MANIFEST).exists():
        return True
    said = read_manifest(folder).get("files", {})
    return not changed(folder, said, [name for name in said if name.startswith(f"{place}/")])


def command_of(manifest: Mapping[str, Any]) -> str:
    """The command that made a folder, as it was typed; of a folder made from Python, the function."""
    line: Collection[str] = manifest.get("made", {}).get("command") or ()
    return shlex.join(line) if line else "hlmsim.sweep" if manifest.get("kind") == "sweep" else "hlmsim.compare"
