"""Sound as numbers: mu-law (G.711) to 16-bit samples and back, and endless or finite rows of 20 ms frames."""

import itertools
import math
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

Samples: TypeAlias = "array[int]"
"""Signed 16-bit numbers at 8 kHz."""

RATE = 8000
FRAME = 160
"""Samples in 20 ms, and bytes of mu-law."""

_BIAS = 0x84
_LOUDEST = 32635


def _expand(code: int) -> int:
    inverted = ~code & 0xFF
    magnitude = (((inverted & 0x0F) << 3) + _BIAS << (inverted >> 4 & 0x07)) - _BIAS
    return -magnitude if inverted & 0x80 else magnitude


def _compress(sample: int) -> int:
    magnitude = min(abs(sample), _LOUDEST) + _BIAS
    exponent = magnitude.bit_length() - 8
    mantissa = magnitude >> (exponent + 3) & 0x0F
    return ~((0x80 if sample < 0 else 0) | exponent << 4 | mantissa) & 0xFF


_SAMPLES = array("h", (_expand(code) for code in range(256)))
_CODES = bytes(_compress(sample) for sample in range(-32768, 32768))

SILENCE = bytes([_CODES[32768]]) * FRAME


def decode(mulaw: bytes) -> Samples:
    """One 16-bit sample per byte."""
    return array("h", (_SAMPLES[code] for code in mulaw))


def encode(samples: Samples) -> bytes:
    """One byte per 16-bit sample."""
    return bytes(_CODES[sample + 32768] for sample in samples)


def tone(hz: float, level: float = 0.25) -> Iterator[bytes]:
    """Mu-law frames of a sine, for ever; `level` 1.0 is the loudest that 16 bits hold."""
    step = 2 * math.pi * hz / RATE
    for start in itertools.count(0, FRAME):
        yield encode(array("h", (int(32767 * level * math.sin(step * (start + i))) for i in range(FRAME))))


def silence() -> Iterator[bytes]:
    """Mu-law frames of nothing, for ever."""
    return itertools.repeat(SILENCE)


def wav(path: Path) -> Iterator[bytes]:
    """Mu-law frames of a file (mono, 16 bit, 8 kHz), its end filled up with silence."""
    with wave.open(str(path), "rb") as file:
        if (file.getnchannels(), file.getsampwidth(), file.getframerate()) != (1, 2, RATE):
            raise ValueError(f"{path} is not mono, 16 bit, 8 kHz: {file.getparams()}")
        samples = array("h", file.readframes(file.getnframes()))
    mulaw = encode(samples)
    return (mulaw[at : at + FRAME].ljust(FRAME, SILENCE[:1]) for at in range(0, len(mulaw), FRAME))
