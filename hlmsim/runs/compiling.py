"""The first run on a machine compiles the model; the workers beside it wait for that rather than do it too."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hlmsim.engine.kernels import cache_folder, jit_enabled
from hlmsim.runs.ledger.folder import turn

LIMIT = 600.0
"""Seconds that compiling may take beyond the time that a run may take."""

_READY = "ready"
_EVERY = 0.1
_warm = threading.Event()


@contextmanager
def compiled_once(stopped: Callable[[], bool]) -> Iterator[bool]:
    """Around a run: whether the model is compiled in it, by us alone. Otherwise it is compiled, or we are stopped."""
    if _warm.is_set() or not jit_enabled():
        yield False
        return
    folder = _cache()
    while not (folder / _READY).exists() and not stopped():
        with turn(folder, ".compiling") as ours:
            if ours and not (folder / _READY).exists():
                yield True
                (folder / _READY).touch()
                _warm.set()
                return
        time.sleep(_EVERY)
    _warm.set()
    yield False


def _cache() -> Path:
    from hlmsim.model.week import SOURCES

    return cache_folder(*SOURCES)
