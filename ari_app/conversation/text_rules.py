"""A conversation in writing: what comes in, what is answered, who takes it. Pure, as `rules.py`, whose counterpart it is
for what has no line and no phone.

The flow, the queue and the end are those of calls: what they ask of a line, `in_writing` says in messages.
"""

from collections.abc import Container
from dataclasses import dataclass, replace

import ivr.events as flow_event
from ari_app.acd import commands as routing
from ari_app.acd import events as routed
from ari_app.acd.model import Hold, InteractionState
from ari_app.acd.tables import InteractionHappening
from ari_app.acd.views import AgentStatus
from ari_app.conversation import flow_rules, line, log, pause_rules, queue_rules, text_log
from ari_app.conversation.announcements import farewell
from ari_app.conversation.interaction import Interaction, Place, changed
from ari_app.conversation.messages import NewMessage, numbered, pieces_of, preview
from ari_app.conversation.text_account import IN_TIME, Pace, TextAccount
from ari_app.conversation.turn import Setting, Turn, end, moved, queue_of, seconds_since, taken
from ari_app.conversation.writing import Going
from ari_app.storage.choices import Author, Direction
from ari_app.storage.rows.channels import ThreadRow
from ivr.flow import Flow
from ivr.node import Medium

TOGETHER = 10.0
"""Seconds within which messages may be parts of one."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the customer's. `choice`: the quick reply that it is. `quiet`: a machine wrote it, or it is no more than
    a reaction to what was written: nobody is waited for, and nothing answers it by itself. `corrects`: they have put right
    what they wrote before, which is for people to read: it begins nothing, and answers none of the flow's questions."""

    message: NewMessage
    choice: str = ""
    quiet: bool = False
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Former:
    """The interaction that an agent handled not long ago; `agent` when they are here."""

    interaction: str
    queue: str
    agent: str | None = None


def pace_of(setting: Setting) -> Pace:
    """An account that is no more leaves its conversations the time of those who are in no hurry."""
    return IN_TIME if setting.account is None else setting.account.pace


def begun(id: str, thread: ThreadRow, account: TextAccount, flow: Flow, now: float) -> Interaction:
    """A new one of the thread, with what came along as variables of its flow."""
    return Interaction(
        id=id,
        medium=Medium.TEXT,
        channel=account.id,
        called=account.address,
        caller=thread.address,
        line=thread.id,
        created_at=now,
        flow=flow.id,
        flow_version=flow.version,
        variables={
            str(name): str(value)
            for name, value in thread.context.items()
            if isinstance(value, str | int | float) and value != ""
        },
        media_type=account.facts.media_type,
        thread=thread.id,
    )


# --- what comes in ----------------------------------------------------------------------------------------------------


def arrive(item: Interaction, heard: Heard, setting: Setting, now: float) -> Turn:
    """It begins: the flow's first words."""
    waiting = _listened(item, heard, now)
    turn = flow_rules.arrive(waiting, setting, now)
    return _with(turn, heard, waiting)


def reopen(item: Interaction, heard: Heard, former: Former, setting: Setting, now: float) -> Turn:
    """It goes on where it was closed: in that queue, for that agent first; no flow asks again what is known."""
    item = _listened(item, heard, now)
    pace = pace_of(setting)
    place = Place(
        former.queue,
        {},
        0,
        now,
        setting.next_order,
        0,
        wanted=former.agent,
        wanted_until=None if former.agent is None else now + pace.wanted_for,
    )
    waiting = changed(
        item,
        state=moved(item, InteractionHappening.ENQUEUED),
        place=place,
        writing=replace(item.writing, reopens=former.interaction),
    )
    notes = (
        flow_rules.arrived(waiting),
        text_log.InteractionReopened(item.id, former.agent or "", former.queue, former.interaction),
        log.InteractionQueued(item.id, former.queue, 0, {}),
    )
    turn = Turn(waiting, tells=(routed.WorkQueued(flow_rules.work(waiting)),), notes=notes)
    return _with(turn, heard, waiting)


