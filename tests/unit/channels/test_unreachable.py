"""Why there is no connection, in words."""

import errno
import socket

import pytest

from ari_app.channels.unreachable import why_not

BOTH = "Multiple exceptions: [Errno 111] Connect call failed ('::1', 1), [Errno 111] Connect call failed ('127.0.0.1', 1)"


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed"), "it takes no connection there"),
        (OSError(BOTH), "it takes no connection there"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "there is no way to it"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "it broke the connection off"),
        (socket.gaierror(-2, "Name or service not known"), "there is no such name"),
        (caused(ConnectionError("no"), socket.gaierror(-2, "unknown")), "there is no such name"),
        (TimeoutError(), "no answer"),
        (caused(ConnectionError("no"), TimeoutError()), "no answer"),
        (OSError(errno.ETIMEDOUT, "timed out"), "no answer"),
        (OSError("Something else"), "Something else"),
        (OSError(), "no answer"),
    ],
)
def test_words(error: Exception, words: str) -> None:
    assert why_not(error) == words
