"""The shapes that leave the program: cards of agents, queues and interactions, and how each is made of what
the centre holds.

The API and the live stream send the same cards. Pure: from frozen data to frozen data; times are seconds
since the epoch (UTC), ids are strings, None is "none". A card holds facts that stay true while nothing
happens (`since`, not "for 12 seconds"), so that a screen that counts by itself needs no new card every
second.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from ari_app.acd.model import AgentState, HoldState, InteractionState, MediaType
from ari_app.acd.views import AgentStatus, Offer
from ari_app.conversation.catalogue import Catalogue
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.line import SupervisionMode
from ari_app.conversation.talk import Party, PartyState, Role
from ari_app.conversation.writing import Going, Writing
from ari_app.storage.choices import AlertLevel, BoardNumber, Measure, Recipients, Subject
from ari_app.storage.rows.channels import ThreadRow
from ari_app.storage.rows.supervision import BroadcastRow, WallboardRow
from ivr.node import Medium

Epoch = Annotated[float, Field(description="Seconds since the epoch, UTC.", examples=[1_800_000_000.0])]


class Shape(BaseModel):
    """What every shape has in common: frozen, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def of(cls, row: object) -> Self:
        """The shape of a row that has a field of each of its names."""
        return cls.model_validate(row, from_attributes=True)


class HoldCard(Shape):
    """One piece of work that an agent has in hand."""

    interaction: str
    queue: str | None = Field(description="None: they only take part in it.")
    media_type: MediaType
    state: HoldState
    interrupted: bool = Field(description="Set aside for as long as other work goes before it.")
    exceeding: bool = Field(description="Taken by hand, beyond what they may have.")
    since: Epoch = Field(description="In this state since.")
    until: Epoch | None = Field(description="When it ends by itself: an offer, wrap-up.")


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
    interaction: str | None = Field(
        description="What they are offered, talk to, or wrap up: the most pressing of `holds`."
    )
    offer: str | None = Field(description="The pending offer.")
    holds: tuple[HoldCard, ...] = Field(
        description="All that they have in hand, what they got first coming first."
    )
    units: int = Field(description="How much of their capacity it takes.")
    capacity: int = Field(description="How much they take on at once, before they take more by hand.")
    team: str | None
    team_name: str | None
    queues: tuple[str, ...]
    skills: dict[str, int] = Field(description="Level of each skill, 1 to 10.")


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


class BroadcastCard(Shape):
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


class WritingCard(Shape):
    """What there is to a conversation in writing."""

    state: Going
    until: Epoch | None = Field(description="The end of the snooze.")
    last_in_at: Epoch | None = Field(description="When the customer wrote last.")
    last_out_at: Epoch | None
    window_until: Epoch | None = Field(
        description="One may write freely until then, later templates only; null: always, or not yet at all."
    )
    helpers: tuple[str, ...] = Field(description="Agents who write along.")
    exceeding: bool = Field(description="Taken by hand, beyond what the agent may have at once.")
    interrupted: bool = Field(description="Set aside for as long as other work goes before it.")


class InteractionCard(Shape):
    """An interaction, live or over."""

    id: str
    medium: str
    media_type: MediaType
    channel: str = Field(description="The trunk, or the account, it came by.")
    channel_kind: str = Field(description="`voice`, or what kind of account it is: `email`, `webchat`.")
    channel_name: str = Field(description="As people call the trunk or account.")
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
    thread: str | None = Field(description="In which it is written; of a call, the chat that it came from.")
    customer_name: str = Field(description="As the customer calls themselves there.")
    subject: str
    preview: str = Field(description="What was written last, its beginning.")
    unread: int = Field(description="Messages of the customer since an agent's last word.")
    unanswered_since: Epoch | None = Field(description="The customer waits for a word since then.")
    writing: WritingCard | None = Field(description="Null for a call.")
    observers: tuple[str, ...] = Field(description="Who looks on unseen, by name.")
    labels: tuple[str, ...]
    language: str = Field(description="That the customer writes in, as detected; empty until then.")
    context: dict[str, str] = Field(
        description="What is known when a person takes over: what the flow asked for, and what came along."
    )
    reopens: str | None = Field(description="The interaction that this one goes on with.")


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


AT_WORK = frozenset({AgentState.OFFERED, AgentState.BUSY, AgentState.WRAP_UP})


def agent_card(status: AgentStatus, catalogue: Catalogue) -> AgentCard:
    """`next_state` is shown only while there is work that it can follow."""
    known = catalogue.agents.get(status.id)
    at_work = status.state in AT_WORK
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
        holds=tuple(HoldCard.of(hold) for hold in status.holds),
        units=status.units,
        capacity=catalogue.capacity.total,
        team=None if known is None else known.team,
        team_name=None if known is None else known.team_name,
        queues=tuple(sorted(status.profile.queues)),
        skills=dict(sorted(status.profile.skills.items())),
    )


def broadcast_card(row: BroadcastRow) -> BroadcastCard:
    """As its reader sees it."""
    return BroadcastCard(
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
    """The agents who take part in it: the one that it is offered to or talks to, those who help, all other parties."""
    parties = {party.agent for party in item.talk.parties if party.agent is not None} | {
        *item.writing.helpers
    }
    return frozenset(parties if item.agent is None else {*parties, item.agent})


def interaction_card(
    item: Interaction, customer: str | None, catalogue: Catalogue, thread: ThreadRow | None = None
) -> InteractionCard:
    """One that the centre holds, or that has ended. `customer`: whose it is, as far as is known; `thread`: that it is
    written in, if it is at hand."""
    place, talk, writing = item.place, item.talk, item.writing
    account = catalogue.accounts.get(item.channel)
    in_writing = item.medium is Medium.TEXT
    queue = None if place is None or item.over else catalogue.queues.get(place.queue)
    return InteractionCard(
        id=item.id,
        medium=item.medium.value,
        media_type=item.media_type,
        channel=item.channel,
        channel_kind=item.medium.value if account is None else account.facts.name,
        channel_name=item.channel if account is None else account.name,
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
        thread=item.thread,
        customer_name="" if thread is None else thread.name,
        subject="" if thread is None else thread.subject,
        preview=writing.preview,
        unread=writing.unread,
        unanswered_since=writing.unanswered_since,
        writing=_writing_card(writing, None if account is None else account.facts.window)
        if in_writing
        else None,
        observers=tuple(sorted(writing.observers or ())),
        labels=item.labels,
        language="" if thread is None else thread.language,
        context=_context(item.variables, {} if thread is None else thread.context),
        reopens=writing.reopens,
    )


def _writing_card(writing: Writing, window: float | None) -> WritingCard:
    last = writing.last_in_at
    return WritingCard(
        state=writing.going,
        until=writing.until,
        last_in_at=last,
        last_out_at=writing.last_out_at,
        window_until=None if window is None or last is None else last + window,
        helpers=writing.helpers,
        exceeding=writing.exceeding,
        interrupted=writing.interrupted,
    )


def _context(variables: Mapping[str, str], along: Mapping[str, Any]) -> dict[str, str]:
    """What the flow asked for goes before what came along; what is no plain word is left out."""
    plain = {
        name: str(value)
        for name, value in along.items()
        if isinstance(value, str | int | float) and value != ""
    }
    return plain | {name: value for name, value in variables.items() if value}


def unsupervised(card: InteractionCard) -> InteractionCard:
    """As an agent sees it who is not to know of a supervisor."""
    parties = tuple(party for party in card.parties if party.role is not Role.SUPERVISOR)
    return card.model_copy(update={"parties": parties, "observers": ()})


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
