"""Processes of this machine: each in a pool of its own, so that one that dies takes nobody else with it.

A process holds one end of a pipe. When the other end closes, because the driver says so or because it was killed, the
process ends at once, whatever it is doing. So no worker outlives its driver.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from hlmsim.runs.executors import watch
from hlmsim.runs.executors.quiet import quiet_start

_GRACE = 0.1
_FILES = 10
"""Open files that a process costs its driver."""


class Processes:
    """A pool of processes. One that has died is replaced when the next task comes."""

    def __init__(self, jobs: int) -> None:
        _allow_files(_FILES * (jobs + 16))
        self._lanes = [_Lane() for _ in range(jobs)]

    @property
    def capacity(self) -> int:
        """One task a process: the next one reaches it within milliseconds."""
        return len(self._lanes)

    def submit[T](self, function: Callable[..., T], /, *arguments: Any) -> Future[T]:
        """Have a function called in the process that has least to do."""
        return min(self._lanes, key=lambda lane: (lane.waiting(), not lane.alive)).submit(function, *arguments)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the processes go. Without ``wait`` they are killed."""
        started = [lane for lane in self._lanes if lane.alive]
        if not wait:
            for lane in started:
                lane.hang_up()
        for lane in started:
            lane.end(wait, cancel_futures=cancel_futures)


class _Lane:
    """One process, as a pool; started when the first task comes."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._futures: list[Future[Any]] = []
        self._pid: int | None = None

    @property
    def alive(self) -> bool:
        """Whether there is a process."""
        return self._pool is not None

    def waiting(self) -> int:
        """How many tasks are under way here."""
        self._futures = [future for future in self._futures if not future.done()]
        return len(self._futures)

    def submit[T](self, function: Callable[..., T], /, *arguments: Any) -> Future[T]:
        """Have a function called, by a new process if there is none or the old one is dead."""
        future: Future[T]
        try:
            future = (
                self._start(function, *arguments) if self._pool is None else self._pool.submit(function, *arguments)
            )
        except BrokenProcessPool:
            self.hang_up()
            self.end(wait=False)
            future = self._start(function, *arguments)
        self._futures.append(future)
        return future

    def hang_up(self) -> None:
        """Close the pipe, upon which the process ends."""
        with suppress(OSError, EOFError):
            if self._pid is None and self._pipe.poll():
                self._pid = self._pipe.recv()
        self._pipe.close()

    def end(self, wait: bool, *, cancel_futures: bool = False) -> None:
        """Take the pool away. Without ``wait`` a process that does not even notice the pipe is killed."""
        if not wait:
            for child in multiprocessing.active_children():
                if child.pid == self._pid:
                    child.join(_GRACE)
                    child.kill()
        if self._pool is not None:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)
            self._pool = None
        self._pipe.close()

    def _start[T](self, function: Callable[..., T], /, *arguments: Any) -> Future[T]:
        context = multiprocessing.get_context("spawn")
        self._pid = None
        self._pipe, theirs = context.Pipe()
        self._pool = ProcessPoolExecutor(1, context, initializer=begin_work, initargs=(theirs,))
        with theirs, quiet_start():
            return self._pool.submit(function, *arguments)


def begin_work(lifeline: Connection) -> None:
    """First call in a worker's process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch.start()
    lifeline.send(os.getpid())
    threading.Thread(target=_follow, args=(lifeline,), name="hlmsim-lifeline", daemon=True).start()


def _follow(lifeline: Connection) -> None:
    with suppress(EOFError, OSError):
        lifeline.recv()
    os._exit(0)


def _allow_files(needed: int) -> None:
    """Many systems allow a program a thousand open files at first, and more to who asks."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        enough = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        if soft not in {resource.RLIM_INFINITY, hard} and soft < enough:
            resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))
