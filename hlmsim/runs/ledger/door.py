"""The one door for writing: a file is replaced only if hlmsim wrote it and nobody has changed it since.

A results folder holds, in its hidden file ``.hlmsim``, the hash of every file that was written for people: that it is
there says that the folder is ours. Of single files (``-o``), the same stands in the user's state folder. Whoever wants
to replace anything else says so (``--replace``); an input of the command is never replaced.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from hlmsim.errors import InputError
from hlmsim.runs.ledger.folder import disk
from hlmsim.scenario import inputs

MARK = ".hlmsim"
MANIFEST = "manifest.json"
_NOTHING = {".DS_Store", "Thumbs.db", "desktop.ini", "Desktop.ini"}
"""What a system puts into an empty folder."""

_PARTS = ("screen", "indices", "trial", "wave-1/luck-01")
"""Folders with a manifest inside a folder that has none: stages of an analysis, waves of a calibration."""

_SORTS = {".csv", ".docx", ".html", ".json", ".jsonl", ".md", ".parquet", ".png", ".svg", ".xlsx", ".yaml"}
_PLACES = ("*", "scenarios/*", "patterns/*", "networks/*", "figures/*", "figures/*/*")
"""Where in a results folder files for people stand, and with which endings."""

_BEFORE_MARKS = (
    *("answer.*", "brief.html", "calibration.*.md", "columns.csv", "coverage.csv", "design.csv", "effects.*"),
    *("experiment.yaml", "figures/*", "medoid.yaml", "parameters.csv", "patterns/*", "scenarios/*", "scorecard.*"),
    *("sensitivity.csv", "targets.csv", "worlds.csv"),
)
"""What the first version, which kept no such hashes, wrote under these names and listed in the manifest."""

_LAST = ("brief.html", "effects.csv", "effects.parquet", "effects.xlsx")
"""What commands write when everything is simulated: a file of that name that is somebody else's is told before."""
_READ_AS_OURS = (MANIFEST, "ro-crate-metadata.json", "failures.jsonl")
_DIGEST = re.compile("[0-9a-f]{64}")
"""A line of the record begins so; any other was written by somebody else, or is damaged."""
_MOST_FILES = 20_000
_NAMED = 3


@dataclass(frozen=True)
class Record:
    """Hashes of what hlmsim wrote, a line each time that a file was written, as ``sha256sum`` writes them.

    file: where they stand. root: what names are relative to.
    """

    file: Path
    root: Path

    @cached_property
    def known(self) -> dict[str, set[str]]:
        """The hashes of each file, by name: a command may be killed before the new one takes the old one's place."""
        try:
            lines = self.file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return {}
        found: dict[str, set[str]] = {}
        for digest, _, name in (line.partition("  ") for line in lines):
            if _DIGEST.fullmatch(digest):
                found.setdefault(name, set()).add(digest)
        return found

    def changed(self) -> list[str]:
        """Names of the files that are there and are not as we wrote them."""
        return sorted(name for name, digests in self.known.items() if _differs(self.root / name, digests))

    def name(self, file: Path) -> str:
        """What a file is called here."""
        return Path(os.path.relpath(file, self.root)).as_posix() if self.root != Path() else str(file)

    def add(self, file: Path, digest: str) -> None:
        """This is being written. A record that cannot be kept makes the next command ask, no more."""
        self.extend({self.name(file): digest})

    def extend(self, found: dict[str, str]) -> None:
        """All these are ours."""
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            lines = "".join(f"{digest}  {name}\n" for name, digest in found.items() if "\n" not in name)
            with self.file.open("a+b") as stream:
                stream.write((b"" if _ends_a_line(stream) else b"\n") + lines.encode("utf-8", "surrogateescape"))


def _ends_a_line(stream: BinaryIO) -> bool:
    """Whether a file has no half-written line at its end, to which the next one would stick."""
    if stream.seek(0, os.SEEK_END) == 0:
        return True
    stream.seek(-1, os.SEEK_END)
    return stream.read(1) == b"\n"


def of_folder(folder: Path) -> Record:
    """The record of a results folder."""
    return Record(folder / MARK, folder.resolve())


