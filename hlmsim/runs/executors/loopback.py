"""A Dask cluster of this machine, on its loopback address, for one batch."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from hlmsim.runs.executors.bounded import within
from hlmsim.runs.executors.quiet import quiet_start

LOCAL = "local"
"""The address that stands for it."""
_HERE, _ANY = "127.0.0.1", "127.0.0.1:0"
"""Without an address the scheduler's pages would be open to the network, at a port that two clusters cannot share."""

_MEND_AFTER = 10.0
_STARTING, _CLOSING = 300.0, 10.0
_LOGGERS = ("asyncio", "distributed", "tornado")


class Loopback:
    """A scheduler in this process, and a process for each job. library: Dask's."""

    def __init__(self, library: Any, jobs: int) -> None:
        self._jobs = jobs
        self._mended = time.monotonic()
        quiet = {"silence_logs": logging.CRITICAL, "scheduler_kwargs": {"dashboard": False, "dashboard_address": _ANY}}
        nanny = type("QuietNanny", (library.Nanny,), {"instantiate": _instantiate, "ending": False})
        settings = {"n_workers": jobs, "threads_per_worker": 1, "memory_limit": 0, "worker_class": nanny, "host": _HERE}
        self.cluster = within(_STARTING, lambda: library.LocalCluster(**settings, **quiet))

    def mend(self, workers: int) -> None:
        """Start again who has gone for good. workers: how many there are."""
        now = time.monotonic()
        if workers >= self._jobs or now - self._mended < _MEND_AFTER:
            return
        self._mended = now
        for name, nanny in list(self.cluster.workers.items()):
            if nanny.status.name in {"closed", "failed"}:
                del self.cluster.workers[name]
        self.cluster.scale(self._jobs)

    def close(self) -> None:
        """End the processes, whatever they are doing, and let the cluster go; what is finished is on the disk."""
        nannies = list(self.cluster.workers.values())
        for nanny in nannies:
            nanny.ending = True
        for nanny in nannies:
            with suppress(AttributeError, OSError):
                os.kill(nanny.process.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        with suppress(TimeoutError):
            within(2 * _CLOSING, lambda: self.cluster.close(timeout=_CLOSING))


async def _instantiate(nanny: Any) -> Any:
    """Start a worker's process, again when one has died, but not when the cluster is to end."""
    if nanny.ending:
        return nanny.status
    with quiet_start():
        return await super(type(nanny), nanny).instantiate()


@contextmanager
def loopback(library: Any, jobs: int) -> Iterator[Loopback]:
    """A cluster of this machine, which says nothing of its own."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    local = Loopback(library, jobs)
    try:
        yield local
    finally:
        local.close()
    for logger, level in zip(loggers, before, strict=True):  # not when broken off: what goes on closing would complain
        logger.setLevel(level)
