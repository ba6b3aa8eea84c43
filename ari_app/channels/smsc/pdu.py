"""SMPP 3.4 on the wire: a header of four numbers, fields in a fixed order, then tagged ones in any. Pure."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

HEADER = 16
LONGEST = 64 * 1024
VERSION = 0x34


class Command(IntEnum):
    GENERIC_NACK = 0x80000000
    BIND_TRANSCEIVER = 0x00000009
    BIND_TRANSCEIVER_RESP = 0x80000009
    SUBMIT_SM = 0x00000004
    SUBMIT_SM_RESP = 0x80000004
    DELIVER_SM = 0x00000005
    DELIVER_SM_RESP = 0x80000005
    UNBIND = 0x00000006
    UNBIND_RESP = 0x80000006
    ENQUIRE_LINK = 0x00000015
    ENQUIRE_LINK_RESP = 0x80000015


class Status(IntEnum):
    """Those that mean something to us."""

    OK = 0x00
    INVALID_COMMAND = 0x03
    ALREADY_BOUND = 0x05
    SYSTEM_ERROR = 0x08
    INVALID_SOURCE = 0x0A
    INVALID_DESTINATION = 0x0B
    BIND_FAILED = 0x0D
    INVALID_PASSWORD = 0x0E
    INVALID_SYSTEM_ID = 0x0F
    QUEUE_FULL = 0x14
    SUBMIT_FAILED = 0x45
    THROTTLED = 0x58
    TEMPORARY = 0x64
    PERMANENT = 0x65
    REJECTED = 0x66


class Tag(IntEnum):
    RECEIPTED_MESSAGE_ID = 0x001E
    SAR_REFERENCE = 0x020C
    SAR_TOTAL = 0x020E
    SAR_NUMBER = 0x020F
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427


class Garbled(ValueError):
    """These bytes are no PDU."""


@dataclass(frozen=True, slots=True)
class Pdu:
    """`command` as the number it came as, since there are more than we know. `fields` by name: numbers, or bytes."""

    command: int
    sequence: int
    status: int = Status.OK
    fields: Mapping[str, int | bytes] = field(default_factory=dict)
    tags: Mapping[int, bytes] = field(default_factory=dict)

    def number(self, name: str) -> int:
        value = self.fields.get(name, 0)
        return value if isinstance(value, int) else 0

    def bytes_of(self, name: str) -> bytes:
        value = self.fields.get(name, b"")
        return value if isinstance(value, bytes) else b""

    def text(self, name: str) -> str:
        return self.bytes_of(name).decode("latin-1")

    @property
    def content(self) -> bytes:
        """The message, wherever it stands."""
        return self.tags.get(Tag.MESSAGE_PAYLOAD) or self.bytes_of("short_message")


_BIND = "system_id:s password:s system_type:s interface_version:n addr_ton:n addr_npi:n address_range:s"
_MESSAGE = (
    "service_type:s source_addr_ton:n source_addr_npi:n source_addr:s dest_addr_ton:n dest_addr_npi:n destination_addr:s"
    " esm_class:n protocol_id:n priority_flag:n schedule_delivery_time:s validity_period:s registered_delivery:n"
    " replace_if_present_flag:n data_coding:n sm_default_msg_id:n short_message:m"
)
_FIELDS = {
    Command.BIND_TRANSCEIVER: _BIND,
    Command.BIND_TRANSCEIVER_RESP: "system_id:s",
    Command.SUBMIT_SM: _MESSAGE,
    Command.SUBMIT_SM_RESP: "message_id:s",
    Command.DELIVER_SM: _MESSAGE,
    Command.DELIVER_SM_RESP: "message_id:s",
}
"""In order. `s`: bytes that a NUL ends, `n`: one byte, `m`: a byte that says how many follow."""


def encoded(pdu: Pdu) -> bytes:
    body = bytearray()
    for name, kind in _fields(pdu.command):
        if kind == "n":
            body.append(pdu.number(name))
        elif kind == "s":
            body += pdu.bytes_of(name).replace(b"\0", b"") + b"\0"
        else:
            content = pdu.bytes_of(name)
            if len(content) > 254:
                raise ValueError("a short message has 254 bytes at most")
            body.append(len(content))
            body += content
    for tag, value in pdu.tags.items():
        body += struct.pack(">HH", tag, len(value)) + value
    return struct.pack(">IIII", HEADER + len(body), pdu.command, pdu.status, pdu.sequence) + bytes(body)


def length(header: bytes) -> int:
    """Of the PDU that begins with these four bytes. Raises `Garbled`."""
    (whole,) = struct.unpack(">I", header)
    if not HEADER <= whole <= LONGEST:
        raise Garbled(f"a PDU of {whole} bytes")
    return int(whole)


def decoded(data: bytes) -> Pdu:
    """Of a whole PDU. Raises `Garbled`."""
    if len(data) < HEADER or length(data[:4]) != len(data):
        raise Garbled("not as long as it says")
    _, command, status, sequence = struct.unpack(">IIII", data[:HEADER])
    at = HEADER
    fields: dict[str, int | bytes] = {}
    if at < len(data):  # an answer that refuses may come without its fields
        for name, kind in _fields(command):
            fields[name], at = _field(data, at, kind)
    tags: dict[int, bytes] = {}
    while at < len(data) and _fields(command):
        if at + 4 > len(data):
            raise Garbled("a tag that is cut off")
        tag, size = struct.unpack(">HH", data[at : at + 4])
        if at + 4 + size > len(data):
            raise Garbled("a tag that is cut off")
        tags[tag] = data[at + 4 : at + 4 + size]
        at += 4 + size
    return Pdu(command, sequence, status, fields, tags)


def _fields(command: int) -> list[tuple[str, str]]:
    names = next((names for known, names in _FIELDS.items() if known == command), "")
    return [(name, kind) for name, _, kind in (one.partition(":") for one in names.split())]


def _field(data: bytes, at: int, kind: str) -> tuple[int | bytes, int]:
    if kind == "s":
        end = data.find(b"\0", at)
        if end < 0:
            raise Garbled("a text without an end")
        return data[at:end], end + 1
    if at >= len(data):
        raise Garbled("it ends too early")
    if kind == "n":
        return data[at], at + 1
    end = at + 1 + data[at]
    if end > len(data):
        raise Garbled("a message that is cut off")
    return data[at + 1 : end], end
