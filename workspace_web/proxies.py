"""Where a request really comes from, when a proxy of ours handed it on: from which address, and how it came.

Anybody can write `X-Forwarded-For` and `X-Forwarded-Proto` into a request, so they count only when they come from an
address that the setting `trusted_proxies` names, and of the addresses in them only what such a one wrote.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from aiohttp import web

FOR, PROTO = "X-Forwarded-For", "X-Forwarded-Proto"
SCHEMES = frozenset({"http", "https"})

Address: TypeAlias = IPv4Address | IPv6Address
Networks: TypeAlias = tuple[IPv4Network | IPv6Network, ...]


@dataclass(frozen=True, slots=True)
class Client:
    """`scheme`: http or https, as it left the browser."""

    address: str
    scheme: str


CLIENT = web.RequestKey("client", Client)


def networks_of(setting: str) -> Networks:
    """The proxies that a setting names: addresses and networks, separated by commas. Raises ValueError for others."""
    return tuple(ip_network(part.strip()) for part in setting.split(",") if part.strip())


def client_behind(request: web.Request, trusted: Networks) -> Client:
    """Whoever sent it; to be kept in `request[CLIENT]`."""
    peer = _address(request.remote or "")
    if peer is None or not _among(peer, trusted):
        return Client(request.remote or "", request.scheme)
    said = _listed(request, PROTO)
    scheme = said[-1].lower() if said and said[-1].lower() in SCHEMES else request.scheme
    return Client(str(_first_strange(peer, _listed(request, FOR), trusted)), scheme)


def client_of(request: web.Request) -> Client:
    """Whoever sent it, proxies left out."""
    return request.get(CLIENT) or Client(request.remote or "", request.scheme)


def _first_strange(peer: Address, hops: list[str], trusted: Networks) -> Address:
    """From us backwards: each proxy wrote down whom it got the request from, and the first who is no proxy of ours could
    write what they liked."""
    for hop in reversed(hops):
        before = _address(hop)
        if before is None:
            break
        peer = before
        if not _among(peer, trusted):
            break
    return peer


def _listed(request: web.Request, name: str) -> list[str]:
    def parts() -> Iterator[str]:
        for header in request.headers.getall(name, []):
            yield from header.split(",")

    return [part.strip() for part in parts()]


def _among(address: Address, networks: Networks) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> Address | None:
    """None for what is none; an IPv4 address that came in an IPv6 one is itself."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address if mapped is None else mapped
