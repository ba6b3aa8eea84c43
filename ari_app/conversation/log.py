"""The events of the append-only log: live figures and reports are folds over these, so each says all that a fold needs.

Past tense, frozen, flat: every field is text, a number or a small mapping. The row's `kind` is the class's name in
snake case; `interaction`, `agent` and `queue` have columns of their own, the rest is JSON.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeAlias, get_args


@dataclass(frozen=True, slots=True)
class InteractionArrived:
    """A customer reached us at `called`; `flow` answers. `caller` is empty when withheld."""

    interaction: str
    medium: str
    channel: str
    called: str
    caller: str
    flow: str


@dataclass(frozen=True, slots=True)
class FlowStepped:
    """The session left `node` by `exit`; `target` is empty when the flow ended there."""

    interaction: str
    node: str
    exit: str
    target: str


@dataclass(frozen=True, slots=True)
class InteractionQueued:
    """It waits: for the first time, or again at its old place (`again`, with the reason)."""

    interaction: str
    queue: str
    priority: int
    skills: Mapping[str, int]
    again: str = ""


@dataclass(frozen=True, slots=True)
class OfferMade:
    """It rings at the agent, until `deadline` (seconds since the epoch) at the latest."""

    interaction: str
    agent: str
    queue: str
    offer: str
    deadline: float


@dataclass(frozen=True, slots=True)
class OfferClosed:
    """The offer's one end: `state` says which, `reason` why."""

    interaction: str
    agent: str
    offer: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class InteractionConnected:
    """Customer and agent talk. `waited`: seconds since it was first queued."""

    interaction: str
    agent: str
    queue: str
    waited: float


@dataclass(frozen=True, slots=True)
class InteractionEnded:
    """Its one final state. Seconds: `lasted` since arrival, `talked` since the connection (0 when there was none)."""

    interaction: str
    state: str
    reason: str
    agent: str
    queue: str
    lasted: float
    talked: float


@dataclass(frozen=True, slots=True)
class VoicemailLeft:
    """A message lies in `mailbox`; `file` is its recording, `seconds` long."""

    interaction: str
    mailbox: str
    file: str
    seconds: float


@dataclass(frozen=True, slots=True)
class CallRecorded:
    """What was said in a talk lies in `file`, `seconds` long: the agent left, the customer right."""

    interaction: str
    file: str
    seconds: float


@dataclass(frozen=True, slots=True)
class AgentStateChanged:
    """The agent stands in `state` from now on; `reason` says why, as far as it is known."""

    agent: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class CallRefused:
    """A call that never became an interaction: the centre was full."""

    called: str
    caller: str
    reason: str


@dataclass(frozen=True, slots=True)
class SwitchConnectionChanged:
    """Asterisk went away or came back; `restarted` tells whether its calls died with it."""

    connected: bool
    restarted: bool


LogEvent: TypeAlias = (
    InteractionArrived
    | FlowStepped
    | InteractionQueued
    | OfferMade
    | OfferClosed
    | InteractionConnected
    | InteractionEnded
    | VoicemailLeft
    | CallRecorded
    | AgentStateChanged
    | CallRefused
    | SwitchConnectionChanged
)

_COLUMNS = frozenset({"interaction", "agent", "queue"})
_KINDS: Mapping[type[LogEvent], str] = {
    of: re.sub(r"(?<!^)(?=[A-Z])", "_", of.__name__).lower() for of in get_args(LogEvent)
}
_DATA: Mapping[type[LogEvent], tuple[str, ...]] = {
    of: tuple(field.name for field in fields(of) if field.name not in _COLUMNS) for of in get_args(LogEvent)
}


def kind(event: LogEvent) -> str:
    """`InteractionArrived` -> `interaction_arrived`."""
    return _KINDS[type(event)]


def data(event: LogEvent) -> dict[str, object]:
    """What goes into the row's JSON: every field that has no column of its own."""
    return {name: getattr(event, name) for name in _DATA[type(event)]}
