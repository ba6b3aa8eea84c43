"""Say: speak or send a text, then go on.

A writer's message is sent and the flow goes on at once (the outbox keeps the order); a caller hears the text
to its end, or presses a key, which cuts it short and waits for the next question as typed ahead.
"""

from dataclasses import dataclass
from typing import ClassVar

from ivr.commands import Command, StopSaying
from ivr.events import Event, KeyPressed, SayingEnded
from ivr.node import Exits, Leave, Medium, Move, Node, Scene, Stay, Waiting
from ivr.records import given
from ivr.shapes import Flag, SpokenText
from ivr.templates import Template


@dataclass(frozen=True, slots=True)
class Saying(Waiting):
    say: int

    def steps(self) -> tuple[int, ...]:
        return (self.say,)

    def quiet(self) -> tuple[Command, ...]:
        return (StopSaying(self.say),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SayNode(Node):
    """Says or sends a text."""

    kind: ClassVar[str] = "say"
    waiting: ClassVar[type[Waiting]] = Saying

    text: Template = given(SpokenText(), "What is said; {variables} are filled in.")
    barge_in: bool = given(Flag(), "A key cuts the text short.", default=True)

    def exits(self) -> Exits:
        return Exits(required=("next",))

    def enter(self, scene: Scene) -> Move:
        say = scene.say(self.text)
        if scene.medium is Medium.TEXT:
            return Leave("next", (say,))
        return Stay(Saying(scene.step), (say,))

    def on_event(self, scene: Scene, waiting: Waiting, event: Event) -> Move | None:
        assert isinstance(waiting, Saying)
        match event:
            case SayingEnded():
                return Leave("next")
            case KeyPressed(key) if self.barge_in:
                return Leave("next", waiting.quiet(), typed_ahead=scene.typed_ahead + key)
            case KeyPressed(key):
                return Stay(waiting, typed_ahead=scene.typed_ahead + key)
            case _:
                return None
