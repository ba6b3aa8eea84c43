"""What routing wants done: imperative, frozen. `CloseOffer` and `ReturnToQueue` never race an
`OfferTo`: commands are performed in the order given."""

from dataclasses import dataclass
from typing import TypeAlias

from ari_app.acd.model import AgentState, Hold, MediaType, OfferState


@dataclass(frozen=True, slots=True)
class OfferTo:
    """Ring `agent` for `interaction` until `deadline`. `offer` is unique; `epoch` counts the
    interaction's offers (a fence)."""

    offer: str
    agent: str
    interaction: str
    queue: str
    deadline: float
    epoch: int


@dataclass(frozen=True, slots=True)
class CloseOffer:
    """The offer is over in `state`; stop ringing unless it was accepted."""

    offer: str
    agent: str
    interaction: str
    state: OfferState
    reason: str


@dataclass(frozen=True, slots=True)
class ConnectTo:
    """The offer was accepted: join the interaction's line and the agent's."""

    offer: str
    agent: str
    interaction: str


@dataclass(frozen=True, slots=True)
class ReturnToQueue:
    """The interaction waits again at its old place."""

    interaction: str


@dataclass(frozen=True, slots=True)
class NoteAgentState:
    """The agent's state, or what they have in hand, changed: for the log and the screens. `until`: when it ends by
    itself (offer, wrap-up). `interaction` and its `queue`: the most pressing of what they are offered, connected
    to, or wrapping up. `holds`: all that they have in hand; `units`: how many of their capacity it takes."""

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
    units: int = 0

    @property
    def call(self) -> str:
        """The call that they are in, are offered or wrap up; empty for none."""
        calls = (hold.interaction for hold in self.holds if hold.media_type is MediaType.CALL)
        return next(calls, "")


Command: TypeAlias = OfferTo | CloseOffer | ConnectTo | ReturnToQueue | NoteAgentState
