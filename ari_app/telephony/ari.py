"""The connection to one Asterisk: its events in order, requests in order per call, and coming back after a
loss.

One WebSocket brings the application's events; LANES further ones carry requests (`rest.py`), each under an
application name of its own whose events are filtered away. A call's id chooses its lane.
"""

import asyncio
import logging
import zlib
from typing import Protocol

import aiohttp

from ari_app.telephony.backoff import Backoff
from ari_app.telephony.events import ALLOWED, ApplicationReplaced, AriEvent, EventParser
from ari_app.telephony.rest import (
    REQUEST_SECONDS,
    AriAddress,
    AriError,
    Done,
    Gone,
    Lane,
    Request,
    brief,
    open_socket,
    over_http,
    uri_of,
)

log = logging.getLogger(__name__)

LANES = 4


class TakenOver(AriError):
    """A second programme connected with our application's name and gets its events now. There must be
    only one writer: stop, and find out who the other is."""


class Tenant(Protocol):
    """Who lives on the connection."""

    async def found(self) -> None:
        """Connected (again). Events wait until this returns; raising means to connect anew."""

    def hear(self, event: AriEvent) -> None:
        """One event, in order. Must not block."""

    def lost(self) -> None:
        """The connection is gone. Called once for each `found` that returned."""


class AriConnection:
    """`run` keeps it up until cancelled or TakenOver. `send` is cheap and never fails: its end comes to
    `then`."""

    def __init__(self, address: AriAddress, *, request_seconds: float = REQUEST_SECONDS) -> None:
        self.address = address
        self._request_seconds = request_seconds
        self.parser = EventParser()
        self._lanes: tuple[Lane, ...] = ()
        self._session: aiohttp.ClientSession | None = None

    @property
    def unread(self) -> int:
        """Events that could not be used, since the start."""
        return self.parser.unread.total()

    def send(self, key: str, request: Request) -> None:
        """Requests with the same key are executed in the order they were given."""
        self._lanes[zlib.crc32(key.encode()) % LANES].send(request)

    async def ask(self, request: Request) -> Done | Gone:
        """One request outside all orders, over HTTP, awaited. Raises AriError."""
        assert self._session is not None, "run() is not running"
        outcome = await over_http(self._session, self.address, request)
        if isinstance(outcome, AriError):
            raise outcome
        return outcome

    async def run(self, tenant: Tenant) -> None:
        headers = {"Authorization": self.address.authorization()}
        async with aiohttp.ClientSession(headers=headers) as session, asyncio.TaskGroup() as tasks:
            self._session = session
            self._lanes = tuple(
                Lane(session, self.address, f"{self.address.app}-rest-{number}", self._request_seconds)
                for number in range(LANES)
            )
            lanes = [tasks.create_task(lane.run()) for lane in self._lanes]
            try:
                await self._stay_connected(session, tenant)
            finally:
                for lane in lanes:
                    lane.cancel()

    async def _stay_connected(self, session: aiohttp.ClientSession, tenant: Tenant) -> None:
        filter_uri = uri_of("applications", self.address.app, "eventFilter")
        backoff = Backoff()
        missing = False
        while True:
            try:
                async with await open_socket(session, self.address, self.address.app) as socket:
                    await self.ask(Request("PUT", filter_uri, ALLOWED))
                    if missing:
                        log.info("Asterisk is back at %s", self.address.url)
                    missing = False
                    await self._serve(socket, tenant, backoff)
                reason: object = f"closed with code {socket.close_code}"
            except TakenOver:
                raise
            except (aiohttp.ClientError, TimeoutError, AriError) as error:
                reason = brief(error)
            if not missing:
                missing = True
                log.warning(
                    "No connection to Asterisk at %s (%s); trying again until it is back",
                    self.address.url,
                    reason,
                )
            await asyncio.sleep(backoff.next())

    async def _serve(self, socket: aiohttp.ClientWebSocketResponse, tenant: Tenant, backoff: Backoff) -> None:
        gate = _Gate(tenant)
        looking = asyncio.create_task(self._look_around(socket, tenant, gate))
        try:
            async for message in socket:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    continue
                event = self.parser.parse(message.data)
                if isinstance(event, ApplicationReplaced):
                    raise TakenOver(f"another programme has taken over the application {self.address.app!r}")
                if event is not None:
                    gate.hear(event)
        finally:
            looking.cancel()
            if gate.is_open:
                backoff.reset()
                for lane in self._lanes:
                    lane.drop()
                tenant.lost()

    async def _look_around(
        self, socket: aiohttp.ClientWebSocketResponse, tenant: Tenant, gate: "_Gate"
    ) -> None:
        for lane in self._lanes:
            lane.hurry()
        try:
            await tenant.found()
        except Exception as error:  # whatever it is: without this look no event would ever be delivered
            log.warning("Asterisk did not tell what is true now (%s); connecting anew", brief(error))
            await socket.close()
        else:
            gate.open()


class _Gate:
    """Holds events back until the tenant knows what is true; none of a call that arrives meanwhile may be
    lost."""

    def __init__(self, tenant: Tenant) -> None:
        self.is_open = False
        self._tenant = tenant
        self._held: list[AriEvent] = []

    def open(self) -> None:
        self.is_open = True
        for event in self._held:
            self.hear(event)
        self._held.clear()

    def hear(self, event: AriEvent) -> None:
        if not self.is_open:
            self._held.append(event)
            return
        try:
            self._tenant.hear(event)
        except Exception:  # one call that cannot be served must not end all the others
            log.exception("An event could not be served: %r", event)
