"""The shapes that leave the program: cards of agents, queues and interactions, and how each is made of what
the centre holds.

The API and the live stream send the same cards. Pure: from frozen data to frozen data; times are seconds
since the epoch (UTC), ids are strings, None is "none". A card holds facts that stay true while nothing
happens (`since`, not "for 12 seconds"), so that a screen that counts by itself needs no new card every
second.
"""

from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ari_app.acd.model import AgentState, InteractionState, Work
from ari_app.acd.views import AgentStatus, Offer
from ari_app.conversation.catalogue import Catalogue
from ari_app.conversation.interaction import Interaction
from ari_app.storage.rows.spine import InteractionRow, RecordingRow, VoicemailRow

Epoch = Annotated[float, Field(description="Seconds since the epoch, UTC.", examples=[1_800_000_000.0])]


class Shape(BaseModel):
    """What every shape has in common: frozen, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class AgentCard(Shape):
    """An agent as they stand now."""

    id: str
    name: str
    state: AgentState
    reason: str = Field(description="Why they are in this state; empty when there is nothing to say.")
    since: Epoch = Field(description="In this state since.")
    until: Epoch | None = Field(description="When the state ends by itself: an offer, wrap-up.")
    next_state: AgentState | None = Field(description="What they asked for that follows the work at hand.")
    next_reason: str
    interaction: str | None = Field(description="What they are offered, talk to, or wrap up.")
    offer: str | None = Field(description="The pending offer.")
    queues: tuple[str, ...]
    skills: dict[str, int] = Field(description="Level of each skill, 1 to 10.")


class QueueCard(Shape):
    """A queue and who is in it."""

    id: str
    name: str
    waiting: int = Field(description="Who waits; a caller who rings an agent right now is not counted.")
    waiting_since: Epoch | None = Field(description="Since when the one waits who has waited longest.")
    available: int = Field(description="Agents of the queue who can be offered a call now.")
    working: int = Field(description="Agents of the queue who are offered, on or after a call, of any queue.")
    signed_in: int = Field(description="Agents of the queue who are signed in.")


class InteractionCard(Shape):
    """An interaction, live or over."""

    id: str
    medium: str
    channel: str = Field(description="The trunk it came by.")
    called: str
    caller: str = Field(description="Empty when withheld.")
    flow: str
    state: InteractionState
    reason: str
    created_at: Epoch
    queue: str | None = Field(description="The queue that it waits in, or was taken from.")
    priority: int | None
    queued_at: Epoch | None
    agent: str | None
    offer: str | None
    connected_at: Epoch | None
    ended_at: Epoch | None


class OfferCard(Shape):
    """A pending offer: take it or leave it until the deadline."""

    id: str
    agent: str
    interaction: str
    queue: str
    called: str
    caller: str = Field(description="Empty when withheld.")
    queued_at: Epoch | None
    deadline: Epoch


class RecordingCard(Shape):
    """A recorded conversation."""

    id: str
    interaction: str
    started_at: Epoch
    seconds: float
    channels: int


class VoicemailCard(Shape):
    """A message that a caller left."""

    id: str
    interaction: str
    mailbox: str
    seconds: float
    created_at: Epoch
    heard_at: Epoch | None


_AT_WORK = frozenset({AgentState.OFFERED, AgentState.BUSY, AgentState.WRAP_UP})


def agent_card(status: AgentStatus, catalogue: Catalogue) -> AgentCard:
    """`next_state` is shown only while there is work that it can follow."""
    known = catalogue.agents.get(status.id)
    at_work = status.state in _AT_WORK
    return AgentCard(
        id=status.id,
        name=status.id if known is None else known.name,
        state=status.state,
        reason=status.reason,
        since=status.since,
        until=status.until,
        next_state=status.next_state if at_work else None,
        next_reason=status.next_reason if at_work else "",
        interaction=status.interaction,
        offer=status.offer,
        queues=tuple(sorted(status.profile.queues)),
        skills=dict(sorted(status.profile.skills.items())),
    )


def queue_card(
    queue: str, waiting: Iterable[Work], agents: Iterable[AgentStatus], catalogue: Catalogue
) -> QueueCard:
    """`waiting`: all that waits in the queue. `agents`: all there are."""
    known = catalogue.queues.get(queue)
    since = [work.since for work in waiting]
    states = [agent.state for agent in agents if queue in agent.profile.queues]
    return QueueCard(
        id=queue,
        name=queue if known is None else known.name,
        waiting=len(since),
        waiting_since=min(since, default=None),
        available=states.count(AgentState.AVAILABLE),
        working=sum(state in _AT_WORK for state in states),
        signed_in=len(states) - states.count(AgentState.SIGNED_OUT),
    )


def interaction_card(item: Interaction) -> InteractionCard:
    """One that the centre holds."""
    place = item.place
    return InteractionCard(
        id=item.id,
        medium=item.medium.value,
        channel=item.channel,
        called=item.called,
        caller=item.caller,
        flow=item.flow,
        state=item.state,
        reason=item.reason,
        created_at=item.created_at,
        queue=None if place is None else place.queue,
        priority=None if place is None else place.priority,
        queued_at=None if place is None else place.since,
        agent=item.agent,
        offer=item.offer,
        connected_at=item.connected_at,
        ended_at=item.ended_at,
    )


def offer_card(offer: Offer, item: Interaction) -> OfferCard:
    """A pending offer, with what the agent wants to know of the caller."""
    return OfferCard(
        id=offer.id,
        agent=offer.agent,
        interaction=offer.interaction,
        queue=offer.queue,
        called=item.called,
        caller=item.caller,
        queued_at=None if item.place is None else item.place.since,
        deadline=offer.deadline,
    )


def stored_card(row: InteractionRow) -> InteractionCard:
    """One that the database holds."""
    return InteractionCard(
        id=row.id,
        medium=row.medium,
        channel=row.channel,
        called=row.called,
        caller=row.caller,
        flow=row.flow,
        state=row.state,
        reason=row.reason,
        created_at=row.created_at,
        queue=row.queue,
        priority=row.priority,
        queued_at=row.queued_at,
        agent=row.agent,
        offer=row.offer,
        connected_at=row.connected_at,
        ended_at=row.ended_at,
    )


def recording_card(row: RecordingRow) -> RecordingCard:
    """Without the name of its file, which is nobody's business."""
    return RecordingCard(
        id=row.id,
        interaction=row.interaction,
        started_at=row.started_at,
        seconds=row.seconds,
        channels=row.channels,
    )


def voicemail_card(row: VoicemailRow) -> VoicemailCard:
    """Without the name of its file."""
    return VoicemailCard(
        id=row.id,
        interaction=row.interaction,
        mailbox=row.mailbox,
        seconds=row.seconds,
        created_at=row.created_at,
        heard_at=row.heard_at,
    )
