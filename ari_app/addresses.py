"""The addresses that this machine has: for whoever listens on all of them, and to know who calls from here."""

import fcntl
import socket
import struct
from ipaddress import IPv4Address

LOOPBACK = "127.0.0.1"
EVERYWHERE = str(IPv4Address(0))
_SIOCGIFADDR = 0x8915
"""Linux's request for an interface's IPv4 address (netdevice(7)); it stands at these bytes of the answer."""
_ADDRESS = slice(20, 24)


def own() -> tuple[str, ...]:
    """IPv4, the first one of each network interface; loopback comes first, and is always among them."""
    found = [LOOPBACK]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for _, interface in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(any_socket, _SIOCGIFADDR, struct.pack("256s", interface.encode()))
            except OSError:
                continue  # it has none
            found.append(socket.inet_ntoa(answer[_ADDRESS]))
    return tuple(dict.fromkeys(found))


def reached_at(bind: str, port: int) -> tuple[str, ...]:
    """Where phones find what listens on `bind`, as `host:port`: `EVERYWHERE` means each address of this machine."""
    if bind == EVERYWHERE:
        return tuple(f"{one}:{port}" for one in own())
    return (f"[{bind}]:{port}" if ":" in bind else f"{bind}:{port}",)
