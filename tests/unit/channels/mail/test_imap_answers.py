"""What IMAP servers say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.mail.imap_answers import (
    Fetched,
    Unintelligible,
    answer,
    code,
    fetched,
    literal,
    time_of,
)


@pytest.mark.parametrize(
    ("line", "kind", "number", "words"),
    [
        (b"* 23 EXISTS\r\n", b"EXISTS", 23, (b"23", b"EXISTS")),
        (b"* SEARCH 1 2 3\r\n", b"SEARCH", None, (b"SEARCH", b"1", b"2", b"3")),
        (b"* SEARCH\r\n", b"SEARCH", None, (b"SEARCH",)),
        (b"T1 OK [UIDVALIDITY 7] (done\r\n", b"OK", None, ()),
        (b'* 1 FETCH (UID 5 FLAGS (\\Seen) X "a \\"b\\"")\r\n', b"FETCH", 1, None),
        (b"* BYE\r\n", b"BYE", None, ()),
        (b"+ idling\r\n", b"", None, ()),
    ],
)
def test_an_answer(line: bytes, kind: bytes, number: int | None, words: tuple[bytes, ...] | None) -> None:
    one = answer([line])
    assert (one.kind, one.number) == (kind, number)
    if words is not None:
        assert one.words == words


def test_a_mail_with_its_literal() -> None:
    head = b'* 1 FETCH (UID 5 RFC822.SIZE 900 INTERNALDATE "11-Jan-2027 10:00:00 +0100" BODY[]<0> {5}\r\n'
    one = fetched(answer([head, b"a\r\n(\r", b" FLAGS ())\r\n"]))
    assert one == Fetched(5, 900, 1_799_658_000.0, b"a\r\n(\r")
    assert literal(head) == 5
    assert literal(b"nothing {x}\r\n") is None


def test_a_mail_in_quotes_and_answers_that_bring_none() -> None:
    assert fetched(answer([b'* 1 FETCH (UID 5 BODY[] "short")\r\n'])) == Fetched(5, 5, 0.0, b"short")
    for line in (
        b"* 1 FETCH (FLAGS (\\Seen))\r\n",
        b"* 1 FETCH\r\n",
        b"* 1 FETCH (UID x BODY[] y)\r\n",
        b"* 5 EXISTS\r\n",
    ):
        assert fetched(answer([line])) is None


def test_codes_and_times() -> None:
    assert code(b"OK [UIDVALIDITY 3857529045] valid", b"UIDVALIDITY") == 3857529045
    assert code(b"OK done", b"UIDNEXT") is None
    assert time_of(b" 1-Jan-2027 00:00:00 +0000") == 1_798_761_600.0
    assert time_of(b"yesterday") == 0.0


@given(
    st.lists(
        st.one_of(st.binary(max_size=30), st.sampled_from([b"* 1 FETCH (", b")", b'"', b"BODY[", b"{3}"])),
        max_size=5,
    )
)
def test_no_server_stops_us(pieces: list[bytes]) -> None:
    try:
        fetched(answer([b"".join(pieces), *(pieces if len(pieces) % 2 == 0 else [])]))
    except Unintelligible:
        return
