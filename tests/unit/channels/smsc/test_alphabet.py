"""Text as SMS write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.smsc.alphabet import GSM, LATIN, UCS2, Encoding, decoded, plain, units


@pytest.mark.parametrize(
    ("text", "encoding", "data"),
    [
        ("Hello", GSM, b"Hello"),
        ("@£$¥èéùìòÇ", GSM, bytes(range(10))),
        ("{€}", GSM, bytes.fromhex("1b281b651b29")),
        ("äöüß ÄÖÜ", GSM, bytes.fromhex("7b7c7e1e205b5c5e")),
        ("“Yes” – no…", GSM, b'"Yes" - no...'),
        ("ё", UCS2, bytes.fromhex("0451")),
        ("👍", UCS2, bytes.fromhex("d83ddc4d")),
        ("ê", UCS2, bytes.fromhex("00ea")),
    ],
)
def test_there_and_back(text: str, encoding: Encoding, data: bytes) -> None:
    found, said = units(text)
    assert (found, b"".join(said)) == (encoding, data)
    assert decoded(data, encoding.coding) == plain(text)


def test_a_centre_with_latin_1() -> None:
    encoding, said = units("café ê", latin=True)
    assert (encoding, b"".join(said)) == (LATIN, b"caf\xe9 \xea")
    assert decoded(b"caf\xe9", 0, latin=True) == "café"
    assert units("€", latin=True)[0] is UCS2


@pytest.mark.parametrize(
    ("coding", "data", "text"),
    [
        (0x01, b"Hello", "Hello"),
        (0x03, b"caf\xe9", "café"),
        (0x08, b"\x04\x51", "ё"),
        (0x18, b"\x04\x51", "ё"),
        (0x10, b"\x00", "@"),
        (0xF1, b"\x00", "@"),
        (0xF5, b"\x00", None),
        (0x04, b"\x00", None),
        (0x08, b"\x04\x51\x04", "ё\ufffd"),
        (0x08, b"\xd8\x3d", "\ufffd"),
        (0x00, b"a\x1b", "a"),
        (0x00, b"\x1b\x41\xff", "A?"),
    ],
)
def test_what_comes(coding: int, data: bytes, text: str | None) -> None:
    assert decoded(data, coding) == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_nothing_is_lost_on_the_way(text: str) -> None:
    encoding, said = units(text)
    assert decoded(b"".join(said), encoding.coding) == plain(text)


@given(st.binary(max_size=60), st.integers(0, 255))
def test_whatever_comes_is_a_text_or_none(data: bytes, coding: int) -> None:
    text = decoded(data, coding)
    assert text is None or "\0" not in text
    (text or "").encode()
