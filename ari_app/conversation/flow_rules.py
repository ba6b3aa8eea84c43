"""What a flow decides about its interaction: pure, as `rules.py`, which is about all that is not the flow's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

import ivr.commands as command
import ivr.events as flow_event
from ari_app.acd import events as routed
from ari_app.acd.model import Work
from ari_app.acd.tables import InteractionHappening
from ari_app.conversation import line, log, text_log
from ari_app.conversation.happenings import FlowEvent
from ari_app.conversation.interaction import Alarm, Interaction, Place, changed
from ari_app.conversation.turn import Setting, Turn, end, moved, seconds_since
from ivr import interpreter
from ivr.flow import BUILT_IN
from ivr.node import Medium

UNKNOWN_QUEUE = "unknown_queue"
WORDS = "message"
"""The variable that has what a writer wrote first."""


def arrive(item: Interaction, setting: Setting, now: float) -> Turn:
    """It begins: the flow's first words."""
    turn = _begin(item, setting, now)
    return replace(turn, notes=(arrived(item), *turn.notes))


def arrived(item: Interaction) -> log.InteractionArrived:
    """What the log says of its beginning."""
    return log.InteractionArrived(
        item.id,
        item.medium.value,
        item.channel,
        item.called,
        item.caller,
        item.flow,
        item.media_type.value,
        item.thread or "",
    )


def go_on(item: Interaction, happening: flow_event.Event, setting: Setting, now: float) -> Turn:
    """Something that the flow may be waiting for. Without a session (the stored one could not be read, or an agent
    was connected and is lost) it begins anew: to hear the greeting again is better than to be hung up on."""
    if item.session is None:
        return _begin(item, setting, now)
    return _follow(item, interpreter.resume(setting.flow, item.session, happening, now), setting, now)


def reopen(item: Interaction, setting: Setting, now: float) -> Turn:
    """After a time unheard the flow says or asks again what it was waiting for, and not over the music of a wait that
    ended unheard."""
    if item.session is None:
        again = _begin(item, setting, now)
    else:
        again = _follow(item, interpreter.reopen(setting.flow, item.session, now), setting, now)
    return replace(again, asks=(line.StopMusic(item.line), *again.asks))


def work(item: Interaction) -> Work:
    """The interaction as the router knows it. Raises ValueError when it has no place in a queue."""
    place = item.place
    if place is None:
        raise ValueError(f"Interaction {item.id} has no place in a queue.")
    return Work(
        item.id,
        place.queue,
        place.skills,
        place.priority,
        place.since,
        place.order,
        item.epoch,
        place.wanted,
        place.wanted_until,
        item.media_type,
        frozenset(item.labels),
    )


def heard(event: FlowEvent) -> flow_event.Event:
    """The flow's word for what the line reports."""
    match event:
        case line.PlayEnded(_, step, failed):
            return flow_event.SayingEnded(step, failed)
        case line.KeyPressed(_, key):
            return flow_event.KeyPressed(key)
        case line.SpeechBegan(_, step):
            return flow_event.SpeechBegan(step)
        case line.SpeechHeard(_, step, text, confidence):
            return flow_event.SpeechHeard(step, text, confidence)
        case line.HearingFailed(_, step, reason):
            return flow_event.HearingFailed(step, reason)
        case line.MessageRecorded(_, step, name, seconds, failed):
            return flow_event.RecordingEnded(step, name, seconds, failed)
        case _:
            assert_never(event)


def _begin(item: Interaction, setting: Setting, now: float) -> Turn:
    facts = interpreter.StartFacts(
        interaction=item.id,
        caller=item.caller,
        called=item.called,
        medium=item.medium,
        variables={**item.variables, **({WORDS: setting.words} if item.medium is Medium.TEXT else {})},
    )
    return _follow(item, interpreter.start(setting.flow, facts, now), setting, now)


