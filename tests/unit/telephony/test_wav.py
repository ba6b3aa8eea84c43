"""Asterisk's sound files: their length, also of unfinished ones; two channels out of raw samples."""

import struct
import wave
from pathlib import Path

from ari_app.telephony.wav import seconds_of, stereo_from_raw


def test_the_length_is_that_of_the_samples_even_when_the_header_was_never_finished(tmp_path: Path) -> None:
    path = tmp_path / "killed.wav"
    path.write_bytes(b"RIFF" + bytes(40) + bytes(2 * 8000 * 3))
    assert seconds_of(path) == 3.0


def test_what_is_not_there_or_only_begun_has_no_length(tmp_path: Path) -> None:
    (tmp_path / "begun.wav").write_bytes(b"RIFF")
    assert seconds_of(tmp_path / "begun.wav") == seconds_of(tmp_path / "none.wav") == 0.0


def test_interleaved_samples_become_left_and_right(tmp_path: Path) -> None:
    raw, target = tmp_path / "talk.raw", tmp_path / "talk.wav"
    raw.write_bytes(struct.pack("<hh", 100, -7) * 8000 + b"\x01")
    assert stereo_from_raw(raw, target) == 1.0
    with wave.open(str(target), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8000)
        assert file.readframes(file.getnframes()) == struct.pack("<hh", 100, -7) * 8000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["talk.raw", "talk.wav"]


def test_a_long_one_is_copied_whole(tmp_path: Path) -> None:
    raw, target = tmp_path / "talk.raw", tmp_path / "talk.wav"
    raw.write_bytes(bytes(4 * 8000 * 20))
    assert stereo_from_raw(raw, target) == 20.0
    with wave.open(str(target), "rb") as file:
        assert file.getnframes() == 160_000
