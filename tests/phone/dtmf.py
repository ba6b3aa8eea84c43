"""Keys as RFC 4733 telephone events: the packets of one press, and the reading of such packets."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from .audio import FRAME

KEYS = "0123456789*#ABCD"
_VOLUME = 10
_END = 0x80
_PAYLOAD = struct.Struct("!BBH")


@dataclass(frozen=True, slots=True)
class EventPacket:
    """One RTP payload of a press; all of a press bear the time at which it began."""

    payload: bytes
    is_first: bool


def press(key: str, frames: int = 5, endings: int = 3) -> Iterator[EventPacket]:
    """The packets, one each 20 ms, of a key held for `frames` frames; its end is said `endings` times."""
    code = KEYS.index(key.upper())
    for held in range(1, frames + 1):
        yield EventPacket(_PAYLOAD.pack(code, _VOLUME, held * FRAME), is_first=held == 1)
    for _ in range(endings):
        yield EventPacket(_PAYLOAD.pack(code, _END | _VOLUME, frames * FRAME), is_first=False)


def read(payload: bytes) -> tuple[str, bool]:
    """The key, and whether this packet says that it was let go."""
    code, flags, _ = _PAYLOAD.unpack_from(payload)
    return KEYS[code], bool(flags & _END)
