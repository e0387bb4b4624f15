"""What a command and its workers tell each other through the results folder while a batch runs.

    .writing/<session>/stop      the person or the budget says stop: finish the run that you are in, keep it, come back
    .writing/<session>/<task>    how far a worker is with a task: the place of the run, how many are kept; what was late

A worker that dies leaves its mark, so that the driver knows which run it was in. A task that finds its own mark was
begun before by somebody who is gone. A worker whose mark has been taken away writes nothing any more: its runs have
been given to another.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SCRATCH = ".writing"
_STOP = "stop"
NOWHERE = -1
_HEAD = 24


@dataclass(frozen=True, slots=True)
class Found:
    """A mark as it was left. place: of the run being made (-1: none). kept: how many. late: what the run hung in."""

    place: int
    kept: int
    late: str


@dataclass(slots=True)
class Mark:
    """A worker's own mark."""

    path: Path
    handle: int
    kept: int = 0

    def at(self, place: int) -> None:
        """Say which run is being made; -1: none."""
        self._write(f"{place:11d} {self.kept:11d}\n", 0)

    def keep(self, count: int) -> None:
        """Say that so many more runs are kept."""
        self.kept += count
        self.at(NOWHERE)

    def late(self, place: int, where: str) -> None:
        """Say that a run takes too long, and what it hangs in."""
        self.at(place)
        self._write(where, _HEAD)

    def stands(self) -> bool:
        """Whether the task is still ours."""
        return self.path.exists()

    def _write(self, text: str, place: int) -> None:
        os.lseek(self.handle, place, os.SEEK_SET)
        os.write(self.handle, text.encode())


@dataclass(frozen=True, slots=True)
class FolderSession:
    """One command at work in a results folder."""

    folder: Path

    @classmethod
    def new(cls, out: Path) -> FolderSession:
        """A session of its own."""
        session = cls(out / _SCRATCH / uuid.uuid4().hex)
        session.folder.mkdir(parents=True)
        return session

    def stop(self) -> None:
        """Ask every worker to come back."""
        (self.folder / _STOP).touch()

    def stopped(self) -> bool:
        """Whether the workers are asked to come back."""
        return os.path.exists(self.folder / _STOP)  # noqa: PTH110 - asked before each run: half the time of Path's

    @contextmanager
    def begin(self, task: str) -> Iterator[Mark]:
        """Begin a task. Raises FileExistsError if it was begun before, FileNotFoundError where there is no session."""
        path = self.folder / task
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
        try:
            mark = Mark(path, handle)
            mark.at(NOWHERE)
            yield mark
        finally:
            os.close(handle)

    def found(self, task: str) -> Found | None:
        """How far a task came; None if nobody has begun it."""
        try:
            text = (self.folder / task).read_bytes()
            place, kept = text[:_HEAD].split()
            return Found(int(place), int(kept), text[_HEAD:].decode(errors="replace"))
        except FileNotFoundError:
            return None
        except ValueError:
            return Found(NOWHERE, 0, "")

    def forget(self, task: str) -> None:
        """Take a mark away."""
        (self.folder / task).unlink(missing_ok=True)

    def close(self) -> None:
        """Take the session away."""
        shutil.rmtree(self.folder, ignore_errors=True)
