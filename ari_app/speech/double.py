"""Stand-ins for both ports, for tests: no processes, no audio to understand.

`spoken("sales")` is "audio" that ScriptedRecogniser hears as that text; silence is ordinary zero bytes. A
test may also take the newest hearer and say directly what it heard: `recogniser.hearers[-1].hear("sales")`.
"""

import asyncio
import wave
from collections import deque
from collections.abc import AsyncIterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from ari_app.speech.errors import CannotSpeakError, SpeechError
from ari_app.speech.ports import (
    BYTES_PER_SECOND,
    SAMPLE_RATE,
    Heard,
    HeardWord,
    Hearing,
    HearingEvent,
    HearingFailed,
    PartialHeard,
    RecogniserCapabilities,
    SpeechStarted,
    SynthesiserCapabilities,
)
from ari_app.speech.prompts import MAX_CHARACTERS, key_of, speakable
from ari_app.speech.rules import UNKNOWN, answer, choose, missing_words, words_of
from ari_app.speech.voices import voice_for

_BEGIN, _END = b"\x01<say>", b"</say>\x01"
_MAX_WAITING = 5 * BYTES_PER_SECOND
_VOICES = frozenset({"en-us", "en-gb", "de", "es"})


def spoken(text: str) -> bytes:
    """Audio that only the double understands, an even number of bytes."""
    marked = _BEGIN + text.encode() + _END
    return marked + bytes(len(marked) % 2)


class ScriptedHearer:
    def __init__(self, hearing: Hearing, vocabulary: AbstractSet[str]) -> None:
        self.hearing = hearing
        self.closed = False
        self._vocabulary = vocabulary
        self._audio = bytearray()
        self._dropped = 0
        self._over = False
        self._started = False
        self._events: deque[HearingEvent] = deque()
        self._news = asyncio.Event()

    @property
    def dropped_bytes(self) -> int:
        return self._dropped

    def feed(self, pcm: bytes) -> None:
        if self._over:
            return
        room = max(0, _MAX_WAITING - len(self._audio))
        self._dropped += max(0, len(pcm) - room)
        self._audio += pcm[:room]
        begin = self._audio.find(_BEGIN)
        end = self._audio.find(_END, begin)
        if begin >= 0 and end >= 0:
            self.hear(self._audio[begin + len(_BEGIN) : end].decode())
        elif begin < 0 and len(pcm) <= room:
            del self._audio[: -len(_BEGIN)]  # silence is listened to at once

    def hear(self, text: str, confidence: float = 1.0) -> None:
        """Somebody said this; it is held to the grammar as the real recogniser does."""
        words = tuple(
            HeardWord(self._known(word), confidence, 0.4 * place, 0.4 * (place + 1))
            for place, word in enumerate(words_of(text))
        )
        self._report(SpeechStarted())
        self._report(PartialHeard(" ".join(word.text for word in words if word.text != UNKNOWN)))
        self._report(answer(words, self.hearing))

    def fail(self, reason: str = "recogniser restarted") -> None:
        self._report(HearingFailed(reason))

    def close(self) -> None:
        self.closed = True
        self._events.clear()
        self._over = True
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[HearingEvent]:
        while True:
            while self._events:
                yield self._events.popleft()
            if self._over:
                return
            self._news.clear()
            await self._news.wait()

    def _known(self, word: str) -> str:
        if not self.hearing.phrases:
            return word if word in self._vocabulary else UNKNOWN
        return word if any(word in words_of(phrase) for phrase in self.hearing.phrases) else UNKNOWN

    def _report(self, event: HearingEvent) -> None:
        if self._over or (isinstance(event, SpeechStarted) and self._started):
            return
        self._started = True
        self._events.append(event)
        self._over = isinstance(event, Heard | HearingFailed)
        self._news.set()


class ScriptedRecogniser:
    """Hears English; `vocabulary` is what it knows."""

    def __init__(self, vocabulary: AbstractSet[str], *, can_dictate: bool = False) -> None:
        self.hearers: list[ScriptedHearer] = []
        self._vocabulary = frozenset(vocabulary)
        self._capabilities = RecogniserCapabilities(
            name="scripted",
            languages=frozenset({"en"}),
            can_grammar=True,
            can_dictate=can_dictate,
            can_reject=True,
            sample_rate=SAMPLE_RATE,
        )

    @property
    def capabilities(self) -> tuple[RecogniserCapabilities, ...]:
        return (self._capabilities,)

    def missing(self, phrases: tuple[str, ...], language: str = "en") -> frozenset[str]:
        return missing_words(phrases, self._vocabulary)

    def open(self, hint: Hearing) -> ScriptedHearer:
        choice = choose(hint, self.capabilities, lambda _, phrases: missing_words(phrases, self._vocabulary))
        hearer = ScriptedHearer(choice.hearing, self._vocabulary)
        self.hearers.append(hearer)
        return hearer


class SilentSynthesiser:
    """Writes silence. `said` is what it was asked to speak; `trouble` is raised when it is set."""

    def __init__(self, folder: Path) -> None:
        self.said: list[tuple[str, str]] = []
        self.trouble: SpeechError | None = None
        self._folder = folder

    @property
    def capabilities(self) -> SynthesiserCapabilities:
        return SynthesiserCapabilities("silent", _VOICES, MAX_CHARACTERS)

    async def speak(self, text: str, language: str) -> Path:
        if self.trouble is not None:
            raise self.trouble
        plain = speakable(text)
        voice = voice_for(language, _VOICES)
        if voice is None:
            raise CannotSpeakError(f"no voice for language {language!r}")
        self.said.append((plain, language))
        prompt = self._folder / f"{key_of('silent', voice, plain, language)}.wav"
        with wave.open(str(prompt), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(SAMPLE_RATE)
            out.writeframes(bytes(2 * (SAMPLE_RATE // 16) * len(plain)))
        return prompt
