"""What the centre takes in: all that lines report, what a timer reminds of, and turns that others bring along."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ari_app.acd import commands as routing
from ari_app.acd import events as routed
from ari_app.conversation import line
from ari_app.conversation.interaction import Interaction


@dataclass(frozen=True, slots=True)
class AlarmRang:
    """The timer of a session, or the end of its wait, is due."""

    interaction: str


@dataclass(frozen=True, slots=True)
class PlaceDue:
    """Time to tell a waiting caller their place."""

    interaction: str


@dataclass(frozen=True, slots=True)
class RejoinOver:
    """The agent who was lost was to be back by now."""

    interaction: str


@dataclass(frozen=True, slots=True)
class RestOver:
    """A conversation in writing has rested for as long as it was to."""

    interaction: str


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """An offer or a wrap-up was to end."""


@dataclass(frozen=True, slots=True)
class About:
    """A turn that someone else brings along for one interaction; left out when it is over by then."""

    interaction: str
    turn: Callable[[Interaction], None]


Reminder: TypeAlias = AlarmRang | PlaceDue | DeadlinePassed | RejoinOver | RestOver
Happening: TypeAlias = line.LineEvent | Reminder | About | Callable[[], None]

Routing: TypeAlias = routed.Event | routing.Command
"""What follows within a run: what the router is told, and what it decides."""

OwnCall: TypeAlias = line.AgentDialled | line.PlayEnded | line.LineGone | line.TransferAsked
"""What an agent's phone does of its own accord."""
SwitchNews: TypeAlias = line.SwitchLost | line.SwitchFound
EndpointNews: TypeAlias = line.EndpointReached | line.EndpointLost
FlowEvent: TypeAlias = (
    line.PlayEnded
    | line.KeyPressed
    | line.SpeechBegan
    | line.SpeechHeard
    | line.HearingFailed
    | line.MessageRecorded
)
LegEvent: TypeAlias = line.LegAnswered | line.LegFailed | line.LegGone | line.Joined | line.JoinFailed
