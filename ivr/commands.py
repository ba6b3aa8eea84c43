"""What a flow wants done: imperative, one frozen class each.

A command that takes time carries the `step` of the session that asked for it; its end comes back as the event
of `events.py` that carries the same step. A command never waits and never fails by itself: failure is an
event too. Units: seconds as float; text is already rendered (no `{variables}` left).
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that a writer is offered: `title` is what they see, `id` what comes back when they take it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Say:
    """Speak (voice) or send (text) `text`; ends with `SayingEnded(step)`. `recording`: a caller hears the recorded
    prompt of this name instead, as long as there is one. `choices`: what a writer may answer, to be shown as buttons or
    as a numbered list; on voice there are none."""

    step: int
    text: str
    language: str = "en"
    recording: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class StopSaying:
    """Cut the `Say` of this step short. It still ends with `SayingEnded`; stopping twice is harmless."""

    step: int


@dataclass(frozen=True, slots=True)
class Listen:
    """Open the ear: speech comes back as `SpeechBegan` and `SpeechHeard`, trouble as `HearingFailed`.

    `phrases` is the grammar, lower case; empty means free dictation. `reject_unknown` lets the recogniser
    answer "something else" (an empty text). Keys come as `KeyPressed` whether or not anything listens.
    """

    step: int
    phrases: tuple[str, ...] = ()
    language: str = "en"
    reject_unknown: bool = True


@dataclass(frozen=True, slots=True)
class StopListening:
    """Close the ear of this step; no event follows. Harmless when it is closed already."""

    step: int


@dataclass(frozen=True, slots=True)
class SetTimer:
    """`TimerFired(step)` after `seconds`. A session has one timer: a new one replaces the former."""

    step: int
    seconds: float


@dataclass(frozen=True, slots=True)
class StopTimer:
    """Forget the session's timer, if any."""


@dataclass(frozen=True, slots=True)
class Record:
    """Record the caller; ends with `RecordingEnded(step)`. `#` or `silence_seconds` of silence ends it."""

    step: int
    max_seconds: float
    silence_seconds: float
    beep: bool = True


@dataclass(frozen=True, slots=True)
class KeepVoicemail:
    """The recording of `step` is a message for `mailbox`: keep it and make it work for somebody."""

    step: int
    mailbox: str
    recording: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Wait for an agent. While waiting the session sleeps; it wakes with `QueueEnded(step)` only when the
    wait ended without an agent (`max_wait` over, queue closed). Once an agent is connected the session has
    ended.

    `skills` maps a skill to the least level wanted (1-10). Higher `priority` goes first (0 is usual).
    """

    step: int
    queue: str
    skills: dict[str, int] = field(default_factory=dict)
    priority: int = 0
    max_wait: float | None = None


@dataclass(frozen=True, slots=True)
class EndInteraction:
    """Hang up (voice) or close (text); the session has ended. `outcome` says how the interaction counts."""

    outcome: "Outcome"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """The session left `node` by `exit` for `target` (None: ended). For counters, and for "why?"."""

    node: str
    exit: str
    target: str | None


class Outcome(StrEnum):
    """How a flow that ends an interaction by itself counts it."""

    RESOLVED = "resolved"
    VOICEMAIL = "voicemail"
    ABANDONED = "abandoned"
    FAILED = "failed"


Command: TypeAlias = (
    Say
    | StopSaying
    | Listen
    | StopListening
    | SetTimer
    | StopTimer
    | Record
    | KeepVoicemail
    | Enqueue
    | EndInteraction
    | Trace
)
