"""What one happening means for one interaction outside of its flow: pure decisions, `(interaction, happening, now) -> Turn`.

`centre.py` keeps the turn, tells the router what the turn says, commits, and only then asks the line. What is no longer
true of the interaction (a late answer, a stale timer) gives the same interaction, and nothing else.
"""

from dataclasses import replace
from typing import assert_never

import ivr.events as flow_event
from ari_app.acd import commands as routing
from ari_app.acd import events as routed
from ari_app.acd.model import AgentState, InteractionState
from ari_app.acd.tables import InteractionHappening
from ari_app.conversation import flow_rules, line, log
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.turn import Setting, Turn, drop_leg, end, moved, seconds_since

# Q.850 causes of a leg that was lost rather than hung up: the customer is not let go for these.
LOST_LEG_CAUSES = frozenset({27, 38, 41, 44})

MAX_WAIT, CLOSED = "max_wait", "closed"
"""Why a wait ends without an agent, as the flow knows it."""

# --- the queue --------------------------------------------------------------------------------------------------------


def queue_of(item: Interaction) -> str | None:
    """The queue that it waits in, or came from."""
    return None if item.place is None else item.place.queue


def wait_again(item: Interaction) -> routed.WorkQueued:
    """What the router is told of an interaction that waits at the place it already has."""
    return routed.WorkQueued(flow_rules.work(item))


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
    place = item.place
    state = moved(item, InteractionHappening.OFFER_RETURNED)
    waiting = changed(item, state=state, agent=None, offer=None, leg=None)
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


# --- the offer --------------------------------------------------------------------------------------------------------


def offered(item: Interaction, offer: routing.OfferTo, endpoint: str, now: float) -> Turn:
    """Ring the agent. One that waits no more (its time ran out as the former offer ended) only counts the offer: the
    router has been told, and takes it back."""
    if item.state is not InteractionState.QUEUED:
        return Turn(changed(item, epoch=offer.epoch))
    ringing = changed(
        item,
        state=moved(item, InteractionHappening.OFFER_MADE),
        agent=offer.agent,
        offer=offer.offer,
        leg=offer.offer,
        epoch=offer.epoch,
    )
    ring = line.RingLeg(item.line, offer.offer, endpoint, item.caller, seconds_since(now, offer.deadline))
    return Turn(ringing, (line.PlayMusic(item.line), ring) if item.answered else (ring,))


def accepted_on_screen(item: Interaction, endpoint: str, timeout: float) -> Turn:
    """The agent took it on the screen: their phone is asked again, to pick up by itself. To ask twice changes nothing."""
    leg = f"{item.offer}.screen"
    if item.state is not InteractionState.OFFERED or item.leg in (None, leg):
        return Turn(item)
    ring = line.RingLeg(item.line, leg, endpoint, item.caller, timeout, auto_answer=True)
    return Turn(changed(item, leg=leg), (*drop_leg(item), ring))


def leg_answered(item: Interaction, leg: str) -> Turn:
    """The agent's phone was picked up: that accepts the offer; a leg nobody waits for is let go."""
    if item.leg != leg or item.offer is None:
        return Turn(item, (line.DropLeg(leg),))
    if item.state is not InteractionState.OFFERED:
        return Turn(item)
    return Turn(item, tells=(routed.OfferAccepted(item.offer),))


def leg_failed(item: Interaction, leg: str, reason: line.LegFailure) -> Turn:
    """The agent's phone said no, or said nothing."""
    if item.state is not InteractionState.OFFERED or item.leg != leg or item.offer is None:
        return Turn(item)
    forgotten = changed(item, leg=None)
    match reason:
        case line.LegFailure.BUSY | line.LegFailure.DECLINED:
            return Turn(forgotten, tells=(routed.OfferDeclined(item.offer, reason.value),))
        case line.LegFailure.NO_ANSWER | line.LegFailure.UNREACHABLE:
            return Turn(forgotten, tells=(routed.OfferFailed(item.offer, reason.value),))
        case _:
            assert_never(reason)


