"""The page's server: files, one list and one WebSocket, on this machine alone.

Any web page can open a socket to 127.0.0.1: the host and the origin of every request must be our own.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from hlmsim.errors import InputError
from hlmsim.interface.web.hand_out import STATIC
from hlmsim.interface.web.session import Offer, PageGoneError, Session

HOST = "127.0.0.1"
MOST_PAGES = 8
"""Pages open at once."""
_MOST_BYTES = 1_000_000
"""Of one message that the protocol takes in; what a page may say is far shorter (see ``messages``)."""
_REFUSED = 4403
_AT_ONCE = 1
"""Simulations under way at once: a second thread would not finish sooner, and keeps 30 MB of its own."""
_FILES = {"/": "index.html", "/player.js": "player.js", "/player.css": "player.css"}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def listening(port: int) -> socket.socket:
    """A socket on this machine alone; port 0: any free one. Raises InputError when the port is taken."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
    except OSError as problem:
        door.close()
        raise InputError("player.port", port=port, reason=problem.strerror or str(problem)) from problem
    door.listen()
    return door


def application(offer: Offer, facts: Mapping[str, Any], port: int) -> _Guarded:
    """The application. facts: what ``/page.json`` says."""
    pages: set[WebSocket] = set()
    talks: set[asyncio.Task[Any]] = set()

    async def file(request: Request) -> Response:
        return FileResponse(STATIC / _FILES[request.url.path])

    async def page(_request: Request) -> Response:
        return JSONResponse(dict(facts))

    async def talk(websocket: WebSocket) -> None:
        if len(pages) >= MOST_PAGES:
            await websocket.close(_REFUSED)
            return
        await websocket.accept()
        pages.add(websocket)
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        session = Session(offer, _while_open(websocket, "send_json"), _while_open(websocket, "send_bytes"))
        try:
            while websocket.client_state is WebSocketState.CONNECTED:
                heard = await websocket.receive()
                if heard["type"] == "websocket.disconnect":
                    break
                await session.hear(heard.get("text") or heard.get("bytes"))
        except (PageGoneError, WebSocketDisconnect, asyncio.CancelledError):
            pass
        finally:
            pages.discard(websocket)
            talks.discard(task)
            await session.close()

    routes = [Route(path, file) for path in _FILES]
    app = Starlette(routes=[*routes, Route("/page.json", page), WebSocketRoute("/socket", talk)])
    return _Guarded(app, port, talks)


def _while_open(websocket: WebSocket, way: str) -> Callable[[Any], Awaitable[None]]:
    """A way to send that knows one ending. Starlette has two for a page that was closed while weeks were under way:
    WebSocketDisconnect for the message that finds the door shut, a RuntimeError for those after it.
    """
    send: Callable[[Any], Awaitable[None]] = getattr(websocket, way)

    async def sent(what: Any) -> None:
        try:
            await send(what)
        except WebSocketDisconnect as closed:
            raise PageGoneError from closed
        except RuntimeError as closed:
            if websocket.application_state is WebSocketState.CONNECTED is websocket.client_state:
                raise
            raise PageGoneError from closed

    return sent


class _Guarded:
    """Turns away whoever asks under another name or from another page; adds the headers that keep a page in."""

    def __init__(self, app: ASGIApp, port: int, talks: set[asyncio.Task[Any]]) -> None:
        self._app, self._talks = app, talks
        self._hosts = {f"{name}:{port}" for name in (HOST, "localhost")}

    def stop(self) -> None:
        """End every conversation, also those that wait for a simulation."""
        for talk in tuple(self._talks):
            talk.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._ours(headers, needs_origin=scope["type"] == "websocket"):
            if scope["type"] == "websocket":
                await WebSocket(scope, receive, send).close(_REFUSED)
            else:
                await PlainTextResponse("", 403)(scope, receive, send)
            return

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                extra = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
                message = {**message, "headers": [*message.get("headers", []), *extra]}
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)

    def _ours(self, headers: Headers, *, needs_origin: bool) -> bool:
        origin = headers.get("origin")
        if origin is None:
            return headers.get("host") in self._hosts and not needs_origin
        return headers.get("host") in self._hosts and origin.removeprefix("http://") in self._hosts


def server(app: _Guarded, ready: Callable[[], None]) -> uvicorn.Server:
    """A server of the application; ready: called once the page can be opened."""

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_AT_ONCE, "simulation"))
            await super().startup(sockets)
            ready()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.stop()
            await super().shutdown(sockets)

    config = uvicorn.Config(
        app, log_level="error", ws_max_size=_MOST_BYTES, timeout_graceful_shutdown=1, lifespan="off", access_log=False
    )
    return Server(config)


def serve(door: socket.socket, app: _Guarded, ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C."""
    with closing(door), suppress(KeyboardInterrupt):
        server(app, ready).run(sockets=[door])
