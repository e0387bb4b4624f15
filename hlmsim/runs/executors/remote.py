"""A Dask cluster: one that is running somewhere, or one that is started on this machine for one batch."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent import futures
from concurrent.futures import BrokenExecutor, CancelledError, Future, InvalidStateError
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, cast

from hlmsim.errors import InputError, RunError
from hlmsim.runs.executors import watch
from hlmsim.runs.executors.bounded import within
from hlmsim.runs.executors.loopback import LOCAL, Loopback, loopback

_PATIENCE, _CLOSING = 60.0, 5.0
_SILENCE = 60.0
"""Seconds that the answer of a task may take once the task is over."""

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
            self._local = held.enter_context(_started(jobs)) if address == LOCAL else None
            self._client = held.enter_context(_connected(address, self._local))
            self._asked: dict[Future[Any], list[Any]] = {}
            self._held = held.pop_all()

    @property
    def capacity(self) -> int:
        """Two tasks for each thread that the cluster has at this moment.

        Raises RunError if the cluster cannot be reached any more, or has had no worker for long.
        """
        if self._client.status != "running":
            raise RunError("cluster_lost", address=self.address)
        workers = self._workers().values()
        self._break_silence()
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
        asked = self._client.submit(guarded, function, *arguments, pure=False)
        self._asked[told] = [asked, None]
        self._client.loop.add_callback(self._answer, asked, told)
        return told

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the cluster go. Without ``wait``, or with ``cancel_futures``, what is under way is cancelled there."""
        if wait and not cancel_futures:
            futures.wait(list(self._asked))
        self._stopping = True
        if self._client.status == "running":
            with suppress(TimeoutError):
                within(_CLOSING, lambda: self._client.cancel([asked for asked, _ in self._asked.values()]))
        self._held.close()
        for told in list(self._asked):
            self._settle(told, problem=BrokenExecutor())

    def _workers(self) -> Mapping[str, Any]:
        """The workers, as the scheduler knows them."""
        try:
            found: Mapping[str, Any] = within(_PATIENCE, lambda: self._client.scheduler_info(n_workers=-1))["workers"]
        except (TimeoutError, OSError) as problem:
            raise RunError("cluster_lost", address=self.address) from problem
        return found

    def _break_silence(self) -> None:
        """A task that is over, and whose answer does not come, is lost with the worker that has it."""
        now = time.monotonic()
        for told, entry in list(self._asked.items()):
            if entry[0].done():
                entry[1] = entry[1] or now
                if now - entry[1] > _SILENCE:
                    self._settle(told, problem=BrokenExecutor())

    async def _answer[T](self, asked: Any, told: Future[T]) -> None:
        """What the cluster says, in the words that every pool uses."""
        try:
            result = await asked._result()
        except _library().KilledWorker as problem:
            self._settle(told, problem=BrokenExecutor(str(problem)))
        except (CancelledError, asyncio.CancelledError):
            lost = BrokenExecutor() if self._stopping else RunError("cluster_lost", address=self.address)
            self._settle(told, problem=lost)
        except Exception as problem:  # what the task raised; or its answer is lost
            self._settle(told, problem=problem if asked.status == "error" else BrokenExecutor(str(problem)))
        else:
            self._settle(told, result)

    def _settle[T](self, told: Future[T], result: T | None = None, problem: BaseException | None = None) -> None:
        self._asked.pop(told, None)
        with suppress(InvalidStateError):  # it was given up
            if problem is None:
                told.set_result(cast(T, result))
            else:
                told.set_exception(problem)


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
def _started(jobs: int) -> Iterator[Loopback]:
    with ExitStack() as held:
        try:
            local = held.enter_context(loopback(_library(), jobs))
        except (TimeoutError, RuntimeError) as problem:
            raise InputError("cluster_unreachable", address=LOCAL, reason=str(problem)) from problem
        yield local


@contextmanager
def _connected(address: str, local: Loopback | None) -> Iterator[Any]:
    scheduler = address if local is None else local.cluster
    try:
        client = within(2 * _PATIENCE, lambda: _library().Client(scheduler, timeout=_PATIENCE, set_as_default=False))
    except (OSError, ValueError) as problem:
        raise InputError("cluster_unreachable", address=address, reason=str(problem)) from problem
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        yield client
    except TimeoutError as problem:
        raise InputError("cluster_empty", address=address, seconds=_PATIENCE) from problem
    finally:
        with suppress(TimeoutError):
            within(2 * _CLOSING, lambda: client.close(timeout=_CLOSING))
