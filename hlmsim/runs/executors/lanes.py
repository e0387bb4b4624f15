"""Processes of this machine: each with a pipe and a thread of its own, so that one that dies takes nobody else with it.

No lock and no queue is shared between processes, hence none can be left locked by one that was killed: its pipe ends,
and whoever waited for an answer is told. A process reads its end all the time. When the other end closes, because the
driver says so or because it was killed, the process ends at once, whatever it is doing: no worker outlives its driver.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any

from hlmsim.runs.executors import watch
from hlmsim.runs.executors.quiet import quiet_start

_GRACE = 5.0
_FILES = 10
"""Open files that a process costs its driver."""

_Call = tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]


class Processes:
    """A pool of processes. One that has died is replaced when the next task comes."""

    def __init__(self, jobs: int) -> None:
        _allow_files(_FILES * (jobs + 16))
        self._lanes: list[_Lane | None] = [None] * jobs

    @property
    def capacity(self) -> int:
        """One task a process: the next one reaches it within milliseconds."""
        return len(self._lanes)

    def submit[T](self, function: Callable[..., T], /, *arguments: Any) -> Future[T]:
        """Have a function called in the process that has least to do."""
        place = min(range(len(self._lanes)), key=self._busy)
        lane = self._lanes[place]
        if lane is None or not lane.alive:
            lane = self._lanes[place] = _Lane()
        return lane.submit(function, *arguments)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the processes go. Without ``wait`` they are killed."""
        lanes = [lane for lane in self._lanes if lane is not None]
        self._lanes = [None] * len(self._lanes)
        for lane in lanes:
            lane.close(kill=not wait, cancel=cancel_futures)
        for lane in lanes:
            lane.join(None if wait else _GRACE)

    def _busy(self, place: int) -> tuple[int, bool]:
        lane = self._lanes[place]
        return (0, True) if lane is None or not lane.alive else (lane.waiting(), False)


class _Lane:
    """One process, and the thread that hands it one task after the other."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), name="hlmsim-worker", daemon=True)
        with theirs, quiet_start():
            self._process.start()
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._futures: list[Future[Any]] = []
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._converse, name="hlmsim-lane", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether it takes tasks."""
        return not self._lost.is_set() and self._process.is_alive()

    def waiting(self) -> int:
        """How many tasks are under way here."""
        self._futures = [future for future in self._futures if not future.done()]
        return len(self._futures)

    def submit[T](self, function: Callable[..., T], /, *arguments: Any) -> Future[T]:
        """Have a function called."""
        future: Future[T] = Future()
        self._futures.append(future)
        self._calls.put((future, function, arguments))
        return future

    def close(self, *, kill: bool, cancel: bool) -> None:
        """Take no more tasks."""
        if kill:
            self._process.kill()
        if cancel:
            for future in self._futures:
                future.cancel()
        self._calls.put(None)

    def join(self, patience: float | None) -> None:
        """Wait until its tasks are done and its process has ended; that one is not waited for longer than it takes."""
        self._thread.join(patience)
        self._process.join(_GRACE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(_GRACE)

    def _converse(self) -> None:
        while (call := self._calls.get()) is not None:
            future, function, arguments = call
            if future.set_running_or_notify_cancel():
                self._have(future, function, arguments)
        self._pipe.close()

    def _have(self, future: Future[Any], function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        try:
            self._pipe.send((function, arguments))
            result, raised, told = self._pipe.recv()
        except (EOFError, OSError) as lost:
            self._lost.set()
            future.set_exception(BrokenExecutor(str(lost)))
        except Exception as problem:  # what does not go through a pipe
            future.set_exception(problem)
        else:
            if raised is None:
                future.set_result(result)
            else:
                raised.__cause__ = _ElsewhereError(told)
                future.set_exception(raised)


class _ElsewhereError(Exception):
    """Where in a worker's process something was raised."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


def serve(pipe: Connection) -> None:
    """What a worker's process does: whatever comes through the pipe, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch.start()
    asked: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, asked), name="hlmsim-lifeline", daemon=True).start()
    while True:
        answer = _answer(asked.get())
        with suppress(OSError):
            pipe.send_bytes(answer)


def _answer(message: bytes) -> bytes:
    """The result, or what was raised and where."""
    try:
        function, arguments = pickle.loads(message)
        return pickle.dumps((function(*arguments), None, ""))
    except BaseException as problem:
        told = "".join(traceback.format_exception(problem))
        try:
            return pickle.dumps((None, problem, told))
        except Exception:
            return pickle.dumps((None, RuntimeError(str(problem)), told))


def _listen(pipe: Connection, asked: SimpleQueue[bytes]) -> None:
    with suppress(EOFError, OSError):
        while True:
            asked.put(pipe.recv_bytes())
    os._exit(0)


def _allow_files(needed: int) -> None:
    """Many systems allow a program a thousand open files at first, and more to who asks."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        enough = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        if soft not in {resource.RLIM_INFINITY, hard} and soft < enough:
            resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))
