"""Who made these results, and from what: versions, seeds, hashes, the command."""

from __future__ import annotations

import functools
import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.engine import kernels
from hlmsim.errors import InputError
from hlmsim.runs.crate import CRATE, write_crate

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario

MANIFEST = "manifest.json"
MADE = "made"
"""The block of the manifest that says when, where and how: the only one that differs between two equal batches."""

DAMAGED = "damaged"
"""Folder of tables that were set aside because they cannot be read: no results any more."""

_UNHASHED = {MANIFEST, CRATE, "failures.jsonl"}
"""The manifest itself, what follows from it, and what grows while a batch runs."""

_NO_RESULTS = {("runs", "parts"), (DAMAGED,)}
"""Folders of what waits to be sorted, and of what was set aside."""

_PACKAGES = ("hlmsim", "numpy", "numba", "llvmlite", "mesa", "pyarrow")
_SCHEMA = 1
_PACKAGE = Path(kernels.__file__).parent.parent


@functools.cache
def model_version() -> str:
    """The version of the package and of every source that decides what a run gives."""
    digest = hashlib.sha256()
    for floor in ("engine", "model"):
        for path in sorted((_PACKAGE / floor).rglob("*.py")):
            digest.update(f"{path.relative_to(_PACKAGE).as_posix()}\n".encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{version('hlmsim')}+{digest.hexdigest()[:16]}"


def versions() -> dict[str, str | None]:
    """The versions that a result depends on."""
    return {
        "python": platform.python_version(),
        **{package: _version(package) for package in _PACKAGES},
        "model": model_version(),
        "platform": f"{platform.system()}-{platform.machine()}",
        "commit": _commit(),
    }


def describe(scenario: Scenario) -> dict[str, Any]:
    """One scenario as the manifest records it: enough to know it again, every number resolved."""
    return {
        "name": scenario.name,
        "hash": scenario.hash,
        "file": None if scenario.file is None else Path(scenario.file).name,
        "title": dict(scenario.title),
        "weeks": scenario.weeks,
        "burn_in": scenario.burn_in,
        "values": {path: scenario.values[path] for path in sorted(scenario.values)},
    }


def write_manifest(folder: Path, asked: Mapping[str, Any], made: Mapping[str, Any]) -> Path:
    """Write the manifest of a results folder, with the hash of every file in it.

    asked: what was asked. made: facts of this command (``ran``: how many runs it made); the time and the place are
    added. A manifest that already says the same is left untouched. The crate beside it says the same.
    """
    content = {"schema": _SCHEMA, **asked, "versions": versions(), "files": hashes(folder)}
    file = folder / MANIFEST
    if file.exists() and not made.get("ran"):
        before = read_manifest(folder)
        same = content.keys() - {"versions"}
        if {key: before.get(key) for key in same} == {key: _as_read(content)[key] for key in same}:
            return file
    return _write(folder, {**content, MADE: {**made, **_here()}})


def seal(folder: Path) -> Path:
    """Bring the hashes of the manifest up to date, once figures and tables have been added to the folder."""
    content = read_manifest(folder)
    found = hashes(folder)
    return folder / MANIFEST if content["files"] == found else _write(folder, {**content, "files": found})


def seal_file(folder: Path, name: str) -> Path:
    """Bring the hash of one file up to date; those of the others stay, so that damage to them is still found."""
    content = read_manifest(folder)
    known = content.get("files", {})
    found = dict(sorted({**known, name: _known_sha256(folder / name)}.items()))
    return folder / MANIFEST if found == known else _write(folder, {**content, "files": found})


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder."""
    try:
        content: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise InputError("not_a_results_folder", folder=str(folder), file=MANIFEST) from problem
    return content


def hashes(folder: Path, *, afresh: bool = False) -> dict[str, str]:
    """SHA-256 of every result file, by its path within the folder; hidden files, unfinished parts and what was set
    aside left out.

    afresh: read also the files that this process has hashed before and whose size and time are the same since.
    """
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    kept = [file for file in files if not any(part.startswith(".") for part in file.parts)]
    digest = _sha256 if afresh else _known_sha256
    return {
        file.as_posix(): digest(folder / file)
        for file in kept
        if file.as_posix() not in _UNHASHED and not _NO_RESULTS & {file.parts[:1], file.parts[:2]}
    }


def asked_facts(
    scenarios: Sequence[Scenario], *, study_seed: int, replicates: int, folders: Sequence[str], weekly_groups: bool
) -> dict[str, Any]:
    """What a batch was asked to do, for the manifest; folders: where each scenario's tables are, under ``runs``."""
    described = [
        describe(scenario) | {"folder": f"runs/{name}"} for scenario, name in zip(scenarios, folders, strict=True)
    ]
    asked = {"study_seed": study_seed, "replicates": replicates, "weekly_groups": weekly_groups}
    return {"kind": "batch", **asked, "scenarios": described}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


@functools.cache
def _commit() -> str | None:
    """The commit of the checkout that this code stands in, if it does; ``+`` marks sources changed since."""
    root = _PACKAGE.parent
    if not (root / ".git").exists():
        return None
    asked = [
        "git",
        "-c",
        "safe.directory=*",
        "-C",
        str(root),
        "describe",
        "--always",
        "--abbrev=40",
        "--exclude=*",
        "--dirty=+",
    ]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None


def _here() -> dict[str, str]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return {"finished": now, "host": platform.node(), "system": platform.platform(), "folder": str(Path.cwd())}


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _known_sha256(file: Path) -> str:
    """The same, read once as long as the file stays as it is: tables of a large batch take a while."""
    found = file.stat()
    return _sha256_of(file.resolve(), (found.st_ino, found.st_size, found.st_mtime_ns))


@functools.lru_cache(maxsize=4096)
def _sha256_of(file: Path, state: tuple[int, int, int]) -> str:  # noqa: ARG001 - the state makes the key
    return _sha256(file)


def _as_read(content: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(content))


def _write(folder: Path, content: Mapping[str, Any]) -> Path:
    file = folder / MANIFEST
    part = file.with_name(f".{MANIFEST}.part")
    part.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(file)
    write_crate(folder, content, MANIFEST)
    return file
