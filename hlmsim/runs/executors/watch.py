"""A thread in each worker's process that looks after what is being made there, and ends the process when it must.

Only where the process is the worker's own: threads of a larger program are left alone.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

_EVERY = 0.1
_EXIT = 75

_watched: set[Watched] = set()
_guard = threading.Lock()
_awake: list[threading.Thread] = []


class Watched(Protocol):
    """Something that goes on in this process."""

    def look(self) -> bool:
        """Called ten times a second by another thread; whether the process must end."""


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
            _awake.append(threading.Thread(target=_look, name="hlmsim-watch", daemon=True))
            _awake[0].start()


def _look() -> None:
    while True:
        threading.Event().wait(_EVERY)
        with _guard:
            jobs = list(_watched)
        late = [job.look() for job in jobs]
        if any(late):
            os._exit(_EXIT)
