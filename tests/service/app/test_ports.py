"""A port that somebody else has is found before anything starts, and the setting to change is named."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ari_app import ports
from ari_app.config import Settings, WrongSetting
from ari_app.ports import Port


@contextmanager
def taken(kind: socket.SocketKind) -> Iterator[int]:
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_taken_port_is_refused_and_a_free_one_not(kind: socket.SocketKind) -> None:
    with taken(kind) as number:
        port = Port("sip_port", "127.0.0.1", number, udp=kind is socket.SOCK_DGRAM)
        with pytest.raises(WrongSetting, match=f"sip_port: port {number} on 127.0.0.1 is taken"):
            ports.check(port)
    ports.check(port)


def test_all_taken_ports_are_named_at_once_and_each_once() -> None:
    with taken(socket.SOCK_STREAM) as one, taken(socket.SOCK_STREAM) as other:
        both = [Port("http_port", "127.0.0.1", one), Port("sip_port", "127.0.0.1", other)]
        with pytest.raises(WrongSetting) as refused:
            ports.check(*both, *both)
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == ["http_port", "sip_port"]


def test_a_port_that_was_used_a_moment_ago_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", number)):
            server.accept()[0].close()  # we close first, so the kernel keeps the pair for a while
    ports.check(Port("http_port", "127.0.0.1", number))


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(WrongSetting, match=r"http_port: port 8080 on 192\.0\.2\.1 cannot be used: "):
        ports.check(Port("http_port", "192.0.2.1", 8080))


def test_every_port_setting_is_looked_at() -> None:
    settings = Settings(state=Path("/nowhere"), sip_tls_port=5061, tls_certificate="c", tls_key="k")
    looked_at = {port.setting for port in (*ports.of_app(settings), *ports.of_asterisk(settings))}
    audio = {"rtp_start", "rtp_end"}  # taken as calls come, from a range
    assert looked_at == ports_of(Settings) - audio


def ports_of(settings: type[Settings]) -> set[str]:
    return {name for name in settings.__slots__ if name.endswith("_port") or name.startswith("rtp_")}