def received(item: Interaction, heard: Heard, setting: Setting, agent_here: bool, now: float) -> Turn:
    """One more message: the flow's answer, or the agent's to read. What was put aside takes attention again; an agent who
    has gone home leaves it to others."""
    listened = _listened(item, heard, now)
    if heard.quiet:
        return _with(Turn(listened), heard, listened)
    match item.state:
        case InteractionState.IN_FLOW if not heard.corrects and not _goes_along(item, heard, now):
            said = flow_event.MessageReceived(heard.choice or heard.message.text)
            turn = flow_rules.go_on(listened, said, setting, now)
        case InteractionState.CONNECTED if not agent_here:
            turn = back_to_queue(listened, "the agent is not here", setting, now)
        case InteractionState.CONNECTED:
            turn = pause_rules.woken(listened, "the customer wrote", pace_of(setting), now)
        case _:
            turn = Turn(listened)
    return _with(turn, heard, listened)


def _goes_along(item: Interaction, heard: Heard, now: float) -> bool:
    """A file without a word belongs to what came just before it (an album is a message for each picture): the flow, which
    has asked something since, is not answered by each of them."""
    before = item.writing.last_in_at
    silent = bool(heard.message.files) and not heard.message.text.strip() and not heard.choice
    return silent and before is not None and now - before < TOGETHER


def _listened(item: Interaction, heard: Heard, now: float) -> Interaction:
    writing = replace(item.writing, last_in_at=now, preview=preview(heard.message))
    if not heard.quiet:
        since = now if writing.unanswered_since is None else writing.unanswered_since
        writing = replace(writing, unanswered_since=since, unread=writing.unread + 1)
    return changed(item, writing=writing)


def _with(turn: Turn, heard: Heard, item: Interaction) -> Turn:
    """Their message stands before all that follows from it."""
    noted = text_log.MessageReceived(
        item.id, item.agent or "", queue_of(item) or "", heard.message.id or "", item.writing.unread
    )
    first, rest = (turn.notes[:1], turn.notes[1:]) if _begins(turn) else ((), turn.notes)
    return replace(turn, notes=(*first, noted, *rest), messages=(heard.message, *turn.messages))


def _begins(turn: Turn) -> bool:
    return bool(turn.notes) and isinstance(turn.notes[0], log.InteractionArrived)


# --- what goes out ----------------------------------------------------------------------------------------------------


def in_writing(turn: Turn, account: TextAccount | None, now: float) -> Turn:
    """What the line of a call is asked, in writing: to speak is to send. Music, ears and phones have no counterpart."""
    said = [one for ask in turn.asks if isinstance(ask, line.Play) for one in _said(ask, account)]
    messages = (*turn.messages, *said)
    item = turn.interaction
    sent = [message for message in messages if message.sends]
    if sent:
        writing = item.writing
        # While somebody waits for a person, what they said tells more than that they were asked to wait.
        tells = writing.unanswered_since is None or sent[-1].author in (Author.AGENT, Author.SUPERVISOR)
        shown = preview(sent[-1]) if tells else writing.preview
        item = changed(item, writing=replace(writing, last_out_at=now, preview=shown))
    elif not turn.asks:
        return turn
    return replace(turn, interaction=item, asks=(), messages=messages)


def _said(play: line.Play, account: TextAccount | None) -> list[NewMessage]:
    """In as many messages as the account needs. More quick replies than one may bring are numbered lines."""
    choices = [{"id": choice.id, "title": choice.title} for choice in play.choices]
    text = play.text
    if account is None or len(choices) > account.facts.choices:
        text, choices = numbered(text, choices), []
    pieces = [] if account is None else [*filter(None, pieces_of(text, account.facts.text_limit))]
    said = [NewMessage(Direction.OUT, Author.FLOW, piece) for piece in pieces or [text]]
    return [*said[:-1], replace(said[-1], extra={"choices": choices})] if choices else said


def told_place(item: Interaction, place: int, text: str) -> Turn:
    """Their place in the line, when it is another than they were told last."""
    if item.writing.place == place:
        return Turn(item)
    told = changed(item, writing=replace(item.writing, place=place))
    return Turn(told, messages=(NewMessage(Direction.OUT, Author.SYSTEM, text, extra={"place": place}),))


def of_call(item: Interaction, began: bool, now: float) -> tuple[NewMessage, ...]:
    """What stands in the chat of a call that goes on with it."""
    if began:
        return (_of_call(item, "began", "A call began.", 0.0),)
    if not item.over:
        return ()
    return (_of_call(item, "ended", "The call has ended.", seconds_since(item.created_at, now)),)


