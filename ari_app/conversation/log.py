"""The events of the append-only log: live figures and reports are folds over these, so each says all that a fold needs.

Past tense, frozen, flat: every field is text, a number or a small mapping. The row's `kind` is the class's name in
snake case; `interaction`, `agent` and `queue` have columns of their own, the rest is JSON.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeAlias, get_args

from ari_app.conversation import text_log


@dataclass(frozen=True, slots=True)
class InteractionArrived:
    """A customer reached us at `called`; `flow` answers. `caller` is empty when withheld. `channel`: the trunk, or the
    account of ours that they wrote to, in `thread`."""

    interaction: str
    medium: str
    channel: str
    called: str
    caller: str
    flow: str
    media_type: str = "call"
    thread: str = ""


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
class InteractionPutFirst:
    """`by`, a person, has put it before all others of its queue; it waits with this priority from now on."""

    interaction: str
    queue: str
    by: str
    priority: int


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
    """Its one final state. Seconds: `lasted` since arrival, `talked` since the agent (the last one, after a transfer) was
    connected (0 when there was none), `held` on hold, all together."""

    interaction: str
    state: str
    reason: str
    agent: str
    queue: str
    lasted: float
    talked: float
    held: float = 0.0


@dataclass(frozen=True, slots=True)
class CallHeld:
    """The customer hears music, the agent silence."""

    interaction: str
    agent: str
    queue: str


@dataclass(frozen=True, slots=True)
class CallResumed:
    """The hold is over, after `seconds`: back to the talk, or on to somebody else."""

    interaction: str
    agent: str
    queue: str
    seconds: float


@dataclass(frozen=True, slots=True)
class TransferStarted:
    """The agent hands the customer on to an outside `number`, which rings; the customer hears music."""

    interaction: str
    agent: str
    queue: str
    number: str


@dataclass(frozen=True, slots=True)
class TransferCompleted:
    """The agent's part is over, after `talked` seconds (in writing: since they took it). The customer waits for `to_queue`
    (and in it for `to_agent`, if that is said), or talks to `to_agent` or the outside `number`. `consulted`: whom they talk
    to was asked before."""

    interaction: str
    agent: str
    queue: str
    to_agent: str
    to_queue: str
    number: str
    consulted: bool
    talked: float


@dataclass(frozen=True, slots=True)
class TransferFailed:
    """The number did not answer: the customer is back with the agent, or (`agent` empty: they have gone) waits."""

    interaction: str
    agent: str
    queue: str
    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class PartyAsked:
    """A colleague (`agent`) or an outside `number` is rung for a consultation."""

    interaction: str
    agent: str
    number: str
    leg: str
    role: str


@dataclass(frozen=True, slots=True)
class PartyJoined:
    """They talk: with the agent alone (`role` consult), or with all (conference)."""

    interaction: str
    agent: str
    number: str
    leg: str
    role: str


@dataclass(frozen=True, slots=True)
class PartyLeft:
    """They are not in the talk any more, or never answered; `reason` says which. Nobody leaves who takes the agent's
    place."""

    interaction: str
    agent: str
    number: str
    leg: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class SupervisionStarted:
    """A supervisor (`agent`) hears the talk of `supervised`; `mode` says who hears the supervisor."""

    interaction: str
    agent: str
    queue: str
    supervised: str
    mode: str


@dataclass(frozen=True, slots=True)
class SupervisionModeChanged:
    interaction: str
    agent: str
    queue: str
    mode: str


@dataclass(frozen=True, slots=True)
class SupervisionEnded:
    """The supervisor hears the talk no more, or never picked up."""

    interaction: str
    agent: str
    queue: str
    reason: str


@dataclass(frozen=True, slots=True)
class CallTakenOver:
    """A supervisor (`agent`) has taken the place of `former`, who had talked for `talked` seconds."""

    interaction: str
    agent: str
    queue: str
    former: str
    talked: float


@dataclass(frozen=True, slots=True)
class AgentLost:
    """The agent's phone was lost in the talk; they may come back until `until` (seconds since the epoch)."""

    interaction: str
    agent: str
    queue: str
    until: float


@dataclass(frozen=True, slots=True)
class AgentRejoined:
    """They came back after `away` seconds."""

    interaction: str
    agent: str
    queue: str
    away: float


@dataclass(frozen=True, slots=True)
class RecordingMuted:
    """The recording is silent from now on: what is said is not to be kept."""

    interaction: str
    agent: str
    queue: str


@dataclass(frozen=True, slots=True)
class RecordingUnmuted:
    interaction: str
    agent: str
    queue: str


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
    """The agent stands in `state` from now on, or has other work in hand; `reason` says why, as far as it is known. `call`:
    the one that they are in, are offered or wrap up, empty for none (events of before agents wrote do not say)."""

    agent: str
    state: str
    reason: str
    call: str | None = None


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
    | InteractionPutFirst
    | OfferMade
    | OfferClosed
    | InteractionConnected
    | InteractionEnded
    | CallHeld
    | CallResumed
    | TransferStarted
    | TransferCompleted
    | TransferFailed
    | PartyAsked
    | PartyJoined
    | PartyLeft
    | SupervisionStarted
    | SupervisionModeChanged
    | SupervisionEnded
    | CallTakenOver
    | AgentLost
    | AgentRejoined
    | RecordingMuted
    | RecordingUnmuted
    | VoicemailLeft
    | CallRecorded
    | AgentStateChanged
    | CallRefused
    | SwitchConnectionChanged
    | text_log.TextLogEvent
)

_COLUMNS = frozenset({"interaction", "agent", "queue"})
_KINDS: Mapping[type[LogEvent], str] = {
    of: re.sub(r"(?<!^)(?=[A-Z])", "_", of.__name__).lower() for of in get_args(LogEvent)
}
_CLASSES: Mapping[str, type[LogEvent]] = {name: of for of, name in _KINDS.items()}
_DATA: Mapping[type[LogEvent], tuple[str, ...]] = {
    of: tuple(field.name for field in fields(of) if field.name not in _COLUMNS) for of in get_args(LogEvent)
}


def kind(event: LogEvent) -> str:
    """`InteractionArrived` -> `interaction_arrived`."""
    return _KINDS[type(event)]


def data(event: LogEvent) -> dict[str, object]:
    """What goes into the row's JSON: every field that has no column of its own."""
    return {name: getattr(event, name) for name in _DATA[type(event)]}


def kind_of(event: type[LogEvent]) -> str:
    """The kind that all events of this class have."""
    return _KINDS[event]


def event_of(
    kind: str, interaction: str | None, agent: str | None, queue: str | None, data: Mapping[str, Any]
) -> LogEvent | None:
    """The event that a row was made of; None for a kind that this version does not know."""
    of = _CLASSES.get(kind)
    if of is None:
        return None
    columns: dict[str, Any] = {"interaction": interaction or "", "agent": agent or "", "queue": queue or ""}
    names = {each.name for each in fields(of)}
    known = {name: value for name, value in data.items() if name in names}
    return of(**known, **{name: columns[name] for name in names & _COLUMNS})
