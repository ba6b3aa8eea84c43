"""Queue: wait for an agent. The session goes on only when the wait ended without one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.commands import Enqueue
from ivr.events import Event, QueueEnded
from ivr.node import Exits, Leave, Medium, Move, Node, Scene, Stay, Waiting
from ivr.records import Maybe, Members, given
from ivr.shapes import Named, Number, Whole, reference


@dataclass(frozen=True, slots=True)
class Queued(Waiting):
    """The router holds the place: keys pressed against the music mean nothing, and a restart asks for nothing
    again.
    """

    takes_input: ClassVar[bool] = False
    queue: int

    def steps(self) -> tuple[int, ...]:
        return (self.queue,)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueNode(Node):
    """Waits for an agent."""

    kind: ClassVar[str] = "queue"
    waiting: ClassVar[type[Waiting]] = Queued
    may_end: ClassVar[bool] = True

    queue: str = given(reference(Named.QUEUE), "The queue to wait in.")
    skills: Mapping[str, int] = given(
        Members(reference(Named.SKILL), Whole(1, 10), 20),
        "Skills that the agent must have, each with its least level from 1 to 10.",
        default={},
    )
    priority: int = given(Whole(-100, 100), "Higher goes first; 0 is usual.", default=0)
    max_wait: float | None = given(
        Maybe(Number(1, 86_400)), "Seconds until the exit 'max_wait'; null: as the queue says.", default=None
    )
    text_max_wait: float | None = given(
        Maybe(Number(1, 2_592_000)), "The same for a writer; null: for as long as it takes.", default=None
    )

    def exits(self) -> Exits:
        patient = frozenset(("max_wait",))
        if self.max_wait is None and self.text_max_wait is None:
            return Exits(("closed",), {"max_wait": "closed"}, patient)
        return Exits(("max_wait", "closed"), patient=patient)

    def enter(self, scene: Scene) -> Move:
        max_wait = self._max_wait(scene.medium)
        enqueue = Enqueue(scene.step, self.queue, dict(self.skills), self.priority, max_wait)
        return Stay(Queued(scene.step), (enqueue,), typed_ahead="")

    def exits_on(self, medium: Medium) -> tuple[str, ...]:
        return ("closed",) if self._max_wait(medium) is None else ("max_wait", "closed")

    def _max_wait(self, medium: Medium) -> float | None:
        return self.text_max_wait if medium is Medium.TEXT else self.max_wait

    def on_event(self, scene: Scene, waiting: Waiting, event: Event) -> Move | None:
        if not isinstance(event, QueueEnded):
            return None
        return Leave("max_wait" if event.reason == "max_wait" else "closed")

    def reopen(self, scene: Scene, waiting: Waiting) -> Move:
        return Stay(waiting)
