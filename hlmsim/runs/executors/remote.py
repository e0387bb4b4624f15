"""A Dask cluster: one that is running somewhere, or one that is started on this machine for one batch."""

from __future__ import annotations

import importlib
import logging
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from hlmsim.errors import InputError, RunError
from hlmsim.runs.executors import LOCAL, watch
from hlmsim.runs.executors.quiet import quiet_start

_PATIENCE = 60.0
_AHEAD = 2
"""Tasks under way for each thread of the cluster, since the next one takes its time to get there."""


class Cluster:
    """The workers of a cluster as a pool. jobs: how many processes to start, for a cluster of this machine.

    Raises InputError if there is no cluster, or nobody in it.
    """

    def __init__(self, address: str, jobs: int) -> None:
        self.address = address
        self._stopping = False
        with ExitStack() as held:
            self._local = held.enter_context(_started(jobs)) if address == LOCAL else None
            self._client = held.enter_context(_connected(address, self._local))
            self._executor = self._client.get_executor(pure=False)
            self._held = held.pop_all()

    @property
    def capacity(self) -> int:
        """Two tasks for each thread that the cluster has at this moment."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return max(1, _AHEAD * sum(int(worker["nthreads"]) for worker in workers))

    def submit[T](self, function: Callable[..., T], /, *arguments: Any) -> Future[T]:
        """Have a function called by a worker of the cluster."""
        told: Future[T] = Future()
        told.set_running_or_notify_cancel()
        asked: Future[T] = self._executor.submit(guarded, function, *arguments)
        asked.add_done_callback(lambda answer: self._tell(answer, told))
        return told

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the cluster go. Without ``wait``, or with ``cancel_futures``, what is under way is cancelled there."""
        self._stopping = True
        self._executor.shutdown(wait=wait and not cancel_futures)
        if self._local is not None and not wait:
            _kill(self._local)
        self._held.close()

    def _tell[T](self, answer: Future[T], told: Future[T]) -> None:
        """What the cluster says, in the words that every pool uses."""
        problem = None if answer.cancelled() else answer.exception()
        if answer.cancelled():
            lost = BrokenExecutor() if self._stopping else RunError("cluster_lost", address=self.address)
            told.set_exception(lost)
        elif isinstance(problem, _library().KilledWorker):
            told.set_exception(BrokenExecutor(str(problem)))
        elif problem is not None:
            told.set_exception(problem)
        else:
            told.set_result(answer.result())


def guarded[T](function: Callable[..., T], /, *arguments: Any) -> T:
    """Call a function in a worker's own process."""
    watch.start()
    return function(*arguments)


def _library() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as problem:
        raise InputError("cluster_missing", library="distributed") from problem


@contextmanager
def _started(jobs: int) -> Iterator[Any]:
    """A cluster of this machine, on its loopback address, a process for each job."""
    nanny = _library().Nanny

    async def instantiate(self: Any) -> Any:
        with quiet_start():
            return await nanny.instantiate(self)

    loggers = [logging.getLogger(name) for name in ("distributed", "tornado", "asyncio")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    settings = {"host": "127.0.0.1", "dashboard_address": None, "memory_limit": 0, "silence_logs": logging.CRITICAL}
    quiet = type("QuietNanny", (nanny,), {"instantiate": instantiate})
    with _library().LocalCluster(n_workers=jobs, threads_per_worker=1, worker_class=quiet, **settings) as cluster:
        yield cluster
    for logger, level in zip(loggers, before, strict=True):  # not when broken off: what goes on closing would complain
        logger.setLevel(level)


@contextmanager
def _connected(address: str, local: Any) -> Iterator[Any]:
    try:
        client = _library().Client(address if local is None else local, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise InputError("cluster_unreachable", address=address, reason=str(problem)) from problem
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as problem:
            raise InputError("cluster_empty", address=address, seconds=_PATIENCE) from problem
        yield client


def _kill(cluster: Any) -> None:
    """End the processes of a cluster of this machine, whatever they are doing."""
    for nanny in cluster.workers.values():
        with suppress(AttributeError, OSError):
            os.kill(nanny.process.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
