"""How a page's conversation ends: closed while weeks are on their way, or with the server; never with a traceback."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from websockets.sync.client import connect
from websockets.typing import Origin

from hlmsim.interface.web import server
from hlmsim.interface.web.playing import offered
from hlmsim.interface.web.server import _while_open
from hlmsim.interface.web.session import PageGoneError
from tests.interface.web.conftest import SETS, WEEKS, Address

OPEN = {"do": "open", "a": "status_quo", "b": "status_quo", "seed": 1, "weeks": WEEKS}


def in_a_thread(act: Callable[[], Any]) -> None:
    """Run what has an event loop of its own; the tests of the page may hold one in this thread."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as problem:
            failed.append(problem)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert failed == []


class Shut:
    """A socket whose sending fails as Starlette's does. closed: whether the page has been closed."""

    def __init__(self, problem: Exception, *, closed: bool) -> None:
        self.problem = problem
        self.application_state = WebSocketState.CONNECTED
        self.client_state = WebSocketState.DISCONNECTED if closed else WebSocketState.CONNECTED

    async def send_json(self, _what: Any) -> None:
        raise self.problem


@pytest.mark.parametrize(
    "problem", [WebSocketDisconnect(1006), RuntimeError('Cannot call "send" once a close message has been sent.')]
)
def test_both_ends_of_a_closed_page_are_one(problem: Exception) -> None:
    def act() -> None:
        socket: Any = Shut(problem, closed=True)
        with pytest.raises(PageGoneError):
            asyncio.run(send(socket))

    in_a_thread(act)


def test_a_fault_of_ours_is_no_closed_page() -> None:
    def act() -> None:
        socket: Any = Shut(RuntimeError("ours"), closed=False)
        with pytest.raises(RuntimeError, match="ours"):
            asyncio.run(send(socket))

    in_a_thread(act)


async def send(socket: WebSocket) -> None:
    await _while_open(socket, "send_json")({})


def test_pages_closed_while_their_networks_load_leave_no_word(
    served: Address, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    for heard in range(6):
        with connect(served.socket, origin=Origin(served.page.rstrip("/"))) as page:
            page.send(json.dumps({**OPEN, "seed": 50 + heard}))
            for _ in range(heard):
                page.recv(timeout=20)
            page.socket.shutdown(2)
    with connect(served.socket, origin=Origin(served.page.rstrip("/"))) as page:
        page.send(json.dumps(OPEN))
        done = 0
        while done < 2:
            said = page.recv(timeout=20)
            done += isinstance(said, str) and json.loads(said)["is"] == "done"
    assert "Traceback" not in "".join(capfd.readouterr())
    assert [record for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}] == []


def test_the_server_stops_at_once_with_pages_open_and_weeks_under_way(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    door = server.listening(0)
    port = int(door.getsockname()[1])
    offer, facts = offered([], sets=SETS, weeks=520, seed=1)
    ready = threading.Event()
    running = server.server(server.application(offer, facts, port), ready.set)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [door]}, daemon=True)
    thread.start()
    assert ready.wait(20)
    address = Address(port)
    with ExitStack() as open_pages:
        origin = Origin(address.page.rstrip("/"))
        pages = [open_pages.enter_context(connect(address.socket, origin=origin)) for _ in range(3)]
        for page in pages:
            page.send(json.dumps({**OPEN, "weeks": 520}))
        pages[0].recv(timeout=20)
        begun = time.monotonic()
        running.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
        assert time.monotonic() - begun < 10
    door.close()
    assert "Traceback" not in "".join(capfd.readouterr())
    assert [record for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}] == []
