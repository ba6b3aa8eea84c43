"""The spine's memory in the database: changes become rows, rows become an interaction again."""

import logging
from collections.abc import Callable, Iterator

from ari_app.acd.commands import CloseOffer, NoteAgentState, OfferTo
from ari_app.acd.events import AgentRestored
from ari_app.acd.model import InteractionState, OfferState
from ari_app.conversation import holds, log
from ari_app.conversation.changes import Changes
from ari_app.conversation.interaction import Alarm, Interaction, Place
from ari_app.conversation.talk import PLAIN, Talk
from ari_app.conversation.writing import NEW, Writing
from ari_app.storage import (
    agents,
    events,
    facts,
    files,
    inbound,
    interactions,
    messages,
    offers,
    recordings,
    threads,
)
from ari_app.storage.reader import Reader
from ari_app.storage.rows.spine import AgentStateRow, InteractionRow, OfferRow, RecordingRow, VoicemailRow
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability, Writer
from ivr.node import Medium
from ivr.session import BadSession, Session

_log = logging.getLogger(__name__)
_LIVE = (InteractionState.OFFERED, InteractionState.CONNECTED)
STEREO = 2


class SqlJournal:
    """`Journal` on the one writer.

    A refused run is a mistake of ours, or a second writer's: its calls are real all the same, and are served. What can
    be written of it then is, each row by itself and interactions whatever is stored of them, so that one bad row costs
    no other, and each interaction comes to its final row: the next version of one that could not even so be written is
    refused too, and mended in the same way."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.refused = 0

    def submit(self, changes: Changes, then: Callable[[], None]) -> None:
        def settled(durability: Durability) -> None:
            if durability is Durability.REFUSED:
                self.refused += 1
                _log.error(
                    "The database refused a turn; its rows are written one by one.",
                    extra={"interactions": sorted(changes.interactions)},
                )
                for write in writes(changes, mending=True):
                    self._writer.submit([write], _whatever)
            then()

        self._writer.submit(list(writes(changes)), settled)


def _whatever(durability: Durability) -> None:
    """The writer has said in the log what it refused."""


def writes(changes: Changes, *, mending: bool = False) -> Iterator[Write]:
    """The rows of one run, in an order that no unique index minds: what frees an agent before what takes one.
    `mending`: interactions are written whatever is stored of them."""
    made_now = {made.offer for made in changes.offers_made}
    for close in changes.offers_closed.values():
        if close.offer not in made_now:
            yield offers.closed(close.offer, close.state, close.reason, changes.at)
    items = changes.interactions.values()
    for item in sorted(items, key=_is_live) if len(items) > 1 else items:
        row = to_row(item)
        if mending:
            yield interactions.restored(row)
        elif item.id in changes.arrived:
            yield interactions.added(row)
        else:
            yield interactions.saved(row, item.version - 1)
    for made in changes.offers_made:
        yield offers.made(_offer_row(made, changes.offers_closed.get(made.offer), changes.at))
    for note in changes.agents.values():
        yield agents.stands(noted(note))
    for key, value in changes.facts.items():
        yield facts.noted(key, value)
    if changes.in_writing:
        yield from _written(changes, mending)
    for event in changes.log:
        yield from _event(event, changes.at)


def _written(changes: Changes, mending: bool) -> Iterator[Write]:
    """What is written in threads. A message that is refused is there already: its writer's own name says so."""
    for thread in changes.threads.values():
        yield threads.added(thread) if thread.id in changes.new_threads else threads.saved(thread)
    for file in changes.files:
        yield files.added(file)
    for file_id, of in changes.files_of:
        yield files.of_thread(file_id, of)
    for message in changes.messages:
        if message.id not in changes.new_messages:
            yield messages.moved(message)
        else:
            yield messages.added_once(message) if mending else messages.added(message)
    for id, direction, until in changes.read:
        yield messages.read_until(id, direction, until, changes.at)
    for rating in changes.ratings:
        yield threads.rated(rating)
    for done in changes.inbound_done:
        yield inbound.done(done, changes.at)


def _is_live(item: Interaction) -> bool:
    return item.state in _LIVE


def _event(event: log.LogEvent, at: float) -> Iterator[Write]:
    yield events.appended(
        at,
        log.kind(event),
        log.data(event),
        interaction=getattr(event, "interaction", None),
        agent=getattr(event, "agent", None) or None,
        queue=getattr(event, "queue", None) or None,
    )
    match event:
        case log.CallRecorded(interaction, file, seconds):
            yield recordings.kept(RecordingRow(file, interaction, file, at - seconds, seconds, STEREO))
        case log.VoicemailLeft(interaction, mailbox, file, seconds):
            yield recordings.voicemail_left(VoicemailRow(file, interaction, mailbox, file, seconds, at))
        case _:
            pass


