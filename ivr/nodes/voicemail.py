"""Voicemail: a greeting, a beep, and a message that somebody will hear.

A hang-up while recording is the usual end of a message: whoever runs the session must still hand in the
`RecordingEnded` that follows, or the message is lost.
"""

from dataclasses import dataclass
from typing import ClassVar

from ivr.commands import Command, KeepVoicemail, StopSaying
from ivr.commands import Record as RecordCommand
from ivr.events import Event, KeyPressed, RecordingEnded, SayingEnded
from ivr.node import Exits, Leave, Medium, Move, Node, Scene, Stay, Waiting
from ivr.records import given
from ivr.shapes import Flag, Named, Number, SpokenText, reference
from ivr.templates import Template


@dataclass(frozen=True, slots=True)
class TakingMessage(Waiting):
    """First `greeting` is said, then `recording` runs; the other one is None."""

    greeting: int | None = None
    recording: int | None = None

    def steps(self) -> tuple[int | None, ...]:
        return (self.greeting, self.recording)

    def quiet(self) -> tuple[Command, ...]:
        return () if self.greeting is None else (StopSaying(self.greeting),)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicemailNode(Node):
    """Takes a spoken message for a mailbox."""

    kind: ClassVar[str] = "voicemail"
    media: ClassVar[frozenset[Medium]] = frozenset((Medium.VOICE,))
    waiting: ClassVar[type[Waiting]] = TakingMessage

    greeting: Template = given(SpokenText(), "What is said before the beep.")
    mailbox: str = given(reference(Named.MAILBOX), "Who gets the message.")
    max_seconds: float = given(Number(5, 600), "The longest message.", default=120)
    silence_seconds: float = given(Number(1, 30), "So much silence ends the message.", default=4)
    least_seconds: float = given(Number(0, 10), "A shorter message counts as none.", default=1)
    beep: bool = given(Flag(), "A tone says when to speak.", default=True)

    def exits(self) -> Exits:
        return Exits(("recorded", "empty"), patient=frozenset(("recorded",)))

    def enter(self, scene: Scene) -> Move:
        say = scene.say(self.greeting)
        return Stay(TakingMessage(greeting=scene.step), (say,), typed_ahead="")

    def on_event(self, scene: Scene, waiting: Waiting, event: Event) -> Move | None:
        assert isinstance(waiting, TakingMessage)
        match event:
            case SayingEnded(step) if step == waiting.greeting:
                return self._record(scene)
            case KeyPressed() if waiting.greeting is not None:
                return self._record(scene, waiting.quiet())
            case RecordingEnded(step) if step == waiting.recording:
                return self._keep(event)
            case _:
                return None

    def _record(self, scene: Scene, before: tuple[Command, ...] = ()) -> Move:
        record = RecordCommand(scene.step, self.max_seconds, self.silence_seconds, self.beep)
        return Stay(TakingMessage(recording=scene.step), (*before, record))

    def _keep(self, ended: RecordingEnded) -> Move:
        if ended.failed or ended.seconds <= 0 or ended.seconds < self.least_seconds:
            return Leave("empty")
        return Leave("recorded", (KeepVoicemail(ended.step, self.mailbox, ended.recording, ended.seconds),))
