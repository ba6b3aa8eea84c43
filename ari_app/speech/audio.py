"""Changing sample rates with the standard library: there is no numpy at run time.

The filters run in C: `audioop` multiplies and adds whole byte strings, one shifted copy for each tap.
"""

import math
import warnings
from functools import cache

with warnings.catch_warnings():
    # audioop leaves the standard library in Python 3.13; this project requires 3.11 (see pyproject.toml).
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    import audioop

__all__ = ["Upsampler", "audioop", "low_pass"]

_HALF = 8
_LOWPASS_REACH = 45


class Upsampler:
    """Doubles the sample rate of 16-bit mono audio that arrives in pieces of whole samples.

    Every second sample is interpolated from its 16 neighbours; the output lags 1 ms behind.
    """

    def __init__(self) -> None:
        self._past = bytes(2 * (2 * _HALF - 1))

    def feed(self, pcm: bytes) -> bytes:
        padded = self._past + pcm
        size = len(pcm)
        self._past = padded[-len(self._past) :]
        between = bytes(size)
        for tap, gain in enumerate(_half_sample_taps()):
            between = audioop.add(between, audioop.mul(padded[2 * tap : 2 * tap + size], 2, gain), 2)
        originals = padded[2 * (_HALF - 1) : 2 * (_HALF - 1) + size]
        # Two mono channels side by side are one channel of twice the rate.
        return audioop.add(audioop.tostereo(originals, 2, 1, 0), audioop.tostereo(between, 2, 0, 1), 2)


@cache
def _half_sample_taps() -> tuple[float, ...]:
    taps = []
    for index in range(2 * _HALF):
        x = index - _HALF + 0.5
        taps.append(math.sin(math.pi * x) / (math.pi * x) * _window(x / _HALF))
    total = sum(taps)
    return tuple(tap / total for tap in taps)


def low_pass(pcm: bytes, rate: int, cutoff: float) -> bytes:
    """Remove what lies above `cutoff` Hz from 16-bit mono audio; sampled down, it would become noise."""
    wide = audioop.mul(audioop.lin2lin(pcm, 2, 4), 4, 0.25)  # head room while the taps add up
    edge = bytes(4 * _LOWPASS_REACH)
    padded, size = edge + wide + edge, len(wide)
    taps = _low_pass_taps(cutoff / rate)
    middle = 4 * _LOWPASS_REACH
    total = audioop.mul(wide, 4, taps[0])
    for distance in range(1, _LOWPASS_REACH + 1):
        before, after = middle - 4 * distance, middle + 4 * distance
        pair = audioop.add(padded[before : before + size], padded[after : after + size], 4)
        total = audioop.add(total, audioop.mul(pair, 4, taps[distance]), 4)
    return audioop.lin2lin(audioop.mul(total, 4, 4.0), 4, 2)


@cache
def _low_pass_taps(relative: float) -> tuple[float, ...]:
    """The middle tap and those on one side of it."""
    taps = [2 * relative]
    for distance in range(1, _LOWPASS_REACH + 1):
        x = 2 * math.pi * relative * distance
        taps.append(math.sin(x) / (math.pi * distance) * _window(distance / (_LOWPASS_REACH + 1)))
    gain = taps[0] + 2 * sum(taps[1:])
    return tuple(tap / gain for tap in taps)


def _window(position: float) -> float:
    """Blackman's window at -1..1."""
    return 0.42 + 0.5 * math.cos(math.pi * position) + 0.08 * math.cos(2 * math.pi * position)
