"""A server on a small site, in a thread of its own, and the system's Chromium."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hlmsim.interface.web import server
from hlmsim.interface.web.playing import offered

SETS = ("context.site.households=60", "context.site.buildings=3")
WEEKS = 60


@dataclass(frozen=True)
class Address:
    """Where the page is."""

    port: int

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def socket(self) -> str:
        return f"ws://127.0.0.1:{self.port}/socket"


@pytest.fixture(scope="session")
def served() -> Iterator[Address]:
    door = server.listening(0)
    port = int(door.getsockname()[1])
    offer, facts = offered(["status_quo", "concertation"], sets=SETS, weeks=WEEKS, seed=1)
    ready = threading.Event()
    running = server.server(server.application(offer, facts, port), ready.set)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    assert ready.wait(20)
    yield Address(port)
    running.should_exit = True
    thread.join(10)
    door.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's browser. Without one, the tests that need it are skipped, unless CI asks for all of them."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        reason = "no Chromium here: install it (Debian: apt-get install chromium) to run the tests of the page"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found
