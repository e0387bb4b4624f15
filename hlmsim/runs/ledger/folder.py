"""A results folder: its name, one command at a time in it, and what a full or read-only disk is called."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from hlmsim.errors import InputError, RunError

if TYPE_CHECKING:
    from hlmsim.scenario import Scenario

RESULTS = Path("results")
_LOCK = ".lock"
_FAR = 1 << 30
"""Where Windows locks: beyond the text, so that others can read who holds the folder."""

_LONGEST_NAME = 48
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def default_folder(scenarios: Sequence[Scenario], study_seed: int) -> Path:
    """Where the results of these scenarios go; the same for any number of replicates, so that a batch can grow."""
    name = "-".join(scenario.name for scenario in scenarios)
    if len(name) > _LONGEST_NAME and len(scenarios) > 1:
        name = f"{scenarios[0].name[:_LONGEST_NAME]}-and-{len(scenarios) - 1}-more"
    facts = "\n".join([*(f"{scenario.name} {scenario.hash}" for scenario in scenarios), str(study_seed)])
    return RESULTS / f"{file_name(name, 64)}-{hashlib.sha256(facts.encode()).hexdigest()[:8]}"


def file_name(name: str, longest: int) -> str:
    """A name as every file system takes it."""
    return re.sub(r"[^\w-]+", "_", name)[:longest]


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Hold a results folder for one command; the system lets go of it even when the command is killed."""
    with disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("a+b")
    with lock:
        if not _locked(lock):
            lock.seek(0)
            raise InputError("folder_in_use", folder=str(folder), **_holder(lock.read()))
        with disk(folder):
            lock.truncate(0)
            lock.write(json.dumps({"pid": os.getpid(), "host": platform.node()}).encode())
            lock.flush()
        yield


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


def _holder(text: bytes) -> dict[str, Any]:
    try:
        facts = json.loads(text)
        return {"pid": facts["pid"], "host": facts["host"]}
    except (ValueError, KeyError, TypeError):
        return {"pid": 0, "host": ""}


def _locked(lock: IO[bytes]) -> bool:
    """Lock the file unless somebody else has; a file system without locks is taken on trust."""
    try:
        if sys.platform == "win32":
            import msvcrt

            lock.seek(_FAR)
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        return problem.errno in {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}
    return True
