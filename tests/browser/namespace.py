"""A network of our own for browser tests: nothing outside is reached, nobody outside is in the way.

Asterisk offers no loopback address for media, so the namespace has, beside `lo`, one end of a virtual cable with an
address (192.0.2.0/24 is for documentation, RFC 5737: it is nobody's).
"""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ADDRESS = "192.0.2.10"
_CLONE_NEWNET = 0x40000000
_OWN = Path("/proc/thread-self/ns/net")
_libc = ctypes.CDLL(None, use_errno=True)


class NoNamespace(Exception):
    """This machine, or this user, cannot have one; says why."""


class NetworkNamespace:
    """Made at once; what is started `inside` lives in it, sockets and processes alike, and stays when we are out again."""

    def __init__(self) -> None:
        with _kept() as outside:
            if _libc.unshare(_CLONE_NEWNET) != 0:
                raise NoNamespace(
                    f"A network namespace needs root (unshare: {os.strerror(ctypes.get_errno())}). Run the tests as root."
                )
            try:
                self._descriptor = os.open(_OWN, os.O_RDONLY)
                for command in (
                    "ip link set lo up",
                    "ip link add wire0 type veth peer name wire1",
                    "ip link set wire0 up",
                    "ip link set wire1 up",
                    f"ip address add {ADDRESS}/24 dev wire0",
                ):
                    subprocess.run(command.split(), check=True, capture_output=True, timeout=60)
            finally:
                _enter(outside)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """This thread, and what it starts, is in the namespace until the block ends."""
        with _kept() as outside:
            _enter(self._descriptor)
            try:
                yield
            finally:
                _enter(outside)

    def close(self) -> None:
        """It ends with its last process."""
        os.close(self._descriptor)


@contextmanager
def _kept() -> Iterator[int]:
    descriptor = os.open(_OWN, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _enter(descriptor: int) -> None:
    if _libc.setns(descriptor, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
