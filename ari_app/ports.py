"""The ports that the centre is about to take: whether they are free is asked before anything starts."""

import errno
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from ari_app.config import Settings, WrongSetting


@dataclass(frozen=True, slots=True)
class Port:
    """`setting` is the one to change when the port is taken."""

    setting: str
    address: str
    number: int
    udp: bool = False


def of_app(settings: Settings) -> tuple[Port, ...]:
    """What `trunkline serve` listens on."""
    return (
        Port("http_port", settings.http_bind, settings.http_port),
        Port("audiosocket_port", settings.audiosocket_host, settings.audiosocket_port),
    )


def of_asterisk(settings: Settings) -> tuple[Port, ...]:
    """What our Asterisk listens on; its audio ports are taken as calls come."""
    tls = [Port("sip_tls_port", settings.bind, settings.sip_tls_port)] if settings.sip_tls_port else []
    return (
        Port("sip_port", settings.bind, settings.sip_port, udp=True),
        Port("sip_port", settings.bind, settings.sip_port),
        *tls,
        Port("asterisk_http_port", settings.asterisk_host, settings.asterisk_http_port),
        Port("asterisk_ami_port", settings.asterisk_host, settings.asterisk_ami_port),
    )


def check(*ports: Port) -> None:
    """Raises WrongSetting with every port that cannot be had, and why."""
    if faults := list(dict.fromkeys(_faults(ports))):
        raise WrongSetting("\n".join(faults))


def _faults(ports: tuple[Port, ...]) -> Iterator[str]:
    for port in ports:
        try:
            _take(port)
        except OSError as error:
            where = f"port {port.number} on {port.address}"
            if error.errno == errno.EADDRINUSE:
                yield f"{port.setting}: {where} is taken. Does another Trunkline run? Else set another port."
            else:
                yield f"{port.setting}: {where} cannot be used: {error.strerror}."


def _take(port: Port) -> None:
    """For a moment, as the one who will have it does."""
    family = socket.AF_INET6 if ":" in port.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM if port.udp else socket.SOCK_STREAM) as taken:
        if not port.udp:  # calls of a moment ago do not keep the port
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((port.address, port.number))
        if not port.udp:
            taken.listen(1)
