"""Which sounds are taken: by content, size and length (ASVS 5.0: 5.2.1, 5.2.2, 5.2.3)."""

import io
import struct
import wave

import pytest

from ari_app.flows.sounds import UnusableSound, seconds_of


def wav(seconds: float = 1.0, rate: int = 8000, channels: int = 1, width: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(bytes(int(seconds * rate) * channels * width))
    return file.getvalue()


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (16000, 1), (44100, 2), (48000, 1)])
def test_telephone_and_browser_sounds_are_taken(rate: int, channels: int) -> None:
    assert seconds_of(wav(2.0, rate, channels), 5.0) == pytest.approx(2.0, abs=0.01)


def a_promise(frames: int) -> bytes:
    """A header that promises more than there is."""
    content = bytearray(wav(1.0))
    content[40:44] = struct.pack("<I", frames * 2)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no WAV file"),
        (b"ID3\x04" + bytes(100), "no WAV file"),
        (b"<svg onload=alert(1)>", "no WAV file"),
        (b"RIFF\0\0\0\0WAVE", "damaged"),
        (b"RIFF" + bytes(4) + b"WAVEfmt " + bytes(200), "damaged"),
        (wav(6.0), "at most 5 s"),
        (wav(0.01), "no sound"),
        (wav(1.0, rate=4000), "8 to 48 kHz"),
        (wav(1.0, rate=96000), "8 to 48 kHz"),
        (wav(1.0, channels=6), "one or two channels"),
    ],
)
def test_all_else_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with pytest.raises(UnusableSound, match=why):
        seconds_of(content, 5.0)


def test_the_length_is_that_of_the_bytes_not_of_the_promise() -> None:
    assert seconds_of(a_promise(1_000_000), 5.0) == pytest.approx(1.0, abs=0.01)
