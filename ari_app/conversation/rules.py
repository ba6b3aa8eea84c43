"""What one happening means for one interaction: pure decisions, `(interaction, happening, now) -> Turn`.

`centre.py` keeps the turn, tells the router what the turn says, commits, and only then asks the line.
"""

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import assert_never

import ivr.commands as flow_command
import ivr.events as flow_event
from ari_app.acd import commands as routing
from ari_app.acd import events as routed
from ari_app.acd.model import AgentState, InteractionState, OfferState, Work
from ari_app.acd.tables import InteractionHappening, next_state
from ari_app.conversation import line, log
from ari_app.conversation.interaction import Alarm, Interaction, Place
from ivr import interpreter
from ivr.flow import Flow

# Q.850 causes of a leg that was lost rather than hung up: the customer is not let go for these.
LOST_LEG_CAUSES = frozenset({27, 38, 41, 44})


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows from one happening: the interaction as it is now, and, each in order, what to ask of the line, to
    tell the router, and to note in the log."""

    interaction: Interaction
    asks: tuple[line.LineCommand, ...] = ()
    tells: tuple[routed.Event, ...] = ()
    notes: tuple[log.LogEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a turn of a flow may look at: the flow itself, the queues there are, and the next place in line."""

    flow: Flow
    queues: Container[str]
    next_order: int
    language: str


# --- the flow ---------------------------------------------------------------------------------------------------------


def arrive(interaction: Interaction, setting: Setting, now: float) -> Turn:
    """It begins: the flow's first words."""
    facts = interpreter.StartFacts(
        interaction=interaction.id,
        caller=interaction.caller,
        called=interaction.called,
        medium=interaction.medium,
        language=setting.language,
        variables=dict(interaction.variables),
    )
    began = log.InteractionArrived(
        interaction.id,
        interaction.medium.value,
        interaction.channel,
        interaction.called,
        interaction.caller,
        interaction.flow,
    )
    turn = _follow(interaction, interpreter.start(setting.flow, facts, now), setting, now)
    return replace(turn, notes=(began, *turn.notes))


def flow_happened(
    interaction: Interaction, happening: flow_event.Event, setting: Setting, now: float
) -> Turn:
    """Something that the flow may be waiting for."""
    if interaction.session is None or interaction.state is not InteractionState.IN_FLOW:
        return Turn(interaction)
    return _follow(
        interaction, interpreter.resume(setting.flow, interaction.session, happening, now), setting, now
    )


def reopen(interaction: Interaction, setting: Setting, now: float) -> Turn:
    """After a restart the flow says or asks again what it was waiting for."""
    if interaction.session is None:
        return Turn(interaction)
    return _follow(interaction, interpreter.reopen(setting.flow, interaction.session, now), setting, now)


def _follow(interaction: Interaction, turn: interpreter.Turn, setting: Setting, now: float) -> Turn:
    """Turn the flow's commands into what the line, the router and the log are told."""
    item = replace(interaction, session=turn.session)
    asked: list[line.LineCommand] = []
    told: list[routed.Event] = []
    noted: list[log.LogEvent] = []
    for command in turn.commands:
        match command:
            case flow_command.Say(step, text, language):
                item = replace(item, answered=True)
                asked.append(line.Play(item.line, step, text, language))
            case flow_command.StopSaying(step):
                asked.append(line.StopPlay(item.line, step))
            case flow_command.Listen(step, phrases, language, reject_unknown):
                item = replace(item, answered=True)
                asked.append(line.OpenEar(item.line, step, phrases, language, reject_unknown))
            case flow_command.StopListening(step):
                asked.append(line.CloseEar(item.line, step))
            case flow_command.SetTimer(step, seconds):
                item = replace(item, alarm=Alarm(step, now + seconds))
            case flow_command.StopTimer():
                item = replace(item, alarm=None)
            case flow_command.Record(step, max_seconds, silence, beep):
                item = replace(item, answered=True)
                name = f"{item.id}-{step}"
                asked.append(line.RecordMessage(item.line, step, name, max_seconds, silence, beep))
            case flow_command.KeepVoicemail(_, mailbox, recording, seconds):
                item = replace(item, voicemail=True)
                noted.append(log.VoicemailLeft(item.id, mailbox, recording, seconds))
            case flow_command.Enqueue() if command.queue not in setting.queues:
                unknown = flow_event.QueueEnded(command.step, "unknown_queue")
                onward = _follow(
                    item, interpreter.resume(setting.flow, turn.session, unknown, now), setting, now
                )
                return Turn(
                    onward.interaction,
                    (*asked, *onward.asks),
                    (*told, *onward.tells),
                    (*noted, *onward.notes),
                )
            case flow_command.Enqueue():
                item = _take_place(item, command, setting.next_order, now)
                told.append(routed.WorkQueued(_work(item)))
                noted.append(
                    log.InteractionQueued(item.id, command.queue, command.priority, dict(command.skills))
                )
            case flow_command.EndInteraction(outcome, reason):
                asked.append(line.HangUp(item.line))
                item, ended = end(item, _FLOW_OUTCOMES[outcome], reason or "flow", now)
                noted.append(ended)
            case flow_command.Trace(node, way, target):
                noted.append(log.FlowStepped(item.id, node, way, target or ""))
            case _:
                assert_never(command)
    return Turn(item, tuple(asked), tuple(told), tuple(noted))


