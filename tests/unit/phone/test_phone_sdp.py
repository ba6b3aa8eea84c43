"""Offers and answers."""

import pytest

from tests.phone.sdp import Audio, Direction, UnusableMedia, answering


def test_what_is_offered_is_read_back() -> None:
    audio = Audio("127.0.0.1", 4000, "sendonly", 96)

    assert Audio.parse(audio.format(session=1, version=2)) == audio


def test_an_offer_of_asterisk_is_read() -> None:
    offer = (
        b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=Asterisk\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        b"m=audio 12062 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
        b"a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=inactive\r\n"
    )

    assert Audio.parse(offer) == Audio("127.0.0.1", 12062, "inactive", 101)


def test_without_telephone_events_there_are_no_keys() -> None:
    assert Audio.parse(b"c=IN IP4 10.0.0.1\r\nm=audio 6 RTP/AVP 0\r\n").keys is None
    assert b"telephone-event" not in Audio("10.0.0.1", 6, keys=None).format(1, 1)


def test_an_offer_without_mu_law_is_refused() -> None:
    with pytest.raises(UnusableMedia):
        Audio.parse(b"c=IN IP4 10.0.0.1\r\nm=audio 6 RTP/AVP 8 111\r\n")


@pytest.mark.parametrize(
    ("offered", "answered"),
    [("sendrecv", "sendrecv"), ("sendonly", "recvonly"), ("recvonly", "sendonly"), ("inactive", "inactive")],
)
def test_an_answer_mirrors_the_direction(offered: Direction, answered: Direction) -> None:
    assert answering(offered) == answered
