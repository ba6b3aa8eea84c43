"""Which sounds are taken from a browser: WAV files by their content, never by their name or what they claim to be."""

import io
import wave

LARGEST = 12 * 1024 * 1024  # bytes
LONGEST_PROMPT = 300.0  # seconds
LONGEST_ANSWER = 20.0
RATES = range(8_000, 48_001)

_HEADER = 12


class UnusableSound(ValueError):
    """The bytes are no sound that can be taken; the message says why and what to do."""

    retryable = False


def seconds_of(content: bytes, longest: float) -> float:
    """How long it is. Looks at the header alone, so that nothing is unpacked that is too much. Raises UnusableSound."""
    if content[:4] != b"RIFF" or content[8:_HEADER] != b"WAVE":
        raise UnusableSound(
            "This is no WAV file. The prompts page makes one of any sound that the browser can play."
        )
    try:
        with wave.open(io.BytesIO(content)) as file:
            rate, width, channels = file.getframerate(), file.getsampwidth(), file.getnchannels()
    except (wave.Error, EOFError, ValueError) as error:
        raise UnusableSound(
            "This WAV file is damaged, or not of plain samples (PCM). Save it as 16-bit PCM."
        ) from error
    if rate not in RATES or channels not in (1, 2) or width not in (1, 2, 3, 4):
        raise UnusableSound("Only WAV files of 8 to 48 kHz with one or two channels are taken.")
    # The bytes that came, not those that the header promises.
    seconds: float = (len(content) - _HEADER) / (rate * width * channels)
    if seconds > longest:
        raise UnusableSound(
            f"It is {seconds:.0f} s long; at most {longest:.0f} s are taken. Make it shorter."
        )
    if seconds < 0.1:
        raise UnusableSound("There is no sound in it. Record it again.")
    return seconds