def _offer_row(made: OfferTo, close: CloseOffer | None, at: float) -> OfferRow:
    return OfferRow(
        id=made.offer,
        interaction=made.interaction,
        agent=made.agent,
        queue=made.queue,
        epoch=made.epoch,
        state=OfferState.PENDING if close is None else close.state,
        reason="" if close is None else close.reason,
        offered_at=at,
        deadline=made.deadline,
        closed_at=None if close is None else at,
    )


def noted(note: NoteAgentState) -> AgentStateRow:
    """Where the agent stands, and all that they have in hand, as one row."""
    return AgentStateRow(
        agent=note.agent,
        state=note.state,
        reason=note.reason,
        since=note.since,
        until=note.until,
        interaction=note.interaction,
        next_state=note.next_state,
        next_reason=note.next_reason,
        holds=holds.to_json(note.holds),
    )


def restored(row: AgentStateRow) -> AgentRestored:
    """For the router: the agent as they were noted. (The queue of a call that was noted before there were holds is the
    interaction's to say.)"""
    return AgentRestored(
        agent=row.agent,
        state=row.state,
        reason=row.reason,
        since=row.since,
        until=row.until,
        interaction=row.interaction,
        next_state=row.next_state,
        next_reason=row.next_reason,
        holds=holds.from_json(row.holds),
    )


def to_row(item: Interaction) -> InteractionRow:
    """The interaction as one row."""
    place, alarm = item.place, item.alarm
    return InteractionRow(
        id=item.id,
        medium=item.medium.value,
        channel=item.channel,
        called=item.called,
        caller=item.caller,
        line=item.line,
        created_at=item.created_at,
        flow=item.flow,
        flow_version=item.flow_version,
        state=item.state,
        reason=item.reason,
        session=None if item.session is None else item.session.to_json(),
        alarm_step=None if alarm is None else alarm.step,
        alarm_at=None if alarm is None else alarm.at,
        queue=None if place is None else place.queue,
        skills=None if place is None else dict(place.skills),
        priority=None if place is None else place.priority,
        queued_at=None if place is None else place.since,
        queue_order=None if place is None else place.order,
        queue_step=None if place is None else place.step,
        queue_until=None if place is None else place.until,
        wanted_agent=None if place is None else place.wanted,
        wanted_until=None if place is None else place.wanted_until,
        agent=item.agent,
        offer=item.offer,
        leg=item.leg,
        answered=item.answered,
        epoch=item.epoch,
        voicemail=item.voicemail,
        connected_at=item.connected_at,
        ended_at=item.ended_at,
        version=item.version,
        variables=dict(item.variables) or None,
        talk=None if item.talk is PLAIN else item.talk.to_json(),
        media_type=item.media_type,
        thread=item.thread,
        labels=list(item.labels) or None,
        writing=None if item.writing is NEW else item.writing.to_json(),
    )


def from_row(row: InteractionRow) -> Interaction:
    """The interaction that a row holds."""
    return Interaction(
        id=row.id,
        medium=Medium(row.medium),
        channel=row.channel,
        called=row.called,
        caller=row.caller,
        line=row.line,
        created_at=row.created_at,
        flow=row.flow,
        flow_version=row.flow_version,
        state=row.state,
        reason=row.reason,
        session=_session(row),
        alarm=None if row.alarm_step is None or row.alarm_at is None else Alarm(row.alarm_step, row.alarm_at),
        place=_place(row),
        agent=row.agent,
        offer=row.offer,
        leg=row.leg,
        answered=row.answered,
        epoch=row.epoch,
        voicemail=row.voicemail,
        connected_at=row.connected_at,
        ended_at=row.ended_at,
        version=row.version,
        variables=row.variables or {},
        talk=Talk.from_json(row.talk),
        media_type=row.media_type,
        thread=row.thread,
        labels=tuple(row.labels or ()),
        writing=Writing.from_json(row.writing),
    )


def _session(row: InteractionRow) -> Session | None:
    """None for one that is of another release, or damaged: the flow begins anew (see `flow_rules.go_on`)."""
    if row.session is None:
        return None
    try:
        return Session.from_json(row.session)
    except BadSession as bad:
        _log.warning("A flow begins anew: %s.", bad, extra={"interaction": row.id, "flow": row.flow})
        return None


def _place(row: InteractionRow) -> Place | None:
    if row.queue is None or row.queued_at is None or row.queue_order is None:
        return None
    return Place(
        queue=row.queue,
        skills=row.skills or {},
        priority=row.priority or 0,
        since=row.queued_at,
        order=row.queue_order,
        step=row.queue_step or 0,
        until=row.queue_until,
        wanted=row.wanted_agent,
        wanted_until=row.wanted_until,
    )


async def standing(reader: Reader) -> list[AgentRestored]:
    """Where each agent stands, as the last commit left them."""
    return [restored(row) for row in await agents.states(reader)]


async def open_interactions(reader: Reader) -> list[Interaction]:
    """All that have not ended, as the last commit left them."""
    return [from_row(row) for row in await interactions.still_open(reader)]
