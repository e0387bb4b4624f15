"""Reading files at the door: regular files only, of bounded size, UTF-8, and nowhere but where they are allowed."""

from __future__ import annotations

import errno
import stat
from functools import lru_cache
from pathlib import Path

from hlmsim.errors import Fault
from hlmsim.scenario import inputs
from hlmsim.scenario.faults import Faults, nearest, shown
from hlmsim.scenario.reader import read_yaml
from hlmsim.scenario.scalars import UNPRINTABLE, code_point
from hlmsim.scenario.tree import Node, Place

MOST_BYTES = 5_000_000
_ARCHIVE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks and other archives begin."""


def read_tree(path: Path, faults: Faults, named: Place | None = None, *, most: int = MOST_BYTES) -> Node | None:
    """A YAML file of ``most`` bytes as nodes; an unchanged file is read once. named: where the file was asked for."""
    inputs.note(path)
    try:
        status = path.stat()
    except (OSError, ValueError):
        status = None
    if status is None or not is_text(path) or not stat.S_ISREG(status.st_mode) or status.st_size > most:
        read_text(path, faults, named, most=most)
        return None
    root, found = _read_tree(path, status.st_mtime_ns, status.st_size, named, most)
    faults.found.extend(found)
    return root


@lru_cache(maxsize=64)
def _read_tree(
    path: Path, changed: int, size: int, named: Place | None, most: int
) -> tuple[Node | None, tuple[Fault, ...]]:
    del changed, size  # they are part of the key: a file that changed is read again
    faults = Faults()
    text = read_text(path, faults, named, most=most)
    root = None if text is None else read_yaml(text, str(path), faults, json=path.suffix == ".json")
    return root, tuple(faults.found)


def read_text(
    path: Path, faults: Faults, named: Place | None = None, node_path: str = "", *, most: int = MOST_BYTES
) -> str | None:
    """The text of a file of ``most`` bytes, or None and the reason among the faults."""
    data = read_bytes(path, faults, named, node_path, most=most)
    return None if data is None else _decoded(data, str(path), faults, node_path)


def read_bytes(
    path: Path, faults: Faults, named: Place | None = None, node_path: str = "", *, most: int = MOST_BYTES
) -> bytes | None:
    """What a file of ``most`` bytes holds, or None and the reason among the faults."""
    inputs.note(path)
    named = named or Place(str(path), 1, 1)
    if not is_text(path):
        wrong = next((part for part in path.absolute().parts if not _is_utf8(part)), path.name)
        faults.add("file_name_not_text", named, node_path, found=shown(wrong))
        return None
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            faults.add("not_a_file", named, node_path, found=shown(str(path)))
            return None
        if status.st_size > most:
            facts = {"size": round(status.st_size / 1e6, 1), "limit": most // 1_000_000}
            faults.add("file_too_large", named, node_path, found=shown(path.name), **facts)
            return None
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except FileNotFoundError:
        missing_file(path, faults, named, node_path)
        return None
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else type(problem).__name__
        faults.add("file_not_readable", named, node_path, found=shown(str(path)), reason=reason)
        return None


def missing_file(path: Path, faults: Faults, named: Place, node_path: str = "") -> None:
    """The fault of a file that is not there, with the name that looks like it."""
    try:
        beside = sorted(other.stem for other in path.parent.iterdir() if other.suffix == path.suffix)
    except (OSError, ValueError):
        beside = []
    meant = nearest(path.stem, beside)
    if meant is None:
        faults.add("file_not_found", named, node_path, found=shown(str(path)))
    else:
        faults.add("file_not_found_near", named, node_path, found=shown(str(path)), suggestion=f"{meant}{path.suffix}")


def inside(candidate: Path, *folders: Path) -> bool:
    """Whether a path, once links and ``..`` are followed, lies in one of the folders."""
    try:
        real = candidate.resolve()
        return any(real.is_relative_to(folder.resolve()) for folder in folders)
    except (OSError, ValueError, RuntimeError):
        return False


def wrong_name(path: Path) -> str | None:
    """The code, under ``errors.usage``, of why no file or folder of results can have this name; None: it can."""
    if not is_text(path):
        return "path_not_text"
    return "path_too_long" if _is_too_long(path) else None


def is_text(path: Path) -> bool:
    """Whether a path, from the root on, is written in UTF-8: results name their files, in text."""
    try:
        return _is_utf8(str(path.absolute()))
    except OSError:
        return False


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def at_home(path: Path) -> Path:
    """The path with the person's folder for ``~``, which no shell replaces in ``--out=~/results`` nor in Python."""
    if not str(path).startswith("~"):
        return path
    try:
        return path.expanduser()
    except RuntimeError:  # nobody has that name
        return path.absolute()


def _is_too_long(path: Path) -> bool:
    """Whether this system refuses a name because it is too long (most take 255 bytes)."""
    try:
        path.lstat()
    except OSError as problem:
        return problem.errno == errno.ENAMETOOLONG
    except ValueError:
        return False
    return False


def is_folder(path: Path) -> bool:
    """Whether there is a folder there."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_file(path: Path) -> bool:
    """Whether there is a file there."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _decoded(data: bytes, file: str, faults: Faults, node_path: str) -> str | None:
    if data.startswith(_ARCHIVE):
        faults.add("archive_not_text", Place(file, 1, 1), node_path, found=shown(Path(file).name))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = data[: problem.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        faults.add("not_utf8", Place(file, before.count(b"\n") + 1, column), node_path)
        return None
    return printable(text, file, faults, node_path)


def printable(text: str, file: str, faults: Faults, node_path: str = "") -> str | None:
    """The text, unless it holds a sign that nobody sees."""
    strange = UNPRINTABLE.search(text)
    if strange is None:
        return text
    before_it = text[: strange.start()]
    place = Place(file, before_it.count("\n") + 1, len(before_it.rpartition("\n")[2]) + 1)
    faults.add("unprintable", place, node_path, found=code_point(strange[0]))
    return None
