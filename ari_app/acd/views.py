"""What the router shows of itself: frozen, true at the moment of asking."""

from dataclasses import dataclass

from ari_app.acd.model import AgentProfile, AgentState, Hold, MediaType


@dataclass(frozen=True, slots=True)
class AgentStatus:
    """An agent now. `since`: in this state; `idle_since`: since they last got or ended work, what longest-idle goes
    by; `until`: when the offer or the wrap-up runs out; `interaction`, `queue`: the most pressing of what they are
    offered, connected to or wrapping up; `next_state`: what follows the work, and while it is not available nothing
    more is offered; `holds`: all that they have in hand, `units` of their capacity."""

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
    holds: tuple[Hold, ...] = ()
    units: int = 0

    @property
    def id(self) -> str:
        return self.profile.id

    @property
    def stands(self) -> AgentState:
        """Where they stand apart from work."""
        at_work = self.state in (AgentState.OFFERED, AgentState.BUSY, AgentState.WRAP_UP)
        return self.next_state if at_work else self.state

    @property
    def call(self) -> str | None:
        """The call that they are in, are offered or wrap up; nobody has two."""
        calls = (hold.interaction for hold in self.holds if hold.media_type is MediaType.CALL)
        return next(calls, None)

    def hold(self, interaction: str) -> Hold | None:
        """What they have of this interaction in hand."""
        return next((hold for hold in self.holds if hold.interaction == interaction), None)


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
