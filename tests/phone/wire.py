"""How SIP messages travel: each in a datagram, or one after the other on a connection, which may be encrypted."""

import asyncio
import re
import ssl
from collections.abc import Callable
from typing import Literal, Protocol, assert_never, cast

Host = tuple[str, int]
OnMessage = Callable[[bytes, Host], None]
"""A whole message, and who sent it."""

Transport = Literal["udp", "tcp", "tls"]
_LOOPBACK = "127.0.0.1"
_LENGTH = re.compile(rb"^(?:content-length|l)\s*:\s*(\d+)", re.IGNORECASE | re.MULTILINE)
_END_OF_HEADERS = b"\r\n\r\n"


class Wire(Protocol):
    """`reliable`: what is sent arrives, so nothing has to be sent twice."""

    reliable: bool

    @property
    def address(self) -> Host:
        """Our end."""

    def send(self, message: bytes, to: Host) -> None:
        """Nothing happens when it is closed."""

    def close(self) -> None:
        """At once, without a word."""


async def open_wire(transport: Transport, server: Host, port: int, on_message: OnMessage) -> Wire:
    """From our port (0: any free one) on the loopback address; tls trusts whatever certificate it is shown."""
    loop = asyncio.get_running_loop()
    own = (_LOOPBACK, port)
    match transport:
        case "udp":
            _, datagrams = await loop.create_datagram_endpoint(lambda: Datagrams(on_message), local_addr=own)
            return datagrams
        case "tcp" | "tls":
            encryption = _trusting() if transport == "tls" else None
            _, connection = await loop.create_connection(
                lambda: Connection(on_message), *server, local_addr=own, ssl=encryption
            )
            return connection
        case _:
            assert_never(transport)


class Datagrams(asyncio.DatagramProtocol):
    """UDP: a message goes to whomever it is for."""

    reliable = False

    def __init__(self, on_message: OnMessage) -> None:
        self._on_message = on_message
        self._transport: asyncio.DatagramTransport

    @property
    def address(self) -> Host:
        host, port = self._transport.get_extra_info("sockname")
        return host, port

    def send(self, message: bytes, to: Host) -> None:
        if not self._transport.is_closing():
            self._transport.sendto(message, to)

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Host) -> None:
        """Called by asyncio."""
        self._on_message(data, addr)


class Connection(asyncio.Protocol):
    """TCP, or TLS over it: everything goes through the one connection to the server, in both directions."""

    reliable = True

    def __init__(self, on_message: OnMessage) -> None:
        self._on_message = on_message
        self._messages = Messages()
        self._transport: asyncio.Transport

    @property
    def address(self) -> Host:
        host, port = self._transport.get_extra_info("sockname")
        return host, port

    def send(self, message: bytes, to: Host) -> None:
        if not self._transport.is_closing():
            self._transport.write(message)

    def close(self) -> None:
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self._transport = cast(asyncio.Transport, transport)
        self._server: Host = self._transport.get_extra_info("peername")

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        for message in self._messages.feed(data):
            self._on_message(message, self._server)


class Messages:
    """Cuts a stream into messages by their Content-Length (RFC 3261 section 18.3)."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that are complete now."""
        complete: list[bytes] = []
        self._rest += data
        while True:
            self._rest = self._rest.lstrip(b"\r\n")  # between messages: a keep-alive
            head, end, body = self._rest.partition(_END_OF_HEADERS)
            length = _LENGTH.search(head)
            size = int(length[1]) if length else 0
            if not end or len(body) < size:
                return complete
            complete.append(head + end + body[:size])
            self._rest = body[size:]


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
