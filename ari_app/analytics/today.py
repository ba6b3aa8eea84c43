"""The figures of this day as they grow: told of every change of the centre once it is durable."""

from collections.abc import Mapping, Set

from ari_app.acd.model import MediaType
from ari_app.analytics.channel_counts import ChannelDay
from ari_app.analytics.channel_figures import ChannelFigures
from ari_app.analytics.figures import Figures, QueueDay, Target
from ari_app.conversation.catalogue import REPLIES_WITHIN, Catalogue
from ari_app.conversation.changes import Changes


class Today:
    """`figures` and `channels` hold the day so far: made anew by `history.day_until`, or empty."""

    def __init__(self, figures: Figures, channels: ChannelFigures) -> None:
        self._figures = figures
        self._channels = channels

    def changed(self, changes: Changes) -> Set[str]:
        """Count what happened; the queues whose figures changed."""
        touched: set[str] = set()
        for event in changes.log:
            touched |= self._figures.take(changes.at, event)
            touched |= self._channels.take(changes.at, event)
        return touched

    def of(self, queue: str, catalogue: Catalogue, now: float) -> QueueDay:
        """A queue's figures, measured by its own target."""
        return self._figures.of(queue, target_of(queue, catalogue), now)

    def media(self, queue: str, catalogue: Catalogue, now: float) -> tuple[ChannelDay, ...]:
        """A queue's figures, a row for each medium, each measured by its own target."""
        return self._channels.of(queue, targets_of(queue, catalogue), now)

    def accounts(self, queue: str, catalogue: Catalogue, now: float) -> tuple[ChannelDay, ...]:
        """The same, a row for each account; of `channel_figures.IN_FLOW`, what never waited for people."""
        return self._channels.by_account(queue, targets_of(queue, catalogue), now)

    def begins(self, now: float) -> float:
        """When the day of `now` began."""
        return self._figures.day_begins(now)

    def level_now(self, queue: str, catalogue: Catalogue, now: float) -> float | None:
        """The service level of the last half hour, by the queue's own target."""
        return self._figures.level_now(queue, target_of(queue, catalogue), now)


def targets_of(queue: str, catalogue: Catalogue) -> Mapping[MediaType, float]:
    """Seconds until the first word of a person, by medium."""
    known = catalogue.queues.get(queue)
    written = REPLIES_WITHIN if known is None else known.replies_within
    return {**written, MediaType.CALL: target_of(queue, catalogue).seconds}


def target_of(queue: str, catalogue: Catalogue) -> Target:
    """What the queue is measured by; the usual 80 % in 20 s for one that is no more."""
    known = catalogue.queues.get(queue)
    return Target() if known is None else Target(known.target_seconds, known.target_percent)
