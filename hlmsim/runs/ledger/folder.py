"""A results folder: its name, one command at a time in it, and what a full or read-only disk is called."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from hlmsim.errors import InputError, RunError

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario

RESULTS = Path("results")
_LOCK = ".lock"
_FAR, _PLACES = 1 << 30, 4096
"""Where Windows locks: beyond the text, so that others can read who holds the folder; a share locks one place only."""

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
_PATIENCE = 0.2

LONGEST = 64
"""Characters of a name in the name of a file or folder."""

_LONGEST_NAME = 48
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def default_folder(scenarios: Sequence[Scenario], study_seed: int) -> Path:
    """Where the results of these scenarios go; the same for any number of replicates, so that a batch can grow."""
    name = "-".join(scenario.name for scenario in scenarios)
    if len(name) > _LONGEST_NAME and len(scenarios) > 1:
        name = f"{scenarios[0].name[:_LONGEST_NAME]}-and-{len(scenarios) - 1}-more"
    facts = "\n".join([*(f"{scenario.name} {scenario.hash}" for scenario in scenarios), str(study_seed)])
    return RESULTS / f"{file_name(name, LONGEST)}-{hashlib.sha256(facts.encode()).hexdigest()[:8]}"


def file_name(name: str, longest: int) -> str:
    """A name as every file system takes it: of so many characters, and of no more bytes than twice as many."""
    cut = re.sub(r"[^\w-]+", "_", name)[:longest]
    while len(cut.encode()) > 2 * longest:
        cut = cut[:-1]
    return cut


def own_file_name(name: str) -> str:
    """The same, and no two names share it, also where the system takes A for a, or é for e and its accent."""
    if re.fullmatch(rf"[a-z0-9_-]{{1,{LONGEST}}}", name):
        return name
    return f"{file_name(name, LONGEST)}.{hashlib.sha256(name.encode()).hexdigest()[:8]}"


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Hold a results folder for one command; the system lets go of it even when the command is killed."""
    with _lock_file(folder) as lock:
        if _locked(lock) is _Answer.REFUSED:
            raise _in_use(folder, lock)
        _sign(folder, lock, share=False)
        for left in folder.glob(f"{_LOCK}-*"):  # of shares, none of which is at work
            left.unlink(missing_ok=True)
        yield


class Joint:
    """A results folder that the shares of one batch hold together: none of them clears away what others write.

    Use it as a context; then :meth:`alone` says whether this share is the only one at this moment.
    """

    def __init__(self, folder: Path, share: str) -> None:
        self.folder = folder
        self.share = share

    def __enter__(self) -> Self:
        with ExitStack() as held:
            own = held.enter_context(_lock_file(self.folder, f"{_LOCK}-{self.share}"))
            if _locked(own) is _Answer.REFUSED:
                raise _in_use(self.folder, own)
            _sign(self.folder, own, share=True)
            self._lock = held.enter_context(_lock_file(self.folder))
            self._join()
            self._held = held.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    @contextmanager
    def alone(self, *, leaving: bool = False) -> Iterator[bool]:
        """Hold the folder as one command would, if no other share is at work; others wait meanwhile.

        False also where the file system cannot tell. leaving: the folder is not held any more afterwards.
        """
        yield _locked(self._lock) is _Answer.HELD
        if not leaving:
            self._join()

    def _join(self) -> None:
        while _locked(self._lock, together=True) is _Answer.REFUSED:
            if not _holder(self._lock)["share"]:
                raise _in_use(self.folder, self._lock)
            time.sleep(_PATIENCE)
        _sign(self.folder, self._lock, share=True)


@contextmanager
def turn(folder: Path, name: str) -> Iterator[bool]:
    """Whether it is our turn to do something in this folder that one worker does at a time; nobody waits."""
    with _lock_file(folder, name) as lock:
        yield _locked(lock) is not _Answer.REFUSED


@contextmanager
def disk(folder: Path) -> Iterator[None]:
    """Name what the disk refuses; what was written before stays."""
    try:
        yield
    except OSError as problem:
        facts = {"folder": str(folder), "reason": problem.strerror or str(problem)}
        if problem.errno in _FULL:
            raise RunError("disk_full", **facts) from problem
        if isinstance(problem, FileExistsError | NotADirectoryError):
            raise InputError("folder_is_a_file", **facts) from problem
        raise InputError("folder_not_writable", **facts) from problem


class _Answer(Enum):
    """What the file system says to who asks for a lock. UNKNOWN: it has no locks, so everybody is taken on trust."""

    HELD = "held"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@contextmanager
def _lock_file(folder: Path, name: str = _LOCK) -> Iterator[IO[bytes]]:
    with disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / name).open("a+b")
    with lock:
        yield lock


def _sign(folder: Path, lock: IO[bytes], *, share: bool) -> None:
    with disk(folder):
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "host": platform.node(), "share": share}).encode() + b"\n")
        lock.flush()


def _holder(lock: IO[bytes]) -> dict[str, Any]:
    try:
        lock.seek(0)
        facts = json.loads(lock.read().splitlines()[-1])
        return {"pid": facts["pid"], "host": facts["host"], "share": facts.get("share", False)}
    except (OSError, LookupError, ValueError, TypeError, AttributeError):
        return {"pid": 0, "host": "", "share": False}


def _in_use(folder: Path, lock: IO[bytes]) -> InputError:
    holder = _holder(lock)
    return InputError("folder_in_use", folder=str(folder), pid=str(holder["pid"]), host=holder["host"])


def _locked(lock: IO[bytes], *, together: bool = False) -> _Answer:
    """Lock the file unless somebody else has, alone or together with others who ask for it together."""
    try:
        if sys.platform == "win32":
            import msvcrt

            _unlock_windows(lock)
            lock.seek(_FAR + (os.getpid() % _PLACES if together else 0))
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1 if together else _PLACES)
        else:
            import fcntl

            fcntl.flock(lock, (fcntl.LOCK_SH if together else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as problem:
        return _Answer.UNKNOWN if problem.errno in _NO_LOCKS else _Answer.REFUSED
    return _Answer.HELD


def _unlock_windows(lock: IO[bytes]) -> None:
    """Windows counts locks: what this file held before goes first."""
    if sys.platform == "win32":
        import msvcrt

        for place, length in ((0, _PLACES), (os.getpid() % _PLACES, 1)):
            with suppress(OSError):
                lock.seek(_FAR + place)
                msvcrt.locking(lock.fileno(), msvcrt.LK_UNLCK, length)
