"""The shape of a sound, channel by channel."""

import wave
from array import array
from pathlib import Path

import pytest

from workspace_web.peaks import MOMENTS, NoSound, Peaks, measure, peaks_of


def sound(path: Path, samples: list[int], channels: int = 2, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(8000)
        file.writeframes(array("h", samples).tobytes())
    return path


def test_each_channel_has_its_own(tmp_path: Path) -> None:
    left, right = measure(sound(tmp_path / "a.wav", [16384, 0, -16384, 3277]))
    assert (left, right) == (Peaks((50, -50), (50, -50)), Peaks((0, 10), (0, 10)))


def test_a_long_one_has_as_many_moments_as_a_screen_can_show(tmp_path: Path) -> None:
    (only,) = measure(sound(tmp_path / "a.wav", [0, 32767, -32768, 0] * 2500, channels=1))
    assert len(only.high) == MOMENTS
    assert (set(only.high), set(only.low)) == ({100}, {-100})


async def test_it_is_made_once_and_anew_when_the_sound_is_newer(tmp_path: Path) -> None:
    path = sound(tmp_path / "a.wav", [16384, 0])
    first = await peaks_of(path)
    kept = tmp_path / "a.wav.peaks.json"
    kept.write_bytes(b"[[[1],[2]]]")
    assert await peaks_of(path) == [Peaks((1,), (2,))]
    kept.unlink()
    assert await peaks_of(path) == first
    assert kept.is_file()


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all, but long enough to be looked at"])
def test_what_is_no_sound_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(NoSound):
        measure(path)


def test_an_empty_sound_is_none(tmp_path: Path) -> None:
    with pytest.raises(NoSound):
        measure(sound(tmp_path / "a.wav", []))
