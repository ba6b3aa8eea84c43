"""espeak-ng as a subprocess: text on stdin, WAV in a file, a time limit."""

import asyncio
from pathlib import Path

from ari_app.speech.errors import CannotSpeakError, SynthesisFailedError
from ari_app.speech.spawn import end, spawn
from ari_app.speech.voices import parse_voices, voice_for

TIME_LIMIT = 20.0
_PROGRAM = "espeak-ng"
_READ_UTF8 = ("-b", "1")


class Espeak:
    """Made by `find`, which asks the program for its voices once."""

    name = "espeak-ng"

    def __init__(self, voices: frozenset[str], time_limit: float = TIME_LIMIT) -> None:
        self.voices = voices
        self._time_limit = time_limit

    @classmethod
    async def find(cls, time_limit: float = TIME_LIMIT) -> "Espeak":
        """Raises SynthesisFailedError when the program is not installed."""
        listing = await _run(("--voices",), b"", time_limit)
        return cls(parse_voices(listing.decode(errors="replace")), time_limit)

    def voice(self, language: str) -> str:
        voice = voice_for(language, self.voices)
        if voice is None:
            raise CannotSpeakError(f"espeak-ng has no voice for language {language!r}")
        return voice

    async def synthesise(self, text: str, voice: str, target: Path) -> None:
        """Write speech at the engine's own rate. The text is never an argument: only read from stdin."""
        # Two brackets would switch to phoneme codes.
        plain = text.replace("[[", "[ [")
        await _run((*_READ_UTF8, "-v", voice, "-w", str(target), "--stdin"), plain.encode(), self._time_limit)


async def _run(arguments: tuple[str, ...], stdin: bytes, time_limit: float) -> bytes:
    try:
        process = await spawn((_PROGRAM, *arguments))
    except OSError as error:
        raise SynthesisFailedError(f"espeak-ng cannot be started, is it installed? ({error})") from error
    try:
        async with asyncio.timeout(time_limit):
            # Without a text nothing is written, not even b"": the program may have ended by then, which uvloop
            # tells by a RuntimeError.
            output, complaints = await process.communicate(stdin or None)
    except TimeoutError as error:
        raise SynthesisFailedError(f"espeak-ng took more than {time_limit:g} s") from error
    finally:
        await end(process)
    if process.returncode != 0:
        reason = complaints.decode(errors="replace").strip()
        raise SynthesisFailedError(f"espeak-ng ended with status {process.returncode}: {reason}")
    return output
