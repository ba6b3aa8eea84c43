"""Bytes, headers and names of e-mails into text. What people's programs send is often not what it says it is: whatever
comes, a text comes out, and one that a database takes."""

import binascii
import re
from email.errors import HeaderParseError
from email.header import decode_header

from ari_app.channels.file_rules import clean_name

_MEANT = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
}
"""What is said, and what those who say it mean."""

_NEVER = frozenset(
    {
        "punycode",
        "idna",
        "undefined",
        "unicode-escape",
        "unicode_escape",
        "raw-unicode-escape",
        "raw_unicode_escape",
    }
)
"""Python's own, no charsets of e-mails; some of them are slow."""


def text_of(data: bytes, charset: str = "") -> str:
    """As it says, or else as UTF-8, or else as what Windows wrote in the West."""
    charset = charset.strip("\"' ").lower()
    for name in (_MEANT.get(charset, charset), "utf-8", "cp1252"):
        if name and name not in _NEVER:
            try:
                return clean(data.decode(name))
            except (LookupError, UnicodeError, ValueError):
                continue
    return clean(data.decode("latin-1"))


def clean(text: str) -> str:
    """Without what no database and no page takes: control characters and halves of characters. One kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "", text)


def header_text(raw: object, limit: int = 2000) -> str:
    """A header's value, decoded, on one line. `raw` as the parser has it: bytes above ASCII are surrogates."""
    text = str(raw)[: limit * 8]
    if any("\ud800" <= char <= "\udfff" for char in text):
        text = text_of(text.encode("utf-8", "surrogateescape"))
    if "=?" in text:
        text = _encoded_words(re.sub(r"\?=\s+=\?", "?==?", text))
    return " ".join(clean(text).split())[:limit]


def _encoded_words(text: str) -> str:
    try:
        parts = decode_header(text)
    except (HeaderParseError, binascii.Error, ValueError):
        return text
    # Halves of one character may stand in two words of one charset: they are put together before they are decoded.
    joined: list[tuple[bytes, str]] = []
    for content, charset in parts:
        data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
        if joined and joined[-1][1] == (charset or ""):
            joined[-1] = (joined[-1][0] + data, charset or "")
        else:
            joined.append((data, charset or ""))
    return "".join(text_of(data, charset) for data, charset in joined)


def file_name(raw: object) -> str:
    """Of a header: one that is safe to show and to keep."""
    return clean_name(header_text(raw))
