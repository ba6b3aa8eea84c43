"""`GET /chat/{account}/socket`: a visitor's page, live. The protocol is in docs/howto/in-app.md.

The page says hello with its token and the number of the last message that it has, and gets what it has not; then each
message of its own is acknowledged when it is durable, under the name that the page gave it: what is sent twice is one.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from enum import IntEnum

import orjson
from aiohttp import WSCloseCode, WSMessageTypeError, WSMsgType, web
from pydantic import TypeAdapter, ValidationError

from ari_app.channels.errors import Forged
from ari_app.channels.visitors import Refused
from ari_app.storage.errors import DatabaseUnavailable
from workspace_web import visitor_wire as wire
from workspace_web.problems import MALFORMED, UNAUTHENTICATED, Problem
from workspace_web.proxies import client_of
from workspace_web.visitor_deeds import Deeds, TooMany
from workspace_web.visitor_door import Called, VisitorDoor
from workspace_web.visitor_hub import Connection, VisitorHub

log = logging.getLogger(__name__)

HEARTBEAT = 25.0  # seconds between pings: a page that is gone is noticed
HELLO_WITHIN = 10.0
SEND_WITHIN = 10.0
CLOSE_WITHIN = 2.0
LARGEST_MESSAGE = 32 * 1024  # bytes
TABS = 20  # connections of one visitor

_READ: TypeAdapter[wire.Deed | wire.Typing | wire.Ping] = TypeAdapter(wire.FromPage)


class Closed(IntEnum):
    """Why we close, as the page sees it."""

    TOKEN = 4401  # no such session (any more): begin anew
    NO_HELLO = 4408
    TOO_SLOW = 4413  # come back with the number you have
    TOO_MANY = 4429  # wait, then come back


class VisitorSockets:
    """All connections of visitors."""

    def __init__(self, door: VisitorDoor, deeds: Deeds, hub: VisitorHub) -> None:
        self._door = door
        self._deeds = deeds
        self._visitors = door.visitors
        self._hub = hub
        self._open: set[web.WebSocketResponse] = set()

    @property
    def count(self) -> int:
        return len(self._open)

    async def close(self) -> None:
        """Tell every page that we go; it comes back to whoever is there then."""
        async with asyncio.TaskGroup() as closing:
            for socket in tuple(self._open):
                closing.create_task(_close(socket, WSCloseCode.GOING_AWAY, "restarting: come back"))

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """The handler of the address."""
        called = self._door.called(request)
        self._door.slow_down(self._door.limits.sockets, called.comes_from, "connections from your network")
        # Without compression: its buffers would be most of what a quiet visitor costs.
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT, max_msg_size=LARGEST_MESSAGE, timeout=1.0, compress=False
        )
        if not socket.can_prepare(request):
            raise Problem(MALFORMED, "This address is a WebSocket: connect to it with a WebSocket client.")
        await socket.prepare(request)
        self._open.add(socket)
        try:
            await self._converse(socket, called, lambda: _abort(request))
        except ConnectionError:
            pass  # the page is gone, which is its right
        except DatabaseUnavailable:
            await _close(socket, WSCloseCode.TRY_AGAIN_LATER, "come back soon")
        except Exception:
            log.exception("A visitor's connection failed.", extra={"address": client_of(request).address})
            await _close(socket, WSCloseCode.INTERNAL_ERROR, "our fault: come back")
        finally:
            self._open.discard(socket)
            if not socket.closed:
                _abort(request)
        return socket

    async def _converse(
        self, socket: web.WebSocketResponse, called: Called, abort: Callable[[], None]
    ) -> None:
        try:
            async with asyncio.timeout(HELLO_WITHIN):
                hello = wire.Hello.model_validate_json(await socket.receive_str())
            visitor = await self._door.of_token(called, hello.token)
        except (TimeoutError, WSMessageTypeError, ValidationError):
            return await _close(socket, Closed.NO_HELLO, "say hello first, in time")
        except Problem as problem:
            assert problem.kind is UNAUTHENTICATED
            return await _close(socket, Closed.TOKEN, "the session is over: begin a new one")

        async def send(what: bytes) -> None:
            async with asyncio.timeout(SEND_WITHIN):
                await socket.send_frame(what, WSMsgType.TEXT)

        connection = Connection(visitor, send, abort)
        self._hub.join(connection)
        try:
            if len(list(self._hub.others(connection))) >= TABS:
                return await _close(socket, Closed.TOO_MANY, "too many pages of one visitor")
            await self._snapshot(connection, hello.after)
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._hear(connection, called, message.data)
        finally:
            self._hub.part(connection)

    async def _snapshot(self, connection: Connection, after: int) -> None:
        history = await self._visitors.history(connection.visitor, after)
        if history.thread is not None and connection.thread is None:
            self._hub.found(connection, history.thread.id, history.thread.interaction)
        self._hub.tell_state(connection)
        connection.state = self._hub.state(connection)
        first = {
            "type": "snapshot",
            "messages": [self._hub.card(message, history.files) for message in history.messages],
            "more": history.more,
            "read_at": history.read_at,
            "seen_at": history.seen_at,
            "state": connection.state.model_dump(),
            "name": connection.visitor.name,
        }
        connection.begin(orjson.dumps(first))

    async def _hear(self, connection: Connection, called: Called, text: str) -> None:
        """One thing that the page says; the answer is in the same line as what it is told."""
        try:
            deed = _READ.validate_json(text)
        except ValidationError:
            return connection.say(_refused(None, "malformed", "This is nothing that a page says."))
        if isinstance(deed, wire.Ping):
            return connection.say(b'{"type":"pong"}')
        name = getattr(deed, "client_id", deed.type)
        if not self._door.limits.deeds.take(connection.visitor.token_hash, asyncio.get_running_loop().time()):
            return connection.say(orjson.dumps({"type": "later", "client_id": name, "after": 5}))
        if isinstance(deed, wire.Typing):
            return self._visitors.type(connection.visitor, deed.on)
        try:
            connection.visitor = await self._deeds.perform(connection.visitor, called, deed)
        except TooMany as too_many:
            return connection.say(orjson.dumps({"type": "later", "client_id": name, "after": too_many.wait}))
        except (Refused, Forged) as refused:
            word = refused.word if isinstance(refused, Refused) else "identity"
            return connection.say(_refused(name, word, str(refused)))
        except DatabaseUnavailable:
            return connection.say(orjson.dumps({"type": "later", "client_id": name, "after": 2}))
        connection.say(orjson.dumps({"type": "ack", "client_id": name}))
        if isinstance(deed, wire.Read):
            seen = orjson.dumps({"type": "seen", "seq": deed.seq, "at": deed.at})
            for other in self._hub.others(connection):
                other.say(seen)
        return None


def _refused(client_id: str | None, word: str, detail: str) -> bytes:
    return orjson.dumps({"type": "refused", "client_id": client_id, "word": word, "detail": detail})


def _abort(request: web.Request) -> None:
    """Now: it does not listen, so a farewell would wait as well."""
    if request.transport is not None:
        request.transport.abort()


async def _close(socket: web.WebSocketResponse, code: int, message: str) -> None:
    with contextlib.suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(CLOSE_WITHIN):
            await socket.close(code=code, message=message.encode())
