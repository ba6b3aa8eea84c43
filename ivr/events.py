"""What happened to a session: past tense, one frozen class each.

An event with a `step` answers the command that carried that step; one whose step is no longer awaited is
stale and changes nothing.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class SayingEnded:
    """The prompt of `step` was played to its end, was cut short, or could not be played (`failed`)."""

    step: int
    failed: bool = False


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """One key of the caller's keypad: one of `0123456789*#ABCD`."""

    key: str


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """The caller began to speak while `step` listened: time to be quiet (barge-in)."""

    step: int


@dataclass(frozen=True, slots=True)
class SpeechHeard:
    """What was understood. `text` is lower case, empty when it was none of the phrases; `confidence` 0..1."""

    step: int
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class HearingFailed:
    """Nobody can listen for this `step` (no recogniser, it died, it is overloaded); keys still work."""

    step: int
    reason: str


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A writer's text (text media): it answers whatever the session waits for."""

    text: str


@dataclass(frozen=True, slots=True)
class TimerFired:
    step: int


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """`recording` names the file in the recordings folder.

    `seconds` is 0.0 when nothing was said; `failed`: nothing was kept.
    """

    step: int
    recording: str
    seconds: float
    failed: bool = False


@dataclass(frozen=True, slots=True)
class QueueEnded:
    """The wait of `step` ended without an agent: `reason` is `max_wait`, `closed` or `unknown_queue`."""

    step: int
    reason: str


Event: TypeAlias = (
    SayingEnded
    | KeyPressed
    | SpeechBegan
    | SpeechHeard
    | HearingFailed
    | MessageReceived
    | TimerFired
    | RecordingEnded
    | QueueEnded
)
