"""The shapes that leave the program: cards of agents, queues and interactions, and how each is made of what
the centre holds.

The API and the live stream send the same cards. Pure: from frozen data to frozen data; times are seconds
since the epoch (UTC), ids are strings, None is "none". A card holds facts that stay true while nothing
happens (`since`, not "for 12 seconds"), so that a screen that counts by itself needs no new card every
second.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from ari_app.acd.model import AgentState, InteractionState, Work
from ari_app.acd.views import AgentStatus, Offer
from ari_app.analytics.figures import QueueDay, Target
from ari_app.analytics.today import target_of
from ari_app.conversation.catalogue import Catalogue
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.line import SupervisionMode
from ari_app.conversation.talk import Party, PartyState, Role
from ari_app.storage.choices import AlertLevel, BoardNumber, Measure, Recipients, Subject
from ari_app.storage.rows.supervision import BroadcastRow, WallboardRow

Epoch = Annotated[float, Field(description="Seconds since the epoch, UTC.", examples=[1_800_000_000.0])]


class Shape(BaseModel):
    """What every shape has in common: frozen, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def of(cls, row: object) -> Self:
        """The shape of a row that has a field of each of its names."""
        return cls.model_validate(row, from_attributes=True)


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
    team: str | None
    team_name: str | None
    queues: tuple[str, ...]
    skills: dict[str, int] = Field(description="Level of each skill, 1 to 10.")


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


class AlertCard(Shape):
    """Something lasts too long, or is too much."""

    id: str
    measure: Measure
    subject: Subject
    subject_id: str = Field(description="The agent or the queue.")
    level: AlertLevel
    since: Epoch = Field(description="It has been so since.")
    raised_at: Epoch
    acknowledged_at: Epoch | None
    acknowledged_by: str | None
    cleared_at: Epoch | None


class MessageCard(Shape):
    """What a supervisor wrote to an agent, unread."""

    id: str
    sender: str = Field(description="The supervisor's name.")
    recipients: Recipients = Field(
        description="Whether it went to the agent alone, their team, or all of a queue."
    )
    text: str
    sent_at: Epoch


class BoardCard(Shape):
    """What is on a wallboard."""

    id: str
    title: str
    queues: tuple[str, ...] = Field(description="Shown one after the other.")
    numbers: tuple[BoardNumber, ...]
    rotate: float = Field(description="Seconds that each queue is shown.")
    created_by: str
    created_at: Epoch


class PartyCard(Shape):
    """Somebody in a conversation besides customer and agent."""

    leg: str
    role: Role = Field(description="`transfer`: takes the agent's place as soon as they answer.")
    agent: str | None
    number: str | None = Field(description="The outside number, when it is no agent.")
    name: str = Field(description="The agent's name, or the number.")
    state: PartyState
    mode: SupervisionMode | None = Field(description="A supervisor's: who hears them.")


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
    customer: str | None = Field(description="Whose it is; null while nobody knows.")
    leg: str | None = Field(description="The agent's leg, as their phone is told in `X-Trunkline-Leg`.")
    on_hold: bool
    held_since: Epoch | None
    recorded: bool = Field(description="Whether what is said is recorded, unless it is muted for now.")
    recording_muted: bool
    rejoin_until: Epoch | None = Field(
        description="The agent's phone was lost; until then `POST /me/rejoin` brings them back."
    )
    outside: str | None = Field(description="The outside number that the customer was transferred to.")
    wanted_agent: str | None = Field(description="Transferred to this agent: nobody else gets it at first.")
    parties: tuple[PartyCard, ...]
    trouble: str = Field(description="Why the last one who was rung is not in it; empty when all went well.")


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
    """A recorded conversation; without the name of its file, which is nobody's business."""

    id: str
    interaction: str
    started_at: Epoch
    seconds: float
    channels: int


class VoicemailCard(Shape):
    """A message that a caller left; without the name of its file."""

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
        team=None if known is None else known.team,
        team_name=None if known is None else known.team_name,
        queues=tuple(sorted(status.profile.queues)),
        skills=dict(sorted(status.profile.skills.items())),
    )


def queue_card(
    queue: str, waiting: Iterable[Work], agents: Iterable[AgentStatus], catalogue: Catalogue, day: QueueDay
) -> QueueCard:
    """`waiting`: all that waits in the queue. `agents`: all there are."""
    known = catalogue.queues.get(queue)
    since = [work.since for work in waiting]
    states = Counter(agent.state for agent in agents if queue in agent.profile.queues)
    return QueueCard(
        id=queue,
        name=queue if known is None else known.name,
        waiting=len(since),
        waiting_since=min(since, default=None),
        available=states[AgentState.AVAILABLE],
        working=sum(states[state] for state in _AT_WORK),
        signed_in=states.total() - states[AgentState.SIGNED_OUT],
        agents={state: states[state] for state in AgentState if states[state]},
        figures=queue_figures(day, target_of(queue, catalogue)),
    )


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


def message_card(row: BroadcastRow) -> MessageCard:
    """As its reader sees it."""
    return MessageCard(
        id=row.id, sender=row.sender_name, recipients=row.recipients, text=row.text, sent_at=row.sent_at
    )


def board_card(row: WallboardRow) -> BoardCard:
    """Without its token, which nobody knows any more."""
    return BoardCard(
        id=row.id,
        title=row.title,
        queues=tuple(row.queues),
        numbers=tuple(BoardNumber(number) for number in row.numbers),
        rotate=row.rotate,
        created_by=row.created_by,
        created_at=row.created_at,
    )


def involved(item: Interaction) -> frozenset[str]:
    """The agents who take part in it: the one that it is offered to or talks to, and all other parties."""
    parties = {party.agent for party in item.talk.parties if party.agent is not None}
    return frozenset(parties if item.agent is None else {*parties, item.agent})


def interaction_card(item: Interaction, customer: str | None, catalogue: Catalogue) -> InteractionCard:
    """One that the centre holds, or that has ended. `customer`: whose it is, as far as is known."""
    place, talk = item.place, item.talk
    queue = None if place is None or item.over else catalogue.queues.get(place.queue)
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
        customer=customer,
        leg=item.leg,
        on_hold=talk.on_hold,
        held_since=talk.held_since,
        recorded=queue is not None and queue.record,
        recording_muted=talk.muted,
        rejoin_until=talk.rejoin_until,
        outside=talk.outside,
        wanted_agent=None if place is None else place.wanted,
        parties=tuple(_party_card(party, catalogue) for party in talk.parties),
        trouble=talk.trouble,
    )


def unsupervised(card: InteractionCard) -> InteractionCard:
    """As an agent sees it who is not to know of a supervisor."""
    return card.model_copy(
        update={"parties": tuple(party for party in card.parties if party.role is not Role.SUPERVISOR)}
    )


def _party_card(party: Party, catalogue: Catalogue) -> PartyCard:
    known = catalogue.agents.get(party.agent or "")
    return PartyCard(
        leg=party.leg,
        role=party.role,
        agent=party.agent,
        number=party.number,
        name=known.name if known is not None else party.number or party.agent or "",
        state=party.state,
        mode=party.mode,
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
