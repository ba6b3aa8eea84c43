"""What one call costs the spine: CPU for its whole life, with the real router and flows, on in-memory lines and journal.

    python tests/load/spine_bench.py [calls]

A call hears a menu, presses a key, waits or is offered at once, is answered, talks and ends. 50 calls live at any time,
more than half of them wait. The in-memory lines are part of the figure; the database's writer is not.
"""

import itertools
import sys
import time
from collections import deque
from collections.abc import Callable

from ari_app.acd.events import StateRequested
from ari_app.acd.model import AgentProfile, AgentState, QueueProfile
from ari_app.clock import HandClock
from ari_app.conversation.catalogue import Agent, Catalogue, Queue
from ari_app.conversation.centre import Centre
from ari_app.conversation.changes import Changes
from ari_app.conversation.double import MemoryJournal
from ari_app.conversation.journal import writes
from ari_app.conversation.line import LineEvent
from ari_app.conversation.restart import Restart
from ari_app.telephony.double import FakeLines
from ivr.flow import parse

NUMBER, LIVE, AGENTS = "+15550100", 50, 20
MENU = {
    "id": "menu",
    "name": "A menu, then a queue",
    "start": "menu",
    "nodes": {
        "menu": {
            "kind": "menu",
            "prompt": "For support press one.",
            "options": [{"name": "support", "keys": ["1"], "phrases": ["support"]}],
            "exits": {"support": "hello", "no_input": "bye", "no_match": "bye"},
        },
        "hello": {"kind": "say", "text": "One moment.", "exits": {"next": "wait"}},
        "wait": {
            "kind": "queue",
            "queue": "support",
            "max_wait": 600,
            "exits": {"max_wait": "bye", "closed": "bye"},
        },
        "bye": {"kind": "hangup"},
    },
}


class CountingJournal(MemoryJournal):
    """Makes the rows of each run, as the real one does before it hands them to the writer."""

    seconds = 0.0

    def submit(self, changes: Changes, then: Callable[[], None]) -> None:
        began = time.thread_time()
        list(writes(changes))
        self.seconds += time.thread_time() - began
        super().submit(changes, then)


class Life:
    """Calls in a row, each carried from its arrival to its end."""

    def __init__(self) -> None:
        flow = parse(MENU)
        self.later: deque[Callable[[], None]] = deque()
        self.clock = HandClock()
        self.journal = CountingJournal()
        self.spine_seconds = 0.0
        self.events = 0
        self.lines = FakeLines(self._hear, self.later.append)
        ids = itertools.count(1)
        self.centre = Centre(
            self.lines,
            self.journal,
            self.clock,
            Catalogue(
                flow,
                {NUMBER: "menu"},
                {"menu": flow},
                {"support": Queue(QueueProfile("support", wrap_up=5.0), "Support", 30.0)},
                {f"a{n}": _agent(n) for n in range(AGENTS)},
            ),
            new_id=lambda: f"i{next(ids)}",
        )
        restart = Restart(self.centre)
        self.centre.attend(
            desk=lambda event: None, switch=restart.switch_changed, endpoint=lambda event: None
        )
        restart.load([], [], 1)
        self.lines.switch_returns()
        self.pump()
        for agent in self.centre.catalogue.agents:
            request = StateRequested(agent, AgentState.AVAILABLE)
            self.centre.receive(lambda request=request: self.centre.route(request))  # type: ignore[misc]  # a default is no argument to mypy
        self.journal.runs.clear()
        self.lines.performed.clear()

    def _hear(self, event: LineEvent) -> None:
        self.events += 1
        began = time.thread_time()
        self.centre.receive(event)
        self.spine_seconds += time.thread_time() - began

    def pump(self) -> None:
        while self.later:
            self.later.popleft()()

    def call(self) -> None:
        """One new call as far as it goes; the oldest ones make room."""
        line = self.lines.call_arrives(NUMBER)
        self.pump()
        self.lines.caller_presses(line, "1")
        self.pump()
        while self.lines.lines[line].plays:
            self.lines.play_ends(line)
            self.pump()
        for leg in self.lines.ringing():
            self.lines.leg_answers(leg)
        self.pump()
        self.clock.advance(0.3)
        if len(self.lines.lines) > LIVE:
            talking = next(line for line, state in self.lines.lines.items() if state.peer is not None)
            self.lines.caller_hangs_up(talking)
            self.pump()
        if len(self.journal.runs) > 1000:
            self.journal.runs.clear()
            self.lines.performed.clear()


def _agent(number: int) -> Agent:
    return Agent(AgentProfile(f"a{number}", frozenset({"support"})), f"Agent {number}", f"p{number}")


def main() -> None:
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    life = Life()
    for _ in range(calls // 10):
        life.call()
    life.spine_seconds = life.journal.seconds = 0.0
    life.events = 0
    for _ in range(calls):
        life.call()
    rows = life.journal.seconds * 1000 / calls
    turns = life.spine_seconds * 1000 / calls - rows
    print(
        f"{calls} calls, {life.events / calls:.1f} events each: CPU a call {turns:.3f} ms for turns, {rows:.3f} ms for rows"
    )


if __name__ == "__main__":
    main()
