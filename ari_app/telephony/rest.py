"""Requests to ARI, in order, over one WebSocket; over HTTP while that socket is down.

Asterisk executes what arrives on one socket strictly one after the other, so a lane pipelines: "create the
bridge" and "put both into it" leave together. On HTTP that order exists only when each request waits for its
predecessor's answer, so there the lane waits. Several lanes side by side keep one slow request from holding
up all calls.
"""

import asyncio
import itertools
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias
from urllib.parse import quote, urlencode

import aiohttp
import orjson
from yarl import URL

from ari_app.telephony.backoff import Backoff

log = logging.getLogger(__name__)

REQUEST_SECONDS = 5.0
HEARTBEAT_SECONDS = 4.0
ONLY_RESPONSES = {"allowed": [{"type": "RESTResponse"}]}
"""RESTResponse must be named: Asterisk's event filter holds back responses too, and every request would
hang."""


@dataclass(frozen=True, slots=True)
class Done:
    """Asterisk did it; `body` is its JSON text, empty when there is none."""

    body: str


@dataclass(frozen=True, slots=True)
class Gone:
    """What the request was about has ended already (404), or is no longer or not yet in our hands (409).
    Normal."""

    status: int
    reason: str


class AriError(Exception):
    """Asterisk did not do it. `retryable`: the same request may succeed later."""

    retryable: ClassVar[bool] = False


class Refused(AriError):
    """Asterisk says that the request is wrong (4xx), or that it cannot do it now (5xx, `CannotNow`)."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"Asterisk answered {status}: {reason}")
        self.status = status


class CannotNow(Refused):
    retryable = True


class Unanswered(AriError):
    """No answer in time, or the connection broke: whether it was done is not known."""

    retryable = True


Outcome: TypeAlias = Done | Gone | AriError
Then: TypeAlias = Callable[[Outcome], None]


def ignore(outcome: Outcome) -> None:
    """For requests whose end changes nothing: the event that follows tells all. A refusal is worth a line."""
    if isinstance(outcome, AriError):
        log.warning("A request failed: %s", outcome)


@dataclass(frozen=True, slots=True)
class Request:
    """`uri` is relative to /ari, made by `uri_of`; `body` goes as JSON."""

    method: str
    uri: str
    body: Mapping[str, object] | None = None
    then: Then = ignore


def uri_of(*path: str, **query: str | int | float) -> str:
    """`uri_of("channels", id, "moh", mohClass="default")`: each part quoted."""
    joined = "/".join(quote(part, safe="") for part in path)
    return f"{joined}?{urlencode(query, quote_via=quote)}" if query else joined


@dataclass(frozen=True, slots=True)
class AriAddress:
    """Where ARI is, such as http://127.0.0.1:8088/ari, and the Stasis application that is ours."""

    url: str
    user: str
    password: str = field(repr=False)
    app: str

    def authorization(self) -> str:
        return aiohttp.encode_basic_auth(self.user, self.password)

    def events(self, app: str) -> URL:
        url = URL(f"{self.url}/events")
        return url.with_scheme("wss" if url.scheme == "https" else "ws").with_query(app=app)

    def rest(self, uri: str) -> URL:
        return URL(f"{self.url}/{uri}", encoded=True)


def brief(error: Exception) -> str:
    """An error in a line. Not its repr: that of aiohttp's shows the request with its password."""
    return f"{type(error).__name__} {error}".strip()


def outcome_of(status: int, body: str) -> Outcome:
    if status < 300:
        return Done(body)
    if status in (404, 409):
        return Gone(status, body)
    return CannotNow(status, body) if status >= 500 else Refused(status, body)


async def over_http(session: aiohttp.ClientSession, address: AriAddress, request: Request) -> Outcome:
    """One request on a keep-alive connection."""
    try:
        async with session.request(
            request.method,
            address.rest(request.uri),
            json=request.body,
            timeout=aiohttp.ClientTimeout(total=REQUEST_SECONDS),
        ) as response:
            return outcome_of(response.status, await response.text())
    except (aiohttp.ClientError, TimeoutError) as error:
        return Unanswered(f"{request.method} {request.uri.partition('?')[0]}: {brief(error)}")


async def open_socket(
    session: aiohttp.ClientSession, address: AriAddress, app: str
) -> aiohttp.ClientWebSocketResponse:
    """A WebSocket as the application `app`. Raises TimeoutError and aiohttp.ClientError."""
    async with asyncio.timeout(REQUEST_SECONDS):
        return await session.ws_connect(address.events(app), heartbeat=HEARTBEAT_SECONDS, max_msg_size=0)


