"""Music on hold of our own making: a slow loop of soft chords, computed, so that it is free of any rights.

Telephones carry 300 to 3,400 Hz at 8 kHz, so the chords lie in the middle of that and have few overtones.
"""

import math
import sys
import wave
from array import array
from pathlib import Path

RATE = 8000
BEAT_SECONDS = 0.5
BEATS_PER_CHORD = 8
LOUDEST = 7000
"""Of 32,767: music waits in the background, about 13 dB below full scale."""

_CHORDS = (
    ("A3", "C4", "E4", "G4"),  # A minor seventh
    ("F3", "A3", "C4", "E4"),  # F major seventh
    ("C4", "E4", "G4", "B4"),  # C major seventh
    ("G3", "B3", "D4", "E4"),  # G sixth
    ("D4", "F4", "A4", "C5"),  # D minor seventh
    ("G3", "B3", "D4", "F4"),  # G seventh
    ("C4", "E4", "G4", "D5"),  # C with the ninth
    ("E3", "G3", "B3", "D4"),  # E minor seventh, which leads back to the start
)
_ORDER = (0, 1, 2, 3, 2, 1, 3, 2)
"""Which note of the chord each beat plays: up, back, and a small turn."""
_SEMITONES = {"C": -9, "D": -7, "E": -5, "F": -4, "G": -2, "A": 0, "B": 2}
_FILE_NAME = "trunkline-loop-1.wav"


def ensure(folder: Path) -> Path:
    """The loop as a wav file in the folder, made when missing."""
    path = folder / _FILE_NAME
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        samples = loop()
        if sys.byteorder == "big":
            samples.byteswap()  # wav is little-endian
        with wave.open(str(unfinished), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())
        unfinished.replace(path)
    return path


def loop() -> "array[int]":
    """Signed 16-bit samples. The tail of the last notes rings into the beginning, so the loop has no seam."""
    beat = int(RATE * BEAT_SECONDS)
    mix = [0.0] * (beat * BEATS_PER_CHORD * len(_CHORDS))
    for chord_number, chord in enumerate(_CHORDS):
        start = chord_number * BEATS_PER_CHORD * beat
        _add(mix, start, _note(_frequency(chord[0]), seconds=4.0, weight=0.6))
        for step, which in enumerate(_ORDER):
            _add(mix, start + step * beat, _note(_frequency(chord[which]) * 2, seconds=2.0, weight=0.5))
    loudest = max(map(abs, mix))
    return array("h", (round(sample * LOUDEST / loudest) for sample in mix))


def _frequency(name: str) -> float:
    return 440.0 * 2 ** ((_SEMITONES[name[0]] + 12 * (int(name[1]) - 4)) / 12)


def _note(frequency: float, *, seconds: float, weight: float) -> list[float]:
    """A sine with a quiet octave, that swells for 30 ms and dies away to nothing."""
    step = 2 * math.pi * frequency / RATE
    length = int(seconds * RATE)
    return [
        weight
        * min(1.0, n / (0.03 * RATE))
        * math.exp(-3 * n / length)
        * (1 - n / length)
        * (math.sin(step * n) + 0.25 * math.sin(2 * step * n))
        for n in range(length)
    ]


def _add(mix: list[float], start: int, note: list[float]) -> None:
    for offset, sample in enumerate(note):
        mix[(start + offset) % len(mix)] += sample
