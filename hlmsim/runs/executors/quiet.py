"""Starting processes so that nobody notices: without the person's script, and deaf to Ctrl-C from the start."""

from __future__ import annotations

import signal
import sys
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager

_MAIN = "__main__"
_lock = threading.Lock()
_hidden: list[types.ModuleType] = []


@contextmanager
def quiet_start() -> Iterator[None]:
    """Around the start of a process.

    A new process would run the script that is running here, which may have no guard against that, or be a notebook.
    Ctrl-C in a terminal reaches every process of it; this one inherits that it hears nothing of it.
    """
    before = _masked()
    _hide()
    try:
        yield
    finally:
        _show()
        if before is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _masked() -> set[int] | None:
    if sys.platform == "win32":
        return None
    return {int(one) for one in signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})}


def _hide() -> None:
    with _lock:
        _hidden.append(sys.modules[_MAIN])
        sys.modules[_MAIN] = types.ModuleType(_MAIN)


def _show() -> None:
    """Several starts may overlap: the first one saw the script, and the last one brings it back."""
    with _lock:
        script = _hidden[0] if len(_hidden) == 1 else None
        if script is None:
            _hidden.pop()
        else:
            _hidden.clear()
            sys.modules[_MAIN] = script
