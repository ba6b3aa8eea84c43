"""One interaction as the spine keeps it: frozen data, one row of the database, one entry of the live picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from ari_app.acd.model import InteractionState, MediaType
from ari_app.acd.tables import FINAL
from ari_app.conversation.talk import PLAIN, Talk
from ari_app.conversation.writing import NEW, Writing
from ivr.node import Medium
from ivr.session import Session

__all__ = ["Alarm", "Interaction", "Place", "changed"]  # mypy wants an alias named


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a queue; kept while an offer is out, so that the caller comes back to it.

    `order` is unique and ascending, `since` seconds since the epoch, `until` when the wait ends by itself (None: never),
    `step` the session's step that waits. `wanted`: the agent to whom it was transferred; until `wanted_until` nobody else
    gets it.
    """

    queue: str
    skills: Mapping[str, int]
    priority: int
    since: float
    order: int
    step: int
    until: float | None = None
    wanted: str | None = None
    wanted_until: float | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """The one timer a session has: at `at` (seconds since the epoch) its `step` is told that time is up."""

    step: int
    at: float


@dataclass(frozen=True, slots=True)
class Interaction:
    """`line` is the customer's channel, `leg` the agent's; `offer` the offer that `leg` rings or rang for.

    `answered`: the customer has heard us (or music) already, so that ringing is not what they hear while an agent is
    rung. `epoch` counts offers (the fence against late answers); `version` counts the rows written of it (their fence).
    `joined`: customer and agent hear each other; not stored, as after a restart Asterisk says who talks to whom.
    `talk`: hold, further parties, what else is not so in a plain call.

    In writing `line` is the thread, as `thread` is, and `channel` the account; `writing` is what there is to the
    conversation. A call may have a thread too, that of the chat it came from. `labels`: what it is about, by hand.
    """

    id: str
    medium: Medium
    channel: str
    called: str
    caller: str
    line: str
    created_at: float
    flow: str
    flow_version: str
    state: InteractionState = InteractionState.IN_FLOW
    reason: str = ""
    session: Session | None = None
    alarm: Alarm | None = None
    place: Place | None = None
    agent: str | None = None
    offer: str | None = None
    leg: str | None = None
    answered: bool = False
    epoch: int = 0
    voicemail: bool = False
    joined: bool = False
    connected_at: float | None = None
    ended_at: float | None = None
    version: int = 0
    variables: Mapping[str, str] = field(default_factory=dict)
    talk: Talk = PLAIN
    media_type: MediaType = MediaType.CALL
    thread: str | None = None
    labels: tuple[str, ...] = ()
    writing: Writing = NEW

    @property
    def over(self) -> bool:
        """Whether it has reached its one final state."""
        return self.state in FINAL

    def involves(self, agent: str) -> bool:
        """Whether this agent takes part in it, is rung for it, or writes along."""
        return agent == self.agent or self.talk.party_of(agent) is not None or agent in self.writing.helpers


if TYPE_CHECKING:
    from dataclasses import replace as changed  # so that mypy checks the names and types of what changes
else:
    _NAMES = tuple(each.name for each in fields(Interaction))

    def changed(item: Interaction, /, **changes: Any) -> Interaction:
        """`dataclasses.replace` for an interaction, in a third of its time: it is what a turn does most."""
        new, put = object.__new__(Interaction), object.__setattr__
        for name in _NAMES:
            put(new, name, changes[name] if name in changes else getattr(item, name))
        return new