_FLOW_OUTCOMES = {
    flow_command.Outcome.RESOLVED: InteractionHappening.FLOW_FINISHED,
    flow_command.Outcome.VOICEMAIL: InteractionHappening.MESSAGE_LEFT,
    flow_command.Outcome.ABANDONED: InteractionHappening.CUSTOMER_LEFT,
    flow_command.Outcome.FAILED: InteractionHappening.BROKE,
}


def moved(item: Interaction, happening: InteractionHappening) -> InteractionState:
    """Where the life-cycle table leads from here. Raises ValueError for what the table refuses: a mistake of ours."""
    state = next_state(item.state, happening)
    if state is None:
        raise ValueError(f"Interaction {item.id} is {item.state}: {happening} cannot happen to it.")
    return state


# --- the queue --------------------------------------------------------------------------------------------------------


def _take_place(item: Interaction, command: flow_command.Enqueue, order: int, now: float) -> Interaction:
    until = None if command.max_wait is None else now + command.max_wait
    place = Place(command.queue, dict(command.skills), command.priority, now, order, command.step, until)
    alarm = None if until is None else Alarm(command.step, until)
    return replace(item, state=moved(item, InteractionHappening.ENQUEUED), place=place, alarm=alarm)


def _work(item: Interaction) -> Work:
    place = item.place
    if place is None:
        raise ValueError(f"Interaction {item.id} has no place in a queue.")
    return Work(item.id, place.queue, place.skills, place.priority, place.since, place.order, item.epoch)


def queue_of(item: Interaction) -> str | None:
    """The queue that it waits in, or came from."""
    return None if item.place is None else item.place.queue


def wait_again(item: Interaction) -> routed.WorkQueued:
    """What the router is told of an interaction that waits at the place it already has (after a restart)."""
    return routed.WorkQueued(_work(item))


def alarm_rang(item: Interaction, step: int, setting: Setting, now: float) -> Turn:
    """Time is up: for the flow, or for the wait in the queue. A ringing offer is let ring: the wait ends when it fails."""
    if item.alarm is None or item.alarm.step != step:
        return Turn(item)
    if item.state is InteractionState.IN_FLOW:
        return flow_happened(replace(item, alarm=None), flow_event.TimerFired(step), setting, now)
    if item.state is InteractionState.QUEUED:
        return _stop_waiting(item, setting, now)
    return Turn(item)


def _stop_waiting(item: Interaction, setting: Setting, now: float) -> Turn:
    if item.place is None or item.session is None:
        return Turn(item)
    left = routed.WorkLeft(item.id, "max_wait")
    back = replace(item, state=moved(item, InteractionHappening.FLOW_RESUMED), place=None, alarm=None)
    onward = flow_happened(back, flow_event.QueueEnded(item.place.step, "max_wait"), setting, now)
    return replace(onward, asks=(line.StopMusic(item.line), *onward.asks), tells=(left, *onward.tells))


