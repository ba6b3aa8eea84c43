"""Runs a flow: one event in, the next session and the commands out. Pure, and it always ends.

    turn = start(flow, facts, now)
    turn = resume(flow, turn.session, event, now)      # for every event, in order
    turn = reopen(flow, turn.session, now)             # once, when the app came back after a restart

Whoever runs a session should resume it with the version of the flow that it began with. When that is gone and
the new one has no such node any more, the session begins again at the start with its variables: to hear the
greeting again is better than to be hung up on. A caller who waits in a queue keeps the place until that wait
ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from ivr.commands import Command, EndInteraction, Outcome, Trace
from ivr.events import Event
from ivr.flow import Flow
from ivr.node import MAX_TYPED_AHEAD, End, Leave, Medium, Move, Scene, Stay
from ivr.session import Session
from ivr.values import Value, bounded

MAX_HOPS = 100
"""Nodes in a row without waiting; the check finds such circles before, this is the net below it."""

MAX_STEPS = 5_000
"""Commands in one session: a line that nobody hangs up does not listen to a menu for ever."""

FLOW_CHANGED = "flow_changed"


@dataclass(frozen=True, slots=True)
class StartFacts:
    """What is known when an interaction comes to a flow.

    `medium` is `voice` or `text`; an empty `language` means the flow's own.
    """

    interaction: str
    caller: str
    called: str
    medium: str = "voice"
    language: str = ""
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    session: Session
    commands: tuple[Command, ...] = ()


def start(flow: Flow, facts: StartFacts, now: float) -> Turn:
    language = facts.language or flow.language
    built_in: dict[str, Value] = {
        "interaction": facts.interaction,
        "caller": facts.caller,
        "called": facts.called,
        "medium": facts.medium,
        "language": language,
    }
    variables = {
        name: bounded(value) for name, value in {**flow.variables, **facts.variables, **built_in}.items()
    }
    session = Session(
        flow=flow.id,
        flow_version=flow.version,
        node=flow.start,
        step=1,
        medium=Medium(facts.medium),
        language=language,
        variables=variables,
    )
    return _go_on(flow, session, _enter(flow, session, now), now)


def resume(flow: Flow, session: Session, event: Event, now: float) -> Turn:
    """A stale event, and any event after the end, gives the same session and no commands."""
    if session.waiting is None or not session.waiting.awaits(event):
        return Turn(session)
    if _is_gone(flow, session):
        return _begin_again(flow, session, now)
    move = flow.nodes[session.node].node.on_event(_scene(session, now), session.waiting, event)
    return Turn(session) if move is None else _go_on(flow, session, move, now)


def reopen(flow: Flow, session: Session, now: float) -> Turn:
    """The commands of what the session waits for are given again; a wait in a queue goes on as it is.

    What may still sound from before is stopped first: Asterisk plays on while the app is away.
    """
    if session.waiting is None:
        return Turn(session)
    if _is_gone(flow, session):
        return _begin_again(flow, session, now) if session.waiting.takes_input else Turn(session)
    move = flow.nodes[session.node].node.reopen(_scene(session, now), session.waiting)
    return _go_on(flow, session, move, now, session.waiting.quiet())


def _go_on(flow: Flow, session: Session, move: Move, now: float, before: tuple[Command, ...] = ()) -> Turn:
    """From move to move, until the session waits or has ended."""
    commands = before
    for _ in range(MAX_HOPS):
        commands += move.commands
        session = replace(session, step=_next_step(session.step, move.commands), waiting=None)
        if session.step > MAX_STEPS:
            return _failed(session, commands, "the flow went round without an end")
        match move:
            case Stay(waiting, _, typed_ahead):
                return Turn(replace(_typed(session, typed_ahead), waiting=waiting), commands)
            case End(outcome, reason):
                return _ended(session, commands, outcome, reason)
            case Leave(exit, _, variables, typed_ahead):
                target = flow.nodes[session.node].target(exit)
                if target is None or target not in flow.nodes:
                    return _failed(session, commands, f"exit {exit!r} of node {session.node!r} leads nowhere")
                commands += (Trace(session.node, exit, target),)
                kept = {**session.variables, **{name: bounded(value) for name, value in variables.items()}}
                session = replace(_typed(session, typed_ahead), node=target, variables=kept)
                move = _enter(flow, session, now)
            case _:
                assert_never(move)
    return _failed(session, commands, f"{MAX_HOPS} nodes in a row without waiting")


def _enter(flow: Flow, session: Session, now: float) -> Move:
    placed = flow.nodes.get(session.node)
    if placed is None:
        return End(Outcome.FAILED, f"the flow has no node {session.node!r}")
    if session.medium not in placed.node.media:
        return End(Outcome.FAILED, f"node {session.node!r} cannot run on {session.medium}")
    return placed.node.enter(_scene(session, now))


def _is_gone(flow: Flow, session: Session) -> bool:
    """Whether the flow has changed so that what the session waits for is not there any more."""
    placed = flow.nodes.get(session.node)
    return placed is None or type(session.waiting) is not placed.node.waiting


def _begin_again(flow: Flow, session: Session, now: float) -> Turn:
    commands = session.waiting.quiet() if session.waiting else ()
    commands += (Trace(session.node, FLOW_CHANGED, flow.start),)
    session = replace(
        session, flow=flow.id, flow_version=flow.version, node=flow.start, typed_ahead="", waiting=None
    )
    return _go_on(flow, session, _enter(flow, session, now), now, commands)


def _failed(session: Session, commands: tuple[Command, ...], reason: str) -> Turn:
    return _ended(session, commands, Outcome.FAILED, reason)


def _ended(session: Session, commands: tuple[Command, ...], outcome: Outcome, reason: str) -> Turn:
    ended = replace(session, waiting=None, typed_ahead="", outcome=outcome, reason=reason)
    return Turn(ended, (*commands, Trace(session.node, "end", None), EndInteraction(outcome, reason)))


def _scene(session: Session, now: float) -> Scene:
    return Scene(session.step, now, session.medium, session.language, session.variables, session.typed_ahead)


def _typed(session: Session, typed_ahead: str | None) -> Session:
    return session if typed_ahead is None else replace(session, typed_ahead=typed_ahead[:MAX_TYPED_AHEAD])


def _next_step(step: int, commands: tuple[Command, ...]) -> int:
    """The first step that neither the session nor these commands have used."""
    return max((step, *(getattr(command, "step", 0) + 1 for command in commands)))
