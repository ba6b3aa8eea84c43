"""`GET /sip`: the SIP of the softphone in the page, over our own address to Asterisk's WebSocket and back.

So a browser needs one address and one certificate, Asterisk's port stays closed, and only who is signed in gets as far as
its parser. Messages pass as they are; what is no SIP, too large or too much ends the connection, which the softphone then
opens anew. A call does not end with it: its sound goes another way.
"""

import asyncio
import contextlib
import logging
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

import aiohttp
from aiohttp import WSCloseCode, WSMsgType, hdrs, web

from ari_app.access.service import Identity
from ari_app.storage.errors import DatabaseUnavailable
from workspace_web.allowance import Allowance
from workspace_web.door import IDENTITY, permit
from workspace_web.problems import FORBIDDEN, MALFORMED, SOON, UNAVAILABLE, Problem

log = logging.getLogger(__name__)

ADDRESS = "/sip"
PROTOCOL = "sip"
SCOPE = "me:act"

LARGEST_MESSAGE = 32 * 1024  # bytes; an INVITE with all that a browser offers has 5 kB
HEARTBEAT = 20.0  # seconds between pings: a browser that is gone is noticed
CONNECT_WITHIN = 3.0  # seconds for Asterisk to take the connection
CLOSE_WITHIN = 2.0  # seconds for our close message to leave
METHODS = b"REGISTER|INVITE|ACK|BYE|CANCEL|OPTIONS|INFO|UPDATE|PRACK|REFER|NOTIFY"
_START = re.compile(rb"(?:(?:" + METHODS + rb") \S{1,512} SIP/2\.0|SIP/2\.0 [1-6]\d\d [^\r\n]{0,256})\r\n")


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages that a softphone may send each second, and at once; connections of one agent (a page that is reloaded
    leaves one behind for a moment); seconds for one message to find room, and between two looks at the session."""

    each_second: float = 20.0
    at_once: float = 100.0
    connections: int = 3
    send: float = 5.0
    session: float = 30.0


class Closed(IntEnum):
    """Why we close, as the softphone sees it; besides what every WebSocket may be closed for."""

    SESSION = 4401  # nobody is signed in any more
    ELSEWHERE = 4409  # the agent has opened newer ones
    FLOOD = 4429  # more messages than a softphone sends


class Entrance(Protocol):
    """What is needed of the door."""

    async def admit(self, request: web.Request) -> Identity:
        """Who comes with a token; raises a problem for nobody."""

    async def admit_socket(self, request: web.Request) -> Identity:
        """Who comes with a session, from our own page; raises a problem for another page's."""