def of_user() -> Record:
    """The record of single files, of this person on this machine (``HLMSIM_STATE_DIR`` says elsewhere)."""
    from platformdirs import user_state_path

    chosen = os.environ.get("HLMSIM_STATE_DIR")
    place = Path(chosen) if chosen else user_state_path("hlmsim", appauthor=False)
    record = Record(place / "written", Path())
    return _shortened(record) if len(record.known) > _MOST_FILES else record


def is_ours(folder: Path) -> bool:
    """Whether a folder holds results: our mark, or the manifest that the first version left alone."""
    if (folder / MARK).is_file() or _is_manifest(folder / MANIFEST):
        return True
    return any(_is_manifest(folder / part / MANIFEST) for part in _PARTS)


def is_empty(folder: Path) -> bool:
    """Whether nobody has put anything into a folder; a lock is left by a command that did not get far."""
    return all(entry.name in _NOTHING or _is_lock(entry) for entry in folder.iterdir())


def open_folder(folder: Path, *, replace: bool = False) -> None:
    """Make a results folder, or take up one of ours, before anything is simulated for it.

    replace: what stands under the names of results may be replaced. Raises InputError when the folder is somebody
    else's, or when a result was changed since it was written; nothing is written then.
    """
    with disk(folder):
        if folder.exists() and not is_empty(folder) and not is_ours(folder):
            _take_over(folder, replace=replace)
        folder.mkdir(parents=True, exist_ok=True)
        record = of_folder(folder)
        if not record.file.is_file():
            record.extend(_listed(folder))
            record = of_folder(folder)
        changed = record.changed()
        if changed and not replace:
            raise InputError("door_changed_results", folder=str(folder), files=changed[:_NAMED], count=len(changed))
        for name in _LAST if record.known else ():
            _refuse(folder / name, _real(folder / name), record, replace=replace)
        record.extend(_given_up(folder) if replace else {})


@contextmanager
def result_file(file: Path, *, replace: bool = False) -> Iterator[Path]:
    """Where to write a file of a results folder; when the context ends it appears whole, in place of the former one.

    A file that says the same already is left as it is. Raises InputError if the former one is not ours.
    """
    real = _real(file)
    with _written(file, real, _record_around(real), replace=replace) as part:
        yield part


def remove_result(file: Path) -> None:
    """Take away a file of a results folder that does not hold any more, if we wrote it and nobody changed it."""
    real = _real(file)
    record = _record_around(real)
    known = set() if record is None else record.known.get(record.name(real), set())
    if real.is_file() and not _differs(real, known):
        real.unlink()


@contextmanager
def lone_file(file: Path, *, replace: bool = False, kept: bool = False) -> Iterator[Path]:
    """The same of a file that stands alone, where a person wants it. kept: also what we wrote is not replaced.

    Raises InputError when the disk refuses, too.
    """
    if kept:
        refuse_taken(file, replace=replace, kept=True)
    with _named(file), _written(file, _real(file), None if kept else of_user(), replace=replace) as part:
        yield part


def refuse_taken(file: Path, *, replace: bool = False, kept: bool = False) -> None:
    """Raise InputError now if :func:`lone_file` would: before minutes of work."""
    real = _real(file)
    with _named(file):
        _refuse(file, real, None if kept else of_user(), replace=replace)
        real.parent.stat()
    if not os.access(real.parent, os.W_OK) and real.parts[1:2] not in {("dev",), ("proc",)}:
        raise InputError("usage.cannot_write", file=str(file), reason=os.strerror(errno.EACCES))


def put(file: Path, content: str | bytes, *, replace: bool = False, kept: bool = False) -> Path:
    """Write a file that stands alone, whole or not at all (see :func:`lone_file`)."""
    with lone_file(file, replace=replace, kept=kept) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def put_new(folder: Path, files: Mapping[str, str | bytes], *, replace: bool = False) -> None:
    """Write the files of a folder that a person goes on from: a new or empty one, unless ``replace``.

    Raises InputError when there is something in it, before anything is written.
    """
    with _named(folder):
        if not replace and folder.exists() and any(folder.iterdir()):
            raise InputError("usage.folder_not_empty", folder=str(folder))
        for name in files:
            _refuse(folder / name, _real(folder / name), None, replace=replace)
        folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        put(folder / name, content, replace=replace, kept=True)


