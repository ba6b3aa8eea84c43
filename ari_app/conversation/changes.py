"""What one run of turns changed: committed as one transaction, then acted upon."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ari_app.acd import commands as routing
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.line import DropLeg, HangUp, LineCommand
from ari_app.conversation.log import LogEvent


@dataclass(slots=True)
class Changes:
    """Rows to write (interactions as they are now, offers, agents' states, events in order) and, once they are durable,
    what to ask of the lines and whom to answer. `at`: seconds since the epoch."""

    at: float
    arrived: set[str] = field(default_factory=set)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    offers_made: list[routing.OfferTo] = field(default_factory=list)
    offers_closed: dict[str, routing.CloseOffer] = field(default_factory=dict)
    agents: dict[str, routing.NoteAgentState] = field(default_factory=dict)
    log: list[LogEvent] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    acts: list[tuple[LineCommand, str]] = field(default_factory=list)
    replies: list[Callable[[], None]] = field(default_factory=list)

    @property
    def pressing(self) -> bool:
        """Whether somebody waits for what follows: to hear, to be rung, to be answered. The end of a call can wait
        some milliseconds, and share its transaction."""
        return bool(self.replies) or any(not isinstance(act, DropLeg | HangUp) for act, _ in self.acts)

    @property
    def rows(self) -> bool:
        """Whether there is anything to write."""
        return bool(
            self.interactions
            or self.offers_made
            or self.offers_closed
            or self.agents
            or self.log
            or self.facts
        )
