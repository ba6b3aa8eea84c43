"""What happened, as routing needs to know it: past tense, frozen. Each is idempotent: what is no longer
true of the state (an answer to an offer that was withdrawn, a second hang-up) changes nothing."""

from dataclasses import dataclass
from typing import TypeAlias

from ari_app.acd.model import AgentProfile, AgentState, QueueProfile, Work


@dataclass(frozen=True, slots=True)
class QueueConfigured:
    queue: QueueProfile


@dataclass(frozen=True, slots=True)
class AgentConfigured:
    """A new agent (signed out), or new queues and skills of a known one: takes effect for what waits at
    once."""

    agent: AgentProfile


@dataclass(frozen=True, slots=True)
class AgentRemoved:
    """The agent is gone from the centre; a pending offer returns to its place, a live call goes on to its
    end."""

    agent: str


@dataclass(frozen=True, slots=True)
class AgentRestored:
    """After a restart: the agent as the event log left them (`since` = in this state since; `until` =
    wrap-up deadline; `interaction` = what they are connected to when BUSY, `queue` = the queue it came
    from, for its wrap-up; `next_state` when they asked for one). May come before `AgentConfigured`. An
    offer does not survive a restart: OFFERED, and BUSY with nothing, become the state that was to follow."""

    agent: str
    state: AgentState
    reason: str
    since: float
    until: float | None = None
    interaction: str | None = None
    next_state: AgentState = AgentState.AVAILABLE
    next_reason: str = ""
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class StateRequested:
    """The agent (or a supervisor) asks for AVAILABLE, AWAY or SIGNED_OUT. While offered, busy or in
    wrap-up it becomes the state that follows the work (sign-out and away included), AVAILABLE in wrap-up
    ends the wrap-up at once."""

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
    """The agent takes part in an interaction that was not offered to them (a consultation, a conference, a
    supervisor's visit): nothing is offered to them until `WorkEnded`, and then they stand where they stood
    before. With `queue` it is theirs from now on, and its wrap-up follows; without one none does. Nothing
    happens to an agent who works on anything else."""

    agent: str
    interaction: str
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class WorkEnded:
    """The connected interaction is over for this agent: wrap-up begins (or is skipped when the queue's is
    0)."""

    agent: str
    interaction: str


@dataclass(frozen=True, slots=True)
class WrapUpFinished:
    agent: str


@dataclass(frozen=True, slots=True)
class WrapUpExtended:
    """The agent needs so many seconds more for it. One that ends with the agent's word alone stays as it is."""

    agent: str
    seconds: float


@dataclass(frozen=True, slots=True)
class ClockTicked:
    """`now` has passed the router's `next_deadline`: expire offers and wrap-ups that are due."""


Event: TypeAlias = (
    QueueConfigured
    | AgentConfigured
    | AgentRemoved
    | AgentRestored
    | StateRequested
    | WorkQueued
    | WorkLeft
    | OfferAccepted
    | OfferExtended
    | OfferDeclined
    | OfferFailed
    | AgentEngaged
    | WorkEnded
    | WrapUpFinished
    | WrapUpExtended
    | ClockTicked
)
