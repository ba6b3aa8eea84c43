"""The network of the browser tests."""

import socket

import pytest

from tests.browser.namespace import ADDRESS, NetworkNamespace


def test_has_its_own_address_and_no_way_out() -> None:
    with socket.create_server((ADDRESS, 0)) as server:
        socket.create_connection(server.getsockname(), timeout=2).close()
    with pytest.raises(OSError, match="unreachable"):
        socket.create_connection(("198.51.100.1", 80), timeout=2)


def test_another_one_hears_nothing_of_it(namespace: NetworkNamespace) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        other = NetworkNamespace()
        with other.inside(), pytest.raises(ConnectionRefusedError):
            socket.create_connection(server.getsockname(), timeout=2)
        other.close()
        socket.create_connection(server.getsockname(), timeout=2).close()
