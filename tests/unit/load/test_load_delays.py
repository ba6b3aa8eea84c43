"""From INVITEs on the wire to post-dial delays."""

import struct
from pathlib import Path

import pytest

from tests.load.capture import read
from tests.load.delays import Invite, percentile, post_dial_delays
from tests.phone.message import Request, parse

SERVER, AGENTS = 5060, 5080


def invite(seconds: float, to_port: int, caller: str) -> Invite:
    return Invite(seconds, to_port, Request((("From", f"<sip:{caller}@h>;tag=1"),), b"", "INVITE", "sip:x@h"))


def test_each_caller_is_matched_by_number() -> None:
    wire = [
        invite(10.000, SERVER, "15551"),
        invite(10.001, SERVER, "155511"),
        invite(10.003, AGENTS, "155511"),
        invite(10.010, AGENTS, "15551"),
    ]

    assert post_dial_delays(wire, SERVER, AGENTS) == {
        "15551": pytest.approx(10),
        "155511": pytest.approx(2),
    }


def test_repeats_do_not_count() -> None:
    """A caller waits since the first INVITE, and until the first agent rings."""
    wire = [
        invite(10.0, SERVER, "1"),
        invite(10.5, SERVER, "1"),
        invite(10.6, AGENTS, "1"),
        invite(11.1, AGENTS, "1"),
    ]

    assert post_dial_delays(wire, SERVER, AGENTS) == {"1": pytest.approx(600)}


def test_who_reached_nobody_is_left_out() -> None:
    assert post_dial_delays([invite(10.0, SERVER, "1")], SERVER, AGENTS) == {}


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0),
        (list(map(float, range(1, 101))), 0.95, 95.0),
        (list(map(float, range(1, 101))), 0.99, 99.0),
        ([7.0], 0.99, 7.0),
        ([7.0, 9.0], 0.0, 7.0),
    ],
)
def test_percentiles(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_a_capture_is_read(tmp_path: Path) -> None:
    first = b"INVITE sip:1@h SIP/2.0\r\nFrom: <sip:15551@h>\r\n\r\n"
    second = b"INVITE sip:2@h SIP/2.0\r\nFrom: <sip:15552@h>\r\n\r\n"
    file = tmp_path / "two.pcap"
    header = struct.pack("=IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 2048, 1)
    file.write_bytes(header + packet(100, 250_000, 5060, first) + packet(101, 5, 5080, second))

    found = list(read(file))

    assert [(one.seconds, one.to_port) for one in found] == [(100.25, 5060), (101.000005, 5080)]
    assert [one.request for one in found] == [parse(first), parse(second)]


def packet(seconds: int, microseconds: int, to_port: int, payload: bytes) -> bytes:
    """One record of a capture: Ethernet and IP as filler, UDP with its port."""
    udp = struct.pack("!HHHH", 40000, to_port, 8 + len(payload), 0)
    frame = bytes(14 + 20) + udp + payload
    return struct.pack("=IIII", seconds, microseconds, len(frame), len(frame)) + frame
