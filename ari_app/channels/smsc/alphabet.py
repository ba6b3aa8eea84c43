"""Text as SMS write it: in GSM 03.38 where that has all its characters, else in UCS-2. Pure."""

from dataclasses import dataclass

GSM_CODING, ASCII_CODING, LATIN_CODING, UCS2_CODING = 0, 1, 3, 8
_ESCAPE = 0x1B

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
_CODES = {char: bytes([code]) for code, char in enumerate(_BASIC) if code != _ESCAPE}
_CODES |= {char: bytes([_ESCAPE, code]) for char, code in _EXTENDED.items()}
_CHARS = dict(enumerate(_BASIC))
_EXTENDED_CHARS = {code: char for char, code in _EXTENDED.items()}
_PLAIN = {
    "\u00a0": " ",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
    "\t": " ",
}
"""What phones and word processors put in by themselves: one of these would make a message more than twice as long."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """`single`: how many bytes one message holds, `part` how many each of several."""

    coding: int
    single: int
    part: int


GSM = Encoding(GSM_CODING, 160, 153)
LATIN = Encoding(LATIN_CODING, 140, 134)
UCS2 = Encoding(UCS2_CODING, 140, 134)


def plain(text: str) -> str:
    """With what looks the same and takes less room."""
    return "".join(_PLAIN.get(char, char) for char in text.replace("\r\n", "\n"))


def units(text: str, latin: bool = False) -> tuple[Encoding, list[bytes]]:
    """How to write it, and its characters so written: none of them may be cut in two. `latin`: the centre has Latin-1
    instead of the GSM alphabet."""
    text = plain(text)
    if latin:
        if all(ord(char) < 256 for char in text):
            return LATIN, [bytes([ord(char)]) for char in text]
    elif all(char in _CODES for char in text):
        return GSM, [_CODES[char] for char in text]
    return UCS2, [char.encode("utf-16-be", "replace") for char in text]


def decoded(data: bytes, coding: int, latin: bool = False) -> str | None:
    """None when it is no text: a ring tone, the settings of a phone."""
    match _kind(coding):
        case "gsm":
            text = data.decode("latin-1") if latin else _gsm(data)
        case "ascii" | "latin":
            text = data.decode("latin-1")
        case "ucs2":
            text = data.decode("utf-16-be", "replace")
        case _:
            return None
    return "".join(
        char for char in text if char in "\n\t" or (char >= " " and not "\ud800" <= char <= "\udfff")
    ).rstrip("\0")


def _kind(coding: int) -> str:
    """SMPP's own values; from 0x10 on they are those of GSM 03.38 itself, with a message class."""
    if coding >= 0xF0:
        return "binary" if coding & 0x04 else "gsm"
    if 0x10 <= coding < 0x40:
        return {0: "gsm", 1: "binary", 2: "ucs2"}.get((coding >> 2) & 0x03, "binary")
    return {0: "gsm", 1: "ascii", 3: "latin", 8: "ucs2"}.get(coding, "binary")


def _gsm(data: bytes) -> str:
    said: list[str] = []
    escaped = False
    for code in data:
        if escaped:
            said.append(_EXTENDED_CHARS.get(code, _CHARS.get(code, "")))
            escaped = False
        elif code == _ESCAPE:
            escaped = True
        else:
            said.append(_CHARS.get(code, "?"))
    return "".join(said)
