"""A thread in each worker's process that looks after what is being made there, and ends the process when it must.

Only where the process is the worker's own: threads of a larger program are left alone.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

_EVERY = 0.1
_LONGEST = 0.3
"""What counts at most of the time between two looks: when it takes longer, the whole process has stood still."""

_EXIT = 75

_watched: set[Watched] = set()
_guard = threading.Lock()
_awake: list[threading.Thread] = []


class Watched(Protocol):
    """Something that goes on in this process."""

    def look(self) -> bool:
        """Called ten times a second by another thread; whether the process must end."""


class Clock:
    """Seconds in which this process could do something: not those in which it was stopped, or the machine was."""

    def __init__(self) -> None:
        self._seen = self._counted = time.monotonic()

    def now(self) -> float:
        """The time, on a scale of its own."""
        return self._counted + min(_LONGEST, time.monotonic() - self._seen)

    def tick(self) -> None:
        """Somebody looks."""
        before, self._seen = self._seen, time.monotonic()
        self._counted += min(_LONGEST, self._seen - before)


clock = Clock()


def waited(thread: int) -> float:
    """Seconds that a thread (by its number in the system) has waited for its turn on a core; 0 where nobody counts."""
    try:
        with open(f"/proc/self/task/{thread}/schedstat", "rb") as found:  # noqa: PTH123 - asked ten times a second
            return int(found.read().split()[1]) / 1e9
    except (OSError, LookupError, ValueError):
        return 0.0


@contextmanager
def watched(job: Watched) -> Iterator[None]:
    """Have a job looked after while it goes on."""
    with _guard:
        _watched.add(job)
    try:
        yield
    finally:
        with _guard:
            _watched.discard(job)


def start() -> None:
    """Look after the jobs of this process, which is a worker's own."""
    with _guard:
        if not _awake:
            clock.tick()
            _awake.append(threading.Thread(target=_look, name="hlmsim-watch", daemon=True))
            _awake[0].start()


def _look() -> None:
    while True:
        time.sleep(_EVERY)
        clock.tick()
        with _guard:
            jobs = list(_watched)
        late = [job.look() for job in jobs]
        if any(late):
            os._exit(_EXIT)