def returned(item: Interaction, reason: str, setting: Setting, now: float) -> Turn:
    """No agent took it: it waits on at its place, unless its time ran out meanwhile."""
    if item.state is not InteractionState.OFFERED:
        return Turn(item)
    state = moved(item, InteractionHappening.OFFER_RETURNED)
    waiting = replace(item, state=state, agent=None, offer=None, leg=None)
    place = waiting.place
    if place is None:
        return Turn(waiting)
    if place.until is not None and place.until <= now:
        return _stop_waiting(waiting, setting, now)
    again = log.InteractionQueued(item.id, place.queue, place.priority, dict(place.skills), reason)
    return Turn(waiting, notes=(again,))


# --- the offer --------------------------------------------------------------------------------------------------------


def offered(item: Interaction, offer: routing.OfferTo, endpoint: str, now: float) -> Turn:
    """Ring the agent."""
    made = log.OfferMade(item.id, offer.agent, offer.queue, offer.offer, offer.deadline)
    ringing = replace(
        item,
        state=moved(item, InteractionHappening.OFFER_MADE),
        agent=offer.agent,
        offer=offer.offer,
        leg=offer.offer,
        epoch=offer.epoch,
    )
    ring = line.RingLeg(item.line, offer.offer, endpoint, item.caller, offer.deadline - now)
    music = (line.PlayMusic(item.line),) if item.answered else ()
    return Turn(ringing, (*music, ring), notes=(made,))


def offer_closed(item: Interaction, closed: routing.CloseOffer) -> Turn:
    """Write down how the offer ended; whatever still rings for it stops."""
    noted = log.OfferClosed(item.id, closed.agent, closed.offer, closed.state.value, closed.reason)
    if closed.state is OfferState.ACCEPTED or item.leg is None:
        return Turn(item, notes=(noted,))
    return Turn(replace(item, leg=None), (line.DropLeg(item.leg),), notes=(noted,))


def accepted_on_screen(item: Interaction, endpoint: str, now: float, timeout: float) -> Turn:
    """The agent took it on the screen: their phone is asked again, to pick up by itself."""
    if item.leg is None or item.offer is None:
        return Turn(item)
    leg = f"{item.offer}.screen"
    ring = line.RingLeg(item.line, leg, endpoint, item.caller, timeout, auto_answer=True)
    return Turn(replace(item, leg=leg), (line.DropLeg(item.leg), ring))


def leg_answered(item: Interaction, leg: str) -> Turn:
    """The agent's phone was picked up: that accepts the offer; a leg nobody waits for is let go."""
    if item.state is not InteractionState.OFFERED or item.leg != leg or item.offer is None:
        return Turn(item, (line.DropLeg(leg),))
    return Turn(item, tells=(routed.OfferAccepted(item.offer),))


def leg_failed(item: Interaction, leg: str, reason: line.LegFailure) -> Turn:
    """The agent's phone said no, or said nothing."""
    if item.state is not InteractionState.OFFERED or item.leg != leg or item.offer is None:
        return Turn(item)
    forgotten = replace(item, leg=None)
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
    talking = replace(
        item,
        state=moved(item, InteractionHappening.OFFER_ACCEPTED),
        connected_at=now,
        session=None,
        alarm=None,
        answered=True,
    )
    noted = log.InteractionConnected(item.id, item.agent, item.place.queue, now - item.place.since)
    recording = f"{item.id}-{item.epoch}" if record else None
    return Turn(talking, (line.Join(item.line, item.leg, recording),), notes=(noted,))


# --- the end ----------------------------------------------------------------------------------------------------------


def end(
    item: Interaction, happening: InteractionHappening, reason: str, now: float
) -> tuple[Interaction, log.InteractionEnded]:
    """Into its one final state, which `happening` leads to; a second end is a mistake of ours and raises ValueError."""
    state = moved(item, happening)
    queue = queue_of(item) or ""
    talked = 0.0 if item.connected_at is None else now - item.connected_at
    noted = log.InteractionEnded(
        item.id, state.value, reason, item.agent or "", queue, now - item.created_at, talked
    )
    ended = replace(item, state=state, reason=reason, ended_at=now, session=None, alarm=None)
    return ended, noted


