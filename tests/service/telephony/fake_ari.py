"""A server that speaks ARI just well enough to misbehave: garbage, silence, refusals, on order of a test."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web

from tests.phone.waiting import Changes

APP = "trunkline"
INFO = {"system": {"entity_id": "02:00"}, "status": {"startup_time": "2026-11-22T05:00:00.000+0000"}}


class FakeAri:
    """`requests` are (method, path, way), way being "socket" or "http"; lists of things are empty."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[tuple[str, str, str]] = []
        self.filters: dict[str, Any] = {}
        self.rest_sockets_allowed = True
        self.silent = False
        self.lets_in = True
        self.broken_info = 0
        self.refused: dict[str, int] = {}
        """What a path contains, and the status that it gets then."""
        self._sockets: dict[str, web.WebSocketResponse] = {}
        self._changes = Changes()

    async def until_asked(self, method: str, path: str, part: str = "") -> tuple[str, str, str]:
        """The request, once it is there: its path begins with `path` and has `part` in it."""

        def find() -> tuple[str, str, str] | None:
            asked = (one for one in self.requests if one[0] == method and one[1].startswith(path))
            return next((one for one in asked if part in one[1]), None)

        await self._changes.until(
            lambda: find() is not None, 60, lambda: f"no {method} {path}: {self.requests}"
        )
        found = find()
        assert found is not None
        return found

    async def until_connected(self, *apps: str) -> None:
        await self._changes.until(
            lambda: set(apps) <= self.filters.keys() & self._sockets.keys(), 60, lambda: f"no {apps}"
        )

    async def say(self, *texts: str | dict[str, Any], to: str = APP) -> None:
        """Events, or whatever, on the application's socket."""
        for text in texts:
            await self._sockets[to].send_str(text if isinstance(text, str) else json.dumps(text))

    async def hang_up_on(self, app: str) -> None:
        await self._sockets.pop(app).close()

    async def events(self, request: web.Request) -> web.StreamResponse:
        app = request.query["app"]
        if not self.lets_in:
            self.requests.append(("GET", "events", "refused"))
            self._changes.notify()
            raise web.HTTPUnauthorized
        if app != APP and not self.rest_sockets_allowed:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets[app] = socket
        self._changes.notify()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._over_socket(socket, json.loads(message.data))
        return socket

    async def http(self, request: web.Request) -> web.Response:
        path = request.path_qs.removeprefix("/ari/")
        if path.endswith("/eventFilter"):
            self.filters[path.split("/")[1]] = await request.json()
        status, body = self._answer(request.method, path, "http")
        return web.Response(status=status, text=body)

    async def _over_socket(self, socket: web.WebSocketResponse, asked: dict[str, Any]) -> None:
        status, body = self._answer(asked["method"], asked["uri"], "socket")
        if not self.silent:
            answer = {"type": "RESTResponse", "request_id": asked["request_id"]}
            await socket.send_json({**answer, "status_code": status, "message_body": body})

    def _answer(self, method: str, path: str, way: str) -> tuple[int, str]:
        self.requests.append((method, path, way))
        self._changes.notify()
        for part, status in self.refused.items():
            if part in path:
                return status, "refused"
        match path.partition("?")[0]:
            case "asterisk/info":
                if self.broken_info > 0:
                    self.broken_info -= 1
                    return 500, "not yet"
                return 200, json.dumps(INFO)
            case "channels" | "bridges" if method == "GET":
                return 200, "[]"
            case _:
                return 204, ""


@asynccontextmanager
async def fake_ari() -> AsyncIterator[FakeAri]:
    fake = FakeAri()
    app = web.Application()
    app.router.add_get("/ari/events", fake.events)
    app.router.add_route("*", "/ari/{path:.*}", fake.http)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/ari"
        yield fake
    finally:
        await asyncio.wait_for(runner.cleanup(), 60)
