"""Which addresses this machine has, and which of them are named."""

import socket

import pytest

from ari_app.addresses import LOOPBACK, own, reached_at


def test_ours_are_those_that_a_socket_can_be_bound_to_with_loopback_first() -> None:
    addresses = own()
    assert addresses[0] == LOOPBACK
    assert len(set(addresses)) == len(addresses)
    for address in addresses:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
            ours.bind((address, 0))


@pytest.mark.parametrize(
    ("bind", "named"),
    [
        ("127.0.0.1", ("127.0.0.1:5060",)),
        ("192.0.2.10", ("192.0.2.10:5060",)),
        ("fd00::2", ("[fd00::2]:5060",)),
        ("localhost", ("localhost:5060",)),
        ("0.0.0.0", tuple(f"{address}:5060" for address in own())),
    ],
)
def test_an_address_to_listen_on_is_named_so_that_a_phone_can_use_it(
    bind: str, named: tuple[str, ...]
) -> None:
    assert reached_at(bind, 5060) == named
