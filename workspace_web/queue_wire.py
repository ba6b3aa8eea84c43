"""The shape of a queue and its day, and how it is made of what the centre holds. Pure, like `wire.py`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from pydantic import Field

from ari_app.acd.model import AgentState, MediaType, Work
from ari_app.acd.views import AgentStatus
from ari_app.analytics.channel_counts import ChannelDay
from ari_app.analytics.figures import QueueDay, Target
from ari_app.analytics.today import target_of, targets_of
from ari_app.conversation.catalogue import Catalogue
from workspace_web.wire import AT_WORK, Epoch, Shape


class QueueFigures(Shape):
    """What a queue's day comes to so far, by the centre's clock; docs/howto/supervisors.md says how each is counted.

    Always offered = answered + abandoned + left + those who wait or ring an agent. Seconds; levels in percent; null where
    there is nothing to count."""

    target_seconds: float = Field(description="Answered within so many seconds")
    target_percent: float = Field(description="shall be so many percent.")
    offered: int
    answered: int
    in_target: int
    abandoned: int
    short_abandoned: int = Field(description="Of the abandoned: within 5 s; not in the service level.")
    left: int = Field(description="Waited too long and went on in the flow, or moved to another queue.")
    service_level: float | None
    service_level_now: float | None = Field(description="Of the last half hour.")
    average_wait: float | None = Field(description="Of those who were answered.")
    longest_wait: float | None = Field(description="Of those who wait no more.")
    average_handle: float | None = Field(description="Of an agent, wrap-up included.")
    offered_by_half_hour: tuple[int, ...] = Field(description="From midnight on.")
    abandoned_by_half_hour: tuple[int, ...]


class ChannelFigures(Shape):
    """What a day comes to in one medium; docs/howto/supervisors.md says how each is counted. Seconds; levels and shares in
    percent; null where there is nothing to count."""

    media_type: MediaType
    account: str | None = Field(description="The account, or the trunk of calls; null: all of the medium.")
    target_seconds: float = Field(description="Until the first word of a person.")
    offered: int
    answered: int = Field(description="Taken by an agent.")
    abandoned: int = Field(description="Went while they waited; of calls and chats.")
    left: int
    waiting: int
    replied: int = Field(description="Had a first word of a person.")
    in_target: int
    service_level: float | None
    first_reply_median: float | None
    first_reply_p90: float | None
    average_active: float | None = Field(
        description="Of an agent, without wrap-up and without what it rested."
    )
    messages_in: int
    messages_out: int
    failed: int = Field(description="Messages that did not reach the customer.")
    reopened: int
    transferred: int
    contained: int = Field(description="Helped in the flow, without people.")
    handed_over: int
    containment: float | None
    ratings: int
    rating: float | None = Field(description="1 to 5.")


class QueueCard(Shape):
    """A queue and who is in it."""

    id: str
    name: str
    waiting: int = Field(description="Who waits; a caller who rings an agent right now is not counted.")
    waiting_since: Epoch | None = Field(description="Since when the one waits who has waited longest.")
    available: int = Field(description="Agents of the queue who can be offered a call now.")
    working: int = Field(description="Agents of the queue who are offered, on or after a call, of any queue.")
    signed_in: int = Field(description="Agents of the queue who are signed in.")
    agents: dict[AgentState, int] = Field(
        description="Agents of the queue by state; states of nobody left out."
    )
    figures: QueueFigures
    media: tuple[ChannelFigures, ...] = Field(description="The day by medium.")


def queue_card(
    queue: str,
    waiting: Iterable[Work],
    agents: Iterable[AgentStatus],
    catalogue: Catalogue,
    day: QueueDay,
    media: Iterable[ChannelDay] = (),
) -> QueueCard:
    """`waiting`: all that waits in the queue. `agents`: all there are. `media`: the day by medium."""
    known = catalogue.queues.get(queue)
    since = [work.since for work in waiting]
    states = Counter(agent.state for agent in agents if queue in agent.profile.queues)
    return QueueCard(
        id=queue,
        name=queue if known is None else known.name,
        waiting=len(since),
        waiting_since=min(since, default=None),
        available=states[AgentState.AVAILABLE],
        working=sum(states[state] for state in AT_WORK),
        signed_in=states.total() - states[AgentState.SIGNED_OUT],
        agents={state: states[state] for state in AgentState if states[state]},
        figures=queue_figures(day, target_of(queue, catalogue)),
        media=tuple(channel_figures(each, targets_of(queue, catalogue)) for each in media),
    )


def channel_figures(day: ChannelDay, targets: Mapping[MediaType, float]) -> ChannelFigures:
    """Rounded to what is shown."""
    said = asdict(day)
    for name in ("service_level", "average_active", "containment"):
        said[name] = _tenths(said[name])
    rating = None if day.rating is None else round(day.rating, 2)
    return ChannelFigures(**{**said, "rating": rating, "target_seconds": targets[day.media_type]})


def queue_figures(day: QueueDay, target: Target) -> QueueFigures:
    """Rounded to what is shown, so that what does not show is not sent."""
    return QueueFigures(
        target_seconds=target.seconds,
        target_percent=target.percent,
        offered=day.offered,
        answered=day.answered,
        in_target=day.in_target,
        abandoned=day.abandoned,
        short_abandoned=day.short_abandoned,
        left=day.left,
        service_level=_tenths(day.service_level),
        service_level_now=_tenths(day.service_level_now),
        average_wait=_tenths(day.average_wait),
        longest_wait=_tenths(day.longest_wait),
        average_handle=_tenths(day.average_handle),
        offered_by_half_hour=tuple(half.offered for half in day.by_half_hour),
        abandoned_by_half_hour=tuple(half.abandoned for half in day.by_half_hour),
    )


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
