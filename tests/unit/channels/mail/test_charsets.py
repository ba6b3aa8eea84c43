"""Bytes and headers into text, however broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.mail.charsets import file_name, header_text, text_of


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        (b"caf\xc3\xa9", "utf-8", "café"),
        (b"caf\xe9 20 \x80", "iso-8859-1", "café 20 €"),
        (b"caf\xc3\xa9", "us-ascii", "café"),
        (b"caf\xe9", "us-ascii", "café"),
        (b"caf\xe9", "utf-8", "café"),
        (b"caf\xe9", "no-such-charset", "café"),
        ("привет".encode("koi8-r"), "KOI8-R", "привет"),
        ("日本語".encode("iso-2022-jp"), '"iso-2022-jp"', "日本語"),
        ("中文".encode("gb18030"), "gb2312", "中文"),
        (b"6869", "hex", "6869"),
        (b"abc", "punycode", "abc"),
        (b"\\x41", "unicode_escape", "\\x41"),
        (b"a\r\nb\rc\0d\x1b", "", "a\nb\ncd"),
        (b"\x81\x8d", "utf-8", "\x81\x8d"),
    ],
)
def test_a_text(data: bytes, charset: str, text: str) -> None:
    assert text_of(data, charset) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Plain", "Plain"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?b?8J+Y?= =?utf-8?b?gA==?=", "😀"),
        ("=?iso-8859-1?Q?a?= =?iso-8859-1?Q?b?= c", "ab c"),
        ("=?utf-8?b?not base64?=", "=?utf-8?b?not base64?="),
        ("=?utf-8?q?a=0D=0ABcc:_x@y.test?=", "a Bcc: x@y.test"),
        ("folded\r\n\tline", "folded line"),
        ("caf\udce9", "café"),
    ],
)
def test_a_header(raw: str, text: str) -> None:
    assert header_text(raw) == text


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\bill.pdf", "bill.pdf"),
        ("=?utf-8?q?M=C3=A4rz.pdf?=", "März.pdf"),
        ("", "file"),
    ],
)
def test_a_file_name(raw: str, name: str) -> None:
    assert file_name(raw) == name


@given(st.binary(max_size=60), st.text(max_size=12))
def test_whatever_comes_is_a_text(data: bytes, charset: str) -> None:
    text_of(data, charset).encode()


@given(st.text(max_size=80))
def test_whatever_header_comes_is_one_line(raw: str) -> None:
    text = header_text(f"=?utf-8?q?{raw}?= {raw}")
    assert "\n" not in text
    text.encode()
