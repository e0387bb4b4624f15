"""Are files of a results folder as its manifest says? Whoever reads one asks here before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hlmsim.errors import InputError
from hlmsim.runs.ledger.door import of_folder
from hlmsim.runs.line import pasteable, without
from hlmsim.runs.manifest import MANIFEST, read_manifest
from hlmsim.runs.provenance import known_sha256

NAMED = 5
"""So many files are named."""

_PARTLY = {"--max-minutes", "--max-runs", "--shard"}
_TEXT = {".csv", ".html", ".json", ".jsonl", ".md", ".svg", ".txt", ".yaml"}


def demand_intact(folder: Path, names: Iterable[str]) -> None:
    """Raise InputError unless each of these files is as the manifest of the folder says.

    A file that the manifest does not name passes, there or not: of a batch that has not ended, nothing is said yet.
    """
    manifest = read_manifest(folder)
    wrong = changed(folder, manifest.get("files", {}), names)
    if wrong:
        shown = [*wrong[:NAMED], *(["…"] if len(wrong) > NAMED else [])]
        facts = {"folder": str(folder), "files": shown, "command": command_of(manifest)}
        if of_folder(folder).changed():  # by hand: the door asks before it replaces them
            raise InputError("results_changed_by_hand", **{**facts, "command": command_of(manifest, replace=True)})
        raise InputError("results_changed", **facts)


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


def command_of(manifest: Mapping[str, Any], *, replace: bool = False) -> str:
    """The command that makes the whole of a folder; of a folder made from Python, the function.

    As it was typed, but for what let it do a part of the work only. replace: it may replace what a person changed.
    """
    line = without(manifest.get("made", {}).get("command") or (), _PARTLY)
    if line:
        end = line.index("--") if "--" in line else len(line)
        return pasteable([*line[:end], *(["--replace"] if replace else []), *line[end:]])
    swept = manifest.get("kind") == "sweep" and not manifest.get("compared")
    called = manifest.get("made", {}).get("function")
    function = called or ("hlmsim.sweep" if swept else "hlmsim.compare")
    return f"{function}(…, replace=True)" if replace else function
