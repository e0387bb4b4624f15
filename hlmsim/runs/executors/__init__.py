"""Where chunks of runs are worked off: processes of this machine, a cluster, or threads. One seam for all of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol


class Executor(Protocol):
    """What a batch asks of a pool of workers.

    A future whose worker died raises ``BrokenExecutor``; the pool itself goes on, with another worker.
    """

    @property
    def capacity(self) -> int:
        """How many tasks to have under way at this moment, so that no worker waits."""

    def submit[T](self, function: Callable[..., T], /, *arguments: Any) -> Future[T]:
        """Have a function called by a worker."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers go. Without ``wait``: at once, whatever they are doing."""


Factory = Callable[[int], Executor]
"""Makes a pool of so many workers; a cluster has its own number of them."""


def processes(jobs: int) -> Executor:
    """Processes of this machine."""
    from hlmsim.runs.executors.lanes import Processes

    return Processes(jobs)


def cluster(address: str) -> Factory:
    """A Dask cluster that is running at ``address`` (``tcp://host:8786``), or ``local``: one of this machine."""
    from hlmsim.runs.executors.remote import Cluster

    return partial(Cluster, address)


def threads(jobs: int) -> Executor:
    """Threads of this process: no start-up. They can neither be stopped in a run nor survive one that crashes."""
    return Threads(jobs)


class Threads(ThreadPoolExecutor):
    """A pool of threads."""

    def __init__(self, jobs: int) -> None:
        super().__init__(jobs, thread_name_prefix="hlmsim")
        self.capacity = jobs


default: Factory = processes
"""What a batch uses unless it is told otherwise; looked up when it starts."""


def all_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
