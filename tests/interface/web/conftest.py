"""A server on a small site, in a thread of its own, and the system's Chromium."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

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


class Chromium:
    """The browser that the tests of this folder share, and its one tab: a renderer costs more than most tests."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._tab: Page | None = None

    def browser(self, path: str) -> Browser:
        """The browser, started by the first who asks."""
        if self._browser is None:
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-gpu"]
            )
        return self._browser

    def tab(self, path: str) -> Page:
        """The tab, as a new one would be."""
        if self._tab is None:
            self._tab = self.browser(path).new_context(accept_downloads=True).new_page()
        self._tab.set_viewport_size({"width": 1366, "height": 768})
        self._tab.emulate_media(media="null", reduced_motion="null")
        self._tab.context.set_offline(False)
        return self._tab

    def close(self) -> None:
        """End it: its event loop stands in the way of tests that have one of their own."""
        if self._browser is not None and self._playwright is not None:
            self._browser.close()
            self._playwright.stop()
        self._playwright = self._browser = self._tab = None


CHROMIUM = Chromium()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Generator[None]:
    yield
    if nextitem is None or not nextitem.path.is_relative_to(Path(__file__).parent):
        CHROMIUM.close()


def pytest_sessionfinish() -> None:
    CHROMIUM.close()


@pytest.fixture
def browser(chromium: str) -> Browser:
    return CHROMIUM.browser(chromium)


@pytest.fixture
def tab(chromium: str) -> Page:
    """The shared tab, with nothing in it."""
    page = CHROMIUM.tab(chromium)
    page.goto("about:blank")
    return page


@pytest.fixture
def context(tab: Page) -> BrowserContext:
    return tab.context


@pytest.fixture
def opened(tab: Page, served: Address) -> Iterator[Callable[[str], Page]]:
    """Opens a page; what it did wrong is found at the end."""
    wrong: list[str] = []

    def note_request(url: str) -> None:
        if not url.startswith((served.page, served.socket, "data:", "blob:", "file:")):
            wrong.append(f"asked for {url}")

    listeners: dict[str, Callable[..., None]] = {
        "pageerror": lambda error: wrong.append(str(error)),
        "console": lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None,
        "request": lambda request: note_request(request.url),
        "websocket": lambda socket: note_request(socket.url),
    }
    for event, listener in listeners.items():
        tab.on(event, listener)  # type: ignore[call-overload] # an event at a time

    def new(url: str) -> Page:
        tab.goto(url)
        return tab

    yield new
    tab.goto("about:blank")
    for event, listener in listeners.items():
        tab.remove_listener(event, listener)
    assert wrong == []


@pytest.fixture
def page(opened: Callable[[str], Page], served: Address) -> Page:
    page = opened(served.page)
    until(page, LOADED.format(weeks=WEEKS))
    return page
