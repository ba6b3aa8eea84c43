"""The phone itself: registers, dials, and does what it was told to do when it rings."""

import asyncio
import secrets
from contextlib import suppress
from types import TracebackType
from typing import Literal, Self

from .call import Call
from .dialog import Dialog
from .digest import Credentials
from .incoming import IncomingCall
from .message import Address, Request
from .outgoing import OutgoingCall
from .signalling import Signalling
from .waiting import Changes, DidNotHappen
from .wire import Transport

_FAREWELL = 2.0
"""Seconds that the server has to take leave of a phone that is switched off."""

OnRing = Literal["answer", "ring", "busy", "decline"] | float
"""Answer at once, ring for ever, refuse by 486 or 603, or answer after so many seconds."""


class Phone:
    """`async with Phone(server=..., user="agent1", password="...") as phone:` (a trunk has no password).

    A call that asks to be answered by itself is, if the phone is left ringing and `honours_auto_answer`.
    """

    def __init__(
        self,
        server: tuple[str, int],
        user: str,
        password: str | None = None,
        *,
        name: str = "",
        port: int = 0,
        transport: Transport = "udp",
        on_ring: OnRing = "ring",
        honours_auto_answer: bool = True,
    ) -> None:
        self._server = server
        self._user = user
        self._credentials = None if password is None else Credentials(user, password)
        self._name = name or user
        self._port = port
        self._transport = transport
        self.on_ring: OnRing = on_ring
        self.honours_auto_answer = honours_auto_answer
        self._signalling: Signalling
        self._calls: dict[str, Call] = {}
        self._rung: list[IncomingCall] = []
        self._timers: list[asyncio.TimerHandle] = []
        self._changes = Changes()
        self._registration = secrets.token_hex(8)

    async def __aenter__(self) -> Self:
        self._signalling = await Signalling.open(
            self._server, self._port, self._transport, self._credentials, self._receive
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up what is up, and complain of malformed messages unless something worse is under way."""
        for timer in self._timers:
            timer.cancel()
        try:
            with suppress(TimeoutError, DidNotHappen):  # the server may be gone: that is for the test to say
                async with asyncio.timeout(_FAREWELL):
                    await asyncio.gather(*(call.hang_up() for call in self._calls.values()))
        finally:
            self.vanish()
        if kind is None and self._signalling.faults:
            raise AssertionError(f"{self._name} received what is not SIP: {self._signalling.faults}")

    @property
    def address(self) -> tuple[str, int]:
        """Where this phone takes calls: (host, port)."""
        return self._signalling.address

    @property
    def contact(self) -> str:
        """The same as a SIP uri."""
        host, port = self.address
        over = "" if self._transport == "udp" else f";transport={self._transport}"
        return f"sip:{self._user}@{host}:{port}{over}"

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call this phone has had, oldest first."""
        return tuple(self._calls.values())

    def vanish(self) -> None:
        """Lose power: say nothing to anybody, answer nothing any more."""
        for call in self._calls.values():
            call.close()
        self._calls.clear()
        self._signalling.close()

    async def register(self, expires: int = 3600) -> None:
        """Tell the server where this phone is, for `expires` seconds (it isn't refreshed)."""
        status = await self.try_register(expires)
        if status != 200:
            raise DidNotHappen(f"{self._name} could not register: {status}")

    async def unregister(self) -> None:
        """Tell the server that this phone is away."""
        await self.register(expires=0)

    async def try_register(self, expires: int = 3600) -> int:
        """The status that the server gives to a registration, for tests of refusals."""
        host, port = self._server
        own = f"<sip:{self._user}@{host}:{port}>"
        headers = (
            ("From", f"{own};tag={secrets.token_hex(4)}"),
            ("To", own),
            ("Call-ID", self._registration),
            ("Contact", f"<{self.contact}>"),
            ("Expires", str(expires)),
        )
        response = await self._signalling.ask(Request(headers, b"", "REGISTER", f"sip:{host}:{port}"))
        return response.status

    async def dial(
        self,
        number: str,
        *,
        caller: str = "",
        caller_name: str = "",
        headers: tuple[tuple[str, str], ...] = (),
    ) -> OutgoingCall:
        """Call a number; `caller` is the From number (default: this phone's user). Returns at once."""
        host, port = self._server
        sender = f'"{caller_name or self._name}" <sip:{caller or self._user}@{host}>'
        target = f"sip:{number}@{host}:{port}"
        dialog = Dialog(
            call_id=secrets.token_hex(12),
            local=f"{sender};tag={secrets.token_hex(4)}",
            remote=f"<{target}>",
            target=target,
        )
        call = OutgoingCall(self._name, self.contact, self._signalling, dialog)
        self._calls[call.call_id] = call
        call.dial(headers)
        return call

    async def rings(self, timeout: float = 20) -> IncomingCall:
        """The next call that rings here; each is returned once, in their order."""
        await self._changes.until(lambda: bool(self._rung), timeout, lambda: f"{self._name} did not ring")
        return self._rung.pop(0)

    async def does_not_ring(self, during: float = 1) -> None:
        """Return after `during` seconds in which no further call came."""
        try:
            await self.rings(during)
        except DidNotHappen:
            return
        raise AssertionError(f"{self._name} rang")

    def _receive(self, request: Request) -> None:
        call = self._calls.get(request.get("call-id"))
        if call is not None:
            call.receive(request)
        elif request.method == "INVITE":
            self._ring(request)
        elif request.method in ("OPTIONS", "NOTIFY", "MESSAGE"):
            self._signalling.reply(request, 200, f"{request.get('to')};tag={secrets.token_hex(4)}")
        else:
            self._signalling.reply(request, 481)

    def _ring(self, invite: Request) -> None:
        if Address.parse(invite.get("to")).param("tag"):  # within a call that this phone never had
            self._signalling.reply(invite, 481)
            return
        call = IncomingCall(self._name, self.contact, self._signalling, invite, secrets.token_hex(4))
        self._calls[call.call_id] = call
        self._rung.append(call)
        self._changes.notify()
        match self.on_ring:
            case "busy":
                call.reject(486)
            case "decline":
                call.reject(603)
            case "answer":
                call.ring()
                call.answer()
            case "ring":
                call.ring()
                if call.auto_answer and self.honours_auto_answer:
                    call.answer()
            case delay:
                call.ring()
                if call.auto_answer and self.honours_auto_answer:
                    call.answer()
                else:
                    self._timers.append(
                        asyncio.get_running_loop().call_later(delay, self._answer_if_it_still_rings, call)
                    )

    @staticmethod
    def _answer_if_it_still_rings(call: IncomingCall) -> None:
        if call.ending is None:
            call.answer()
