"""What every decision about an interaction is made of: the `Turn` that follows from one happening, and the life-cycle
table that says where it may lead."""

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from typing import assert_never

from ari_app.acd import events as routed
from ari_app.acd.model import InteractionState
from ari_app.acd.tables import InteractionHappening, next_state
from ari_app.conversation import line, log, text_log
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.messages import NewMessage
from ari_app.conversation.talk import PLAIN, Party, Role, Talk
from ari_app.conversation.text_account import TextAccount
from ari_app.conversation.writing import NEW
from ivr.flow import Flow


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows from one happening: the interaction as it is now, and, each in order, what to ask of the line, to
    tell the router, to note in the log, and to write in the thread."""

    interaction: Interaction
    asks: tuple[line.LineCommand, ...] = ()
    tells: tuple[routed.Event, ...] = ()
    notes: tuple[log.LogEvent, ...] = ()
    messages: tuple[NewMessage, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a turn of a flow may look at: the flow itself, the queues there are, and the next place in line.
    `refusal`: why a queue takes nobody more now; empty when it does. `record`: whether talks of its queue are recorded.
    `account`: where it is written to us; `words`: what the customer has just written."""

    flow: Flow
    queues: Container[str]
    next_order: int
    refusal: Callable[[str], str] = lambda queue: ""
    record: bool = False
    account: TextAccount | None = None
    words: str = ""


def moved(item: Interaction, happening: InteractionHappening) -> InteractionState:
    """Where the life-cycle table leads from here. Raises ValueError for what the table refuses: a mistake of ours."""
    state = next_state(item.state, happening)
    if state is None:
        raise ValueError(f"Interaction {item.id} is {item.state}: {happening} cannot happen to it.")
    return state


def end(
    item: Interaction, happening: InteractionHappening, reason: str, now: float, *, hang_up: bool
) -> Turn:
    """Into its one final state, which `happening` leads to; the router, the agent's phone and (`hang_up`) the
    customer's line let go of it. A second end is a mistake of ours and raises ValueError."""
    state = moved(item, happening)
    ended = changed(item, state=state, reason=reason, ended_at=now, session=None, alarm=None)
    gone = NOBODY if item.talk is PLAIN else everybody_gone(item, "the call ended")
    if item.talk is not PLAIN:
        ended = changed(ended, talk=Talk(held=item.talk.held_for(now)))
    noted = log.InteractionEnded(
        item.id,
        state.value,
        reason,
        item.agent or "",
        "" if item.place is None else item.place.queue,
        seconds_since(item.created_at, now),
        0.0 if item.connected_at is None else seconds_since(item.connected_at, now),
        ended.talk.held,
    )
    if item.writing is not NEW:
        ended = changed(ended, writing=replace(item.writing, due=None, observers=None))
    asks = (*gone.asks, *drop_leg(item))
    if hang_up:
        asks = (*asks, line.HangUp(item.line))
    return Turn(
        ended, asks, (*gone.tells, *_let_go(item, reason)), (*gone.notes, *_looks_end(item, now), noted)
    )


def _looks_end(item: Interaction, now: float) -> tuple[log.LogEvent, ...]:
    """With the conversation every look at it ends."""
    observers = item.writing.observers or {}
    return tuple(
        text_log.ObservationEnded(item.id, who, seconds_since(since, now)) for who, since in observers.items()
    )


def taken(item: Interaction, now: float) -> Turn:
    """The offer was accepted: it is the agent's from now on; the flow has done its part."""
    if item.agent is None or item.place is None:
        raise ValueError(f"Interaction {item.id} has no agent to connect to.")
    theirs = changed(
        item,
        state=moved(item, InteractionHappening.OFFER_ACCEPTED),
        connected_at=now,
        session=None,
        alarm=None,
        answered=True,
        joined=False,
    )
    waited = seconds_since(item.place.since, now)
    return Turn(theirs, notes=(log.InteractionConnected(item.id, item.agent, item.place.queue, waited),))


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows besides the interaction itself."""

    asks: tuple[line.LineCommand, ...] = ()
    tells: tuple[routed.Event, ...] = ()
    notes: tuple[log.LogEvent, ...] = ()


NOBODY = Consequences()


def everybody_gone(item: Interaction, reason: str) -> Consequences:
    """All parties besides customer and agent are let go."""
    parties = item.talk.parties
    return Consequences(
        tuple(ask for party in parties for ask in drop(party)),
        tuple(routed.WorkEnded(party.agent, item.id) for party in parties if party.agent is not None),
        tuple(left(item, party, reason) for party in parties),
    )


def drop(party: Party) -> tuple[line.LineCommand, ...]:
    """Their leg, and the agent's own call to them, if there is one."""
    return (
        (line.DropLeg(party.leg),)
        if party.line is None
        else (line.DropLeg(party.leg), line.HangUp(party.line))
    )


def left(item: Interaction, party: Party, reason: str) -> log.LogEvent:
    """What the log says of a party that is in the talk no more."""
    match party.role:
        case Role.SUPERVISOR:
            return log.SupervisionEnded(item.id, party.agent or "", queue_of(item) or "", reason)
        case Role.TRANSFER:
            number = party.number or party.agent or ""
            return log.TransferFailed(item.id, item.agent or "", queue_of(item) or "", number, reason)
        case Role.CONSULT | Role.CONFERENCE:
            return log.PartyLeft(
                item.id, party.agent or "", party.number or "", party.leg, party.role.value, reason
            )
        case _:
            assert_never(party.role)


def queue_of(item: Interaction) -> str | None:
    """The queue that it waits in, or came from."""
    return None if item.place is None else item.place.queue


def _let_go(item: Interaction, reason: str) -> tuple[routed.Event, ...]:
    """What the router is told. That of an offer is told both ways: when a turn broke on its acceptance the agent is
    busy already, and the router takes no notice of what is not so."""
    done = () if item.agent is None else (routed.WorkEnded(item.agent, item.id),)
    match item.state:
        case InteractionState.QUEUED:
            return (routed.WorkLeft(item.id, reason),)
        case InteractionState.OFFERED:
            return (routed.WorkLeft(item.id, reason), *done)
        case InteractionState.CONNECTED:
            return done
        case _:
            return ()


def drop_leg(item: Interaction) -> tuple[line.LineCommand, ...]:
    return () if item.leg is None else (line.DropLeg(item.leg),)


def seconds_since(then: float, now: float) -> float:
    """Never negative: the clock may have been set back."""
    return max(0.0, now - then)