def _of_call(item: Interaction, what: str, text: str, seconds: float) -> NewMessage:
    extra = {"call": what, "seconds": round(seconds), "interaction": item.id}
    return NewMessage(Direction.OUT, Author.SYSTEM, text, extra=extra)


def wrote(item: Interaction, message: NewMessage, pace: Pace, now: float) -> Turn:
    """Somebody of ours has answered: the customer waits no more. Their first word of all is counted apart."""
    since = item.writing.unanswered_since
    waited = 0.0 if since is None else seconds_since(since, now)
    writing = replace(item.writing, unanswered_since=None, unread=0, replied=True)
    answered = changed(item, writing=writing)
    who, queue = message.author_id or "", queue_of(item) or ""
    notes: tuple[log.LogEvent, ...] = (
        text_log.MessageWritten(item.id, who, queue, message.id or "", message.author.value, waited),
    )
    if not item.writing.replied and since is not None:
        notes = (*notes, text_log.FirstResponse(item.id, who, queue, waited))
    turn = pause_rules.woken(answered, "an agent wrote", pace, now, said=True)
    return replace(turn, notes=(*notes, *turn.notes), messages=(message,))


def looked_at(item: Interaction) -> Turn:
    """The agent has read what there is."""
    if item.writing.unread == 0:
        return Turn(item)
    return Turn(changed(item, writing=replace(item.writing, unread=0)))


def start(
    item: Interaction, agent: str, queue: str, message: NewMessage, setting: Setting, now: float
) -> Turn:
    """We write first: it is the agent's from the beginning, in that queue."""
    place = Place(queue, {}, 0, now, setting.next_order, 0)
    queued = changed(item, state=moved(item, InteractionHappening.ENQUEUED), place=place)
    shown = changed(queued, state=moved(queued, InteractionHappening.OFFER_MADE), agent=agent)
    turn = connect(shown, setting, now)
    said = wrote(turn.interaction, message, pace_of(setting), now)
    notes = (flow_rules.arrived(item), *turn.notes, *said.notes)
    return Turn(said.interaction, tells=in_hand(said.interaction), notes=notes, messages=said.messages)


# --- who takes it -----------------------------------------------------------------------------------------------------


def offered(item: Interaction, offer: routing.OfferTo) -> Turn:
    """It is shown to the agent, who takes it on the screen: no phone rings."""
    if item.state is not InteractionState.QUEUED:
        return Turn(changed(item, epoch=offer.epoch))
    state = moved(item, InteractionHappening.OFFER_MADE)
    return Turn(changed(item, state=state, agent=offer.agent, offer=offer.offer, epoch=offer.epoch))


def stands(item: Interaction, hold: Hold) -> Turn:
    """How the router has it in the agent's hand: beyond what they can do, or set aside for something more urgent."""
    writing = item.writing
    if (writing.exceeding, writing.interrupted) == (hold.exceeding, hold.interrupted):
        return Turn(item)
    now_is = changed(item, writing=replace(writing, exceeding=hold.exceeding, interrupted=hold.interrupted))
    if writing.interrupted is hold.interrupted or not writing.active:  # what rests is not gone on with
        return Turn(now_is)
    note = text_log.InteractionInterrupted if hold.interrupted else text_log.InteractionResumed
    return Turn(now_is, notes=(note(item.id, item.agent or "", queue_of(item) or ""),))


def in_hand(item: Interaction) -> tuple[routed.Event, ...]:
    """What a router has to learn that knows nothing of it."""
    if item.agent is None or item.state is not InteractionState.CONNECTED:
        return ()
    labels = frozenset(item.labels)
    engaged = routed.AgentEngaged(item.agent, item.id, queue_of(item), item.media_type, labels)
    return (engaged,) if item.writing.active else (engaged, routed.HoldParked(item.agent, item.id))


def pulled(item: Interaction, agent: str, status: AgentStatus | None) -> text_log.InteractionPulled:
    """What the log says of one that an agent takes by hand."""
    hold = None if status is None else status.hold(item.id)
    return text_log.InteractionPulled(
        item.id, agent, queue_of(item) or "", hold is not None and hold.exceeding
    )


