"""Who made these results, and from what: versions, seeds, hashes, the command."""

from __future__ import annotations

import functools
import hashlib
import json
import platform
import subprocess
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.engine import kernels
from hlmsim.runs.crate import CRATE, write_crate
from hlmsim.runs.manifest import HASH, MANIFEST, SCHEMA, is_whole, manifest_as_found, read_manifest, signed

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario

MADE = "made"
"""The block of the manifest that says when, where and how: the only one that differs between two equal batches."""

DAMAGED = "damaged"
"""Folder of tables that were set aside because they cannot be read: no results any more."""

_UNHASHED = {MANIFEST, CRATE, "failures.jsonl"}
"""The manifest itself, what follows from it, and what grows while a batch runs."""

_NO_RESULTS = {("runs", "parts"), (DAMAGED,)}
"""Folders of what waits to be sorted, and of what was set aside."""

_RUNS = "runs/"
_MADE_BY_RUNS = (_RUNS, "networks/")
_SHOWN = {"answer", "brief", "columns", "effects", "failing_worlds", "scorecard"}
"""Files at the top of a folder that follow from its runs."""

_PACKAGES = ("hlmsim", "numpy", "numba", "llvmlite", "mesa", "pyarrow")
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


def write_manifest(
    folder: Path, asked: Mapping[str, Any], made: Mapping[str, Any], *, shown_stays: bool = False
) -> Path:
    """Write the manifest of a results folder, with the hash of every file in it, and of itself.

    asked: what was asked. made: facts of this command (``ran``: how many runs it made); the time and the place are
    added. A manifest that already says the same is left untouched; one that was damaged is replaced. shown_stays: what
    people read (tables of effects, pages, figures) has not been written anew, so its hash stays and damage to it is
    still found. The crate beside it says the same. Raises InputError when a newer hlmsim made the folder.
    """
    before = manifest_as_found(folder)
    files = hashes(folder)
    if before is not None and shown_stays:
        known = before.get("files", {})
        files |= {name: said for name, said in known.items() if name in files and is_shown(name)}
    content = {"schema": SCHEMA, **asked, "versions": versions(), "files": files}
    if before is not None and HASH in before and is_whole(before) and not made.get("ran"):
        same = content.keys() - {"versions"}
        if {key: before.get(key) for key in same} == {key: _as_read(content)[key] for key in same}:
            return _as_it_is(folder, before)
    return _write(folder, {**content, MADE: {**made, **_here()}})


def seal(folder: Path, written: Collection[str] | None = None) -> Path:
    """Bring the hashes of the manifest up to date, once figures and tables have been added to the folder.

    written: files that were written, or folders of them; of the others that the manifest knows, the hash stays, so
    that damage to them is still found. Default: all.
    """
    content = read_manifest(folder)
    found = hashes(folder)
    if written is not None:
        known = content["files"].items()
        found |= {name: said for name, said in known if name in found and not _is_among(name, written)}
    return _as_it_is(folder, content) if content["files"] == found else _write(folder, {**content, "files": found})


def unseal_runs(folder: Path) -> None:
    """Forget the hashes of the runs, before their tables are brought into order: if that is cut short, what the
    manifest says is still right.
    """
    content = manifest_as_found(folder)
    if content is not None and any(name.startswith(_RUNS) for name in content.get("files", {})):
        kept = {name: said for name, said in content["files"].items() if not name.startswith(_RUNS)}
        _write(folder, {**content, "files": kept})


def seal_asked(folder: Path) -> None:
    """Bring the hashes up to date of what says what is asked, once that has been written for the work that begins."""
    content = manifest_as_found(folder)
    if content is None:
        return
    known = content.get("files", {})
    asked = [name for name in known if not (name.startswith(_MADE_BY_RUNS) or is_shown(name))]
    asked = [name for name in asked if (folder / name).exists()]
    found = {**known, **{name: known_sha256(folder / name) for name in asked}}
    if found != known:
        _write(folder, {**content, "files": found})


def seal_file(folder: Path, name: str) -> Path:
    """Bring the hash of one file up to date; those of the others stay, so that damage to them is still found."""
    content = read_manifest(folder)
    known = content.get("files", {})
    found = dict(sorted({**known, name: known_sha256(folder / name)}.items()))
    return folder / MANIFEST if found == known else _write(folder, {**content, "files": found})


def hashes(folder: Path, *, afresh: bool = False) -> dict[str, str]:
    """SHA-256 of every result file, by its path within the folder; hidden files, unfinished parts and what was set
    aside left out.

    afresh: read also the files that this process has hashed before and whose size and time are the same since.
    """
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    kept = [file for file in files if not any(part.startswith(".") for part in file.parts)]
    digest = _sha256 if afresh else known_sha256
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


def known_sha256(file: Path) -> str:
    """The SHA-256 of a file, read once as long as the file stays as it is: tables of a large batch take a while."""
    found = file.stat()
    return _sha256_of(file.resolve(), (found.st_ino, found.st_size, found.st_mtime_ns))


@functools.lru_cache(maxsize=4096)
def _sha256_of(file: Path, state: tuple[int, int, int]) -> str:  # noqa: ARG001 - the state makes the key
    return _sha256(file)


def is_shown(name: str) -> bool:
    """Whether a file follows from the runs and is for people: it is written anew by whoever shows them."""
    return name.startswith("figures/") or ("/" not in name and name.partition(".")[0] in _SHOWN)


def _is_among(name: str, written: Collection[str]) -> bool:
    return any(name == one or name.startswith(f"{one}/") for one in written)


def _as_read(content: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(content))


def _as_it_is(folder: Path, content: Mapping[str, Any]) -> Path:
    """The manifest, which says all already; the crate beside it may be damaged."""
    write_crate(folder, content, MANIFEST)
    return folder / MANIFEST


def _write(folder: Path, content: Mapping[str, Any]) -> Path:
    file = folder / MANIFEST
    part = file.with_name(f".{MANIFEST}.{uuid.uuid4().hex[:8]}.part")
    known = signed(content)
    part.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(file)
    write_crate(folder, known, MANIFEST)
    return file
