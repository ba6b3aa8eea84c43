"""Mu-law, tones, keys, and what the detectors make of them."""

import math
import random
import wave
from array import array
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pytest

from tests.phone import audio, dtmf
from tests.phone.audio import FRAME, RATE, Samples, decode, encode
from tests.phone.hearing import Detector, SpeechDetector, ToneDetector, tone_share


def sine(hz: float, seconds: float, level: float = 0.25) -> Samples:
    count = int(seconds * RATE)
    return array("h", (int(32767 * level * math.sin(2 * math.pi * hz * i / RATE)) for i in range(count)))


def mixed(*sounds: Samples) -> Samples:
    return array("h", (sum(samples) for samples in zip(*sounds, strict=True)))


def noise(seconds: float, level: int = 3000) -> Samples:
    chance = random.Random(1)
    return array("h", (chance.randint(-level, level) for _ in range(int(seconds * RATE))))


def syllables(seconds: float) -> Samples:
    """Noise that swells four times a second, as talk does."""
    swell = (abs(math.sin(4 * math.pi * i / RATE)) for i in range(int(seconds * RATE)))
    return array("h", (int(sample * gain) for sample, gain in zip(noise(seconds), swell, strict=True)))


def is_content(detector: Detector, samples: Samples, packet: int = FRAME) -> bool:
    return any(detector.feed(samples[at : at + packet]) for at in range(0, len(samples), packet))


@pytest.mark.parametrize(
    ("sample", "code"), [(0, 0xFF), (-1, 0x7F), (32767, 0x80), (-32768, 0x00), (1000, 0xCE), (-1000, 0x4E)]
)
def test_mu_law_codes_are_those_of_g711(sample: int, code: int) -> None:
    assert encode(array("h", [sample])) == bytes([code])


def test_every_mu_law_code_comes_back() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)  # minus zero is the one code with a twin

    assert encode(decode(codes)) == codes


def test_coding_costs_at_most_one_step() -> None:
    samples = array("h", range(-32000, 32000, 7))

    for sample, again in zip(samples, decode(encode(samples)), strict=True):
        assert abs(sample - again) <= max(4, abs(sample) / 16)


def heard(frames: Iterable[bytes]) -> Samples:
    return decode(b"".join(frames))


def test_a_tone_is_heard_and_others_are_not() -> None:
    sound = heard(islice(audio.tone(770), 20))

    assert is_content(ToneDetector(770), sound)
    for other in (697, 850, 1000, 440):
        assert not is_content(ToneDetector(other), sound)


@pytest.mark.parametrize("packet", [80, 160, 240, 333])
def test_packets_of_any_size_will_do(packet: int) -> None:
    assert is_content(ToneDetector(770), sine(770, 0.4), packet)


def test_a_tone_shorter_than_asked_for_is_not_enough() -> None:
    assert not is_content(ToneDetector(770, seconds=0.2), sine(770, 0.18))
    assert is_content(ToneDetector(770, seconds=0.2), sine(770, 0.2))


def test_a_tone_is_heard_among_two_others() -> None:
    sound = mixed(sine(600, 0.4), sine(850, 0.4), sine(1000, 0.4))

    for hz in (600, 850, 1000):
        assert is_content(ToneDetector(hz), sound)
    assert not is_content(ToneDetector(750), sound)


def test_neither_noise_nor_silence_holds_a_tone() -> None:
    assert not is_content(ToneDetector(1000), noise(2))
    assert not is_content(ToneDetector(1000), heard(islice(audio.silence(), 50)))
    assert tone_share(sine(1000, 0.02), 1000) == pytest.approx(1, abs=0.01)


def test_speech_is_told_from_steady_sounds() -> None:
    quiet = array("h", bytes(2 * RATE // 2))

    assert is_content(SpeechDetector(), quiet + syllables(1))
    for steady in (sine(440, 2), noise(2), quiet, mixed(sine(350, 2), sine(440, 2))):
        assert not is_content(SpeechDetector(), quiet + steady + quiet)


def test_a_file_becomes_whole_frames(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    write_wav(path, sine(500, 0.25), RATE)

    frames = list(audio.wav(path))

    assert [len(frame) for frame in frames] == [FRAME] * 13  # 12.5, filled up
    assert is_content(ToneDetector(500), heard(frames))


def test_a_file_of_another_rate_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.wav"
    write_wav(path, sine(500, 0.1), 16000)

    with pytest.raises(ValueError, match="8 kHz"):
        audio.wav(path)


def write_wav(path: Path, samples: Samples, rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())


@pytest.mark.parametrize("key", dtmf.KEYS)
def test_a_key_is_read_back(key: str) -> None:
    packets = list(dtmf.press(key))

    assert [dtmf.read(packet.payload) for packet in packets] == [(key, False)] * 5 + [(key, True)] * 3
    assert [packet.is_first for packet in packets] == [True] + [False] * 7


def test_a_press_grows_by_one_frame_each_packet() -> None:
    durations = [int.from_bytes(packet.payload[2:], "big") for packet in dtmf.press("5", frames=3, endings=2)]

    assert durations == [160, 320, 480, 480, 480]
