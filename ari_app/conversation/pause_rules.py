"""A conversation in writing may rest: parked, snoozed, or as the customer does not answer. Then it takes nobody's attention,
and the router has the agent's units back. Pure, as `rules.py`."""

from dataclasses import replace

from ari_app.acd import events as routed
from ari_app.acd.model import InteractionState
from ari_app.acd.tables import InteractionHappening
from ari_app.conversation import log, text_log
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.messages import NewMessage
from ari_app.conversation.text_account import NEVER, Pace
from ari_app.conversation.turn import Turn, end, queue_of, seconds_since
from ari_app.conversation.writing import Going
from ari_app.storage.choices import Author, Direction


def timed(item: Interaction, pace: Pace) -> Interaction:
    """With the time at which something happens by itself, as the conversation stands."""
    due = _due(item, pace)
    return item if due == item.writing.due else changed(item, writing=replace(item.writing, due=due))


def _due(item: Interaction, pace: Pace) -> float | None:
    """Nothing while the customer waits for us: an agent who is slow closes nothing."""
    writing = item.writing
    if item.state is not InteractionState.CONNECTED:
        return None
    match writing.going:
        case Going.SNOOZED:
            return writing.until
        case Going.ACTIVE if writing.unanswered_since is None and writing.last_out_at is not None:
            return writing.last_out_at + pace.inactive_after
        case Going.INACTIVE if writing.last_out_at is not None and pace.close_after != NEVER:
            return writing.last_out_at + pace.close_after
        case _:
            return None


def woken(item: Interaction, reason: str, pace: Pace, now: float, *, said: bool = False) -> Turn:
    """It takes attention again. `said`: as we have written, at this moment."""
    writing = item.writing
    active = replace(
        writing, going=Going.ACTIVE, until=None, last_out_at=now if said else writing.last_out_at
    )
    going_on = timed(changed(item, writing=active), pace)
    if writing.active:
        return Turn(going_on)
    noted = text_log.ConversationUnparked(item.id, item.agent or "", queue_of(item) or "", reason)
    return Turn(going_on, tells=_unparked(item), notes=(noted,))


def park(item: Interaction, until: float | None, pace: Pace) -> Turn:
    """Put aside by the agent: until the customer writes, or until then at the latest."""
    agent, queue = item.agent or "", queue_of(item) or ""
    going = Going.PARKED if until is None else Going.SNOOZED
    resting = timed(changed(item, writing=replace(item.writing, going=going, until=until)), pace)
    noted: log.LogEvent = (
        text_log.ConversationParked(item.id, agent, queue)
        if until is None
        else text_log.ConversationSnoozed(item.id, agent, queue, until)
    )
    return Turn(resting, tells=_parked(item), notes=(noted,))


def time_is_up(item: Interaction, pace: Pace, last_word: str, now: float) -> Turn:
    """The snooze is over, or nobody has written for too long: first it rests, then it is closed. `last_word` is for those
    who sit there; empty for none."""
    writing = item.writing
    if writing.due is None or now < writing.due:
        return Turn(item)
    if item.state is not InteractionState.CONNECTED:
        return Turn(timed(item, pace))
    match writing.going:
        case Going.SNOOZED:
            return woken(item, "the snooze is over", pace, now)
        case Going.ACTIVE:
            return _rests(item, pace, now)
        case Going.INACTIVE:
            turn = end(item, InteractionHappening.AGENT_LEFT, "inactive", now, hang_up=False)
            said = (NewMessage(Direction.OUT, Author.SYSTEM, last_word),) if last_word else ()
            return replace(turn, messages=said)
        case Going.PARKED:
            return Turn(timed(item, pace))


def _rests(item: Interaction, pace: Pace, now: float) -> Turn:
    silent = seconds_since(item.writing.last_out_at or now, now)
    resting = timed(changed(item, writing=replace(item.writing, going=Going.INACTIVE)), pace)
    noted = text_log.ConversationInactive(item.id, item.agent or "", queue_of(item) or "", silent)
    return Turn(resting, tells=_parked(item), notes=(noted,))


def _parked(item: Interaction) -> tuple[routed.Event, ...]:
    if item.agent is None or not item.writing.active:
        return ()
    return (routed.HoldParked(item.agent, item.id),)


def _unparked(item: Interaction) -> tuple[routed.Event, ...]:
    return () if item.agent is None else (routed.HoldUnparked(item.agent, item.id),)
