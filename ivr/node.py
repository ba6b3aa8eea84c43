"""What every node kind is made of, and what the interpreter and a node tell each other.

A kind is a `Node` class in `nodes/`: a record (its fields are its configuration) with pure functions. `enter`
runs when the session comes to the node, `on_event` when something happened while it waits there. Both answer
with a move: `Stay` and wait, `Leave` by a named exit, or `End` the interaction. What the node must remember
while it waits is its own `Waiting`, and nothing else: configuration is in the flow, variables are in the
session.

Steps: each command whose end matters takes a step of its own, counted up from `scene.step`. The interpreter
looks at the commands to see which were used.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, TypeAlias

from ivr.commands import Command, Outcome, Say
from ivr.events import Event, KeyPressed, MessageReceived
from ivr.faults import Fault
from ivr.templates import Template
from ivr.values import Value

KEYS = frozenset("0123456789*#ABCD")
MAX_TYPED_AHEAD = 40


class Medium(StrEnum):
    VOICE = "voice"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Waiting(ABC):
    """What a session waits for. Each kind that waits has its own, of `int`, `str`, `bool`, `int | None`."""

    takes_input: ClassVar[bool] = True

    @abstractmethod
    def steps(self) -> tuple[int | None, ...]:
        """The steps whose end it waits for."""

    def quiet(self) -> tuple[Command, ...]:
        """Stops what still goes on."""
        return ()

    def awaits(self, event: Event) -> bool:
        """Any other event is stale: it changes nothing."""
        if isinstance(event, KeyPressed | MessageReceived):
            return self.takes_input
        return event.step in self.steps()


@dataclass(frozen=True, slots=True)
class Scene:
    """What a node sees: the first free step, the time, and the session as far as it concerns nodes."""

    step: int
    now: float
    medium: Medium
    language: str
    variables: Mapping[str, Value]
    typed_ahead: str = ""

    def say(self, text: Template, variables: Mapping[str, Value] | None = None) -> Say:
        """As the first step, with the session's variables unless others are given."""
        filled = text.render(self.variables if variables is None else variables)
        return Say(self.step, filled, self.language, text.recording)


@dataclass(frozen=True, slots=True)
class Stay:
    """Wait here. `typed_ahead` None leaves the keys typed ahead as they are."""

    waiting: Waiting
    commands: tuple[Command, ...] = ()
    typed_ahead: str | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    exit: str
    commands: tuple[Command, ...] = ()
    variables: Mapping[str, Value] = field(default_factory=dict)
    typed_ahead: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    outcome: Outcome
    reason: str = ""
    commands: tuple[Command, ...] = ()


Move: TypeAlias = Stay | Leave | End


@dataclass(frozen=True, slots=True)
class Exits:
    """The ways out of a node.

    `required` must lead somewhere; each of `optional` may, and when it does not its exit goes where the one
    that it maps to goes. `patient` are those taken only after the caller or an agent was waited for; a circle
    of other exits would spin for ever.
    """

    required: tuple[str, ...] = ()
    optional: Mapping[str, str] = field(default_factory=dict)
    patient: frozenset[str] = frozenset()


class Node(ABC):
    """The promise of every kind. The classes are frozen dataclasses; the base brings what most share."""

    __slots__ = ()

    kind: ClassVar[str]
    media: ClassVar[frozenset[Medium]] = frozenset(Medium)
    waiting: ClassVar[type[Waiting] | None] = None
    may_end: ClassVar[bool] = False

    @abstractmethod
    def exits(self) -> Exits: ...

    def exits_on(self, medium: Medium) -> tuple[str, ...]:
        """Those that may be taken on this medium, optional ones included."""
        exits = self.exits()
        return (*exits.required, *exits.optional)

    @abstractmethod
    def enter(self, scene: Scene) -> Move: ...

    def on_event(self, scene: Scene, waiting: Waiting, event: Event) -> Move | None:
        """`waiting` is of the kind's own class. None: the event means nothing here."""
        return None

    def reopen(self, scene: Scene, waiting: Waiting) -> Move:
        """The app came back after a restart: ask again for what was waited for. All is quiet."""
        return self.enter(scene)

    def check(self) -> Iterable[Fault]:
        """Faults that this node's configuration shows alone; `where` is relative to the node."""
        return ()