def _follow(item: Interaction, turn: interpreter.Turn, setting: Setting, now: float) -> Turn:
    """What the flow's commands come to. A queue that does not exist, or takes nobody more, sends the flow on at once, as
    often as it asks for one: the interpreter bounds how often that is."""
    if turn.session is item.session and not turn.commands:
        return Turn(item)
    asks: list[line.LineCommand] = []
    tells: list[routed.Event] = []
    notes: list[log.LogEvent] = []
    while True:
        item = changed(item, session=turn.session)
        turned_away: flow_event.QueueEnded | None = None
        for wanted in turn.commands:
            match wanted:
                case command.EndInteraction(outcome, reason):
                    over = end(item, _outcome(item, outcome), reason or "flow", now, hang_up=True)
                    item = over.interaction
                    asks.extend(over.asks)
                    notes.extend(over.notes)
                case command.Enqueue() if why := _refusal(wanted.queue, setting):
                    turned_away = flow_event.QueueEnded(wanted.step, why)
                case command.Enqueue():
                    item = _take_place(with_context(item), wanted, setting.next_order, now)
                    tells.append(routed.WorkQueued(work(item)))
                    if item.medium is Medium.TEXT:
                        notes.append(_handed_over(item, wanted.queue, now))
                    notes.append(
                        log.InteractionQueued(item.id, wanted.queue, wanted.priority, dict(wanted.skills))
                    )
                case command.SetTimer(step, seconds):
                    item = changed(item, alarm=Alarm(step, now + seconds))
                case command.StopTimer():
                    item = item if item.alarm is None else changed(item, alarm=None)
                case command.KeepVoicemail(_, mailbox, recording, seconds):
                    item = changed(item, voicemail=True)
                    notes.append(log.VoicemailLeft(item.id, mailbox, recording, seconds))
                case command.Trace(node, way, target):
                    notes.append(log.FlowStepped(item.id, node, way, target or ""))
                case _:
                    asks.append(_ask(item, wanted))
        if turned_away is None:
            break
        turn = interpreter.resume(setting.flow, turn.session, turned_away, now)
    if not item.answered and any(isinstance(ask, _ANSWERING) for ask in asks):
        item = changed(item, answered=True)
    return Turn(item, tuple(asks), tuple(tells), tuple(notes))


def _refusal(queue: str, setting: Setting) -> str:
    return setting.refusal(queue) if queue in setting.queues else UNKNOWN_QUEUE


_ANSWERING = (line.Play, line.OpenEar, line.RecordMessage)


def _ask(
    item: Interaction,
    wanted: (command.Say | command.StopSaying | command.Listen | command.StopListening | command.Record),
) -> line.LineCommand:
    """The line's word for what the flow wants of it."""
    match wanted:
        case command.Say(step, text, language, recording, choices):
            return line.Play(item.line, step, text, language, recording, choices)
        case command.StopSaying(step):
            return line.StopPlay(item.line, step)
        case command.Listen(step, phrases, language, reject_unknown):
            return line.OpenEar(item.line, step, phrases, language, reject_unknown)
        case command.StopListening(step):
            return line.CloseEar(item.line, step)
        case command.Record(step, max_seconds, silence, beep):
            return line.RecordMessage(item.line, step, f"{item.id}-{step}", max_seconds, silence, beep)
        case _:
            assert_never(wanted)


def _take_place(item: Interaction, enqueue: command.Enqueue, order: int, now: float) -> Interaction:
    until = None if enqueue.max_wait is None else now + enqueue.max_wait
    place = Place(enqueue.queue, dict(enqueue.skills), enqueue.priority, now, order, enqueue.step, until)
    alarm = None if until is None else Alarm(enqueue.step, until)
    return changed(item, state=moved(item, InteractionHappening.ENQUEUED), place=place, alarm=alarm)


def with_context(item: Interaction) -> Interaction:
    """What the flow has collected goes with the interaction, for whoever takes it."""
    if item.session is None:
        return item
    flows_own = BUILT_IN | {WORDS}
    collected = {
        name: str(value)
        for name, value in item.session.variables.items()
        if name not in flows_own and value not in ("", None)
    }
    known = {**item.variables, **collected}
    return item if known == item.variables else changed(item, variables=known)


def _handed_over(item: Interaction, queue: str, now: float) -> text_log.HandedOver:
    return text_log.HandedOver(
        item.id, queue, item.flow, seconds_since(item.created_at, now), len(item.variables)
    )


def _outcome(item: Interaction, outcome: command.Outcome) -> InteractionHappening:
    """A flow that took a message and then ends well has taken a message."""
    if item.voicemail and outcome is command.Outcome.RESOLVED:
        return InteractionHappening.MESSAGE_LEFT
    return _OUTCOMES[outcome]


_OUTCOMES: Mapping[command.Outcome, InteractionHappening] = {
    command.Outcome.RESOLVED: InteractionHappening.FLOW_FINISHED,
    command.Outcome.VOICEMAIL: InteractionHappening.MESSAGE_LEFT,
    command.Outcome.ABANDONED: InteractionHappening.CUSTOMER_LEFT,
    command.Outcome.FAILED: InteractionHappening.BROKE,
}
