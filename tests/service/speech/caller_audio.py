"""Callers' voices for tests: espeak-ng and Asterisk's core sounds at 8 kHz, over a simulated line."""

import random
import struct
import subprocess
import tempfile
import wave
from functools import cache
from pathlib import Path

from ari_app.speech.audio import audioop
from ari_app.speech.pool import Patience
from ari_app.speech.telephone_wav import to_telephone

CORE_SOUNDS = (
    Path(__file__).parents[3] / "var" / "asterisk-root" / "usr/share/asterisk/sounds/en_US_f_Allison"
)
UNHURRIED = Patience(attached=50.0, answer=50.0)
"""On a machine with other work a worker takes long to load its models."""
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PACKET = 320
"""20 ms."""


@cache
def say(text: str, voice: str = "en-us", speed: int = 150) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        spoken, telephone = Path(folder) / "spoken.wav", Path(folder) / "telephone.wav"
        subprocess.run(
            ["espeak-ng", "-v", voice, "-s", str(speed), "-w", str(spoken), text], check=True, timeout=60
        )
        to_telephone(spoken, telephone)
        return _samples(telephone)


@cache
def core_sound(name: str) -> bytes:
    """A recording of a woman's voice; the tests that use it are marked `asterisk` and fail without them."""
    return _samples(CORE_SOUNDS / f"{name}.wav")


def silence(seconds: float) -> bytes:
    return bytes(2 * round(8000 * seconds))


def line(pcm: bytes, before: float = 0.6, after: float = 2.0, hiss: float = 20.0, seed: int = 1) -> bytes:
    """As it arrives: silence around it, line noise over it, through mu-law and back."""
    chance = random.Random(seed)
    quiet = silence(before) + pcm + silence(after)
    noise = struct.pack(
        f"<{len(quiet) // 2}h", *(round(chance.gauss(0, hiss)) for _ in range(len(quiet) // 2))
    )
    noisy = audioop.add(quiet, noise, 2)
    return audioop.ulaw2lin(audioop.lin2ulaw(noisy, 2), 2)


def spoken_seconds(pcm: bytes) -> float:
    """Until the last 20 ms that are loud enough to be speech."""
    starts = range(0, len(pcm) - PACKET, PACKET)
    return (
        max(start + PACKET for start in starts if audioop.max(pcm[start : start + PACKET], 2) > 300) / 16000
    )


def _samples(path: Path) -> bytes:
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (8000, 2, 1)
        return file.readframes(file.getnframes())
