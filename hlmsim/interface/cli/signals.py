"""The ends that a system gives to a command, treated as Ctrl-C: what is finished is kept, and how to go on is said."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

NAMES = ("SIGTERM", "SIGHUP")
"""Asked to end (``kill``, a job queue, a shutdown); the terminal was closed. Windows has only the first."""


@contextmanager
def as_interrupts() -> Iterator[None]:
    """Within this context these signals interrupt, unless somebody has asked not to hear them (``nohup``)."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
