"""A Dask cluster: one that is running somewhere, or one that is started on this machine for one batch."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import ExitStack, contextmanager
from typing import Any

from hlmsim.errors import InputError, RunError
from hlmsim.runs.executors import LOCAL, watch
from hlmsim.runs.executors.loopback import Loopback, loopback

_PATIENCE, _CLOSING = 60.0, 5.0
_AHEAD = 2
"""Tasks under way for each thread of the cluster, since the next one takes its time to get there."""


class Cluster:
    """The workers of a cluster as a pool. jobs: how many processes to start, for a cluster of this machine.

    Raises InputError if there is no cluster, or nobody in it.
    """

    def __init__(self, address: str, jobs: int) -> None:
        self.address = address
        self._stopping = False
        self._seen = time.monotonic()
        with ExitStack() as held:
            self._local = held.enter_context(loopback(_library(), jobs)) if address == LOCAL else None
            self._client = held.enter_context(_connected(address, self._local))
            self._executor = self._client.get_executor(pure=False)
            self._held = held.pop_all()

    @property
    def capacity(self) -> int:
        """Two tasks for each thread that the cluster has at this moment.

        Raises RunError if the cluster cannot be reached any more, or has had no worker for long.
        """
        if self._client.status != "running":
            raise RunError("cluster_lost", address=self.address)
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        if workers:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > _PATIENCE:
            raise RunError("cluster_empty", address=self.address, seconds=_PATIENCE)
        if self._local is not None:
            self._local.mend(len(workers))
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
            self._local.kill()
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
def _connected(address: str, local: Loopback | None) -> Iterator[Any]:
    scheduler = address if local is None else local.cluster
    try:
        client = _library().Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise InputError("cluster_unreachable", address=address, reason=str(problem)) from problem
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        yield client
    except TimeoutError as problem:
        raise InputError("cluster_empty", address=address, seconds=_PATIENCE) from problem
    finally:
        client.close(timeout=_CLOSING)
