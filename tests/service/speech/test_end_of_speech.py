"""How long after the last sound the answer is there, in audio time, with the real engine and the real detector."""

from pathlib import Path
from statistics import median

import pytest
from pocketsphinx import Endpointer

from ari_app.speech.ear import Ear
from ari_app.speech.engines import SHIPPED_MODEL
from ari_app.speech.ports import SAMPLE_RATE, Heard, Hearing, SpeechStarted
from ari_app.speech.vosk_engine import VoskEngine
from tests.service.speech.caller_audio import DIGITS, PACKET, core_sound, line, say, spoken_seconds

MENU = Hearing(("sales", "support", "billing", "operator", "reset password"))
BEFORE = 0.6


@pytest.fixture(scope="module")
def vosk_engine() -> VoskEngine:
    return VoskEngine(SHIPPED_MODEL, SAMPLE_RATE)


def times(engine: VoskEngine, hearing: Hearing, pcm: bytes) -> tuple[float, float, str]:
    """Seconds from the first sound to SpeechStarted, from the last sound to Heard, and the text."""
    detector = Endpointer(window=0.3, ratio=0.9, vad_mode=2, sample_rate=SAMPLE_RATE)
    ear = Ear(hearing, engine.decoder(hearing), detector)
    audio = line(pcm, before=BEFORE)
    started = None
    for start in range(0, len(audio), PACKET):
        now = (start + PACKET) / (2 * SAMPLE_RATE)
        for event in ear.feed(audio[start : start + PACKET]):
            if isinstance(event, SpeechStarted):
                started = now - BEFORE
            if isinstance(event, Heard):
                assert started is not None
                return started, now - BEFORE - spoken_seconds(pcm), event.text
    raise AssertionError("nothing was heard")


def test_a_menu_word_is_answered_within_half_a_second(vosk_engine: VoskEngine) -> None:
    measured = [
        times(vosk_engine, MENU, say(word, voice)) for word in MENU.phrases for voice in ("en-us", "en-gb")
    ]
    starts, ends = [start for start, _, _ in measured], [end for _, end, _ in measured]
    print(f"\nbarge-in {median(starts):.2f} s after the start (most {max(starts):.2f}),", end=" ")
    print(f"answer {median(ends):.2f} s after the end (most {max(ends):.2f})")
    assert [text for _, _, text in measured] == [word for word in MENU.phrases for _ in range(2)]
    assert median(ends) < 0.5
    assert max(ends) < 0.7
    assert max(starts) < 0.7


@pytest.mark.asterisk
def test_a_digit_of_a_human_voice_is_answered_within_half_a_second(vosk_engine: VoskEngine) -> None:
    hearing = Hearing(DIGITS, reject_unknown=False)
    ends = [times(vosk_engine, hearing, core_sound(f"digits/{digit}"))[1] for digit in range(10)]
    print(f"\nanswer {median(ends):.2f} s after the digit (most {max(ends):.2f})")
    assert median(ends) < 0.5
    assert max(ends) < 1.0


def test_a_model_of_16_khz_is_fed_upsampled_audio(vosk_engine: VoskEngine) -> None:
    """The shipped model takes 16 kHz audio, too, and so proves the path of wideband models."""
    wideband = VoskEngine(Path(SHIPPED_MODEL), 2 * SAMPLE_RATE)
    for word in ("sales", "billing"):
        assert times(wideband, MENU, say(word))[2] == word
