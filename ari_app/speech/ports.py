"""What the rest of the application may expect of hearing and of speaking.

Audio is always signed 16-bit little-endian, mono, 8000 samples a second.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

SAMPLE_RATE = 8000
BYTES_PER_SECOND = SAMPLE_RATE * 2


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is listened for.

    phrases: the grammar, each phrase one or more words; empty means dictation.
    language: a language tag, for instance "en" or "en-US".
    reject_unknown: other words are heard as nothing instead of as the nearest phrase. Right for menus; wrong
        for digits, where it costs accuracy (measured: 76 % of accented digits without, 67 % with).
    repeats: phrases may follow one another ("four two seven"), so a longer pause is allowed between them.
    max_seconds: how long one may speak, from the start of speech; then what was heard so far is the result.
    """

    phrases: tuple[str, ...] = ()
    language: str = "en"
    reject_unknown: bool = True
    repeats: bool = False
    max_seconds: float = 15.0


@dataclass(frozen=True, slots=True)
class HeardWord:
    """One word; start and end in seconds from the start of the utterance (about: engines differ by 0.1 s)."""

    text: str
    confidence: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody speaks: voice on the line and a first guess of a word. Now stop the prompt (barge-in)."""


@dataclass(frozen=True, slots=True)
class PartialHeard:
    """The words so far; later ones may correct them. Unknown words are left out, so `text` may be empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Final. `text` is empty when somebody spoke, but nothing that was listened for. `confidence` is 0..1."""

    text: str
    confidence: float
    words: tuple[HeardWord, ...] = ()


@dataclass(frozen=True, slots=True)
class HearingFailed:
    """Final. The engine was lost or could not keep up; asking again may work, keys always do."""

    reason: str


HearingEvent = SpeechStarted | PartialHeard | Heard | HearingFailed


class Hearer(Protocol):
    """One listening, for one answer of one caller.

    Events: at most one SpeechStarted, then any number of PartialHeard, then exactly one final, Heard or
    HearingFailed; after the final, or after close(), the iteration ends. While nobody speaks nothing comes:
    the dialogue owns the no-input timer. Iterate from one task only.
    """

    @property
    def dropped_bytes(self) -> int:
        """Audio thrown away because the engine lagged behind."""
        ...

    def feed(self, pcm: bytes) -> None:
        """Take audio of any size, odd numbers of bytes too. Never blocks or raises; ignored after the end."""
        ...

    def __aiter__(self) -> AsyncIterator[HearingEvent]: ...

    def close(self) -> None:
        """Stop listening. May be called at any time and more than once; no event comes after it."""
        ...


@dataclass(frozen=True, slots=True)
class RecogniserCapabilities:
    """What an engine can do. `languages` are tags; "en" stands for every English."""

    name: str
    languages: frozenset[str]
    can_grammar: bool
    can_dictate: bool
    can_reject: bool
    sample_rate: int


class Recogniser(Protocol):
    """Speech to text. Engines fail and restart behind it; a call sees at worst one HearingFailed."""

    @property
    def capabilities(self) -> tuple[RecogniserCapabilities, ...]:
        """One entry for each engine in use, the preferred one first; empty when speech is off."""
        ...

    def missing(self, phrases: tuple[str, ...], language: str = "en") -> frozenset[str]:
        """The words that the best engine for these phrases does not know. For checking flows."""
        ...

    def open(self, hint: Hearing) -> Hearer:
        """Start listening; returns at once. Raises CannotHearError when no engine can do it."""
        ...


@dataclass(frozen=True, slots=True)
class SynthesiserCapabilities:
    name: str
    languages: frozenset[str]
    max_characters: int


class Synthesiser(Protocol):
    """Text to speech, kept in a prompt cache: the same text in the same language is made once."""

    @property
    def capabilities(self) -> SynthesiserCapabilities: ...

    async def speak(self, text: str, language: str) -> Path:
        """The path of an 8 kHz 16-bit mono WAV file that stays for at least ten minutes after this call.

        Concurrent calls for one prompt share one run, and cancelling one of them leaves the others alone.
        `text` may come from anybody and is only ever read aloud. Raises CannotSpeakError,
        SynthesisFailedError or PromptStoreFullError.
        """
        ...
