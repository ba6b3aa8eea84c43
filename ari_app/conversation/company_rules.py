"""Who else takes part in a conversation in writing: agents who write along, people who look on, who takes it over, whom it
is handed on to. Pure, as `rules.py`."""

from dataclasses import replace

from ari_app.acd import events as routed
from ari_app.conversation import log, pause_rules, queue_rules, text_log
from ari_app.conversation.interaction import Interaction, Place, changed
from ari_app.conversation.text_account import Pace
from ari_app.conversation.text_rules import out_of_hand
from ari_app.conversation.turn import Turn, queue_of, seconds_since
from ari_app.conversation.writing import Going


def add_helper(item: Interaction, helper: str, by: str) -> Turn:
    """They write along. It costs them none of their capacity: they were asked for a word."""
    if helper in item.writing.helpers:
        return Turn(item)
    helpers = (*item.writing.helpers, helper)
    return _with(item, helpers, text_log.ColleagueJoined(item.id, helper, by))


def drop_helper(item: Interaction, helper: str, by: str) -> Turn:
    """They do not any more."""
    if helper not in item.writing.helpers:
        return Turn(item)
    helpers = tuple(one for one in item.writing.helpers if one != helper)
    return _with(item, helpers, text_log.ColleagueLeft(item.id, helper, by))


def _with(item: Interaction, helpers: tuple[str, ...], noted: log.LogEvent) -> Turn:
    return Turn(changed(item, writing=replace(item.writing, helpers=helpers)), notes=(noted,))


def observe(item: Interaction, who: str, now: float) -> Turn:
    """They look on, unseen. Each look is noted."""
    if item.writing.observed_by(who):
        return Turn(item)
    observers = {**(item.writing.observers or {}), who: now}
    noted = text_log.ObservationStarted(item.id, who, item.agent or "")
    return Turn(changed(item, writing=replace(item.writing, observers=observers)), notes=(noted,))


def stop_observing(item: Interaction, who: str, now: float) -> Turn:
    """They look away."""
    known = item.writing.observers or {}
    if who not in known:
        return Turn(item)
    observers = {one: since for one, since in known.items() if one != who}
    noted = text_log.ObservationEnded(item.id, who, seconds_since(known[who], now))
    return Turn(changed(item, writing=replace(item.writing, observers=observers or None)), notes=(noted,))


def transfer(item: Interaction, place: Place, now: float) -> Turn:
    """It waits at `place`, for an agent in particular if it says so; this agent is done."""
    waiting = out_of_hand(item, place)
    agent, queue = item.agent or "", queue_of(item) or ""
    notes = (
        log.TransferCompleted(
            item.id, agent, queue, place.wanted or "", place.queue, "", False, _worked(item, now)
        ),
        log.InteractionQueued(item.id, place.queue, place.priority, dict(place.skills), "transferred"),
    )
    done = (routed.WorkEnded(agent, item.id),) if agent else ()
    return Turn(waiting, tells=(*done, queue_rules.wait_again(waiting)), notes=notes)


def take_over(item: Interaction, who: str, pace: Pace, now: float) -> Turn:
    """They have it instead of the agent, who is done with it."""
    if item.agent == who or item.agent is None:
        return Turn(item)
    queue = queue_of(item)
    observers = {one: since for one, since in (item.writing.observers or {}).items() if one != who}
    writing = replace(
        item.writing,
        going=Going.ACTIVE,
        until=None,
        exceeding=False,
        interrupted=False,
        helpers=tuple(one for one in item.writing.helpers if one != who),
        observers=observers or None,
    )
    theirs = pause_rules.timed(changed(item, agent=who, offer=None, connected_at=now, writing=writing), pace)
    taken = log.CallTakenOver(item.id, who, queue or "", item.agent, _worked(item, now))
    ended = () if not item.writing.observed_by(who) else stop_observing(item, who, now).notes
    labels = frozenset(item.labels)
    tells: tuple[routed.Event, ...] = (
        routed.WorkEnded(item.agent, item.id),
        routed.AgentEngaged(who, item.id, queue, item.media_type, labels),
    )
    return Turn(theirs, tells=tells, notes=(*ended, taken))


def label(item: Interaction, labels: tuple[str, ...], who: str) -> Turn:
    """What it is about, from now on."""
    if labels == item.labels:
        return Turn(item)
    noted = text_log.InteractionLabelled(item.id, who, " ".join(labels))
    tells = (routed.LabelsChanged(item.id, frozenset(labels)),)
    return Turn(changed(item, labels=labels), tells=tells, notes=(noted,))


def _worked(item: Interaction, now: float) -> float:
    return 0.0 if item.connected_at is None else seconds_since(item.connected_at, now)