@dataclass(frozen=True, slots=True)
class _Pending:
    request: Request
    deadline: float


class Lane:
    """One order of requests. `send` only queues; one task writes, one reads; answers call `then` on the
    event loop."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        address: AriAddress,
        name: str,
        request_seconds: float = REQUEST_SECONDS,
    ) -> None:
        self._session = session
        self._address = address
        self._name = name
        self._request_seconds = request_seconds
        self._queue: asyncio.Queue[_Pending] = asyncio.Queue()
        self._pending: dict[str, _Pending] = {}
        self._numbers = itertools.count()
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._hurry = asyncio.Event()
        self._sweep: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()

    def send(self, request: Request) -> None:
        self._queue.put_nowait(_Pending(request, self._loop.time() + self._request_seconds))

    def drop(self) -> None:
        """Forget everything unsent and unanswered: the switch is gone, and nobody wants the answers any
        more."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._pending.clear()

    def hurry(self) -> None:
        """Asterisk is back: do not sit out the pause before the next try."""
        self._hurry.set()

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._write(), name=f"{self._name} writer")
                tasks.create_task(self._read(), name=f"{self._name} reader")
        finally:
            if self._sweep is not None:
                self._sweep.cancel()

    async def _write(self) -> None:
        while True:
            pending = await self._queue.get()
            if self._socket is None or not await self._over_socket(self._socket, pending):
                self._finish(pending, await over_http(self._session, self._address, pending.request))

    async def _over_socket(self, socket: aiohttp.ClientWebSocketResponse, pending: _Pending) -> bool:
        """False when the socket turned out to be closed, before anything of this request left, and nobody was told yet."""
        number = str(next(self._numbers))
        self._pending[number] = pending
        if self._sweep is None:
            self._sweep = self._loop.call_at(pending.deadline, self._expire)
        try:
            await socket.send_str(_frame(number, pending.request))
        except (aiohttp.ClientError, ConnectionError):
            # One that ended with the socket has had its answer.
            return self._pending.pop(number, None) is None
        return True

    async def _read(self) -> None:
        backoff = Backoff()
        while True:
            try:
                async with await open_socket(self._session, self._address, self._name) as socket:
                    await self._mute_events()
                    self._socket = socket
                    backoff.reset()
                    async for message in socket:
                        if message.type is aiohttp.WSMsgType.TEXT:
                            self._answer(message.data)
            except (aiohttp.ClientError, TimeoutError, AriError) as error:
                log.debug("REST socket %s is down: %s", self._name, brief(error))
            finally:
                self._lose_socket()
            self._hurry.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(backoff.next()):
                    await self._hurry.wait()

    async def _mute_events(self) -> None:
        request = Request("PUT", uri_of("applications", self._name, "eventFilter"), ONLY_RESPONSES)
        outcome = await over_http(self._session, self._address, request)
        if isinstance(outcome, AriError):
            raise outcome

    def _answer(self, text: str) -> None:
        try:
            answer = orjson.loads(text)
            pending = self._pending.pop(answer["request_id"], None)
            outcome = outcome_of(int(answer["status_code"]), str(answer.get("message_body", "")))
        except (KeyError, TypeError, ValueError, AttributeError):
            log.warning("REST socket %s brought something that is no answer: %.200r", self._name, text)
            return
        if pending is not None:
            self._finish(pending, outcome)

    def _lose_socket(self) -> None:
        self._socket = None
        lost, self._pending = self._pending, {}
        for pending in lost.values():
            self._finish(
                pending, Unanswered(f"the connection broke before the answer to {pending.request.method}")
            )

    def _expire(self) -> None:
        self._sweep = None
        now = self._loop.time()
        for number, pending in list(self._pending.items()):
            if pending.deadline > now:
                self._sweep = self._loop.call_at(pending.deadline, self._expire)
                return
            del self._pending[number]
            self._finish(
                pending, Unanswered(f"no answer to {pending.request.method} in {self._request_seconds:g} s")
            )

    def _finish(self, pending: _Pending, outcome: Outcome) -> None:
        try:
            pending.request.then(outcome)
        except Exception:
            log.exception("What follows a request failed")


def _frame(number: str, request: Request) -> str:
    frame: dict[str, object] = {
        "type": "RESTRequest",
        "transaction_id": number,
        "request_id": number,
        "method": request.method,
        "uri": request.uri,
    }
    if request.body is not None:
        frame["content_type"] = "application/json"
        frame["message_body"] = orjson.dumps(request.body).decode()
    return orjson.dumps(frame).decode()