def line_gone(item: Interaction, now: float) -> Turn:
    """The customer hung up, or their call was hung up."""
    left = InteractionHappening.CUSTOMER_LEFT
    match item.state:
        case InteractionState.IN_FLOW if item.voicemail:
            return _ended(item, InteractionHappening.MESSAGE_LEFT, "message left", now)
        case InteractionState.IN_FLOW:
            return _ended(item, left, "in flow", now)
        case InteractionState.QUEUED:
            return _ended(item, left, "in queue", now, *_let_go(item, "hung up"))
        case InteractionState.OFFERED:
            return _ended(item, left, "while ringing", now, *_let_go(item, "hung up"))
        case InteractionState.CONNECTED:
            turn = _ended(item, left, "customer or agent hung up", now, *_let_go(item, "hung up"))
            return replace(turn, asks=_drop_leg(item))
        case _:
            return Turn(item)


def leg_gone(item: Interaction, leg: str, cause: int, now: float) -> Turn:
    """The agent hung up: the call is over. The agent's phone was lost: the customer goes back to the queue instead."""
    if item.state is not InteractionState.CONNECTED or item.leg != leg:
        return Turn(item)
    if cause in LOST_LEG_CAUSES:
        return lose_agent(replace(item, leg=None), "phone lost")
    turn = _ended(
        item, InteractionHappening.AGENT_LEFT, "agent hung up", now, *_let_go(item, "agent hung up")
    )
    return replace(turn, asks=(line.HangUp(item.line),))


def lose_agent(item: Interaction, reason: str) -> Turn:
    """The agent cannot be talked to any more: the customer waits at the old place, the agent is left to sort it out."""
    if item.place is None or item.agent is None:
        return Turn(item)
    waiting = replace(
        item,
        state=moved(item, InteractionHappening.ENQUEUED),
        agent=None,
        offer=None,
        leg=None,
        connected_at=None,
    )
    place = item.place
    again = log.InteractionQueued(item.id, place.queue, place.priority, dict(place.skills), reason)
    told = (
        routed.StateRequested(item.agent, AgentState.AWAY, reason),
        routed.WorkEnded(item.agent, item.id),
        routed.WorkQueued(_work(waiting)),
    )
    return Turn(waiting, (*_drop_leg(item), line.PlayMusic(item.line)), told, (again,))


def ended_while_away(
    item: Interaction, happening: InteractionHappening, reason: str, hang_up: bool, now: float
) -> Turn:
    """It was over before we came back; `hang_up` when the customer's line is still there, alone."""
    turn = _ended(item, happening, reason, now, *_let_go(item, reason))
    rest = (line.HangUp(item.line),) if hang_up else ()
    return replace(turn, asks=(*_drop_leg(item), *rest))


def fail(item: Interaction, reason: str, now: float) -> Turn:
    """Something of ours broke: the interaction ends as failed, whoever hangs on it is let go."""
    return ended_while_away(item, InteractionHappening.BROKE, reason, True, now)


def _ended(
    item: Interaction, happening: InteractionHappening, reason: str, now: float, *told: routed.Event
) -> Turn:
    ended, noted = end(item, happening, reason, now)
    return Turn(ended, tells=told, notes=(noted,))


def _drop_leg(item: Interaction) -> tuple[line.LineCommand, ...]:
    return () if item.leg is None else (line.DropLeg(item.leg),)


def _let_go(item: Interaction, reason: str) -> tuple[routed.Event, ...]:
    """What the router is told when the interaction is over: the agent is done, or nobody waits any more."""
    if item.state is InteractionState.CONNECTED and item.agent is not None:
        return (routed.WorkEnded(item.agent, item.id),)
    if item.state in (InteractionState.QUEUED, InteractionState.OFFERED):
        return (routed.WorkLeft(item.id, reason),)
    return ()
