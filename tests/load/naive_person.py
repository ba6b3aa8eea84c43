"""An agent of the naive router: what they have in hand, how much of their capacity it takes, what is noted of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ari_app.acd.commands import NoteAgentState, OfferTo
from ari_app.acd.model import AgentProfile, AgentState, Capacity, Hold, HoldState, MediaType, Work

S = AgentState
H = HoldState
CALL = MediaType.CALL


@dataclass
class Person:
    """`stands`: where they stand, and why, apart from what they have in hand."""

    profile: AgentProfile
    stands: AgentState = S.SIGNED_OUT
    reason: str = ""
    shown: AgentState = S.SIGNED_OUT
    since: float = 0.0
    idle_since: float = 0.0
    holds: list[Hold] = field(default_factory=list)
    offer: OfferTo | None = None
    removed: bool = False

    def has(self, interaction: str) -> Hold | None:
        return next((hold for hold in self.holds if hold.interaction == interaction), None)

    def change(self, interaction: str, do: Callable[[Hold], Hold]) -> None:
        self.holds = [do(hold) if hold.interaction == interaction else hold for hold in self.holds]

    def drop(self, interaction: str) -> None:
        self.holds = [hold for hold in self.holds if hold.interaction != interaction]

    def has_room(self, capacity: Capacity, work: Work) -> bool:
        """Whether they may have it beside what they have in hand."""
        if work.media_type is CALL and any(hold.media_type is CALL for hold in self.holds):
            return False
        counted = [hold for hold in self.holds if hold.state is not H.PARKED]
        if any(_interrupts(capacity, hold.media_type, work.media_type) for hold in counted):
            return False
        for label, most in capacity.label_caps.items():
            if label in work.labels and sum(label in hold.labels for hold in counted) >= most:
                return False
        wants = self.cost(capacity, work.media_type)
        return wants == 0 or self.in_use(capacity, work.media_type) + wants <= capacity.total

    def cost(self, capacity: Capacity, media_type: MediaType) -> int:
        everybody = capacity.units.get(media_type, capacity.total)
        return self.profile.units.get(media_type, everybody)

    def in_use(self, capacity: Capacity, beside: MediaType | None = None) -> int:
        """The units of what they have, were there something `beside` it."""
        counted = [hold for hold in self.holds if hold.state is not H.PARKED]
        kinds = [hold.media_type for hold in counted] + ([] if beside is None else [beside])
        return sum(
            self.cost(capacity, hold.media_type)
            for hold in counted
            if hold.state is not H.ACTIVE
            or not any(_interrupts(capacity, kind, hold.media_type) for kind in kinds)
        )

    def pressing(self) -> Hold | None:
        for state in (H.OFFERED, H.ACTIVE, H.WRAP_UP):
            here = [hold for hold in self.holds if hold.state is state]
            calls = [hold for hold in here if hold.media_type is CALL]
            if here:
                return min(calls or here, key=lambda hold: (hold.since, hold.interaction))
        return None

    def wrap_ups(self, interaction: str | None = None) -> list[str]:
        here = [hold.interaction for hold in self.holds if hold.state is H.WRAP_UP]
        return [name for name in here if interaction in (None, name)]

    def stand(self, state: AgentState, reason: str, now: float) -> bool:
        if (self.stands, self.reason) == (state, reason):
            return False
        if self.shown is self.stands:
            self.since = now
        self.stands, self.reason = state, reason
        return True

    def look(self, capacity: Capacity, now: float) -> None:
        """What follows from where they stand and what they have in hand."""
        at_work = {
            hold.interaction: hold.media_type for hold in self.holds if hold.state in (H.ACTIVE, H.WRAP_UP)
        }
        self.holds = [
            replace(
                hold,
                interrupted=hold.state is H.ACTIVE
                and any(_interrupts(capacity, kind, hold.media_type) for kind in at_work.values()),
            )
            for hold in self.holds
        ]
        first = self.pressing()
        shown = self.stands
        if first is not None:
            shown = {H.OFFERED: S.OFFERED, H.ACTIVE: S.BUSY, H.WRAP_UP: S.WRAP_UP}[first.state]
        if shown is not self.shown:
            if shown is S.AVAILABLE and self.shown is not S.OFFERED:
                self.idle_since = now
            self.shown, self.since = shown, now

    def note(self, capacity: Capacity) -> NoteAgentState:
        first, at_work = self.pressing(), self.shown is not self.stands
        return NoteAgentState(
            agent=self.profile.id,
            state=self.shown,
            reason="" if at_work else self.reason,
            since=self.since,
            until=None if first is None else first.until,
            interaction=None if first is None else first.interaction,
            next_state=self.stands if at_work else S.AVAILABLE,
            next_reason=self.reason if at_work else "",
            queue=None if first is None else first.queue,
            holds=tuple(self.holds),
            units=self.in_use(capacity),
        )


def _interrupts(capacity: Capacity, one: MediaType, other: MediaType) -> bool:
    return one in capacity.interrupted_by.get(other, ())
