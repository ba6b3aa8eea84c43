"""`GET /api/v1/live`: one WebSocket that sends a snapshot, then numbered deltas, for as long as its token
is good.

Who it is comes by `Authorization`, by the cookie of a page of ours, by the subprotocol `bearer.<token>` beside
`trunkline.v1` (another page's way), or in the first message. A client that comes back names the stream and the number
it has; if what it missed is kept it gets that, else a snapshot. A connection has no queue of its own, only its place
in the feed: one that reads so slowly that its place is not kept any more is cut, and comes back. The protocol is in
docs/howto/api.md.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

import orjson
from aiohttp import WSCloseCode, WSMessageTypeError, WSMsgType, hdrs, web
from pydantic import Field, ValidationError

from ari_app.access.service import Identity
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.supervision.wallboards import PREFIX as WALLBOARD
from ari_app.supervision.wallboards import Wallboards
from workspace_web.cookies import session_in
from workspace_web.door import IDENTITY, Door, permit
from workspace_web.feed import Feed
from workspace_web.live import Live
from workspace_web.problems import (
    CROSS_SITE,
    FORBIDDEN,
    MALFORMED,
    TOO_MANY_FAILURES,
    UNAUTHENTICATED,
    Kind,
    Part,
    Problem,
    unfit,
)
from workspace_web.proxies import client_of
from workspace_web.text_live import Seat, TextLive
from workspace_web.text_socket import Ear
from workspace_web.view import Board, View, view_of
from workspace_web.wire import Shape

log = logging.getLogger(__name__)

PROTOCOL = "trunkline.v1"
BEARER = "bearer."
SCOPE, SCOPE_FOR_ALL = "live:read", "interactions:read"

HEARTBEAT = 20.0  # seconds between pings
CLOSE_WITHIN = 2.0  # seconds for our close message to leave
LARGEST_MESSAGE = 4096  # bytes, from a client


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for the first message of a client that did not say who it is; for one message of ours to find room in
    the client's receive window; between two looks whether the token is still good; between two beats, by which a screen
    knows that the line is alive, and what time it is."""

    hello: float = 5.0
    send: float = 10.0
    token: float = 30.0
    beat: float = 10.0


Send: TypeAlias = Callable[[bytes], Awaitable[None]]
_SLOW = "too slow: come back with stream and n"


class Closed(IntEnum):
    """Why we close, as the client sees it."""

    TOKEN = 4401  # no valid token (any more): get one
    FORBIDDEN = 4403  # this token may not look
    CHANGED = 4405  # what this token may see is not what it was: come back for it
    NO_HELLO = 4408  # nothing came in time, or it was no hello
    TOO_SLOW = 4413  # it did not read fast enough: come back with stream and n
    TOO_MANY_FAILURES = 4429  # too many wrong tokens came from this address: wait


_CODES: Mapping[Kind, Closed] = {
    UNAUTHENTICATED: Closed.TOKEN,
    FORBIDDEN: Closed.FORBIDDEN,
    CROSS_SITE: Closed.FORBIDDEN,
    TOO_MANY_FAILURES: Closed.TOO_MANY_FAILURES,
}


class Resume(Shape):
    """Where a client left off; in the query, or in the hello."""

    stream: str | None = Field(default=None, max_length=100)
    n: int | None = Field(default=None, ge=0)


class Hello(Resume):
    """The first message of a client that did not say who it is."""

    type: Literal["hello"]
    token: str = Field(max_length=500)


