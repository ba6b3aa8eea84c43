"""What is counted of one queue, media type and account within a day, and what it adds up to. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil

from ari_app.acd.model import MediaType

SHORT = 5  # seconds: who goes before has not waited
MOST_SECONDS = 30 * 24 * 3600  # what takes longer is counted as this


@dataclass(frozen=True, slots=True)
class ChannelDay:
    """A day of a queue in one medium, of one account (None: of all). Seconds; shares are percent; None where there is
    nothing to have a share of.

    `first_reply`: until a person said the first word: a call is answered by being answered. `active`: an agent's time with
    one conversation, without wrap-up and without what it rested. `contained`: ended in the flow, and helped there;
    `handed_over`: went on to people."""

    media_type: MediaType
    account: str | None
    offered: int
    answered: int
    abandoned: int
    left: int
    waiting: int
    replied: int
    in_target: int
    service_level: float | None
    first_reply_median: float | None
    first_reply_p90: float | None
    average_active: float | None
    messages_in: int
    messages_out: int
    failed: int
    reopened: int
    transferred: int
    contained: int
    handed_over: int
    containment: float | None
    ratings: int
    rating: float | None


@dataclass(slots=True)
class Counts:
    """`replied`: how many, by the whole seconds until the first word of a person; `unanswered`: ended without one."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    short: int = 0
    left: int = 0
    unanswered: int = 0
    replied: Counter[int] = field(default_factory=Counter)
    handled: int = 0
    active: float = 0.0
    messages_in: int = 0
    messages_out: int = 0
    failed: int = 0
    reopened: int = 0
    transferred: int = 0
    contained: int = 0
    handed_over: int = 0
    ratings: int = 0
    stars: int = 0

    def reply(self, seconds: float) -> None:
        self.replied[min(ceil(seconds), MOST_SECONDS)] += 1  # 20.4 s is not within 20 s

    def add(self, other: "Counts") -> None:
        for name in self.__slots__:
            ours, theirs = getattr(self, name), getattr(other, name)
            setattr(self, name, ours + theirs)

    def day(self, media_type: MediaType, account: str | None, waiting: int, target: float) -> ChannelDay:
        """With `waiting` who wait now; `target`: seconds until the first word of a person."""
        replied = self.replied.total()
        in_target = sum(many for seconds, many in self.replied.items() if seconds <= target)
        measured = replied + self.unanswered + self.abandoned - self.short
        ended_in_flow = self.contained + self.handed_over
        return ChannelDay(
            media_type=media_type,
            account=account,
            offered=self.offered,
            answered=self.answered,
            abandoned=self.abandoned,
            left=self.left,
            waiting=waiting,
            replied=replied,
            in_target=in_target,
            service_level=100.0 * in_target / measured if measured else None,
            first_reply_median=quantile(self.replied, 0.5),
            first_reply_p90=quantile(self.replied, 0.9),
            average_active=self.active / self.handled if self.handled else None,
            messages_in=self.messages_in,
            messages_out=self.messages_out,
            failed=self.failed,
            reopened=self.reopened,
            transferred=self.transferred,
            contained=self.contained,
            handed_over=self.handed_over,
            containment=100.0 * self.contained / ended_in_flow if ended_in_flow else None,
            ratings=self.ratings,
            rating=self.stars / self.ratings if self.ratings else None,
        )


def summed(parts: Iterable[Counts]) -> Counts:
    """All of them as one."""
    whole = Counts()
    for part in parts:
        whole.add(part)
    return whole


def quantile(counted: Counter[int], share: float) -> float | None:
    """So large is the one of whom `share` of all are no larger (the nearest rank)."""
    rank, seen = ceil(share * counted.total()), 0
    for seconds in sorted(counted):
        seen += counted[seconds]
        if seen >= rank:
            return float(seconds)
    return None
