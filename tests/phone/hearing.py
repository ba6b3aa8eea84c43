"""Does this sound hold a tone, does it sound like speech? Detectors that are fed samples as they come."""

import math
from array import array
from collections import deque
from collections.abc import Iterator
from typing import Protocol

from .audio import FRAME, RATE, Samples

_AUDIBLE = 100.0
"""Root mean square below which a frame counts as silence (mu-law noise is about 8, a quiet voice 500)."""


class Detector(Protocol):
    """Fed with what arrives; says True once it has heard what it listens for."""

    def feed(self, samples: Samples) -> bool: ...


class _Frames:
    """Cuts samples into 20 ms frames, however the sender packed them."""

    def __init__(self) -> None:
        self._rest: Samples = array("h")

    def take(self, samples: Samples) -> Iterator[Samples]:
        self._rest.extend(samples)
        while len(self._rest) >= FRAME:
            yield self._rest[:FRAME]
            del self._rest[:FRAME]


class ToneDetector:
    """A tone that lasts at least `seconds` without a break, alone or mixed with other sounds."""

    _SHARE = 0.15
    """The least part of a frame's power that the tone must have: three equal tones have 0.33 each."""

    def __init__(self, hz: float, seconds: float = 0.2) -> None:
        self._hz = hz
        self._needed = math.ceil(seconds * RATE / FRAME)
        self._run = 0
        self._frames = _Frames()

    def feed(self, samples: Samples) -> bool:
        for frame in self._frames.take(samples):
            self._run = self._run + 1 if tone_share(frame, self._hz) >= self._SHARE else 0
            if self._run >= self._needed:
                return True
        return False


class SpeechDetector:
    """Sound for most of 600 ms whose loudness moves as syllables do and a steady tone's does not."""

    _WINDOW = 30
    _LOUD_ENOUGH = 12
    _SWING = 1.5
    """Least ratio between the upper and the lower quartile: the edges of a tone must not pass for speech."""

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=self._WINDOW)
        self._frames = _Frames()

    def feed(self, samples: Samples) -> bool:
        for frame in self._frames.take(samples):
            self._levels.append(loudness(frame))
            loud = sorted(level for level in self._levels if level >= _AUDIBLE)
            quarter = len(loud) // 4
            if len(loud) >= self._LOUD_ENOUGH and loud[-1 - quarter] / loud[quarter] >= self._SWING:
                return True
        return False


def loudness(frame: Samples) -> float:
    """The root mean square of the samples."""
    return math.sqrt(sum(sample * sample for sample in frame) / len(frame))


def tone_share(frame: Samples, hz: float) -> float:
    """The part (0 to 1) of the frame's power that lies at `hz`: Goertzel's filter. Silence has none."""
    if loudness(frame) < _AUDIBLE:
        return 0.0
    turn = 2 * math.cos(2 * math.pi * hz / RATE)
    last = before = 0.0
    for sample in frame:
        last, before = sample + turn * last - before, last
    power = last * last + before * before - turn * last * before
    return 2 * power / (len(frame) * sum(sample * sample for sample in frame))
