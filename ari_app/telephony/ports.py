"""What telephony needs of speech, as small promises; `main` adapts what speech offers.

Audio is signed 16-bit little-endian, mono, 8000 samples a second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias


class Voice(Protocol):
    async def speak(self, text: str, language: str, recording: str = "") -> Path:
        """The path of an 8 kHz WAV file that Asterisk may read and that stays for some minutes: the recorded prompt
        of that name, or, without a name or such a prompt, the text as it is spoken.

        May be cancelled. Any exception means that this text cannot be spoken now: the prompt ends as
        failed."""


@dataclass(frozen=True, slots=True)
class VoiceBegan:
    """The caller speaks: the moment to stop a prompt."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """The answer, and the last event of its hearer. `text` is empty when nothing that was listened for
    was said."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class HearingLost:
    """No answer will come; the last event of its hearer."""

    reason: str


HearingEvent: TypeAlias = VoiceBegan | Utterance | HearingLost


class Hearer(Protocol):
    """One listening, for one answer. After `close` no event comes; it may be called more than once."""

    def feed(self, pcm: bytes) -> None:
        """Audio of any size. Never blocks, never raises."""

    def close(self) -> None: ...


class Ears(Protocol):
    def open(
        self,
        phrases: tuple[str, ...],
        language: str,
        reject_unknown: bool,
        on_event: Callable[[HearingEvent], None],
    ) -> Hearer:
        """Start to listen; returns at once, never raises: what cannot be heard comes as HearingLost.
        `on_event` is called on the event loop, and not before `open` has returned."""