def left_behind(item: Interaction, agent: str, setting: Setting, now: float) -> Turn:
    """Its agent has gone home with it in hand. A customer who sits there, or waits for an answer, is given to others at
    once; the rest when they write again (see `received`)."""
    if item.medium is not Medium.TEXT or item.state is not InteractionState.CONNECTED or item.agent != agent:
        return Turn(item)
    there = setting.account is not None and setting.account.facts.synchronous
    if not there and item.writing.unanswered_since is None:
        return Turn(item)
    return back_to_queue(item, "the agent has signed out", setting, now)


def forsaken(item: Interaction, agent: str, setting: Setting, now: float) -> Turn:
    """Its agent's connection is lost. Who sits there is given to others, whoever wrote last: they wait for somebody who does
    not read. What rests, or is in no hurry, stays the agent's."""
    there = setting.account is not None and setting.account.facts.synchronous
    if not there or item.agent != agent or not item.writing.active:
        return Turn(item)
    if item.medium is not Medium.TEXT or item.state is not InteractionState.CONNECTED:
        return Turn(item)
    return back_to_queue(item, "the agent's connection was lost", setting, now)


def is_nobodys(item: Interaction, agents: Container[str]) -> bool:
    """Whether it is with an agent who is no more."""
    gone = item.agent is not None and item.agent not in agents
    return gone and item.medium is Medium.TEXT and item.state is InteractionState.CONNECTED


def back_to_queue(item: Interaction, reason: str, setting: Setting, now: float) -> Turn:
    """It waits at its old place, before those who came later, for anyone."""
    if item.place is None:
        raise ValueError(f"Interaction {item.id} has no queue to go back to.")
    place = replace(item.place, until=None, wanted=None, wanted_until=None)
    waiting = out_of_hand(item, place)
    done = () if item.agent is None else (routed.WorkEnded(item.agent, item.id),)
    if place.queue not in setting.queues:
        turn = queue_rules.queues_changed(waiting, setting, now)
        return replace(turn, tells=(*done, *turn.tells))
    again = log.InteractionQueued(item.id, place.queue, place.priority, dict(place.skills), reason)
    return Turn(waiting, tells=(*done, queue_rules.wait_again(waiting)), notes=(again,))


def out_of_hand(item: Interaction, place: Place) -> Interaction:
    """It waits at `place`, and is nobody's; who helps or looks on does so still."""
    writing = replace(
        item.writing, going=Going.ACTIVE, until=None, due=None, exceeding=False, interrupted=False
    )
    return changed(
        item,
        state=moved(item, InteractionHappening.ENQUEUED),
        place=place,
        agent=None,
        offer=None,
        connected_at=None,
        writing=writing,
    )


def connect(item: Interaction, setting: Setting, now: float) -> Turn:
    """The offer was accepted: the agent writes from now on."""
    turn = taken(item, now)
    return replace(turn, interaction=pause_rules.timed(turn.interaction, pace_of(setting)))


def rested(item: Interaction, setting: Setting, agent_here: bool, now: float) -> Turn:
    """As long as it was to. Who sits there is told when it is closed. What was to come back to an agent who has gone home
    comes back to others."""
    due = item.writing.due
    if item.writing.going is Going.SNOOZED and not agent_here and due is not None and now >= due:
        return back_to_queue(item, "the snooze is over, and the agent is not here", setting, now)
    there = setting.account is not None and setting.account.facts.synchronous
    language = item.session.language if item.session is not None else setting.flow.language
    last_word = farewell(language) if there else ""
    return pause_rules.time_is_up(item, pace_of(setting), last_word, now)


def in_time(item: Interaction, setting: Setting) -> Turn:
    """It rests and is closed when its account says now, whatever it said before."""
    return Turn(item if item.medium is Medium.VOICE else pause_rules.timed(item, pace_of(setting)))


def close(item: Interaction, reason: str, now: float) -> Turn:
    """The agent is done with it."""
    return end(item, InteractionHappening.AGENT_LEFT, reason, now, hang_up=False)


def writer_left(item: Interaction, now: float, *, vanished: bool = False) -> Turn:
    """The customer has closed it. If they only `vanished`, whoever has it by now decides when it is over."""
    if vanished and item.state is InteractionState.CONNECTED:
        return Turn(item)
    reason = "customer vanished" if vanished else "customer closed"
    return end(item, InteractionHappening.CUSTOMER_LEFT, reason, now, hang_up=False)
