"""What there is to a conversation in writing: whether it goes on now, who waits for whom, who else takes part. Frozen data,
one JSON column of the interaction's row; a call has none of it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any


class Going(StrEnum):
    """Whether it takes attention now. Only an active one counts against what the agent can do at once."""

    ACTIVE = "active"
    INACTIVE = "inactive"  # the customer has not answered for a while
    PARKED = "parked"  # the agent put it aside until the customer writes, or they take it up again
    SNOOZED = "snoozed"  # the same, until a time at the latest


@dataclass(frozen=True, slots=True)
class Writing:
    """`until`: the end of the snooze. `due`: when something happens by itself (the snooze ends, nobody has written for too
    long); see `pause_rules.py`.

    `last_in_at` and `last_out_at`: of the customer's and of our last message. `unanswered_since`: the customer waits for an
    agent's word since then. `unread`: customer's messages since that. `preview`: how the last message begins. `replied`: an
    agent has answered in this interaction. `began_with`: the customer's first message was written then.

    `helpers`: agents who write along; `observers`: who looks on unseen, and since when. `exceeding`: taken by hand beyond
    what the agent can do at once; `interrupted`: something more urgent goes first. `reopens`: the interaction that this one
    goes on with. `place`: in the line, as the customer was told last."""

    going: Going = Going.ACTIVE
    until: float | None = None
    due: float | None = None
    last_in_at: float | None = None
    last_out_at: float | None = None
    unanswered_since: float | None = None
    unread: int = 0
    preview: str = ""
    replied: bool = False
    helpers: tuple[str, ...] = ()
    observers: Mapping[str, float] | None = None
    exceeding: bool = False
    interrupted: bool = False
    reopens: str | None = None
    place: int | None = None

    @property
    def active(self) -> bool:
        return self.going is Going.ACTIVE

    def observed_by(self, who: str) -> bool:
        return who in (self.observers or {})

    def to_json(self) -> dict[str, Any] | None:
        """As it is stored: what is not as at first."""
        found = {name: value for name in _NAMES if (value := getattr(self, name)) != getattr(NEW, name)}
        return found or None

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> "Writing":
        """What `to_json` gave."""
        if not stored:
            return NEW
        known = {name: value for name, value in stored.items() if name in _NAMES}
        found = cls(**{**known, "going": Going(known.get("going", Going.ACTIVE))})
        return replace(found, helpers=tuple(found.helpers))


NEW = Writing()
"""Nothing is written yet."""

_NAMES = tuple(each.name for each in fields(Writing))
