"""SIP text and messages."""

import pytest

from tests.phone.message import Address, MalformedMessage, Request, Response, parse

RINGING = (
    b"SIP/2.0 180 Ringing\r\n"
    b"v: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bKa;rport=5080, SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKb\r\n"
    b"Record-Route: <sip:p1;lr>,<sip:p2;lr>\r\n"
    b"record-route: <sip:p3;lr>\r\n"
    b't: "Doe, Jane" <sip:jane@example.org>;tag=t1\r\n'
    b"Subject: one\r\n two\r\n"
    b"CSeq: 7 INVITE\r\n"
    b"Content-Length: 3\r\n\r\nabc"
)


def test_a_response_is_read() -> None:
    message = parse(RINGING)

    assert isinstance(message, Response)
    assert (message.status, message.reason, message.is_final) == (180, "Ringing", False)
    assert message.branch == "z9hG4bKa"
    assert message.cseq == (7, "INVITE")
    assert message.all("Record-Route") == ("<sip:p1;lr>", "<sip:p2;lr>", "<sip:p3;lr>")
    assert message.get("subject") == "one two"
    assert message.get("Reason", "none") == "none"
    assert message.body == b"abc"


def test_what_is_formatted_is_read_back() -> None:
    request = Request((("Via", "SIP/2.0/UDP h;branch=b"), ("CSeq", "1 BYE")), b"x", "BYE", "sip:a@b")

    again = parse(request.format())

    assert again == Request((*request.headers, ("Content-Length", "1")), b"x", "BYE", "sip:a@b")


@pytest.mark.parametrize(
    ("text", "uri", "name", "tag", "user"),
    [
        (
            '"Doe, Jane" <sip:jane@h;transport=udp>;tag=9',
            "sip:jane@h;transport=udp",
            "Doe, Jane",
            "9",
            "jane",
        ),
        ("<sip:+15550100@h:5060>", "sip:+15550100@h:5060", "", "", "+15550100"),
        ("sip:bob@h;tag=1;x", "sip:bob@h", "", "1", "bob"),
        ("<sip:127.0.0.1:5060>;TAG=2", "sip:127.0.0.1:5060", "", "2", ""),
    ],
)
def test_an_address_is_read(text: str, uri: str, name: str, tag: str, user: str) -> None:
    address = Address.parse(text)

    assert (address.uri, address.name, address.param("tag"), address.user) == (uri, name, tag, user)


@pytest.mark.parametrize(
    "datagram",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"\xff\xfe",
        b"SIP/2.0 abc OK\r\n\r\n",
        b"BYE sip:a SIP/2.0\r\nno colon\r\n\r\n",
    ],
)
def test_what_is_not_sip_is_refused(datagram: bytes) -> None:
    with pytest.raises(MalformedMessage):
        parse(datagram)
