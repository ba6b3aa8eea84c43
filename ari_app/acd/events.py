"""What happened, as routing needs to know it: past tense, frozen. Each is idempotent: what is no longer
true of the state (an answer to an offer that was withdrawn, a second hang-up) changes nothing."""

from dataclasses import dataclass
from typing import TypeAlias

from ari_app.acd.model import AgentProfile, AgentState, Capacity, Hold, MediaType, QueueProfile, Work


@dataclass(frozen=True, slots=True)
class QueueConfigured:
    queue: QueueProfile


@dataclass(frozen=True, slots=True)
class CapacityConfigured:
    """What work costs, what interrupts what, how many of a label: from now on, for what is in hand as well. Nothing is
    taken away from who has too much by it."""

    capacity: Capacity


@dataclass(frozen=True, slots=True)
class AgentConfigured:
    """A new agent (signed out), or new queues, skills and units of a known one: takes effect for what waits at
    once."""

    agent: AgentProfile


@dataclass(frozen=True, slots=True)
class AgentRemoved:
    """The agent is gone from the centre; a pending offer returns to its place, what they are active in goes on to
    its end, what is parked is in their hand no more."""

    agent: str


@dataclass(frozen=True, slots=True)
class AgentRestored:
    """After a restart: the agent as the event log left them (`since` = in this state since; `next_state` when they asked
    for one; `holds` = all that they have in hand). What was noted before there were holds says it by `interaction`,
    its `queue` and `until` (the deadline of the wrap-up). May come before `AgentConfigured`. An offer does not survive
    a restart, and who has nothing in hand is at no work: the state that was to follow follows."""

    agent: str
    state: AgentState
    reason: str
    since: float
    until: float | None = None
    interaction: str | None = None
    next_state: AgentState = AgentState.AVAILABLE
    next_reason: str = ""
    queue: str | None = None
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class StateRequested:
    """The agent (or a supervisor) asks for AVAILABLE, AWAY or SIGNED_OUT. While offered, busy or in
    wrap-up it becomes the state that follows the work (sign-out and away included), and nothing more is offered
    unless it is AVAILABLE. AVAILABLE when there is nothing but wrap-up ends the wrap-up at once."""

    agent: str
    state: AgentState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WorkQueued:
    """An interaction waits. The same interaction queued again moves (new queue, priority), keeping one
    place only."""

    work: Work


@dataclass(frozen=True, slots=True)
class WorkLeft:
    """It waits no more: hung up, timed out, went elsewhere. A pending offer of it is withdrawn."""

    interaction: str
    reason: str


@dataclass(frozen=True, slots=True)
class WorkPulled:
    """The agent takes a waiting interaction by hand, wherever it stands in line and whatever they have in hand already
    (the hold is `exceeding` then). Nothing happens when they are signed out, when it rings somebody else, or when they
    would be in two calls. A call rings their phone first, as an offer; anything else is theirs at once."""

    agent: str
    interaction: str


@dataclass(frozen=True, slots=True)
class LabelsChanged:
    """The interaction, waiting or in somebody's hand, has these labels now."""

    interaction: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class OfferAccepted:
    offer: str


@dataclass(frozen=True, slots=True)
class OfferExtended:
    """The agent said yes on the screen and their phone is to follow: it does not expire before `until`."""

    offer: str
    until: float


@dataclass(frozen=True, slots=True)
class OfferDeclined:
    """The agent said no (screen, or 603/486 on the phone): they go AWAY with `reason`, the caller back to
    their place."""

    offer: str
    reason: str


@dataclass(frozen=True, slots=True)
class OfferFailed:
    """The agent's device could not be reached (unregistered, unreachable): NOT_RESPONDING with `reason`."""

    offer: str
    reason: str


@dataclass(frozen=True, slots=True)
class AgentEngaged:
    """The agent takes part in an interaction that was not offered to them (a consultation, a conference, a supervisor's
    visit, a conversation handed to them), until `WorkEnded`. With `queue` it is theirs from now on, and its wrap-up
    follows; without one none does. It may be more than their capacity, but nobody is in two calls: an agent in
    another call is not engaged, unless they were `found` in this one beyond doubt (the other is over then)."""

    agent: str
    interaction: str
    queue: str | None = None
    media_type: MediaType = MediaType.CALL
    labels: frozenset[str] = frozenset()
    found: bool = False


@dataclass(frozen=True, slots=True)
class HoldParked:
    """The conversation rests (parked, snoozed, the customer is silent): it stays with the agent and takes none of their
    capacity. A call cannot be parked: somebody is on the line."""

    agent: str
    interaction: str


@dataclass(frozen=True, slots=True)
class HoldUnparked:
    """It goes on: it takes up capacity again, even when there is none left."""

    agent: str
    interaction: str


@dataclass(frozen=True, slots=True)
class WorkEnded:
    """The connected interaction is over for this agent: wrap-up begins (or is skipped when the queue's is
    0, or it was parked)."""

    agent: str
    interaction: str


@dataclass(frozen=True, slots=True)
class WrapUpFinished:
    """Of one interaction; None: of all that they wrap up."""

    agent: str
    interaction: str | None = None


@dataclass(frozen=True, slots=True)
class WrapUpExtended:
    """The agent needs so many seconds more for it (None: for all). One that ends with the agent's word alone stays as it
    is."""

    agent: str
    seconds: float
    interaction: str | None = None


@dataclass(frozen=True, slots=True)
class ClockTicked:
    """`now` has passed the router's `next_deadline`: expire offers and wrap-ups that are due."""


Event: TypeAlias = (
    QueueConfigured
    | CapacityConfigured
    | AgentConfigured
    | AgentRemoved
    | AgentRestored
    | StateRequested
    | WorkQueued
    | WorkLeft
    | WorkPulled
    | LabelsChanged
    | OfferAccepted
    | OfferExtended
    | OfferDeclined
    | OfferFailed
    | AgentEngaged
    | HoldParked
    | HoldUnparked
    | WorkEnded
    | WrapUpFinished
    | WrapUpExtended
    | ClockTicked
)
