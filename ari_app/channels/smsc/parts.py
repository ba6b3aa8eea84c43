"""A long text in parts, each with a header that says which of how many it is (GSM 03.40, 9.2.3.24.1). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ari_app.channels.smsc.alphabet import Encoding

_SHORT, _LONG = 0x00, 0x08  # references of one byte, and of two


@dataclass(frozen=True, slots=True)
class Part:
    """`number` counts from 1."""

    reference: int
    total: int
    number: int


def cut(encoding: Encoding, units: Sequence[bytes], reference: int) -> list[bytes]:
    """The contents of the messages; with headers when it takes more than one. No unit is cut in two."""
    if sum(map(len, units)) <= encoding.single:
        return [b"".join(units)]
    contents = [bytearray()]
    for unit in units:
        if len(contents[-1]) + len(unit) > encoding.part:
            contents.append(bytearray())
        contents[-1] += unit
    if len(contents) > 255:
        raise ValueError("more than 255 parts")
    headers = (bytes([5, _SHORT, 3, reference & 0xFF, len(contents), at + 1]) for at in range(len(contents)))
    return [header + bytes(content) for header, content in zip(headers, contents, strict=True)]


def read(content: bytes) -> tuple[Part | None, bytes]:
    """Of a message that says it begins with a header: which part it is, if any, and what follows the header."""
    if not content or content[0] >= len(content):
        return None, content
    header, rest = content[1 : 1 + content[0]], content[1 + content[0] :]
    part, at = None, 0
    while at + 2 <= len(header):
        kind, value = header[at], header[at + 2 : at + 2 + header[at + 1]]
        if kind == _SHORT and len(value) == 3:
            part = _part(value[0], value[1], value[2])
        elif kind == _LONG and len(value) == 4:
            part = _part(value[0] << 8 | value[1], value[2], value[3])
        at += 2 + header[at + 1]
    return part, rest


def of_tags(reference: bytes | None, total: bytes | None, number: bytes | None) -> Part | None:
    """The same said by SMPP itself."""
    if not reference or not total or not number:
        return None
    return _part(int.from_bytes(reference[:2], "big"), total[0], number[0])


def _part(reference: int, total: int, number: int) -> Part | None:
    return Part(reference, total, number) if 1 <= number <= total and total > 1 else None


def complete(texts: Mapping[int, str], total: int) -> str | None:
    """The whole, when all parts are there."""
    if len(texts) < total:
        return None
    return "".join(texts[number] for number in sorted(texts))
