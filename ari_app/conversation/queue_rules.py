"""What happens to one interaction that waits, or has to wait again: pure, as `rules.py`."""

from collections.abc import Iterable
from dataclasses import replace

import ivr.events as flow_event
from ari_app.acd import events as routed
from ari_app.acd.model import AgentState, InteractionState
from ari_app.acd.tables import InteractionHappening
from ari_app.conversation import flow_rules, line, log
from ari_app.conversation.interaction import Interaction, Place, changed
from ari_app.conversation.talk import PLAIN, Talk
from ari_app.conversation.turn import (
    NOBODY,
    Setting,
    Turn,
    drop_leg,
    everybody_gone,
    moved,
    queue_of,
)

MAX_WAIT, CLOSED = "max_wait", "closed"
"""Why a wait ends without an agent, as the flow knows it."""


def wait_again(item: Interaction) -> routed.WorkQueued:
    """What the router is told of an interaction that waits at the place it already has."""
    return routed.WorkQueued(flow_rules.work(item))


def put_first(item: Interaction, by: str, others: Iterable[int]) -> Turn:
    """Before everybody else of its queue, who wait with the priorities `others`. Who came first before it stays before those
    who came later; the wait is counted from its beginning."""
    if item.place is None:
        return Turn(item)
    place = replace(item.place, priority=max([item.place.priority, *(other + 1 for other in others)]))
    first = changed(item, place=place)
    noted = log.InteractionPutFirst(item.id, place.queue, by, place.priority)
    return Turn(first, tells=(wait_again(first),), notes=(noted,))


def alarm_rang(item: Interaction, step: int, setting: Setting, now: float) -> Turn:
    """Time is up: for the flow, or for the wait in the queue. A ringing offer is let ring: the wait ends when it fails."""
    if item.alarm is None or item.alarm.step != step:
        return Turn(item)
    silent = changed(item, alarm=None)
    match item.state:
        case InteractionState.IN_FLOW:
            return flow_rules.go_on(silent, flow_event.TimerFired(step), setting, now)
        case InteractionState.QUEUED:
            return _stop_waiting(silent, MAX_WAIT, setting, now)
        case _:
            return Turn(silent)


def queues_changed(item: Interaction, setting: Setting, now: float) -> Turn:
    """Who waits in a queue that is no more goes on in the flow."""
    if item.state is InteractionState.QUEUED and queue_of(item) not in setting.queues:
        return _stop_waiting(item, CLOSED, setting, now)
    return Turn(item)


def returned(item: Interaction, reason: str, setting: Setting, now: float) -> Turn:
    """No agent took it, and no phone rings for it any more: it waits on at its place, unless its time ran out meanwhile, or
    the queue is no more."""
    if item.state is not InteractionState.OFFERED or item.place is None:
        return Turn(item)
    place = item.place if item.place.wanted is None else replace(item.place, wanted=None, wanted_until=None)
    state = moved(item, InteractionHappening.OFFER_RETURNED)
    waiting = changed(item, state=state, place=place, agent=None, offer=None, leg=None)
    if place.queue not in setting.queues:
        turn = _stop_waiting(waiting, CLOSED, setting, now)
    elif place.until is not None and place.until <= now:
        turn = _stop_waiting(waiting, MAX_WAIT, setting, now)
    else:
        again = log.InteractionQueued(item.id, place.queue, place.priority, dict(place.skills), reason)
        turn = Turn(waiting, notes=(again,))
    return replace(turn, asks=(*drop_leg(item), *turn.asks))


def wait_on(item: Interaction, reason: str, setting: Setting, now: float) -> Turn:
    """After a time without Asterisk: at the old place, with music; an offer of before is taken back."""
    if item.state is InteractionState.OFFERED:
        turn = returned(item, reason, setting, now)
        tells: tuple[routed.Event, ...] = (routed.WorkLeft(item.id, reason),)
    else:
        turn, tells = queues_changed(item, setting, now), ()
    waiting = turn.interaction
    if waiting.state is not InteractionState.QUEUED:
        return turn
    if item.state is InteractionState.OFFERED:
        tells = (*tells, wait_again(waiting))
    return replace(
        turn,
        interaction=changed(waiting, answered=True),
        asks=(*turn.asks, line.PlayMusic(item.line)),
        tells=tells,
    )


def _stop_waiting(item: Interaction, why: str, setting: Setting, now: float) -> Turn:
    """Back to the flow, which knows what to do when nobody came."""
    step = 0 if item.place is None else item.place.step
    back = changed(item, state=moved(item, InteractionHappening.FLOW_RESUMED), place=None, alarm=None)
    onward = flow_rules.go_on(back, flow_event.QueueEnded(step, why), setting, now)
    left = routed.WorkLeft(item.id, why)
    return replace(onward, asks=(line.StopMusic(item.line), *onward.asks), tells=(left, *onward.tells))


def lose_agent(item: Interaction, reason: str, setting: Setting, now: float) -> Turn:
    """The agent cannot be talked to any more: the customer waits at the old place, for as long as it takes, as the flow
    is over; the agent, if there is one, is left to sort it out. Whoever else took part is let go."""
    if item.place is None:
        raise ValueError(f"Interaction {item.id} has no queue to go back to.")
    place = replace(item.place, until=None)
    gone = NOBODY if item.talk is PLAIN else everybody_gone(item, reason)
    waiting = out_of_talk(item, place, now)
    if place.queue in setting.queues:
        again = log.InteractionQueued(item.id, place.queue, place.priority, dict(place.skills), reason)
        turn = Turn(waiting, tells=(wait_again(waiting),), notes=(again,))
    else:
        turn = _stop_waiting(waiting, CLOSED, setting, now)
    done: tuple[routed.Event, ...] = ()
    if item.agent is not None:
        away = routed.StateRequested(item.agent, AgentState.AWAY, reason)
        done = (away, routed.WorkEnded(item.agent, item.id))
    return replace(
        turn,
        asks=(*gone.asks, *drop_leg(item), *turn.asks),
        tells=(*gone.tells, *done, *turn.tells),
        notes=(*gone.notes, *turn.notes),
    )


def out_of_talk(item: Interaction, place: Place, now: float) -> Interaction:
    """It waits at `place`, and talks to nobody."""
    talk = item.talk
    if talk is not PLAIN:
        talk = Talk(held=talk.held_for(now), legs=talk.legs)
    return changed(
        item,
        state=moved(item, InteractionHappening.ENQUEUED),
        place=place,
        agent=None,
        offer=None,
        leg=None,
        joined=False,
        connected_at=None,
        talk=talk,
    )
