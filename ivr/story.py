"""Tells a flow as a story, for tests of flows and of node kinds.

    Story(flow).says("Sales or support?").presses("1").takes("menu.sales").queues("sales")

What happens is given by the words of the caller's side (`presses`, `hears`, `prompt_ends` ...); the step
numbers, which no story is about, are filled in from the commands of the session. Every turn is also taken
through JSON and taken twice, so each story proves that its session can be stored and that its flow replays
the same.
"""

from collections.abc import Mapping
from typing import TypeVar

from ivr.commands import (
    Command,
    EndInteraction,
    Enqueue,
    Listen,
    Outcome,
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
    HearingFailed,
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
from ivr.interpreter import StartFacts, Turn, reopen, resume, start
from ivr.session import Session
from ivr.values import Value

C = TypeVar("C", bound=Command)

CALL = StartFacts("i-1", caller="+15551234", called="+15550100")
CHAT = StartFacts("i-2", caller="ann", called="shop", medium="text")


class Story:
    """What the flow did since the last thing that happened is in `commands`; all of it since the start in
    `told`.
    """

    def __init__(self, flow: Flow, facts: StartFacts = CALL, now: float = 0.0) -> None:
        self.flow = flow
        self.now = now
        self.told: list[Command] = []
        self.commands: tuple[Command, ...] = ()
        self.closed_ears: set[int] = set()
        self._take(start(flow, facts, now), start(flow, facts, now))

    # --- what happens ---------------------------------------------------------------------------------------

    def when(self, event: Event) -> "Story":
        if isinstance(event, HearingFailed | SpeechHeard):
            self.closed_ears.add(event.step)
        stored = Session.from_json(self.session.to_json())
        self._take(
            resume(self.flow, self.session, event, self.now), resume(self.flow, stored, event, self.now)
        )
        return self

    def prompt_ends(self) -> "Story":
        return self.when(SayingEnded(self.last(Say).step))

    def presses(self, keys: str) -> "Story":
        """Key by key; `commands` then has those of all of them."""
        commands: tuple[Command, ...] = ()
        for key in keys:
            self.when(KeyPressed(key))
            commands += self.commands
        self.commands = commands
        return self

    def begins_to_speak(self) -> "Story":
        return self.when(SpeechBegan(self.last(Listen).step))

    def hears(self, text: str, confidence: float = 1.0) -> "Story":
        return self.when(SpeechHeard(self.last(Listen).step, text, confidence))

    def ear_fails(self) -> "Story":
        return self.when(HearingFailed(self.last(Listen).step, "overloaded"))

    def reads(self, text: str) -> "Story":
        return self.when(MessageReceived(text))

    def time_is_up(self) -> "Story":
        timer = self.last(SetTimer)
        self.now += timer.seconds
        return self.when(TimerFired(timer.step))

    def recorded(self, seconds: float, failed: bool = False) -> "Story":
        return self.when(RecordingEnded(self.last(Record).step, "message.wav", seconds, failed))

    def queue_ends(self, reason: str) -> "Story":
        return self.when(QueueEnded(self.last(Enqueue).step, reason))

    def app_restarts(self, flow: Flow | None = None) -> "Story":
        """The session is read back from the store, and reopened, if wanted with a changed flow."""
        self.flow = flow or self.flow
        stored = Session.from_json(self.session.to_json())
        self._take(reopen(self.flow, stored, self.now), reopen(self.flow, stored, self.now))
        return self

    # --- what the flow should have done ---------------------------------------------------------------------

    def says(self, *texts: str) -> "Story":
        return self._same("says", texts, tuple(c.text for c in self.commands if isinstance(c, Say)))

    def takes(self, *exits: str) -> "Story":
        """`node.exit` of every node that was left."""
        traces = (c for c in self.commands if isinstance(c, Trace))
        return self._same("takes", exits, tuple(f"{trace.node}.{trace.exit}" for trace in traces))

    def does(self, *kinds: type[Command]) -> "Story":
        """The kinds of command in order, apart from traces."""
        return self._same("does", kinds, tuple(type(c) for c in self.commands if not isinstance(c, Trace)))

    def does_nothing(self) -> "Story":
        return self._same("does", (), self.commands)

    def waits(self, seconds: float) -> "Story":
        return self._same(
            "waits", (seconds,), tuple(c.seconds for c in self.commands if isinstance(c, SetTimer))
        )

    def listens(self, *phrases: str) -> "Story":
        return self._same(
            "listens", (phrases,), tuple(c.phrases for c in self.commands if isinstance(c, Listen))
        )

    def is_quiet(self) -> "Story":
        """No ear that the flow opened is open, and its clock is stopped."""
        open_ears = {c.step for c in self.told if isinstance(c, Listen)}
        open_ears -= self.closed_ears | {c.step for c in self.told if isinstance(c, StopListening)}
        timers = [c for c in self.told if isinstance(c, SetTimer | StopTimer)]
        running = bool(timers) and isinstance(timers[-1], SetTimer)
        return self._same("leaves open", (set(), False), (open_ears, running))

    def stops_saying(self) -> "Story":
        """The prompt that was being said before is cut short."""
        earlier = self.told[: len(self.told) - len(self.commands)]
        said = tuple(c.step for c in earlier if isinstance(c, Say))[-1:]
        return self._same(
            "stops saying", said, tuple(c.step for c in self.commands if isinstance(c, StopSaying))
        )

    def queues(self, queue: str, **wanted: object) -> "Story":
        enqueue = self.last(Enqueue)
        found = {name: getattr(enqueue, name) for name in wanted}
        return self._same("queues", (queue, wanted), (enqueue.queue, found))

    def knows(self, **variables: Value) -> "Story":
        found: Mapping[str, Value | None] = {name: self.session.variables.get(name) for name in variables}
        return self._same("knows", variables, found)

    def ends(self, outcome: Outcome) -> "Story":
        ended = tuple(c.outcome for c in self.commands if isinstance(c, EndInteraction))
        self._same("ends", (outcome,), ended)
        return self._same("is finished as", outcome, self.session.outcome)

    def last(self, kind: type[C]) -> C:
        """The latest command of this kind."""
        for command in reversed(self.told):
            if isinstance(command, kind):
                return command
        raise AssertionError(f"the flow has given no {kind.__name__} yet, only {self.told}")

    # --------------------------------------------------------------------------------------------------------

    def _take(self, turn: Turn, again: Turn) -> None:
        self._same("replays as", turn, again)
        self._same("is stored as", turn.session, Session.from_json(turn.session.to_json()))
        self.session = turn.session
        self.commands = turn.commands
        self.told += turn.commands

    def _same(self, what: str, wanted: object, found: object) -> "Story":
        if wanted != found:
            raise AssertionError(f"the flow {what} {found!r}, not {wanted!r}; it gave {self.commands}")
        return self
