"""Requests to providers, over aiohttp: soon over, of limited size, to public addresses only.

Whether anything was sent is what the sender has to know: until a connection stands, nothing was (`Unreachable`); after
that, without an answer, nobody knows (`OutcomeUnknown`).
"""

import errno
import socket
from collections.abc import Collection, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from types import TracebackType
from typing import Any, Self, TypeAlias
from urllib.parse import urlsplit

import aiohttp
from aiohttp import ClientTimeout, TCPConnector

from ari_app.channels.contract import Response
from ari_app.channels.errors import Misconfigured, OutcomeUnknown, Unreachable
from ari_app.channels.unreachable import why_not

CONNECT_LIMIT, LIMIT = 5.0, 15.0  # seconds
KEEP_ALIVE = 4.0
"""Seconds for which a connection is used again: less than any provider keeps one, for a request into one that is closed
meanwhile looks as if it had been taken."""
CHUNK = 1 << 16

_Address: TypeAlias = IPv4Address | IPv6Address
_NAT64, _6TO4 = ip_network("64:ff9b::/96"), ip_network("2002::/16")


class InsideAddress(OSError):
    """The host is one of our own network."""


def is_public(address: str) -> bool:
    """Whether it is somebody's in the internet: none of our network, whatever way it is written."""
    try:
        found = _meant(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    return found.is_global and not found.is_multicast


def _meant(address: _Address) -> _Address:
    """An IPv4 address that is written as an IPv6 one is itself."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
        if address in _6TO4:
            return IPv4Address((int(address) >> 80) & 0xFFFFFFFF)
    return address


def _public_socket(info: Any) -> socket.socket:
    """Per connection, so that neither a name that changes its address nor an address in digits comes past it."""
    family, kind, protocol, _, where = info
    if not is_public(str(where[0])):
        raise InsideAddress(errno.EACCES, "an address of our own network")
    return socket.socket(family, kind, protocol)


class AiohttpHttp:
    """`contract.Http`. `inside`: hosts (`name` or `name:port`) that may be in our own network. `limit`: seconds for one
    request. Use it as a context."""

    def __init__(self, inside: Collection[str] = (), limit: float = LIMIT) -> None:
        self._inside = frozenset(inside)
        self._outer = _session(_public_socket, limit)
        self._inner = _session(None, limit)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._outer.close()
        await self._inner.close()

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        limit: int = 1 << 20,
    ) -> Response:
        """See `contract.Http`; redirects are not followed. Raises Misconfigured too, when the address cannot be asked."""
        session = self._session_for(url)
        body = content if form is None else dict(form)
        sent = False
        try:
            async with session.request(
                method, url, headers=headers, json=json, data=body, allow_redirects=False
            ) as answer:
                sent = True
                read = await _read(answer.content, limit)
                return Response(
                    answer.status, {name.lower(): value for name, value in answer.headers.items()}, read
                )
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError, ValueError) as error:
            raise Misconfigured("The address of the provider is not one: look at the account.") from error
        except aiohttp.ClientConnectorError as error:
            if error.os_error.errno == errno.EACCES:
                raise Misconfigured(
                    f"{_host(url)} is in our own network, where channels may not call. If it should be, name it in the "
                    "setting inside_hosts."
                ) from error
            raise Unreachable(f"{_host(url)} cannot be reached: {_why(error)}.") from error
        except aiohttp.ConnectionTimeoutError as error:
            raise Unreachable(f"{_host(url)} cannot be reached in {CONNECT_LIMIT:.0f} s.") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            host = _host(url)
            raise OutcomeUnknown(
                f"{host} answered, and then broke off: it may have been taken."
                if sent
                else f"{host} did not answer: it may have been taken."
            ) from error

    def _session_for(self, url: str) -> aiohttp.ClientSession:
        try:
            parts = urlsplit(url)
            named = {parts.hostname or "", f"{parts.hostname}:{parts.port}"}
        except ValueError:
            named = set()
        return self._inner if named & self._inside else self._outer


def _session(factory: Any, limit: float) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=TCPConnector(socket_factory=factory, keepalive_timeout=KEEP_ALIVE, limit_per_host=32),
        timeout=ClientTimeout(total=limit, connect=CONNECT_LIMIT, sock_connect=CONNECT_LIMIT),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "Trunkline"},
    )


async def _read(content: aiohttp.StreamReader, limit: int) -> bytes:
    read = bytearray()
    while len(read) < limit and (chunk := await content.read(min(CHUNK, limit - len(read)))):
        read += chunk
    return bytes(read)


def _host(url: str) -> str:
    """What may be said of an address: some have a token in them."""
    return urlsplit(url).hostname or "The provider"


def _why(error: aiohttp.ClientConnectorError) -> str:
    match error:
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError():
            return "its certificate is not good"
        case aiohttp.ClientConnectorDNSError():
            return "there is no such name"
        case _:
            return why_not(error.os_error)
