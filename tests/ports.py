"""Ports for servers that a test starts and stops: nobody else on this machine gets them, whatever runs beside.

A port that the kernel gives for the asking, and that is let go so that a server may take it, is anybody's in between. These
lie outside of the range from which the kernel gives any; and whoever takes one here has it for as long as the process lives.
"""

import socket
from collections.abc import Iterator
from pathlib import Path


def free_port() -> int:
    """For TCP and UDP alike."""
    for port in _candidates:
        if _claimed(port) and _is_free(port):
            return port
    raise AssertionError("no port is free: too many processes take them")


def free_ports(number: int) -> list[int]:
    return [free_port() for _ in range(number)]


def _in_turn() -> Iterator[int]:
    """Those above the kernel's range first."""
    first, last = map(int, Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split())
    yield from range(last + 1, 65536)
    yield from range(20_000, first)


_candidates = _in_turn()  # the search goes on where it ended: a port is given once


def _claimed(port: int) -> bool:
    """By a name that the kernel knows while the process lives (unix(7): abstract sockets)."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0trunkline-test-port-{port}")
    except OSError:
        claim.close()
        return False
    claim.detach()  # held from now on, though nobody knows it
    return True


def _is_free(port: int) -> bool:
    try:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(socket.AF_INET, kind) as probe:
                probe.bind(("0.0.0.0", port))
    except OSError:
        return False
    return True
