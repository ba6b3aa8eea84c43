"""Plays a flow without telephones: lines in, a transcript out, on a clock that is moved by hand.

A line of keys (`1`, `4711#`) is pressed, any other line is said or written. `:wait 5` lets five seconds pass,
`:closed` closes the queue, `:agent` connects one, `:hangup` ends. Prompts take no time: each is over before
the next line.

`begin`, then `press`, `say`, `wait`, `fall_silent`, `order`: each gives the next simulation, which holds everything that
was said and done. `feed` takes a line as it is typed; `play` a whole script of them; `run` is the loop for a terminal,
given what to read from and write to. All but `run` are pure.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
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


class Kind(StrEnum):
    """Who a line of the transcript is of: the flow's words, the caller's, a step, what happened, or a hint."""

    FLOW = "flow"
    CALLER = "caller"
    STEP = "step"
    WORLD = "world"
    HINT = "hint"


_MARKS = {Kind.FLOW: "< ", Kind.CALLER: "> ", Kind.STEP: "  ", Kind.WORLD: "* ", Kind.HINT: "? "}


@dataclass(frozen=True, slots=True)
class Line:
    """`node` is where the session was; a step has the `exit` it took and the `target` it led to, empty at the end."""

    kind: Kind
    text: str
    node: str = ""
    exit: str = ""
    target: str = ""
    recording: str = ""

    def __str__(self) -> str:
        return _MARKS[self.kind] + self.text


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
    node: str
    alarm: Alarm | None = None
    saying: int | None = None
    ear: Listen | None = None
    recording: Record | None = None
    queue: Enqueue | None = None
    over: bool = False
    transcript: tuple[Line, ...] = ()


def play(flow: Flow, lines: Iterable[str], now: float, facts: StartFacts = SOMEBODY) -> tuple[str, ...]:
    """The whole transcript."""
    simulation = begin(flow, now, facts)
    for line in lines:
        simulation = feed(flow, simulation, line)
    return tuple(map(str, simulation.transcript))


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
            write(str(line))
        told = len(simulation.transcript)
        if simulation.over or (line_read := read()) is None:
            return
        simulation = feed(flow, simulation, line_read)


def begin(flow: Flow, now: float, facts: StartFacts = SOMEBODY) -> Simulation:
    turn = start(flow, facts, now)
    return _settled(flow, _performed(Simulation(turn.session, now, flow.start), turn))


def feed(flow: Flow, simulation: Simulation, line: str) -> Simulation:
    """One line of the script."""
    line = line.strip()
    if simulation.over or not line:
        return simulation
    match line.split():
        case [":wait", seconds] if seconds.replace(".", "", 1).isdecimal():
            return wait(flow, simulation, float(seconds))
        case [name] if name.startswith(":"):
            return order(flow, simulation, name.removeprefix(":"))
        case [name, *_] if name.startswith(":"):
            return order(flow, simulation, line.removeprefix(":"))
    if simulation.session.medium is Medium.VOICE and not simulation.recording and set(line) <= KEYS:
        return press(flow, simulation, line)
    return say(flow, simulation, line)


def press(flow: Flow, simulation: Simulation, keys: str) -> Simulation:
    """On the keypad, one after the other. Keys that no keypad has are left out."""
    return _follow(flow, simulation, keys, [KeyPressed(key) for key in keys if key in KEYS])


def say(flow: Flow, simulation: Simulation, words: str, confidence: float = 1.0) -> Simulation:
    """Said or written, as the medium is; on voice, the message when one is taken. Empty: nothing that was listened for."""
    return _follow(flow, simulation, words or "(not understood)", _said(simulation, words, confidence))


def wait(flow: Flow, simulation: Simulation, seconds: float) -> Simulation:
    """The clock moves on."""
    return simulation if simulation.over else _passed(flow, simulation, simulation.now + seconds)


def fall_silent(flow: Flow, simulation: Simulation) -> Simulation:
    """Nobody says anything until the flow goes on by itself, or for as long as it takes no notice."""
    if simulation.over:
        return simulation
    if simulation.recording:
        return _happened(flow, simulation, RecordingEnded(simulation.recording.step, "", 0.0))
    if simulation.alarm is None:
        return _noted(simulation, Kind.HINT, "the flow does not wait for an answer that could stay out")
    silent = _noted(simulation, Kind.CALLER, f"(silence, {simulation.alarm.at - simulation.now:g} s)")
    return _passed(flow, silent, simulation.alarm.at)


def order(flow: Flow, simulation: Simulation, what: str) -> Simulation:
    """What the world does: `hangup`, and in a queue `agent` answers or it is `closed`."""
    if simulation.over:
        return simulation
    match what:
        case "hangup":
            return replace(_noted(simulation, Kind.WORLD, "the caller hangs up"), over=True)
        case "agent" if simulation.queue:
            told = f"an agent of {simulation.queue.queue} answers"
            return replace(_noted(simulation, Kind.WORLD, told), over=True)
        case "closed" if simulation.queue:
            return _happened(flow, simulation, QueueEnded(simulation.queue.step, "closed"))
        case _:
            known = "one of :wait SECONDS, :hangup, and in a queue :agent, :closed"
            return _noted(simulation, Kind.HINT, f":{what}: {known}")


def _follow(flow: Flow, simulation: Simulation, told: str, events: Iterable[Event]) -> Simulation:
    if simulation.over:
        return simulation
    simulation = _noted(simulation, Kind.CALLER, told)
    for event in events:
        simulation = _happened(flow, simulation, event)
    return simulation


def _said(simulation: Simulation, words: str, confidence: float) -> tuple[Event, ...]:
    """What words are just now: a message, the recording, or speech that somebody listens to."""
    if simulation.session.medium is Medium.TEXT:
        return (MessageReceived(words),)
    if simulation.recording:
        step = simulation.recording.step
        return (RecordingEnded(step, f"recording-{step}", len(words.split()) * SECONDS_PER_WORD),)
    if simulation.ear:
        step = simulation.ear.step
        return (SpeechBegan(step), SpeechHeard(step, words.lower(), confidence))
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
            simulation = _noted(simulation, Kind.WORLD, f"the wait ends: {reason}")
        case RecordingEnded(_, _, seconds):
            simulation = _noted(replace(simulation, recording=None), Kind.WORLD, f"recorded {seconds:g} s")
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
        case Say(step, text, _, recording):
            said = Line(Kind.FLOW, text, simulation.node, recording=recording)
            return replace(simulation, saying=step, transcript=(*simulation.transcript, said))
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
            told = f"beep: a line is the message, at most {most:g} s"
            return _noted(replace(simulation, recording=command), Kind.WORLD, told)
        case KeepVoicemail(_, mailbox, _, seconds):
            return _noted(simulation, Kind.WORLD, f"{seconds:g} s kept for mailbox {mailbox}")
        case Enqueue(step, queue, skills, priority, max_wait):
            limit = max_wait and Alarm(simulation.now + max_wait, QueueEnded(step, "max_wait"))
            wanted = "".join(f", {skill} {level}" for skill, level in skills.items())
            told = f"waits in queue {queue} at priority {priority}{wanted}"
            return _noted(replace(simulation, queue=command, alarm=limit or None), Kind.WORLD, told)
        case EndInteraction(outcome, reason):
            told = f"ended: {outcome}" + (f" ({reason})" if reason else "")
            return replace(_noted(simulation, Kind.WORLD, told), over=True)
        case Trace(node, exit, target):
            told = f"{node} --{exit}--> {target or 'the end'}"
            step_line = Line(Kind.STEP, told, node, exit, target or "")
            return replace(simulation, node=target or node, transcript=(*simulation.transcript, step_line))
        case _:
            assert_never(command)


def _noted(simulation: Simulation, kind: Kind, text: str) -> Simulation:
    return replace(simulation, transcript=(*simulation.transcript, Line(kind, text, simulation.node)))
