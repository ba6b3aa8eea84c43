"""Any WAV file as telephone audio: 8 kHz, 16 bit, mono."""

import warnings
import wave
from pathlib import Path
from typing import BinaryIO

from ari_app.speech.audio import low_pass
from ari_app.speech.ports import SAMPLE_RATE

with warnings.catch_warnings():
    # At its import pydub warns of audioop (see audio.py), of escapes in its own source, and of a missing
    # ffmpeg, which is not needed: WAV is read and written here, pydub changes channels, width and rate.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

TELEPHONE_BAND = 3700.0


def to_telephone(source: Path, target: Path) -> None:
    """Blocks some milliseconds for each second of audio. Raises OSError, and ValueError for no audio."""
    with source.open("rb") as file:
        samples = telephone_samples(file)
    with wave.open(str(target), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes(samples)


def telephone_samples(source: BinaryIO) -> bytes:
    """The samples alone. Blocks and raises as `to_telephone`."""
    try:
        with wave.open(source, "rb") as file:
            sound = AudioSegment(
                data=file.readframes(file.getnframes()),
                sample_width=file.getsampwidth(),
                frame_rate=file.getframerate(),
                channels=file.getnchannels(),
            )
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a WAV file: {error}") from error
    if not sound.raw_data:
        raise ValueError("a WAV file without audio")
    narrow = _without_aliases(sound.set_channels(1).set_sample_width(2)).set_frame_rate(SAMPLE_RATE)
    return bytes(narrow.raw_data)


def _without_aliases(sound: AudioSegment) -> AudioSegment:
    """pydub only interpolates: what a telephone cannot carry would come back as hiss."""
    if sound.frame_rate <= SAMPLE_RATE:
        return sound
    filtered = low_pass(sound.raw_data, sound.frame_rate, TELEPHONE_BAND)
    return AudioSegment(data=filtered, sample_width=2, frame_rate=sound.frame_rate, channels=1)
