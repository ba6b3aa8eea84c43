"""The events of the log about what is written, and about work that agents have several pieces of; the rest, and what all of
them have in common, is in `log.py`."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class InteractionReopened:
    """The customer wrote again soon after it was handled: it goes on with `former`, in its queue, and waits for `agent` (if
    they are here)."""

    interaction: str
    agent: str
    queue: str
    former: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The flow hands a conversation in writing on to people, after `seconds`, with what it has collected: `context` things
    of it."""

    interaction: str
    queue: str
    flow: str
    seconds: float
    context: int


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """The customer has written. `unread` counts their messages that no agent has answered yet."""

    interaction: str
    agent: str
    queue: str
    message: str
    unread: int


@dataclass(frozen=True, slots=True)
class MessageWritten:
    """Somebody has written to the customer: `author` is flow, agent, supervisor or system. `waited`: seconds since the
    customer began to wait for an agent's word (0 when they did not, or this is none)."""

    interaction: str
    agent: str
    queue: str
    message: str
    author: str
    waited: float


@dataclass(frozen=True, slots=True)
class FirstResponse:
    """An agent's first word in the interaction, `seconds` after the customer began to wait for one."""

    interaction: str
    agent: str
    queue: str
    seconds: float


@dataclass(frozen=True, slots=True)
class MessageDelivered:
    """The customer has our message, `seconds` after it was written."""

    interaction: str
    message: str
    seconds: float


@dataclass(frozen=True, slots=True)
class MessageFailed:
    """Our message does not reach the customer."""

    interaction: str
    message: str
    reason: str


@dataclass(frozen=True, slots=True)
class ConversationInactive:
    """The customer has not answered for `seconds`: it takes nobody's attention any more."""

    interaction: str
    agent: str
    queue: str
    seconds: float


@dataclass(frozen=True, slots=True)
class ConversationParked:
    """The agent has put it aside until the customer writes."""

    interaction: str
    agent: str
    queue: str


@dataclass(frozen=True, slots=True)
class ConversationSnoozed:
    """The agent has put it aside until `until` (seconds since the epoch), or until the customer writes."""

    interaction: str
    agent: str
    queue: str
    until: float


@dataclass(frozen=True, slots=True)
class ConversationUnparked:
    """It takes attention again; `reason` says why."""

    interaction: str
    agent: str
    queue: str
    reason: str


@dataclass(frozen=True, slots=True)
class InteractionPulled:
    """The agent took it out of the queue by hand; `exceeding`: beyond what they can do at once."""

    interaction: str
    agent: str
    queue: str
    exceeding: bool


@dataclass(frozen=True, slots=True)
class InteractionInterrupted:
    """Something more urgent goes first at the agent."""

    interaction: str
    agent: str
    queue: str


@dataclass(frozen=True, slots=True)
class InteractionResumed:
    """What went first is over."""

    interaction: str
    agent: str
    queue: str


@dataclass(frozen=True, slots=True)
class ColleagueJoined:
    """`agent` writes along from now on; `by` brought them in."""

    interaction: str
    agent: str
    by: str


@dataclass(frozen=True, slots=True)
class ColleagueLeft:
    interaction: str
    agent: str
    by: str


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """A note that never leaves the house."""

    interaction: str
    agent: str
    message: str


@dataclass(frozen=True, slots=True)
class WhisperWritten:
    """A supervisor (`agent`) has written to `to`, unseen by the customer."""

    interaction: str
    agent: str
    to: str
    message: str


@dataclass(frozen=True, slots=True)
class ObservationStarted:
    """Somebody (`agent`) looks on, unseen by the customer and by `observed`."""

    interaction: str
    agent: str
    observed: str


@dataclass(frozen=True, slots=True)
class ObservationEnded:
    """They look on no more, after `seconds`."""

    interaction: str
    agent: str
    seconds: float


@dataclass(frozen=True, slots=True)
class InteractionLabelled:
    """What it is about, by hand: all its labels from now on, with spaces between them."""

    interaction: str
    agent: str
    labels: str


@dataclass(frozen=True, slots=True)
class Rated:
    """What the customer thought of it: 1 to 5. `agent` had it last."""

    interaction: str
    agent: str
    queue: str
    score: int


TextLogEvent: TypeAlias = (
    InteractionReopened
    | HandedOver
    | MessageReceived
    | MessageWritten
    | FirstResponse
    | MessageDelivered
    | MessageFailed
    | ConversationInactive
    | ConversationParked
    | ConversationSnoozed
    | ConversationUnparked
    | InteractionPulled
    | InteractionInterrupted
    | InteractionResumed
    | ColleagueJoined
    | ColleagueLeft
    | NoteWritten
    | WhisperWritten
    | ObservationStarted
    | ObservationEnded
    | InteractionLabelled
    | Rated
)
