"""Where chunks of runs are worked off. The seam is two methods, so that processes or a cluster can stand behind it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol


class Executor(Protocol):
    """What a batch asks of a pool of workers."""

    def submit[T](self, function: Callable[..., T], /, *arguments: Any) -> Future[T]:
        """Have a function called by a worker."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers go."""


def threads(jobs: int) -> Executor:
    """Threads of this process: no start-up, and the compiled weeks run side by side."""
    return ThreadPoolExecutor(jobs, thread_name_prefix="hlmsim")


def all_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
