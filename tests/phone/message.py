"""SIP messages: text to frozen objects and back (RFC 3261 section 7, the parts a phone on UDP meets)."""

from dataclasses import dataclass
from typing import Self

_COMPACT = {
    "v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact",
    "l": "content-length", "c": "content-type", "k": "supported", "s": "subject",
}  # fmt: skip
_LISTS = frozenset({"via", "route", "record-route", "contact"})


class MalformedMessage(ValueError):
    """The datagram is not a SIP message."""


@dataclass(frozen=True, slots=True)
class Message:
    """What requests and responses have in common: ordered headers and a body."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a header, in order; header lines that hold lists are taken apart."""
        wanted = name.lower()
        values = [value for key, value in self.headers if canonical(key) == wanted]
        if wanted not in _LISTS:
            return tuple(values)
        return tuple(part for value in values for part in split_list(value))

    def get(self, name: str, default: str = "") -> str:
        """The first value of a header."""
        return next(iter(self.all(name)), default)

    @property
    def cseq(self) -> tuple[int, str]:
        """The number and the method of the request that this is, or answers."""
        number, _, method = self.get("cseq").partition(" ")
        return int(number), method.strip()

    @property
    def branch(self) -> str:
        """Names the transaction."""
        return Address.parse(self.get("via")).param("branch")


@dataclass(frozen=True, slots=True)
class Request(Message):
    """`method` asked of `uri`."""

    method: str
    uri: str

    def format(self) -> bytes:
        """The datagram."""
        return _format(f"{self.method} {self.uri} SIP/2.0", self)


@dataclass(frozen=True, slots=True)
class Response(Message):
    """`status` (100-699) with the words that explain it."""

    status: int
    reason: str

    def format(self) -> bytes:
        """The datagram."""
        return _format(f"SIP/2.0 {self.status} {self.reason}", self)

    @property
    def is_final(self) -> bool:
        """False for 1xx."""
        return self.status >= 200


@dataclass(frozen=True, slots=True)
class Address:
    """`"Name" <uri>;key=value`, or a Via: what stands before the parameters is the uri."""

    uri: str
    name: str
    params: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a From, To, Contact, Record-Route or Via value."""
        before, bracket, after = text.partition("<")
        if bracket:
            uri, _, tail = after.partition(">")
            name = before.strip().strip('"')
        else:
            uri, _, tail = text.partition(";")
            name = ""
        pairs = (part.partition("=") for part in tail.split(";") if part.strip())
        return cls(uri.strip(), name, tuple((key.strip().lower(), value.strip()) for key, _, value in pairs))

    def param(self, name: str, default: str = "") -> str:
        """A parameter of the header (not of the uri)."""
        return dict(self.params).get(name, default)

    @property
    def user(self) -> str:
        """The part of a sip uri before the @."""
        user, at, _ = self.uri.partition(":")[2].rpartition("@")
        return user if at else ""


def parse(datagram: bytes) -> Request | Response:
    """Read one datagram; MalformedMessage when it is not SIP."""
    head, _, body = datagram.partition(b"\r\n\r\n")
    try:
        start, *lines = head.decode("utf-8").split("\r\n")
    except UnicodeDecodeError as error:
        raise MalformedMessage(f"not text: {datagram[:80]!r}") from error
    headers = tuple(_header(line) for line in _unfolded(lines))
    match start.split(" ", 2):
        case ["SIP/2.0", status, reason] if status.isdecimal():
            return Response(headers, body, int(status), reason)
        case [method, uri, "SIP/2.0"]:
            return Request(headers, body, method, uri)
        case _:
            raise MalformedMessage(f"not a SIP start line: {start[:80]!r}")


def canonical(name: str) -> str:
    """A header's name in lower case, its one-letter form made long."""
    lowered = name.lower()
    return _COMPACT.get(lowered, lowered)


def split_list(value: str) -> list[str]:
    """Split at the commas that stand outside quotes and angle brackets."""
    parts, current, quoted, depth = [], "", False, 0
    for character in value:
        if character == '"':
            quoted = not quoted
        elif not quoted:
            depth += (character == "<") - (character == ">")
        if character == "," and not quoted and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += character
    return [*parts, current.strip()]


def _format(start: str, message: Message) -> bytes:
    lines = [start, *(f"{name}: {value}" for name, value in message.headers)]
    lines.append(f"Content-Length: {len(message.body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + message.body


def _unfolded(lines: list[str]) -> list[str]:
    """Header lines, with continuation lines (those that start with a blank) joined to the line before."""
    joined: list[str] = []
    for line in lines:
        if line[:1] in (" ", "\t") and joined:
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
    return joined


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise MalformedMessage(f"not a header: {line[:80]!r}")
    return name.strip(), value.strip()
