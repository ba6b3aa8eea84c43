"""The frames on a worker's pipes: length, kind, stream number, payload. Pure.

Frame: u32 length of what follows, u8 kind, u32 stream, payload; little-endian. Audio is raw, all else JSON.
"""

import dataclasses
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, assert_never

from ari_app.speech.ports import (
    Heard,
    HeardWord,
    Hearing,
    HearingEvent,
    HearingFailed,
    PartialHeard,
    SpeechStarted,
)

_HEAD = struct.Struct("<IBI")
_AFTER_LENGTH = _HEAD.size - 4
MAX_PAYLOAD = 1 << 22


@dataclass(frozen=True, slots=True)
class OpenStream:
    stream: int
    engine: str
    hearing: Hearing


@dataclass(frozen=True, slots=True)
class Audio:
    stream: int
    pcm: bytes


@dataclass(frozen=True, slots=True)
class CloseStream:
    stream: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded its models."""


@dataclass(frozen=True, slots=True)
class Consumed:
    """So many bytes of the stream's audio have been listened to."""

    stream: int
    size: int


@dataclass(frozen=True, slots=True)
class StreamEvent:
    stream: int
    event: HearingEvent


ToWorker = OpenStream | Audio | CloseStream
FromWorker = Ready | Consumed | StreamEvent


class _Kind(IntEnum):
    OPEN = 1
    AUDIO = 2
    CLOSE = 3
    READY = 4
    CONSUMED = 5
    STARTED = 6
    PARTIAL = 7
    HEARD = 8
    FAILED = 9


_KINDS: dict[type[HearingEvent], _Kind] = {
    SpeechStarted: _Kind.STARTED,
    PartialHeard: _Kind.PARTIAL,
    Heard: _Kind.HEARD,
    HearingFailed: _Kind.FAILED,
}


class WireError(Exception):
    """The other side of the pipe does not speak our frames."""


def encode(message: ToWorker | FromWorker) -> bytes:
    match message:
        case OpenStream(stream, engine, hearing):
            return _frame(_Kind.OPEN, stream, {"engine": engine, "hearing": dataclasses.asdict(hearing)})
        case Audio(stream, pcm):
            return _HEAD.pack(_AFTER_LENGTH + len(pcm), _Kind.AUDIO, stream) + pcm
        case CloseStream(stream):
            return _frame(_Kind.CLOSE, stream, {})
        case Ready():
            return _frame(_Kind.READY, 0, {})
        case Consumed(stream, size):
            return _frame(_Kind.CONSUMED, stream, {"size": size})
        case StreamEvent(stream, event):
            return _frame(_KINDS[type(event)], stream, dataclasses.asdict(event))
        case _:
            assert_never(message)


def _frame(kind: int, stream: int, body: dict[str, Any]) -> bytes:
    payload = json.dumps(body, separators=(",", ":")).encode()
    return _HEAD.pack(_AFTER_LENGTH + len(payload), kind, stream) + payload


class Unpacker:
    """Cuts a byte stream, which arrives in pieces of any size, into messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[ToWorker | FromWorker]:
        self._buffer += data
        while len(self._buffer) >= _HEAD.size:
            length, kind, stream = _HEAD.unpack_from(self._buffer)
            if not _AFTER_LENGTH <= length <= MAX_PAYLOAD:
                raise WireError(f"a frame of {length} bytes")
            end = 4 + length
            if len(self._buffer) < end:
                return
            payload = bytes(self._buffer[_HEAD.size : end])
            del self._buffer[:end]
            try:
                yield _decode(kind, stream, payload)
            except (ValueError, KeyError, TypeError) as error:
                raise WireError(f"a frame of kind {kind} that cannot be read: {error}") from error


def _decode(kind: int, stream: int, payload: bytes) -> ToWorker | FromWorker:
    if kind == _Kind.AUDIO:
        return Audio(stream, payload)
    body: dict[str, Any] = json.loads(payload)
    match kind:
        case _Kind.OPEN:
            hearing = body["hearing"]
            return OpenStream(
                stream, body["engine"], Hearing(**{**hearing, "phrases": tuple(hearing["phrases"])})
            )
        case _Kind.CLOSE:
            return CloseStream(stream)
        case _Kind.READY:
            return Ready()
        case _Kind.CONSUMED:
            return Consumed(stream, body["size"])
        case _Kind.STARTED:
            return StreamEvent(stream, SpeechStarted())
        case _Kind.PARTIAL:
            return StreamEvent(stream, PartialHeard(**body))
        case _Kind.HEARD:
            words = tuple(HeardWord(**word) for word in body["words"])
            return StreamEvent(stream, Heard(body["text"], body["confidence"], words))
        case _Kind.FAILED:
            return StreamEvent(stream, HearingFailed(**body))
        case _:
            raise WireError(f"a frame of kind {kind}")
