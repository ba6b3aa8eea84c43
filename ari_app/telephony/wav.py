"""WAV files of Asterisk's making: how long they are, also when the header was never finished; and making
one."""

import os
import wave
from pathlib import Path

SAMPLE_RATE = 8000
SAMPLE_BYTES = 2
HEADER_BYTES = 44
CHUNK_FRAMES = 1 << 16


def seconds_of(path: Path) -> float:
    """Length of a mono 8 kHz 16-bit file by its size; 0.0 when there is none.

    Asterisk writes the sizes in the header only at the end, and not at all when it is killed.
    """
    try:
        size = path.stat().st_size
    except OSError:
        return 0.0
    return max(size - HEADER_BYTES, 0) / (SAMPLE_RATE * SAMPLE_BYTES)


def stereo_from_raw(raw: Path, target: Path) -> float:
    """Interleaved two-channel samples become a WAV file that appears all at once; returns its seconds.

    Blocking: for a thread. An odd rest (Asterisk was killed in the middle of a frame) is left out.
    """
    partial = target.with_suffix(".partial")
    frame = 2 * SAMPLE_BYTES
    with raw.open("rb") as source, wave.open(str(partial), "wb") as sound:
        frames = os.fstat(source.fileno()).st_size // frame
        sound.setnchannels(2)
        sound.setsampwidth(SAMPLE_BYTES)
        sound.setframerate(SAMPLE_RATE)
        sound.setnframes(frames)
        for start in range(0, frames, CHUNK_FRAMES):
            sound.writeframesraw(source.read(min(CHUNK_FRAMES, frames - start) * frame))
    partial.replace(target)
    return frames / SAMPLE_RATE
