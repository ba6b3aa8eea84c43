"""The shape of a sound: for each channel the loudest and the lowest sample of each moment, to be drawn as a wave.

Made once of a recording and kept beside it; reading an hour takes about a second, so it is done in a thread.
"""

import asyncio
import sys
import wave
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import orjson

MOMENTS = 1000
"""Per recording: more than a wide screen has room for."""
FULL = 32768
_ENDING = ".peaks.json"
_AT_ONCE = asyncio.Semaphore(2)


class NoSound(Exception):
    """The file is no 16-bit WAV that can be read; it may still be written."""


@dataclass(frozen=True, slots=True)
class Peaks:
    """From -100 to 100, `MOMENTS` of each at most."""

    low: tuple[int, ...]
    high: tuple[int, ...]


async def peaks_of(path: Path) -> list[Peaks]:
    """Of each channel. Raises NoSound."""
    kept = path.with_name(path.name + _ENDING)
    async with _AT_ONCE:
        return await asyncio.to_thread(_kept_or_made, path, kept)


def _kept_or_made(path: Path, kept: Path) -> list[Peaks]:
    if kept.is_file() and kept.stat().st_mtime >= path.stat().st_mtime:
        return [Peaks(tuple(low), tuple(high)) for low, high in orjson.loads(kept.read_bytes())]
    made = measure(path)
    _keep(made, kept)
    return made


def _keep(made: list[Peaks], kept: Path) -> None:
    """Whole or not at all: another request may read it meanwhile."""
    with NamedTemporaryFile(dir=kept.parent, suffix=_ENDING, delete=False) as file:
        file.write(orjson.dumps([[peaks.low, peaks.high] for peaks in made]))
    Path(file.name).replace(kept)


def measure(path: Path) -> list[Peaks]:
    """Reads all of it. Raises NoSound."""
    try:
        with wave.open(str(path)) as sound:
            if sound.getsampwidth() != 2 or not sound.getnframes():
                raise NoSound(f"{path.name} holds no 16-bit sound.")
            channels, size = sound.getnchannels(), max(1, -(-sound.getnframes() // MOMENTS))
            moments = list(_moments(sound, channels, size))
    except (wave.Error, EOFError, OSError) as error:
        raise NoSound(f"{path.name} cannot be read: {error}") from error
    return [
        Peaks(
            tuple(moment[channel][0] for moment in moments), tuple(moment[channel][1] for moment in moments)
        )
        for channel in range(channels)
    ]


def _moments(sound: wave.Wave_read, channels: int, size: int) -> Iterator[list[tuple[int, int]]]:
    while frames := sound.readframes(size):
        samples = array("h", frames[: len(frames) // (2 * channels) * 2 * channels])
        if sys.byteorder == "big":
            samples.byteswap()
        if samples:
            yield [
                (_percent(min(own)), _percent(max(own)))
                for own in (samples[channel::channels] for channel in range(channels))
            ]


def _percent(sample: int) -> int:
    return round(sample * 100 / FULL)
