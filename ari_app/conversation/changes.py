"""What one run of turns changed: committed as one transaction, then acted upon."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ari_app.acd import commands as routing
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.line import DropLeg, HangUp, LineCommand
from ari_app.conversation.log import LogEvent
from ari_app.storage.choices import Direction
from ari_app.storage.rows.channels import FileRow, MessageRow, RatingRow, ThreadRow


@dataclass(slots=True)
class Changes:
    """Rows to write (interactions as they are now, offers, agents' states, events in order) and, once they are durable,
    what to ask of the lines and whom to answer. `at`: seconds since the epoch.

    What is written: `messages` as they are now, those in `new_messages` for the first time; `threads`, those in
    `new_threads` for the first time; `files` that came along and are to be fetched, `files_of`: (file, thread) of those
    that are here; `read`: (thread, direction, until) of what was read; `inbound_done`: what came in and is understood with
    this."""

    at: float
    arrived: set[str] = field(default_factory=set)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    offers_made: list[routing.OfferTo] = field(default_factory=list)
    offers_closed: dict[str, routing.CloseOffer] = field(default_factory=dict)
    agents: dict[str, routing.NoteAgentState] = field(default_factory=dict)
    log: list[LogEvent] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    messages: list[MessageRow] = field(default_factory=list)
    new_messages: set[str] = field(default_factory=set)
    threads: dict[str, ThreadRow] = field(default_factory=dict)
    new_threads: set[str] = field(default_factory=set)
    files: list[FileRow] = field(default_factory=list)
    files_of: list[tuple[str, str]] = field(default_factory=list)
    read: list[tuple[str, Direction, float]] = field(default_factory=list)
    ratings: list[RatingRow] = field(default_factory=list)
    inbound_done: list[int] = field(default_factory=list)
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
            or self.in_writing
        )

    @property
    def in_writing(self) -> bool:
        """Whether there is anything about threads."""
        return bool(self.inbound_done or self.messages or self.threads or self.read or self.ratings)
