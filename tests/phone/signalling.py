"""The phone's SIP socket: puts requests on their way, answers requests, and makes repeats harmless."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from typing import Self

from .digest import Credentials, answer, choose
from .message import MalformedMessage, Request, Response, parse
from .transaction import FIRST_RETRY, SLOWEST_RETRY, ClientTransaction, within_transaction
from .wire import Host, Transport, Wire, open_wire

log = logging.getLogger(__name__)

Headers = tuple[tuple[str, str], ...]

_REASONS = {
    180: "Ringing", 200: "OK", 404: "Not Found", 405: "Method Not Allowed", 480: "Temporarily Unavailable",
    481: "Call Does Not Exist", 486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here",
    491: "Request Pending", 500: "Server Error", 503: "Service Unavailable", 603: "Decline",
}  # fmt: skip


class Signalling:
    """One socket that talks to one server: every request goes there, whatever its uri says."""

    _wire: Wire

    def __init__(
        self,
        server: Host,
        transport: Transport,
        credentials: Credentials | None,
        on_request: Callable[[Request], None],
    ) -> None:
        self._server = server
        self._transport = transport
        self._credentials = credentials
        self._on_request = on_request
        self._loop = asyncio.get_running_loop()
        self._sequence = 0
        self._clients: dict[tuple[str, str], ClientTransaction] = {}
        self._sources: dict[str, Host] = {}
        self._replies: dict[tuple[str, str], Response] = {}
        self._unacknowledged: dict[tuple[str, int], asyncio.TimerHandle] = {}
        self.faults: list[str] = []
        """What the server sent that is not SIP."""

    @classmethod
    async def open(
        cls,
        server: Host,
        port: int,
        transport: Transport,
        credentials: Credentials | None,
        on_request: Callable[[Request], None],
    ) -> Self:
        """Open the socket (port 0: any free one) on the loopback address."""
        signalling = cls(server, transport, credentials, on_request)
        signalling._wire = await open_wire(transport, server, port, signalling._receive)
        return signalling

    @property
    def address(self) -> Host:
        """Where this phone is reached."""
        return self._wire.address

    def close(self) -> None:
        """Fall silent at once, whatever is under way."""
        for client in self._clients.values():
            client.stop()
        for timer in self._unacknowledged.values():
            timer.cancel()
        self._wire.close()

    # What we ask.

    def send(self, request: Request, on_response: Callable[[Response], None]) -> ClientTransaction:
        """Send a request that lacks only its Via and CSeq; a challenge is answered once with our password."""
        client = self._transaction(on_response, self._answer_challenge)
        self._carry(client, request)
        return client

    async def ask(self, request: Request, on_final: Callable[[Response], None] = lambda _: None) -> Response:
        """Send a request and wait for its final answer (408 when nobody answers).

        `on_final` sees that answer at once, and its repeats: a re-INVITE acknowledges each.
        """
        final: asyncio.Future[Response] = self._loop.create_future()

        def receive(response: Response) -> None:
            if response.is_final:
                on_final(response)
                if not final.done():
                    final.set_result(response)

        self.send(request, receive)
        return await final

    def acknowledge(self, request: Request, number: int) -> None:
        """Send the ACK of an accepted INVITE whose CSeq was `number`: it has no answer and no repeats."""
        self._transmit_request(self._complete(request, number))

    def cancel(self, client: ClientTransaction) -> None:
        """Take back an INVITE that has been answered by no more than a 1xx."""
        invite = client.request
        request = within_transaction("CANCEL", invite, to=invite.get("to"))
        canceller = self._transaction(lambda _: None, lambda *_: False)
        self._clients[request.branch, "CANCEL"] = canceller
        canceller.start(request)

    def _transaction(
        self,
        on_response: Callable[[Response], None],
        retry: Callable[[ClientTransaction, Response], bool],
    ) -> ClientTransaction:
        return ClientTransaction(
            self._transmit_request, on_response, retry, sends_again=not self._wire.reliable
        )

    def _carry(self, client: ClientTransaction, request: Request) -> None:
        self._sequence += 1
        complete = self._complete(request, self._sequence)
        self._clients[complete.branch, complete.method] = client
        client.start(complete)

    def _complete(self, request: Request, number: int) -> Request:
        """Add what only the socket knows. One counter serves all calls: within each it only has to grow."""
        host, port = self.address
        via = f"SIP/2.0/{self._transport.upper()} {host}:{port};branch=z9hG4bK{secrets.token_hex(8)};rport"
        own = (("Via", via), ("Max-Forwards", "70"), ("CSeq", f"{number} {request.method}"))
        return Request((*own, *request.headers), request.body, request.method, request.uri)

    def _answer_challenge(self, client: ClientTransaction, response: Response) -> bool:
        asked, given = {
            401: ("WWW-Authenticate", "Authorization"),
            407: ("Proxy-Authenticate", "Proxy-Authorization"),
        }.get(response.status, ("", ""))
        before = client.request
        challenge = choose(response.all(asked))
        if challenge is None or self._credentials is None or before.get(given):
            return False
        proof = answer(challenge, self._credentials, before.method, before.uri, secrets.token_hex(8))
        kept = tuple(pair for pair in before.headers if pair[0] not in ("Via", "CSeq", "Max-Forwards", given))
        self._carry(client, Request((*kept, (given, proof)), before.body, before.method, before.uri))
        return True

    # What we are asked.

    def reply(
        self, request: Request, status: int, to: str = "", headers: Headers = (), body: bytes = b""
    ) -> None:
        """Answer a request; `to` is its To with our tag. An INVITE's end is repeated until its ACK."""
        response = Response(
            (
                *(("Via", via) for via in request.all("via")),
                *(("Record-Route", route) for route in request.all("record-route")),
                ("From", request.get("from")),
                ("To", to or request.get("to")),
                ("Call-ID", request.get("call-id")),
                ("CSeq", request.get("cseq")),
                *headers,
            ),
            body,
            status,
            _REASONS[status],
        )
        self._replies[request.branch, request.method] = response
        if request.method == "INVITE" and response.is_final:
            self._repeat(request, response, FIRST_RETRY)
        else:
            self._transmit_to(self._sources[request.branch], response)

    def _repeat(self, request: Request, response: Response, pause: float) -> None:
        self._transmit_to(self._sources[request.branch], response)
        key = request.get("call-id"), request.cseq[0]
        next_pause = min(2 * pause, SLOWEST_RETRY)
        self._unacknowledged[key] = self._loop.call_later(pause, self._repeat, request, response, next_pause)

    def _receive_request(self, request: Request) -> None:
        if request.method == "ACK":
            timer = self._unacknowledged.pop((request.get("call-id"), request.cseq[0]), None)
            if timer is not None:  # else it acknowledges a repeat that we have sent meanwhile
                timer.cancel()
                self._on_request(request)
            return
        before = self._replies.get((request.branch, request.method))
        if before is None:
            self._on_request(request)
        else:
            self._transmit_to(self._sources[request.branch], before)

    # The socket.

    def _receive(self, data: bytes, sender: Host) -> None:
        if not data.strip():
            return  # a keep-alive
        try:
            message = parse(data)
        except MalformedMessage as fault:
            self.faults.append(str(fault))
            return
        log.debug("received\n%s", data.decode("utf-8", "replace"))
        if isinstance(message, Request):
            self._sources[message.branch] = sender
            self._receive_request(message)
        elif client := self._clients.get((message.branch, message.cseq[1])):
            client.receive(message)

    def _transmit_request(self, request: Request) -> None:
        self._transmit_to(self._server, request)

    def _transmit_to(self, address: Host, message: Request | Response) -> None:
        text = message.format()
        log.debug("sent\n%s", text.decode("utf-8", "replace"))
        self._wire.send(text, address)
