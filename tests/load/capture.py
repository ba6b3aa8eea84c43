"""When each INVITE passed the loopback interface, by the kernel's clock.

tcpdump takes INVITEs only (the kernel compares four bytes of each packet), so that the observer costs next to
nothing whatever else is sent.
"""

import asyncio
import shutil
import signal
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.load.delays import Invite
from tests.load.errors import BenchError
from tests.phone.message import Request, parse

_INVI = int.from_bytes(b"INVI", "big")
_ETHERNET_IP_UDP = 14 + 20 + 8
_FILE_HEADER = 24
_PACKET_HEADER = struct.Struct("=IIII")
_MICROSECONDS = 0xA1B2C3D4
_READY_SECONDS = 10.0


@asynccontextmanager
async def capturing(file: Path, ports: tuple[int, ...]) -> AsyncIterator[None]:
    """Write the INVITEs that are sent to these UDP ports into the file, from entry to exit."""
    programme = shutil.which("tcpdump") or shutil.which("tcpdump", path="/usr/sbin")
    if programme is None:
        raise BenchError("tcpdump is missing: apt-get install tcpdump")
    to_ports = " or ".join(f"dst port {port}" for port in ports)
    options = ["-i", "lo", "-n", "-s", "2048", "-B", "8192", "-Z", "root", "-w", str(file)]
    process = await asyncio.create_subprocess_exec(
        programme, *options, f"udp[8:4] = {_INVI:#x} and ({to_ports})",
        stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        await _wait_until_it_listens(process.stderr)
        yield
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        said = (await process.stderr.read()).decode()
        await process.wait()
    if "0 packets dropped by kernel" not in said:
        raise BenchError(f"the capture is not complete: {said.strip()}")


async def _wait_until_it_listens(output: asyncio.StreamReader) -> None:
    said = ""
    async with asyncio.timeout(_READY_SECONDS):
        while "listening on" not in said:
            line = (await output.readline()).decode()
            if not line:
                raise BenchError(f"tcpdump can't capture: run the benchmark as root ({said.strip()})")
            said += line


def read(file: Path) -> Iterator[Invite]:
    """Every INVITE of a capture, in the order in which they passed."""
    data = file.read_bytes()
    (magic,) = struct.unpack_from("=I", data)
    if magic != _MICROSECONDS:
        raise BenchError(f"{file} is no capture of this machine (it begins with {magic:#x})")
    at = _FILE_HEADER
    while at < len(data):
        seconds, microseconds, length, _ = _PACKET_HEADER.unpack_from(data, at)
        packet = data[at + _PACKET_HEADER.size : at + _PACKET_HEADER.size + length]
        at += _PACKET_HEADER.size + length
        message = parse(packet[_ETHERNET_IP_UDP:])
        assert isinstance(message, Request), "the filter lets only INVITEs pass"
        to_port = int.from_bytes(packet[36:38], "big")
        yield Invite(seconds + microseconds / 1e6, to_port, message)