class _Cut(Exception):
    """The connection ends from our side."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Upstream:
    """Asterisk's side: `url`, such as ws://127.0.0.1:8088/ws, and whether it is up. While it starts it takes connections
    and answers nothing, and a softphone would wait for that answer for half a minute."""

    url: str
    is_up: Callable[[], bool]


class SipProxy:
    """All connections."""

    def __init__(self, entrance: Entrance, upstream: Upstream, limits: Limits | None = None) -> None:
        self._entrance = entrance
        self._upstream = upstream
        self._limits = limits or Limits()
        self._open: OrderedDict[web.WebSocketResponse, str] = OrderedDict()  # of which agent, oldest first
        self._session: aiohttp.ClientSession | None = None

    @property
    def count(self) -> int:
        """Connections now."""
        return len(self._open)

    async def running(self, app: web.Application) -> AsyncIterator[None]:
        """For the application's `cleanup_ctx`."""
        timeout = aiohttp.ClientTimeout(total=None, connect=CONNECT_WITHIN)  # a call may last for hours
        async with aiohttp.ClientSession(timeout=timeout) as self._session:
            yield

    async def close(self) -> None:
        """Tell every softphone that we go; it comes back to whoever is there then."""
        async with asyncio.TaskGroup() as closing:
            for socket in tuple(self._open):
                closing.create_task(_close(socket, WSCloseCode.GOING_AWAY, "restarting: come back"))

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """The handler of the address."""
        identity = request[IDENTITY] = await self._admit(request)
        return await self.pass_between(request, identity.agent or "", self._watch_session(request, identity))

    async def pass_between(
        self, request: web.Request, whose: str, watch: Coroutine[Any, Any, None]
    ) -> web.WebSocketResponse:
        """Until either side is gone, or `watch` returns or raises: then whoever it is has no business here any more."""
        try:
            return await self._passing(request, whose, watch)
        finally:
            watch.close()

    async def _passing(
        self, request: web.Request, whose: str, watch: Coroutine[Any, Any, None]
    ) -> web.WebSocketResponse:
        socket = _upgradable(request)
        async with await self._connect() as asterisk:
            await socket.prepare(request)
            self._open[socket] = whose
            try:
                await self._make_room(whose)
                await self._converse(socket, asterisk, watch)
            except _Cut as cut:
                log.info("A softphone is cut off: %s", cut.message, extra={"phone_of": whose})
                await _close(socket, cut.code, cut.message)
            except ConnectionError:
                pass  # one of the two is gone, which is its right
            except Exception:
                log.exception("A softphone's connection failed.", extra={"phone_of": whose})
                await _close(socket, WSCloseCode.INTERNAL_ERROR, "our fault: come back")
            finally:
                self._open.pop(socket, None)
                if not socket.closed and request.transport is not None:
                    request.transport.abort()
        return socket

    async def _admit(self, request: web.Request) -> Identity:
        """Raises a problem for whoever has no phone: nobody, another site's page, a user who is no agent. A page cannot
        set the header, so who comes with a token is a program."""
        if hdrs.AUTHORIZATION in request.headers:
            identity = await self._entrance.admit(request)
        else:
            identity = await self._entrance.admit_socket(request)
        permit(identity, SCOPE)
        if identity.agent is None:
            raise Problem(FORBIDDEN, "Only an agent has a phone.")
        return identity

    async def _connect(self) -> aiohttp.ClientWebSocketResponse:
        assert self._session is not None, "the application is not running"
        if not self._upstream.is_up():
            raise _away()
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                return await self._session.ws_connect(
                    self._upstream.url, protocols=(PROTOCOL,), max_msg_size=LARGEST_MESSAGE
                )
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise _away() from None

    async def _make_room(self, agent: str) -> None:
        mine = [socket for socket, whose in self._open.items() if whose == agent]
        for oldest in mine[: max(0, len(mine) - self._limits.connections)]:
            await _close(oldest, Closed.ELSEWHERE, "there are newer ones")

    async def _converse(
        self,
        socket: web.WebSocketResponse,
        asterisk: aiohttp.ClientWebSocketResponse,
        watch: Coroutine[Any, Any, None],
    ) -> None:
        """Until either is gone, or has to go. Raises the reason."""
        works = (
            self._from_browser(socket, asterisk.send_frame),
            self._from_asterisk(asterisk, socket.send_frame),
            watch,
        )
        tasks = [asyncio.create_task(work, name="sip") for work in works]
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _from_browser(self, socket: web.WebSocketResponse, send: "Send") -> None:
        loop = asyncio.get_running_loop()
        allowance = Allowance(self._limits.each_second, self._limits.at_once, loop.time())
        async for message in socket:
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                continue
            if not allowance.take(loop.time()):
                raise _Cut(Closed.FLOOD, "too many messages")
            content = message.data.encode() if message.type is WSMsgType.TEXT else message.data
            if not content.strip():
                continue  # a keep-alive (RFC 5626)
            if not _START.match(content):
                raise _Cut(WSCloseCode.UNSUPPORTED_DATA, "this is no SIP of a softphone")
            await self._pass_on(send, content, message.type)

    async def _from_asterisk(self, asterisk: aiohttp.ClientWebSocketResponse, send: "Send") -> None:
        async for message in asterisk:
            if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                content = message.data.encode() if message.type is WSMsgType.TEXT else message.data
                await self._pass_on(send, content, message.type)
        raise _Cut(WSCloseCode.SERVICE_RESTART, "Asterisk is gone: come back")

    async def _pass_on(self, send: "Send", content: bytes, kind: WSMsgType) -> None:
        try:
            async with asyncio.timeout(self._limits.send):
                await send(content, kind)
        except TimeoutError:
            raise _Cut(WSCloseCode.TRY_AGAIN_LATER, "too slow: come back") from None

    async def _watch_session(self, request: web.Request, identity: Identity) -> None:
        while True:
            await asyncio.sleep(self._limits.session)
            try:
                now = await self._admit(request)
            except DatabaseUnavailable:
                continue  # a database that is away cuts nobody off
            except Problem as problem:
                raise _Cut(Closed.SESSION, problem.kind.title) from None
            if now.agent != identity.agent:
                raise _Cut(Closed.SESSION, "you are another agent now: come back")


Send = Callable[[bytes, WSMsgType], Awaitable[None]]


def _away() -> Problem:
    return Problem(UNAVAILABLE, "Asterisk does not answer. Try again soon.", headers=SOON)


def _upgradable(request: web.Request) -> web.WebSocketResponse:
    offered = request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "").split(",")
    socket = web.WebSocketResponse(
        protocols=(PROTOCOL,), heartbeat=HEARTBEAT, max_msg_size=LARGEST_MESSAGE, timeout=1.0, compress=False
    )
    if PROTOCOL not in [protocol.strip() for protocol in offered] or not socket.can_prepare(request):
        raise Problem(MALFORMED, "This address is a WebSocket with the subprotocol sip (RFC 7118).")
    return socket


async def _close(socket: web.WebSocketResponse, code: int, message: str) -> None:
    with contextlib.suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(CLOSE_WITHIN):
            await socket.close(code=code, message=message.encode())
