"""Plays a flow without telephones: lines in, a transcript out, on a clock that is moved by hand.

A line of keys (`1`, `4711#`) is pressed, any other line is said or written. `:wait 5` lets five seconds pass,
`:closed` closes the queue, `:agent` connects one, `:hangup` ends. Prompts take no time: each is over before
the next line.

`play` is pure; `run` is the loop around it, for a terminal, given what to read from and write to.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from ivr.commands import (
    Command,
    EndInteraction,
    Enqueue,
    KeepVoicemail,
    Listen,
    Record,
    Say,
    SetTimer,
    StopListening,
    StopSaying,
    StopTimer,
    Trace,
)
from ivr.events import (
    Event,
    KeyPressed,
    MessageReceived,
    QueueEnded,
    RecordingEnded,
    SayingEnded,
    SpeechBegan,
    SpeechHeard,
    TimerFired,
)
from ivr.flow import Flow
from ivr.interpreter import StartFacts, Turn, resume, start
from ivr.node import KEYS, Medium
from ivr.session import Session

SECONDS_PER_WORD = 0.4
SOMEBODY = StartFacts("simulated", caller="+15550000", called="+15550100")


@dataclass(frozen=True, slots=True)
class Alarm:
    """An event that comes by itself when the clock gets there."""

    at: float
    event: Event


@dataclass(frozen=True, slots=True)
class Simulation:
    """The session and the little world around it: what its commands have asked for.

    One alarm is enough: a session waits for its timer or in a queue, never for both.
    """

    session: Session
    now: float
    alarm: Alarm | None = None
    saying: int | None = None
    ear: Listen | None = None
    recording: Record | None = None
    queue: Enqueue | None = None
    over: bool = False
    transcript: tuple[str, ...] = ()


def play(flow: Flow, lines: Iterable[str], now: float, facts: StartFacts = SOMEBODY) -> tuple[str, ...]:
    """The whole transcript."""
    simulation = begin(flow, now, facts)
    for line in lines:
        simulation = feed(flow, simulation, line)
    return simulation.transcript


def run(
    flow: Flow,
    read: Callable[[], str | None],
    write: Callable[[str], None],
    now: float,
    facts: StartFacts = SOMEBODY,
) -> None:
    """Writes the transcript as it grows, until the end or until `read` gives None (end of input)."""
    simulation = begin(flow, now, facts)
    told = 0
    while True:
        for line in simulation.transcript[told:]:
            write(line)
        told = len(simulation.transcript)
        if simulation.over or (line_read := read()) is None:
            return
        simulation = feed(flow, simulation, line_read)


def begin(flow: Flow, now: float, facts: StartFacts = SOMEBODY) -> Simulation:
    turn = start(flow, facts, now)
    return _settled(flow, _performed(Simulation(turn.session, now), turn))


def feed(flow: Flow, simulation: Simulation, line: str) -> Simulation:
    """One line of the script."""
    line = line.strip()
    if simulation.over or not line:
        return simulation
    if line.startswith(":"):
        return _ordered(flow, simulation, line)
    simulation = _noted(simulation, f"> {line}")
    for event in _events_of(simulation, line):
        simulation = _happened(flow, simulation, event)
    return simulation


def _ordered(flow: Flow, simulation: Simulation, line: str) -> Simulation:
    match line.split():
        case [":hangup"]:
            return replace(_noted(simulation, "* the caller hangs up"), over=True)
        case [":wait", seconds] if seconds.replace(".", "", 1).isdecimal():
            return _passed(flow, simulation, simulation.now + float(seconds))
        case [":agent"] if simulation.queue:
            return replace(_noted(simulation, f"* an agent of {simulation.queue.queue} answers"), over=True)
        case [":closed"] if simulation.queue:
            return _happened(flow, simulation, QueueEnded(simulation.queue.step, "closed"))
        case _:
            return _noted(
                simulation, f"? {line}: one of :wait SECONDS, :hangup, and in a queue :agent, :closed"
            )


def _events_of(simulation: Simulation, line: str) -> tuple[Event, ...]:
    """What a line means just now: a message, the recording, keys or speech."""
    if simulation.session.medium is Medium.TEXT:
        return (MessageReceived(line),)
    if simulation.recording:
        step = simulation.recording.step
        return (RecordingEnded(step, f"recording-{step}", len(line.split()) * SECONDS_PER_WORD),)
    if set(line) <= KEYS:
        return tuple(KeyPressed(key) for key in line)
    if simulation.ear:
        return (SpeechBegan(simulation.ear.step), SpeechHeard(simulation.ear.step, line.lower(), 1.0))
    return ()


def _passed(flow: Flow, simulation: Simulation, until: float) -> Simulation:
    """The clock moves, and stops at each alarm on the way."""
    while not simulation.over and (alarm := simulation.alarm) and alarm.at <= until:
        simulation = _happened(flow, replace(simulation, now=alarm.at, alarm=None), alarm.event)
    return replace(simulation, now=until)


def _happened(flow: Flow, simulation: Simulation, event: Event) -> Simulation:
    match event:
        case QueueEnded(_, reason):
            simulation = replace(simulation, queue=None, alarm=None)
            simulation = _noted(simulation, f"* the wait ends: {reason}")
        case RecordingEnded(_, _, seconds):
            simulation = _noted(replace(simulation, recording=None), f"* recorded {seconds:g} s")
        case SpeechHeard():
            simulation = replace(simulation, ear=None)
        case _:
            pass
    return _settled(flow, _resumed(flow, simulation, event))


def _settled(flow: Flow, simulation: Simulation) -> Simulation:
    """A prompt is over as soon as it has begun."""
    while simulation.saying is not None and not simulation.over:
        ended = SayingEnded(simulation.saying)
        simulation = _resumed(flow, replace(simulation, saying=None), ended)
    return simulation


def _resumed(flow: Flow, simulation: Simulation, event: Event) -> Simulation:
    return _performed(simulation, resume(flow, simulation.session, event, simulation.now))


def _performed(simulation: Simulation, turn: Turn) -> Simulation:
    simulation = replace(simulation, session=turn.session)
    for command in turn.commands:
        simulation = _perform(simulation, command)
    return simulation


def _perform(simulation: Simulation, command: Command) -> Simulation:
    match command:
        case Say(step, text):
            return _noted(replace(simulation, saying=step), f"< {text}")
        case StopSaying():
            return replace(simulation, saying=None)
        case Listen():
            return replace(simulation, ear=command)
        case StopListening():
            return replace(simulation, ear=None)
        case SetTimer(step, seconds):
            return replace(simulation, alarm=Alarm(simulation.now + seconds, TimerFired(step)))
        case StopTimer():
            return replace(simulation, alarm=None)
        case Record(_, most):
            return _noted(
                replace(simulation, recording=command), f"* beep: a line is the message, at most {most:g} s"
            )
        case KeepVoicemail(_, mailbox, _, seconds):
            return _noted(simulation, f"* {seconds:g} s kept for mailbox {mailbox}")
        case Enqueue(step, queue, skills, priority, max_wait):
            limit = max_wait and Alarm(simulation.now + max_wait, QueueEnded(step, "max_wait"))
            wanted = "".join(f", {skill} {level}" for skill, level in skills.items())
            told = f"* waits in queue {queue} at priority {priority}{wanted}"
            return _noted(replace(simulation, queue=command, alarm=limit or None), told)
        case EndInteraction(outcome, reason):
            told = f"* ended: {outcome}" + (f" ({reason})" if reason else "")
            return replace(_noted(simulation, told), over=True)
        case Trace(node, exit, target):
            return _noted(simulation, f"  {node} --{exit}--> {target or 'the end'}")
        case _:
            assert_never(command)


def _noted(simulation: Simulation, line: str) -> Simulation:
    return replace(simulation, transcript=(*simulation.transcript, line))