def put_result(file: Path, content: str | bytes, *, replace: bool = False) -> Path:
    """Write a file of a results folder, whole or not at all (see :func:`result_file`)."""
    data = content.encode() if isinstance(content, str) else content
    if file.is_file() and file.read_bytes() == data:
        return file
    file.parent.mkdir(parents=True, exist_ok=True)
    with result_file(file, replace=replace) as part:
        part.write_bytes(data)
    return file


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Name what the disk refuses of a file or folder that a person wants."""
    try:
        yield
    except OSError as problem:
        raise InputError("usage.cannot_write", file=str(file), reason=problem.strerror or str(problem)) from problem


@contextmanager
def _written(file: Path, real: Path, record: Record | None, *, replace: bool) -> Iterator[Path]:
    if real.exists() and not real.is_file() and not real.is_dir():  # /dev/stdout, a pipe
        yield real
        return
    part = real.with_name(f".hlmsim-{uuid.uuid4().hex[:12]}.part")
    try:
        yield part
        digest = _sha256(part)
        if real.is_file() and _sha256(real) == digest:
            return
        _refuse(file, real, record, replace=replace)
        if record is not None:
            record.add(real, digest)
        part.replace(real)
    finally:
        part.unlink(missing_ok=True)


def _record_around(real: Path) -> Record | None:
    """That of the results folder which a file is in."""
    home = next((parent for parent in real.parents if (parent / MARK).is_file()), None)
    return None if home is None else of_folder(home)


def _refuse(file: Path, real: Path, record: Record | None, *, replace: bool) -> None:
    if real.is_dir():
        raise InputError("door_is_a_folder", file=str(file))
    if inputs.is_input(file):
        raise InputError("door_input", file=str(file))
    if replace or not real.exists():
        return
    known = set() if record is None else record.known.get(record.name(real), set())
    if not known:
        raise InputError("usage.file_exists", file=str(file))
    if _differs(real, known):
        raise InputError("door_changed_file", file=str(file))


def _take_over(folder: Path, *, replace: bool) -> None:
    """Somebody else's folder: refused, or without the files that would be read as ours."""
    if not replace:
        raise InputError("door_foreign_folder", folder=str(folder), example=_example(folder))
    for file in _in_place(folder):
        if inputs.is_input(file):
            raise InputError("door_input", file=str(file))
    for name in _READ_AS_OURS:
        (folder / name).unlink(missing_ok=True)


def _is_manifest(file: Path) -> bool:
    try:
        data = file.read_bytes()
    except OSError:
        return False
    return b'"versions"' in data and b'"hlmsim"' in data


def _listed(folder: Path) -> dict[str, str]:
    """What the manifest of the first version says of the files that it wrote for people."""
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
        return {
            str(name): str(digest)
            for name, digest in files.items()
            if any(fnmatchcase(name, known) for known in _BEFORE_MARKS)
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _given_up(folder: Path) -> dict[str, str]:
    """What stands where results stand, and may be replaced."""
    return {file.relative_to(folder).as_posix(): _sha256(file) for file in _in_place(folder)}


def _in_place(folder: Path) -> Iterator[Path]:
    """Every file that stands where results stand."""
    return (file for place in _PLACES for file in folder.glob(place) if file.suffix in _SORTS and file.is_file())


def _example(folder: Path) -> str:
    names = sorted(entry.name for entry in folder.iterdir() if entry.name not in _NOTHING)
    return next((name for name in names if not name.startswith(".")), names[0])


def _is_lock(entry: Path) -> bool:
    """Whether this is a lock that a command left which did not get far."""
    return entry.name.startswith(".lock") and entry.is_file() and entry.read_bytes()[:6] in {b"", b'{"pid"'}


def _differs(file: Path, digests: set[str]) -> bool:
    """Whether a file is there that is none of these; nothing is there under a name that no file system takes."""
    try:
        there = file.is_file()
    except OSError:
        return False
    return there and _sha256(file) not in digests


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _real(file: Path) -> Path:
    try:
        return file.resolve()
    except (OSError, ValueError, RuntimeError):
        return file.absolute()


def _shortened(record: Record) -> Record:
    """Without the files that were written long ago."""
    kept = list(record.known.items())[-_MOST_FILES // 2 :]
    with suppress(OSError):
        record.file.unlink()
    again = Record(record.file, record.root)
    for name, digests in kept:
        again.extend(dict.fromkeys([name], min(digests)))
    return again
