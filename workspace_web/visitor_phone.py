"""`POST /chat/{account}/calls` and `GET /chat/{account}/sip`: a call from a visitor's page.

The page gets a phone for one call, and with its ticket a way to Asterisk, which ends with the call.
"""

import asyncio
from dataclasses import dataclass

from aiohttp import hdrs, web

from ari_app.administration.devices import PhoneNotPushed
from ari_app.channels.visitor_calls import Guest, VisitorCalls
from ari_app.channels.visitors import Refused
from workspace_web.problems import CONFLICT, FORBIDDEN, SOON, UNAUTHENTICATED, UNAVAILABLE, Problem
from workspace_web.sip_proxy import SipProxy
from workspace_web.visitor_door import VisitorDoor

FAREWELL = 3.0  # seconds for the last messages of a call
TARGET = "sip:call@trunkline"


@dataclass(frozen=True, slots=True)
class VisitorPhones:
    """`ice_servers` are what browsers find their way through networks with."""

    door: VisitorDoor
    calls: VisitorCalls
    sip: SipProxy
    ice_servers: tuple[str, ...]

    def add_to(self, router: web.UrlDispatcher, prefix: str) -> None:
        router.add_post(f"{prefix}/calls", self.make)
        router.add_get(f"{prefix}/sip", self.serve, allow_head=False)

    async def make(self, request: web.Request) -> web.Response:
        """A phone for one call, good for a minute."""
        called = self.door.called(request)
        visitor = await self.door.visitor(request, called)
        self.door.slow_down(self.door.limits.calls, visitor.token_hash, "calls")
        self.door.slow_down(self.door.limits.calls_from, called.comes_from, "calls from your network")
        try:
            guest = await self.calls.make(visitor, called.settings, called.comes_from)
        except Refused as refused:
            raise Problem(CONFLICT if refused.word == "busy" else FORBIDDEN, str(refused)) from None
        except PhoneNotPushed:
            raise Problem(UNAVAILABLE, "No calls are possible now. Try again soon.", headers=SOON) from None
        return web.json_response(self._card(called.account, guest), status=201)

    def _card(self, account: str, guest: Guest) -> dict[str, object]:
        return {
            "uri": f"sip:{guest.name}@trunkline",
            "username": guest.name,
            "password": guest.password,
            "target": TARGET,
            "websocket": f"/chat/{account}/sip?ticket={guest.ticket}",
            "ice_servers": [{"urls": urls} for urls in self.ice_servers],
            "expires_at": guest.expires_at,
        }

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Its way to Asterisk."""
        called = self.door.called(request)
        if hdrs.ORIGIN not in request.headers:
            raise Problem(FORBIDDEN, "Only a page of a listed web site may call.")
        guest = self.calls.by_ticket(called.account, request.query.get("ticket", ""))
        if guest is None:
            raise Problem(UNAUTHENTICATED, "This phone is gone: ask for a new one.")
        return await self.sip.pass_between(request, guest.name, _until_gone(guest))


async def _until_gone(guest: Guest) -> None:
    await guest.gone.wait()
    await asyncio.sleep(FAREWELL)