class _Cut(Exception):
    """The connection ends from our side."""

    def __init__(self, code: Closed, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class LiveSockets:
    """All connections. `origins`: the web origins that may open one, besides the page's own. `may_read`: whether somebody
    may see a thread; `sees`: what is said in an interaction of it just now; `types`: that an agent writes in one."""

    def __init__(
        self,
        live: Live,
        texts: TextLive,
        may_read: Callable[[Identity, str], Awaitable[bool]],
        sees: Callable[[Identity, str | None], bool],
        types: Callable[[Identity, str, bool], None],
        door: Door,
        wallboards: Wallboards,
        origins: frozenset[str],
        patience: Patience | None = None,
    ) -> None:
        self._live = live
        self._texts = texts
        self._may_read = may_read
        self._sees = sees
        self._types = types
        self._door = door
        self._wallboards = wallboards
        self._origins = origins
        self._patience = patience or Patience()
        self._open: set[web.WebSocketResponse] = set()

    @property
    def count(self) -> int:
        """Connections now."""
        return len(self._open)

    async def close(self) -> None:
        """Tell everyone that we go; they come back to whoever is there then."""
        async with asyncio.TaskGroup() as closing:
            for socket in tuple(self._open):
                closing.create_task(_close(socket, WSCloseCode.GOING_AWAY, "restarting: come back"))

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """The handler of the address. What is wrong before the upgrade is answered as a problem, later by a
        close code."""
        token, resume = _token_in(request), _resume_in(request)
        socket = self._upgradable(request)
        says_who = token is not None or session_in(request) is not None
        if says_who:
            await self._view(request, token)
        await socket.prepare(request)
        self._open.add(socket)
        try:
            if not says_who:
                resume = hello = await _hello(socket, self._patience.hello)
                token = hello.token
            await self._converse(socket, resume, request, partial(self._view, request, token))
        except _Cut as cut:
            await _close(socket, cut.code, cut.message)
        except Problem as problem:
            await _close(socket, _CODES[problem.kind], problem.kind.title)
        except DatabaseUnavailable:
            await _close(socket, WSCloseCode.TRY_AGAIN_LATER, "the database is away: come back")
        except ConnectionError:
            pass  # the client is gone, which is its right
        except Exception:
            log.exception("A live connection failed.", extra={"address": client_of(request).address})
            await _close(socket, WSCloseCode.INTERNAL_ERROR, "our fault: come back")
        finally:
            self._open.discard(socket)
            if not socket.closed and request.transport is not None:
                request.transport.abort()
        return socket

    def _upgradable(self, request: web.Request) -> web.WebSocketResponse:
        """The socket to be, after all that is to be checked of the request itself."""
        origin = request.headers.get(hdrs.ORIGIN)
        if origin is not None and origin not in self._origins and urlsplit(origin).netloc != request.host:
            raise Problem(
                FORBIDDEN, f"Pages of {origin!r} may not connect: set `allowed_origins` if they should."
            )
        if hdrs.SEC_WEBSOCKET_PROTOCOL in request.headers and PROTOCOL not in _protocols(request):
            raise Problem(MALFORMED, f"Offer the subprotocol {PROTOCOL}, or none.")
        socket = web.WebSocketResponse(
            protocols=(PROTOCOL,), heartbeat=HEARTBEAT, max_msg_size=LARGEST_MESSAGE, timeout=1.0
        )
        if not socket.can_prepare(request):
            raise Problem(MALFORMED, "This address is a WebSocket: connect to it with a WebSocket client.")
        return socket

    async def _view(self, request: web.Request, token: str | None) -> View:
        """What whoever comes with it, or without one by the cookie, may see: a wallboard its queues; of people, who may
        read all interactions all that they are not narrowed from, an agent their own. Raises a problem for others."""
        if token is not None and token.startswith(WALLBOARD):
            board = self._wallboards.by_secret(token)
            if board is None:
                raise Problem(
                    UNAUTHENTICATED, "This wallboard was taken down. Ask a supervisor for a new address."
                )
            return Board(board.id, frozenset(board.queues))
        if token is None:
            identity = await self._door.admit_socket(request)
        else:
            identity = await self._door.identify(token, client_of(request).address)
        request[IDENTITY] = identity
        permit(identity, SCOPE)
        view = view_of(identity, sees_all=identity.may(SCOPE_FOR_ALL))
        if view is None:
            raise Problem(FORBIDDEN)
        return view

    async def _converse(
        self,
        socket: web.WebSocketResponse,
        resume: Resume,
        request: web.Request,
        look: Callable[[], Awaitable[View]],
    ) -> None:
        """Send the feed until the client is gone, or has to go. `look`: what they may see now."""
        view = await look()
        feed = self._live.feed(view)
        loop, patience = asyncio.get_running_loop(), self._patience
        send = partial(_send, socket, within=patience.send)
        wake = asyncio.Event()
        seat, ear = self._place(request.get(IDENTITY), wake.set)
        feed.listeners.add(wake.set)
        reader = loop.create_task(_read(socket, ear, wake.set), name="live reader")
        try:
            n = await _begin(feed, resume, send)
            check_at = loop.time() + patience.token
            beat_at = loop.time()
            while not reader.done():
                wake.clear()
                n += await _catch_up(feed, n, send)
                while seat.waiting:
                    await send(seat.waiting.popleft())
                if loop.time() >= beat_at:
                    await send(orjson.dumps({"type": "beat", "now": self._live.now()}))
                    beat_at = loop.time() + patience.beat
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout_at(min(check_at, beat_at)):
                        await wake.wait()
                if loop.time() >= check_at:
                    with contextlib.suppress(DatabaseUnavailable):  # a database that is away cuts nobody off
                        if await look() != view:
                            raise _Cut(Closed.CHANGED, "you see something else now: come back")
                    check_at = loop.time() + patience.token
            reader.result()  # the client is gone; or nobody hears it any more, and it has to come back
        finally:
            feed.listeners.discard(wake.set)
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
            if ear is not None:
                ear.gone()

    def _place(self, identity: Identity | None, wake: Callable[[], None]) -> tuple[Seat, Ear | None]:
        """Where what is written comes to; a wallboard, which is nobody's, gets nothing and says nothing."""
        if identity is None:
            return Seat(None, "", False, wake), None
        seat = Seat(
            identity.agent,
            self._live.name_of(identity),
            identity.may(SCOPE_FOR_ALL),
            wake,
            partial(self._sees, identity),
        )
        self._texts.sit(seat)
        return seat, Ear(self._texts, seat, partial(self._may_read, identity), partial(self._types, identity))


async def _hello(socket: web.WebSocketResponse, within: float) -> Hello:
    try:
        async with asyncio.timeout(within):
            return Hello.model_validate_json(await socket.receive_str())
    except (TimeoutError, WSMessageTypeError):
        raise _Cut(Closed.NO_HELLO, "say hello first, in time") from None
    except ValidationError:
        raise _Cut(Closed.NO_HELLO, "this is no hello") from None


async def _begin(feed: Feed, resume: Resume, send: Send) -> int:
    """Take up where the client left off, or send it all; the number that it has then."""
    if resume.stream == feed.stream and resume.n is not None and feed.after(resume.n) is not None:
        await send(orjson.dumps({"type": "resumed", "stream": feed.stream, "n": resume.n}))
        return resume.n
    n, snapshot = feed.n, feed.snapshot()
    await send(snapshot)
    return n


async def _catch_up(feed: Feed, n: int, send: Send) -> int:
    """Send what follows number `n`; how many that was."""
    missed = feed.after(n)
    if missed is None:
        raise _Cut(Closed.TOO_SLOW, _SLOW)
    for delta in missed:
        await send(delta)
    return len(missed)


async def _send(socket: web.WebSocketResponse, message: bytes, *, within: float) -> None:
    try:
        async with asyncio.timeout(within):
            await socket.send_frame(message, WSMsgType.TEXT)
    except TimeoutError:
        raise _Cut(Closed.TOO_SLOW, _SLOW) from None


async def _read(socket: web.WebSocketResponse, ear: Ear | None, gone: Callable[[], None]) -> None:
    """What a client says after the hello."""
    try:
        async for message in socket:
            if ear is not None and message.type is WSMsgType.TEXT:
                await ear.hear(message.data)
    finally:
        gone()


async def _close(socket: web.WebSocketResponse, code: int, message: str) -> None:
    with contextlib.suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(CLOSE_WITHIN):
            await socket.close(code=code, message=message.encode())


def _protocols(request: web.Request) -> list[str]:
    offered = request.headers.getall(hdrs.SEC_WEBSOCKET_PROTOCOL, [])
    return [protocol.strip() for header in offered for protocol in header.split(",")]


def _token_in(request: web.Request) -> str | None:
    scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return next((word.removeprefix(BEARER) for word in _protocols(request) if word.startswith(BEARER)), None)


def _resume_in(request: web.Request) -> Resume:
    try:
        return Resume.model_validate(dict(request.query))
    except ValidationError as error:
        raise unfit(Part.QUERY, error) from None
