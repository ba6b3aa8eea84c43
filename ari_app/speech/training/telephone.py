"""What rooms, handsets and lines do to a voice, at random, so that the model has heard it all."""

import math
from collections.abc import Sequence

import numpy as np
import soxr
from scipy.signal import butter, fftconvolve, lfilter

from ari_app.speech.ports import SAMPLE_RATE

_TONES = (350, 440, 480, 620, 697, 770, 852, 941, 1000)
_OTHER_TONES = (440, 480, 1209, 1336, 1477, 1000, 1400)


def over_a_line(
    pcm: np.ndarray, chance: np.random.Generator, babble: Sequence[np.ndarray], *, widely: bool
) -> tuple[np.ndarray, float, float]:
    """(audio, seconds of silence put before it, speed). `widely`: pitch, formants and tempo vary more."""
    speed = chance.uniform(0.83, 1.2) if widely else chance.uniform(0.9, 1.12)
    sound = soxr.resample(pcm.astype(np.float32), SAMPLE_RATE * speed, SAMPLE_RATE, quality="LQ")
    before, after = int(chance.uniform(0.05, 0.7) * SAMPLE_RATE), int(chance.uniform(0.1, 0.8) * SAMPLE_RATE)
    sound = np.pad(sound, (before, after))
    sound = _in_a_room(sound, chance)
    sound = sound / (np.abs(sound).max() + 1e-3) * 32767 * 10 ** chance.uniform(-1.6, -0.05)
    if chance.random() < 0.75:
        disturbance = noise(len(sound), chance, babble)
        level = sound[before : len(sound) - after].std()
        below_speech = 10 ** (-chance.uniform(3, 40) / 20)
        sound = sound + disturbance / (disturbance.std() + 1e-6) * level * below_speech
    return np.round(_through_a_network(sound, chance)), before / SAMPLE_RATE, speed


def no_speech(chance: np.random.Generator, babble: Sequence[np.ndarray]) -> np.ndarray:
    """Silence, noise, and the tones of telephones."""
    count = int(chance.uniform(0.6, 2.5) * SAMPLE_RATE)
    seconds = np.arange(count) / SAMPLE_RATE
    sound = noise(count, chance, babble) if chance.random() < 0.55 else np.zeros(count)
    if sound.std() > 0:
        sound = sound / (sound.std() + 1e-6) * 10 ** chance.uniform(0, 3.2)
    if chance.random() < 0.3:
        one, two = chance.choice(_TONES), chance.choice(_OTHER_TONES)
        tone = np.sin(2 * np.pi * one * seconds) + np.sin(2 * np.pi * two * seconds)
        loudness = chance.uniform(200, 6000)
        cadence = np.mod(seconds, chance.uniform(0.2, 2)) < chance.uniform(0.05, 0.6)
        sound = sound + tone * loudness * cadence
    sound = np.clip(sound, -32768, 32767)
    return np.round(mu_law(sound) if chance.random() < 0.5 else sound)


def noise(count: int, chance: np.random.Generator, babble: Sequence[np.ndarray]) -> np.ndarray:
    kind = chance.integers(0, 5)
    white = chance.standard_normal(count).astype(np.float32)
    if kind == 0:
        return white
    if kind in (1, 2):
        return lfilter([1], [1, -0.95 if kind == 1 else -0.7], white)
    if kind == 3:
        voices = np.zeros(count, np.float32)
        for _ in range(chance.integers(3, 8)):
            voice = babble[chance.integers(len(babble))].astype(np.float32)
            repeated = np.tile(voice, count // len(voice) + 1)[:count]
            voices += np.roll(repeated, chance.integers(count)) / (voice.std() + 1)
        return voices
    seconds = np.arange(count) / SAMPLE_RATE
    hum = np.sin(2 * np.pi * chance.uniform(50, 400) * seconds)
    return hum + 0.3 * np.sin(2 * np.pi * chance.uniform(400, 1500) * seconds) + 0.3 * white


def mu_law(sound: np.ndarray) -> np.ndarray:
    size = np.minimum(np.abs(sound) / 32768.0, 1)
    code = np.round(np.log1p(255 * size) / np.log(256) * 127) / 127
    return np.sign(sound) * (np.power(256, code) - 1) / 255 * 32768


def a_law(sound: np.ndarray) -> np.ndarray:
    size = np.minimum(np.abs(sound) / 32768.0, 1)
    law = 87.6
    scale = 1 + np.log(law)
    code = np.where(size < 1 / law, law * size / scale, (1 + np.log(np.maximum(size * law, 1e-9))) / scale)
    code = np.round(code * 127) / 127
    linear = np.where(code < 1 / scale, code * scale / law, np.exp(code * scale - 1) / law)
    return np.sign(sound) * linear * 32768


def _in_a_room(sound: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    if chance.random() < 0.35:
        length = int(chance.uniform(0.05, 0.35) * SAMPLE_RATE)
        decay = np.exp(-6.9 * np.arange(length) / length)
        echo = chance.standard_normal(length) * decay * chance.uniform(0.02, 0.25)
        echo[0] = 1
        sound = fftconvolve(sound, echo)[: len(sound)]
    if chance.random() < 0.7:
        sound = lfilter([1, chance.uniform(-0.7, 0.6)], [1], sound)
    if chance.random() < 0.4:
        sound = _resonance(sound, chance)
    return sound


def _resonance(sound: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """A peak or a notch somewhere in the band, as handsets have."""
    angle = 2 * np.pi * chance.uniform(300, 3300) / SAMPLE_RATE
    width = math.sin(angle) / 2 / chance.uniform(0.5, 3)
    gain = 10 ** (chance.uniform(-8, 8) / 40)
    above = np.array([1 + width * gain, -2 * math.cos(angle), 1 - width * gain])
    below = np.array([1 + width / gain, -2 * math.cos(angle), 1 - width / gain])
    return lfilter(above, below, sound)


def _through_a_network(sound: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    if chance.random() < 0.55:
        band = [chance.uniform(150, 350), chance.uniform(2900, 3700)]
        sound = lfilter(*butter(2, band, "band", fs=SAMPLE_RATE), sound)
    loud = 4 if chance.random() < 0.03 else 1
    sound = np.clip(sound * loud, -32768, 32767)
    codec = chance.random()
    if codec < 0.45:
        sound = mu_law(sound)
    elif codec < 0.65:
        sound = a_law(sound)
    if chance.random() < 0.06:
        for _ in range(chance.integers(1, 4)):  # lost packets
            start = chance.integers(max(1, len(sound) - 160))
            sound[start : start + 160] = 0
    return sound
