"""The nouns of routing, as frozen data. Times are seconds since the epoch (UTC), ids are strings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class AgentState(StrEnum):
    """Where an agent stands. Only an `AVAILABLE` agent is offered work."""

    SIGNED_OUT = "signed_out"
    AVAILABLE = "available"
    AWAY = "away"
    OFFERED = "offered"
    BUSY = "busy"
    WRAP_UP = "wrap_up"
    NOT_RESPONDING = "not_responding"


class OfferState(StrEnum):
    """One offer of one interaction to one agent."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class InteractionState(StrEnum):
    """Where an interaction stands; the last five are final and an interaction reaches exactly one of them."""

    IN_FLOW = "in_flow"
    QUEUED = "queued"
    OFFERED = "offered"
    CONNECTED = "connected"
    HANDLED = "handled"
    ABANDONED = "abandoned"
    RESOLVED = "resolved"
    VOICEMAIL = "voicemail"
    FAILED = "failed"


class MediaType(StrEnum):
    """What kind of attention an interaction takes: a call all of it, a chat at once, a message soon, an e-mail today."""

    CALL = "call"
    CHAT = "chat"
    MESSAGE = "message"
    EMAIL = "email"


class HoldState(StrEnum):
    """Where one piece of work stands that an agent has in hand."""

    OFFERED = "offered"
    ACTIVE = "active"
    PARKED = "parked"
    WRAP_UP = "wrap_up"


class WrapUpMode(StrEnum):
    """What follows a conversation: nothing; wrap-up until the agent says that it is done; until then or a time, what
    comes first; until that time."""

    OPTIONAL = "optional"
    UNTIL_DONE = "until_done"
    TIMED = "timed"
    TIMED_FULL = "timed_full"


@dataclass(frozen=True, slots=True)
class AgentProfile:
    """Who an agent is for routing: queues they serve and the level (1-10) of each skill. `units`: what work of a
    media type costs them, where it is not what it costs everybody (a newcomer's chat is half a day's work)."""

    id: str
    queues: frozenset[str]
    skills: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[MediaType, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueueProfile:
    """How a queue behaves. Seconds. `skills` are wanted of every agent for every interaction of the queue."""

    id: str
    skills: Mapping[str, int] = field(default_factory=dict)
    offer_timeout: float = 20.0
    wrap_up: float = 30.0
    wrap_up_mode: WrapUpMode = WrapUpMode.TIMED

    def wraps_up(self) -> bool:
        """Whether a conversation is followed by wrap-up at all."""
        if self.wrap_up_mode is WrapUpMode.UNTIL_DONE:
            return True
        return self.wrap_up > 0 and self.wrap_up_mode is not WrapUpMode.OPTIONAL


_UNITS: Mapping[MediaType, int] = {
    MediaType.CALL: 100,
    MediaType.CHAT: 25,
    MediaType.MESSAGE: 20,
    MediaType.EMAIL: 50,
}
_INTERRUPTED_BY: Mapping[MediaType, frozenset[MediaType]] = {
    MediaType.EMAIL: frozenset({MediaType.CALL, MediaType.CHAT}),
    MediaType.MESSAGE: frozenset({MediaType.CALL}),
}


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much an agent takes on at once. Of the `total`, each piece of work costs the `units` of its media type (all of
    it, when not named; one that costs nothing always fits). `interrupted_by`: work of a media type is set aside while
    there is work of these others. `label_caps`: no agent has more than so many of a label at once."""

    total: int = 100
    units: Mapping[MediaType, int] = field(default_factory=lambda: _UNITS)
    interrupted_by: Mapping[MediaType, frozenset[MediaType]] = field(default_factory=lambda: _INTERRUPTED_BY)
    label_caps: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for media_type, before in self.interrupted_by.items():
            if media_type in before:
                raise ValueError(
                    f"Work of the media type {media_type} cannot interrupt itself: leave it out."
                )


@dataclass(frozen=True, slots=True)
class Hold:
    """One piece of work that an agent has in hand. `since`: in this state; `until`: when the offer or the wrap-up ends
    by itself. `queue` is None for what the agent only takes part in. `exceeding`: pulled by hand beyond what they may
    have; `interrupted`: set aside for as long as there is work that interrupts it."""

    interaction: str
    queue: str | None
    media_type: MediaType
    labels: frozenset[str]
    state: HoldState
    since: float
    until: float | None = None
    offer: str | None = None
    exceeding: bool = False
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A waiting interaction. Order: higher `priority`, then earlier `since`, then `order` (a unique
    number). `epoch`: how many offers were made of it before (the last `OfferTo.epoch`), so that offers
    made after it comes back to a queue, or after a restart, go on counting and no offer id is used twice.

    `wanted` is the one agent whom it is for (a transfer, the agent of before), whatever their queues and
    skills, until `wanted_until` (None: for as long as it takes) or until an offer to them ends unanswered;
    from then on anyone who fits gets it. `labels`: what it is about, as far as caps go by it."""

    interaction: str
    queue: str
    skills: Mapping[str, int]
    priority: int
    since: float
    order: int
    epoch: int = 0
    wanted: str | None = None
    wanted_until: float | None = None
    media_type: MediaType = MediaType.CALL
    labels: frozenset[str] = frozenset()

    def for_anyone(self) -> "Work":
        """The same, for whoever fits."""
        return replace(self, wanted=None, wanted_until=None)
