"""Models on disk, voices by language, sample rates, and the key of a prompt."""

import math
import struct
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from ari_app.speech.audio import Upsampler, audioop, low_pass
from ari_app.speech.engines import SHIPPED_MODEL, BadModelError, installed, lacking, language_of
from ari_app.speech.errors import CannotSpeakError
from ari_app.speech.prompts import key_of, speakable
from ari_app.speech.telephone_wav import to_telephone
from ari_app.speech.voices import parse_voices, voice_for


def tone(hertz: float, rate: int, seconds: float = 0.5, peak: int = 10000) -> bytes:
    count = round(rate * seconds)
    return struct.pack(
        f"<{count}h", *(round(peak * math.sin(2 * math.pi * hertz * n / rate)) for n in range(count))
    )


def test_the_shipped_model_is_8_khz_takes_grammars_and_knows_the_demo_menu() -> None:
    (vosk,) = installed(("vosk",))
    assert vosk.capabilities.sample_rate == 8000
    assert vosk.capabilities.can_grammar
    assert not vosk.capabilities.can_dictate
    assert vosk.capabilities.languages == {"en"}
    assert len(vosk.vocabulary) == 191
    assert lacking((vosk,), "vosk", ("sales", "speak to an operator", "pizza")) == {"pizza"}


def test_the_application_never_loads_an_engine() -> None:
    check = "import sys, ari_app.speech.recogniser; sys.exit(bool({'vosk', 'pocketsphinx', 'pydub'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], timeout=60).returncode == 0


def test_the_notice_is_with_the_shipped_model() -> None:
    notice = (SHIPPED_MODEL / "NOTICE").read_text("utf-8")
    assert "Allison Smith" in notice
    assert "Attribution-ShareAlike 3.0" in notice


def test_pocketsphinx_knows_english() -> None:
    (engine,) = installed(("pocketsphinx",))
    assert lacking((engine,), "pocketsphinx", ("pizza mortgage", "xyzzyx")) == {"xyzzyx"}


def test_a_folder_that_is_no_model_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadModelError, match=f"TRUNKLINE_SPEECH_MODEL: {tmp_path} is not a Vosk model"):
        installed(("vosk",), tmp_path)


@pytest.mark.parametrize(
    ("folder", "language"),
    [
        ("tiny-en", "en"),
        ("vosk-model-small-en-us-0.15", "en-us"),
        ("vosk-model-en-us-0.22-lgraph", "en-us"),
        ("vosk-model-de-0.21", "de"),
        ("vosk-model-small-pt-0.3", "pt"),
        ("my_model", "en"),
    ],
)
def test_the_language_of_a_model_is_in_its_name(folder: str, language: str) -> None:
    assert language_of(folder) == language


@pytest.mark.parametrize(
    ("tag", "voice"),
    [
        ("en", "en-us"),
        ("en-GB", "en-gb"),
        ("en_AU", "en-gb"),
        ("de-AT", "de"),
        ("zh-CN", "cmn"),
        ("es-MX", "es-419"),
        ("pt-BR", "pt-br"),
        ("no", "nb"),
        ("tlh", None),
        ("../../etc", None),
    ],
)
def test_the_voice_of_a_language(tag: str, voice: str | None) -> None:
    available = {"en-us", "en-gb", "de", "cmn", "es", "es-419", "pt", "pt-br", "nb"}
    assert voice_for(tag, available) == voice


def test_voices_are_read_from_the_listing() -> None:
    listing = "Pty Language       Age/Gender VoiceName\n 5  af              --/M      Afrikaans\n 2  en-gb --/M English\n"
    assert parse_voices(listing) == {"af", "en-gb"}


def test_what_a_telephone_carries_passes_the_filter_and_the_rest_does_not() -> None:
    loudness = {
        hertz: audioop.rms(low_pass(tone(hertz, 22050), 22050, 3700.0), 2)
        for hertz in (300, 1000, 3200, 4500, 8000)
    }
    whole = audioop.rms(tone(1000, 22050), 2)
    assert all(loudness[hertz] == pytest.approx(whole, rel=0.05) for hertz in (300, 1000, 3200))
    assert all(loudness[hertz] < whole / 100 for hertz in (4500, 8000))


@pytest.mark.parametrize("size", [2, 160, 480, 4000])
def test_doubling_the_rate_keeps_the_sound_however_it_is_cut(size: int) -> None:
    source, upsampler = tone(1000, 8000), Upsampler()
    doubled = b"".join(upsampler.feed(source[start : start + size]) for start in range(0, len(source), size))
    assert len(doubled) == 2 * len(source)
    delay = 2 * 8 * 2  # 1 ms, to within a sample
    wanted = tone(1000, 16000)
    errors = [
        audioop.rms(
            audioop.add(doubled[1600:9600], audioop.mul(wanted[1600 - shift : 9600 - shift], 2, -1), 2), 2
        )
        for shift in (delay - 4, delay - 2, delay, delay + 2)
    ]
    assert min(errors) < 200


def test_a_wav_of_any_shape_becomes_telephone_audio(tmp_path: Path) -> None:
    source, target = tmp_path / "in.wav", tmp_path / "out.wav"
    with wave.open(str(source), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(4)
        out.setframerate(48000)
        out.writeframes(audioop.tostereo(audioop.lin2lin(tone(1000, 48000, 1.0), 2, 4), 4, 0.5, 0.5))
    to_telephone(source, target)
    with wave.open(str(target), "rb") as made:
        assert (made.getframerate(), made.getsampwidth(), made.getnchannels()) == (8000, 2, 1)
        assert made.getnframes() == pytest.approx(8000, abs=2)
        assert audioop.rms(made.readframes(8000), 2) > 2000


@pytest.mark.parametrize("content", [b"", b"no wav at all", b"RIFF\x04\0\0\0WAVE"])
def test_a_broken_wav_is_an_error_and_never_goes_to_another_program(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "in.wav").write_bytes(content)
    with pytest.raises(ValueError, match="WAV"):
        to_telephone(tmp_path / "in.wav", tmp_path / "out.wav")


def test_a_prompt_is_its_text_its_voice_and_its_engine() -> None:
    keys = {
        key_of(*parts)
        for parts in [("e", "v", "t", "l"), ("f", "v", "t", "l"), ("e", "w", "t", "l"), ("e", "v", "u", "l")]
    }
    assert len(keys) == 4
    assert key_of("e", "v", "t", "l") == key_of("e", "v", "t", "l")


def test_control_characters_are_not_spoken() -> None:
    assert speakable("hello\x00\x1b[31m\n world") == "hello [31m world"
    with pytest.raises(CannotSpeakError):
        speakable("\x00\x01")
