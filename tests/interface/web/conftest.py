"""A server on a small site, in a thread of its own, and the system's Chromium."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from hlmsim.interface.web import server
from hlmsim.interface.web.playing import offered
from tests.interface.web.pages import LOADED, until

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


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, served: Address) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def opened(context: BrowserContext, served: Address) -> Iterator[Callable[[str], Page]]:
    """Opens pages; what they did wrong is found at the end."""
    wrong: list[str] = []

    def note_request(url: str) -> None:
        if not url.startswith((served.page, served.socket, "data:", "blob:", "file:")):
            wrong.append(f"asked for {url}")

    def new(url: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("request", lambda request: note_request(request.url))
        page.on("websocket", lambda socket: note_request(socket.url))
        page.goto(url)
        return page

    yield new
    assert wrong == []


@pytest.fixture
def page(opened: Callable[[str], Page], served: Address) -> Page:
    page = opened(served.page)
    until(page, LOADED.format(weeks=WEEKS))
    return page
