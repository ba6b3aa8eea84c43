"""Hang up: say good-bye, then end the interaction, and say how it counts."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.commands import Outcome
from ivr.events import Event, SayingEnded
from ivr.node import End, Exits, Medium, Move, Node, Scene, Stay, Waiting
from ivr.nodes.say import Saying
from ivr.records import Maybe, given
from ivr.shapes import Choice, SpokenText, Text
from ivr.templates import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class HangupNode(Node):
    """Ends the interaction."""

    kind: ClassVar[str] = "hangup"
    waiting: ClassVar[type[Waiting]] = Saying
    may_end: ClassVar[bool] = True

    text: Template | None = given(Maybe(SpokenText()), "What is said before.", default=None)
    outcome: Outcome = given(Choice(Outcome), "How the interaction counts.", default=Outcome.RESOLVED)
    reason: str = given(
        Text("a reason of at most 200 characters", r"[^\n]{0,200}"), "Why, for the reports.", default=""
    )

    def exits(self) -> Exits:
        return Exits()

    def enter(self, scene: Scene) -> Move:
        if self.text is None:
            return self._end()
        say = scene.say(self.text)
        if scene.medium is Medium.TEXT:
            return End(self.outcome, self.reason, (say,))
        return Stay(Saying(scene.step), (say,))

    def on_event(self, scene: Scene, waiting: Waiting, event: Event) -> Move | None:
        return self._end() if isinstance(event, SayingEnded) else None

    def _end(self) -> End:
        return End(self.outcome, self.reason)