def connect(item: Interaction, record: bool, now: float) -> Turn:
    """Offer accepted: customer and agent are joined; the flow has done its part."""
    if item.leg is None or item.agent is None or item.place is None:
        raise ValueError(f"Interaction {item.id} has no agent to connect to.")
    talking = changed(
        item,
        state=moved(item, InteractionHappening.OFFER_ACCEPTED),
        connected_at=now,
        session=None,
        alarm=None,
        answered=True,
        joined=False,
    )
    waited = seconds_since(item.place.since, now)
    noted = log.InteractionConnected(item.id, item.agent, item.place.queue, waited)
    return Turn(talking, (join(talking, record),), notes=(noted,))


def join(item: Interaction, record: bool, again: bool = False) -> line.Join:
    """Let customer and agent talk. `again`: beside the recording of before, under a name of its own."""
    if item.leg is None:
        raise ValueError(f"Interaction {item.id} has no agent's leg to join.")
    name = f"{item.id}-{item.epoch}{'r' if again else ''}"
    return line.Join(item.line, item.leg, name if record else None)


# --- the talk, and the end --------------------------------------------------------------------------------------------


def joined(item: Interaction, leg: str) -> Interaction:
    """They hear each other."""
    if item.state is not InteractionState.CONNECTED or item.leg != leg or item.joined:
        return item
    return changed(item, joined=True)


def join_failed(item: Interaction, leg: str, setting: Setting, now: float) -> Turn:
    """One of the two was gone before they heard each other. If it was the customer, the end of their line follows."""
    if item.state is not InteractionState.CONNECTED or item.leg != leg:
        return Turn(item)
    return _lose_agent(item, "could not be joined", setting, now)


def line_gone(item: Interaction, now: float) -> Turn:
    """The customer hung up, or their call was hung up."""
    match item.state:
        case InteractionState.IN_FLOW if item.voicemail:
            return end(item, InteractionHappening.MESSAGE_LEFT, "message left", now, hang_up=False)
        case InteractionState.IN_FLOW:
            reason = "in flow"
        case InteractionState.QUEUED:
            reason = "in queue"
        case InteractionState.OFFERED:
            reason = "while ringing"
        case InteractionState.CONNECTED:
            reason = "customer or agent hung up"
        case _:
            return Turn(item)
    return end(item, InteractionHappening.CUSTOMER_LEFT, reason, now, hang_up=False)


def leg_gone(item: Interaction, leg: str, cause: int, setting: Setting, now: float) -> Turn:
    """The agent hung up: the call is over. The agent's phone was lost, or they hung up before they could hear the
    customer: the customer goes back to the queue instead."""
    if item.state is not InteractionState.CONNECTED or item.leg != leg:
        return Turn(item)
    gone = changed(item, leg=None)
    if cause in LOST_LEG_CAUSES:
        return _lose_agent(gone, "phone lost", setting, now)
    if not item.joined:
        return _lose_agent(gone, "hung up before they were joined", setting, now)
    return end(gone, InteractionHappening.AGENT_LEFT, "agent hung up", now, hang_up=True)


def _lose_agent(item: Interaction, reason: str, setting: Setting, now: float) -> Turn:
    """The agent cannot be talked to any more: the customer waits at the old place, for as long as it takes, as the flow
    is over; the agent is left to sort it out."""
    if item.place is None or item.agent is None:
        raise ValueError(f"Interaction {item.id} is connected to nobody.")
    place = replace(item.place, until=None)
    waiting = changed(
        item,
        state=moved(item, InteractionHappening.ENQUEUED),
        place=place,
        agent=None,
        offer=None,
        leg=None,
        joined=False,
        connected_at=None,
    )
    if place.queue in setting.queues:
        again = log.InteractionQueued(item.id, place.queue, place.priority, dict(place.skills), reason)
        turn = Turn(waiting, tells=(wait_again(waiting),), notes=(again,))
    else:
        turn = _stop_waiting(waiting, CLOSED, setting, now)
    done = (
        routed.StateRequested(item.agent, AgentState.AWAY, reason),
        routed.WorkEnded(item.agent, item.id),
    )
    return replace(turn, asks=(*drop_leg(item), *turn.asks), tells=(*done, *turn.tells))


def fail(item: Interaction, reason: str, now: float) -> Turn:
    """Something of ours broke: the interaction ends as failed, whoever hangs on it is let go."""
    return end(item, InteractionHappening.BROKE, reason, now, hang_up=True)
