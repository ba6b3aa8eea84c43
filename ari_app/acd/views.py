"""What the router shows of itself: frozen, true at the moment of asking."""

from dataclasses import dataclass

from ari_app.acd.model import AgentProfile, AgentState


@dataclass(frozen=True, slots=True)
class AgentStatus:
    """An agent now. `since`: in this state; `idle_since`: what longest-idle goes by, when available;
    `until`: when the offer or the wrap-up runs out; `interaction`, `queue`: what they are offered,
    connected to or wrapping up; `next_state`: what follows the work."""

    profile: AgentProfile
    state: AgentState
    reason: str
    since: float
    idle_since: float
    until: float | None
    interaction: str | None
    queue: str | None
    offer: str | None
    next_state: AgentState
    next_reason: str

    @property
    def id(self) -> str:
        return self.profile.id


@dataclass(frozen=True, slots=True)
class Offer:
    """A pending offer: `agent` is asked to take `interaction` of `queue` until `deadline`."""

    id: str
    agent: str
    interaction: str
    queue: str
    deadline: float
    epoch: int


@dataclass(frozen=True, slots=True)
class Position:
    """A waiting interaction's place in its queue, 1 being next, of all that wait there. Callers who ring
    somebody are not counted: they keep their place and take it again when nobody answers."""

    queue: str
    place: int
    of: int
