"""The synthetic speakers: espeak-ng through its library, flite through its program (which tells where each phone is)."""

import ctypes
import random
import subprocess
import tempfile
import wave
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import soxr

from ari_app.speech.ports import SAMPLE_RATE

# Left out for testing: m7 f3 Andy steph2 klatt2 robert belinda.
_VARIANTS = """
m1 m2 m3 m4 m5 m6 m8 f1 f2 f4 f5 Alex Alicia Andrea Annie Denis Diogo Gene Gene2 Henrique Hugo Jacky Lee Marco Mario
Michael Mike Storm adam anika antonio aunty benjamin boris caleb david ed edward edward2 grandma grandpa gustave
iven iven2 john kaukovalta klatt klatt3 klatt4 linda max michel miguel norbert pablo paul pedro quincy rob sandro
shelby steph steph3 travis victor zac
"""
# "en" is British.
_LOCALES = (
    *["en-us"] * 6,
    "en-us-nyc",
    "en",
    "en",
    "en-gb-x-rp",
    "en-gb-scotland",
    "en-gb-x-gbcwmd",
    "en-029",
)
_FLITE_VOICES = ["kal16", "kal", "awb", "awb", "slt", "slt", "slt", "rms", "rms"]
_FLITE_PHONES = {"ax": "AH", "pau": "SIL"}
_MIDDLE_OF_KAL = 105  # Hz

_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_SYNCHRONOUS, _UTF8, _BY_CHARACTER = 2, 1, 1


@dataclass(slots=True)
class Utterance:
    """`phones` are (phone, end in seconds), known for flite only."""

    text: str
    voice: str
    pcm: np.ndarray
    phones: list[tuple[str, float]] | None = field(default=None)

    @property
    def is_british(self) -> bool:
        return "gb" in self.voice or self.voice.startswith(("en+", "en-029")) or self.voice == "awb"


def flite_voice(chance: random.Random) -> str:
    return chance.choice(_FLITE_VOICES)


def espeak_voice(chance: random.Random) -> str:
    return f"{chance.choice(_LOCALES)}+{chance.choice(_VARIANTS.split())}"


def say(job: tuple[str, str, int]) -> Utterance:
    """(text, voice, seed): the same seed speaks in the same way."""
    text, voice, seed = job
    chance = random.Random(seed)
    if "+" in voice:
        rate = chance.randint(105, 200)
        sound, sample_rate = _espeak().say(text, voice, rate, chance.randint(20, 85), chance.randint(20, 80))
        return Utterance(text, voice, _telephone_rate(sound, sample_rate))
    pitch = _MIDDLE_OF_KAL * chance.uniform(0.75, 1.3) if voice.startswith("kal") else None
    sound, sample_rate, phones = _flite(text, voice, chance.uniform(0.8, 1.35), pitch)
    return Utterance(text, voice, _telephone_rate(sound, sample_rate), phones)


def read_wav(path: Path) -> tuple[np.ndarray, int]:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16), file.getframerate()


def _telephone_rate(sound: np.ndarray, sample_rate: int) -> np.ndarray:
    at_rate = soxr.resample(sound.astype(np.float32), sample_rate, SAMPLE_RATE)
    return np.clip(at_rate, -32768, 32767).astype(np.int16)


class _Espeak:
    """The library, because starting the program for each of thousands of words takes longer than the words."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self._sample_rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, 0)
        self._pieces: list[np.ndarray] = []
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
        self._callback = kind(self._take)  # kept: the library holds only a pointer to it
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: str, rate: int, pitch: int, pitch_range: int) -> tuple[np.ndarray, int]:
        self._pieces = []
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")
        for parameter, value in ((_RATE, rate), (_VOLUME, 100), (_PITCH, pitch), (_RANGE, pitch_range)):
            self._library.espeak_SetParameter(parameter, value, 0)
        data = text.encode()
        self._library.espeak_Synth(data, len(data) + 1, 0, _BY_CHARACTER, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        sound = np.concatenate(self._pieces) if self._pieces else np.zeros(1, np.int16)
        return sound, self._sample_rate

    def _take(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if samples and count > 0:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0


@cache
def _espeak() -> _Espeak:
    return _Espeak()


def _flite(
    text: str, voice: str, stretch: float, pitch: float | None
) -> tuple[np.ndarray, int, list[tuple[str, float]]]:
    with tempfile.NamedTemporaryFile(suffix=".wav") as target:
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}"]
        if pitch is not None:
            command += ["--setf", f"int_f0_target_mean={pitch}"]
        command += ["-psdur", "-t", text, "-o", target.name]
        listing = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
        sound, sample_rate = read_wav(Path(target.name))
    phones = []
    for item in listing.split():
        phone, end = item.rsplit(":", 1)
        phones.append((_FLITE_PHONES.get(phone, phone.upper()), float(end)))
    return sound, sample_rate, phones
