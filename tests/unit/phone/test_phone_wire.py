"""A stream of bytes, cut into SIP messages wherever the network cut it."""

import pytest

from tests.phone.wire import Messages

OK = b"SIP/2.0 200 OK\r\nCSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n"
INVITE = b"INVITE sip:a@b SIP/2.0\r\nCSeq: 1 INVITE\r\nl: 4\r\n\r\nv=0\n"
KEEP_ALIVE = b"\r\n\r\n"


@pytest.mark.parametrize("size", [1, 7, 40, 1000])
def test_messages_come_whole_however_they_arrive(size: int) -> None:
    stream = KEEP_ALIVE + OK + INVITE + KEEP_ALIVE + OK
    messages = Messages()
    pieces = (stream[start : start + size] for start in range(0, len(stream), size))
    assert [message for piece in pieces for message in messages.feed(piece)] == [OK, INVITE, OK]
