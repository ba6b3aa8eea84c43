"""One request on its way: on UDP sent again until somebody answers (RFC 3261 section 17.1)."""

import asyncio
from collections.abc import Callable

from .message import Request, Response

FIRST_RETRY = 0.5
SLOWEST_RETRY = 4.0
GIVE_UP = 16.0


class ClientTransaction:
    """Sends a request, hands over its answers, and makes a 408 of its own when none comes.

    An INVITE's refusal is acknowledged here; its acceptance is the call's business (RFC 3261, 13.2.2.4).
    `retry` sees every answer first; True from it says that it started the transaction anew.
    """

    request: Request

    def __init__(
        self,
        transmit: Callable[[Request], None],
        on_response: Callable[[Response], None],
        retry: Callable[["ClientTransaction", Response], bool],
        *,
        sends_again: bool = True,
    ) -> None:
        self._transmit = transmit
        self._on_response = on_response
        self._retry = retry
        self._sends_again = sends_again
        self._loop = asyncio.get_running_loop()
        self._finished = False
        self._repeat: asyncio.TimerHandle | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def start(self, request: Request) -> None:
        """Send, and keep sending where that is needed."""
        self.request = request
        self._finished = False
        self._deadline = self._loop.call_later(GIVE_UP, self._give_up)
        self._send(FIRST_RETRY)

    def receive(self, response: Response) -> None:
        """An answer from the network. Only a 2xx to an INVITE is handed over again when it comes again."""
        is_invite = self.request.method == "INVITE"
        if is_invite or response.is_final:
            self.stop()  # after an INVITE's first 1xx the other side rings for as long as it likes
        if is_invite and response.status >= 300:
            self._transmit(within_transaction("ACK", self.request, to=response.get("to")))
        if self._finished and not (is_invite and response.status < 300):
            return
        self._finished = response.is_final
        if not self._retry(self, response):
            self._on_response(response)

    def stop(self) -> None:
        """Send no more."""
        for timer in (self._repeat, self._deadline):
            if timer is not None:
                timer.cancel()

    def _send(self, pause: float) -> None:
        self._transmit(self.request)
        if self._sends_again:
            self._repeat = self._loop.call_later(pause, self._send, min(2 * pause, SLOWEST_RETRY))

    def _give_up(self) -> None:
        self.stop()
        self._finished = True
        self._on_response(Response(self.request.headers, b"", 408, "Nobody Answered"))


def within_transaction(method: str, invite: Request, to: str) -> Request:
    """The CANCEL of an INVITE, or the ACK of its refusal: same Via, same number."""
    number, _ = invite.cseq
    headers = (
        ("Via", invite.get("via")),
        ("Max-Forwards", "70"),
        ("From", invite.get("from")),
        ("To", to),
        ("Call-ID", invite.get("call-id")),
        ("CSeq", f"{number} {method}"),
        *(("Route", route) for route in invite.all("route")),
    )
    return Request(headers, b"", method, invite.uri)
