"""A whole centre in memory: the real spine, router and flows; lines, journal and clock in the hand of the test."""

import itertools
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from ari_app.acd.commands import NoteAgentState
from ari_app.acd.events import StateRequested
from ari_app.acd.model import AgentProfile, AgentState, InteractionState, QueueProfile
from ari_app.clock import HandClock
from ari_app.conversation.catalogue import Agent, Catalogue, Queue
from ari_app.conversation.centre import Centre
from ari_app.conversation.desk import Desk
from ari_app.conversation.double import MemoryJournal
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.journal import from_row, noted, restored, to_row
from ari_app.conversation.line import LineEvent, SwitchLost
from ari_app.conversation.log import AgentStateChanged, InteractionEnded
from ari_app.conversation.phones import Phones
from ari_app.conversation.restart import Restart
from ari_app.conversation.supervision_desk import SupervisionDesk
from ari_app.conversation.talks_desk import TalksDesk
from ari_app.storage.database import Database
from ari_app.telephony.double import FakeLines
from ivr.flow import parse
from tests.service.conversation.text_world import TextWorld

STRAIGHT_TO_SUPPORT = {
    "id": "support",
    "name": "Straight to support",
    "language": "en",
    "start": "wait",
    "nodes": {
        "wait": {
            "kind": "queue",
            "queue": "support",
            "max_wait": 600,
            "exits": {"max_wait": "sorry", "closed": "sorry"},
        },
        "sorry": {"kind": "say", "text": "Nobody is free. Goodbye.", "exits": {"next": "end"}},
        "end": {"kind": "hangup"},
    },
}
UNKNOWN = {
    "id": "unknown-number",
    "name": "Unknown number",
    "language": "en",
    "start": "say",
    "nodes": {
        "say": {"kind": "say", "text": "This number is not in service.", "exits": {"next": "end"}},
        "end": {"kind": "hangup"},
    },
}


def catalogue(*, agents: int = 2, wrap_up: float = 0.0, announce_every: float | None = None) -> Catalogue:
    """Agents a1, a2 ... with phones p1, p2 ..., all serving the queue `support`."""
    return Catalogue(
        unknown_number=parse(UNKNOWN),
        numbers={"+15550101": "support"},
        flows={"support": parse(STRAIGHT_TO_SUPPORT)},
        queues={
            "support": Queue(
                QueueProfile("support", offer_timeout=20.0, wrap_up=wrap_up),
                "Support",
                announce_every,
                record=False,
            )
        },
        agents={
            f"a{n}": Agent(AgentProfile(f"a{n}", frozenset({"support"})), f"Agent {n}", f"p{n}")
            for n in range(1, agents + 1)
        },
    )


@dataclass
class World:
    """The centre and everything around it. `later`: as `FakeLines` takes it."""

    config: Catalogue
    clock: HandClock = field(default_factory=HandClock)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    later: Callable[[Callable[[], None]], object] | None = None

    centre: Centre = field(init=False)

    def __post_init__(self) -> None:
        counter = itertools.count(1)
        self._new_id = lambda: f"i{next(counter)}"
        self.lines = FakeLines(self._hear, self.later)
        self.alive = True
        self._start()

    def _hear(self, event: LineEvent) -> None:
        """Nobody tells a dead app anything; nor a live one, while the connection is away."""
        if self.alive and (self.lines.connected or isinstance(event, SwitchLost)):
            self.centre.receive(event)

    def _start(self) -> None:
        self.centre = Centre(
            self.lines, self.journal, self.clock, self.config, new_id=self._new_id, most_calls=50
        )
        self.desk, self.talks = Desk(self.centre), TalksDesk(self.centre)
        self.supervision, phones = SupervisionDesk(self.centre), Phones(self.centre, self.talks)
        self.restart = Restart(self.centre)
        self.centre.attend(desk=phones.asked, switch=self.restart.switch_changed, endpoint=phones.changed)

    def open(self) -> "World":
        """Asterisk is there, and nothing happened yet."""
        self.restart.load([], [], 1)
        self.lines.switch_returns()
        return self

    def app_dies(self) -> None:
        """Nothing is heard, nothing is said; what was not committed is forgotten, and so are the timers."""
        self.alive = False
        self.journal.crash()
        self.clock = HandClock(self.clock.now())
        self.lines.switch_goes()

    def stored(self) -> tuple[dict[str, Interaction], dict[str, NoteAgentState]]:
        """The rows: interactions that have not ended, and where each agent stands."""
        interactions: dict[str, Interaction] = {}
        agents: dict[str, NoteAgentState] = {}
        for run in self.journal.runs:
            interactions |= run.interactions
            agents |= run.agents
        return {id: item for id, item in interactions.items() if not item.over}, agents

    def app_returns(self, *, restarted: bool = False) -> None:
        """A new process with the rows of the old one, and Asterisk as it is now."""
        interactions, agents = self.stored()
        self._start()
        self.alive = True
        stored = [restored(noted(note)) for note in agents.values()]
        items = [from_row(to_row(item)) for item in interactions.values()]
        orders = [item.place.order for item in items if item.place is not None]
        self.restart.load(items, stored, max(orders, default=0) + 1)
        self.lines.switch_returns(restarted=restarted)

    def ask_for(self, agent: str, state: AgentState) -> None:
        self.centre.receive(partial(self.centre.route, StateRequested(agent, state)))

    def available(self, *agents: str) -> None:
        for agent in agents:
            self.lines.agent_dials(self.config.agents[agent].endpoint, "*1")

    def item(self, line: str) -> Interaction:
        found = self.centre.by_line(line)
        assert found is not None, f"no live interaction on {line}"
        return found

    def state(self, line: str) -> InteractionState:
        return self.item(line).state

    def agent(self, agent: str) -> AgentState:
        status = self.centre.router.agent(agent)
        assert status is not None
        return status.state

    def ended(self) -> list[tuple[str, str, str]]:
        """(interaction, final state, reason) of all that ended."""
        return [
            (event.interaction, event.state, event.reason)
            for event in self.journal.log
            if isinstance(event, InteractionEnded)
        ]

    def agent_states(self, agent: str) -> list[str]:
        return [
            event.state
            for event in self.journal.log
            if isinstance(event, AgentStateChanged) and event.agent == agent
        ]


@pytest.fixture
def world() -> World:
    """Two agents, no wrap-up, nobody signed in."""
    return World(catalogue()).open()


@pytest.fixture
async def text(tmp_path: Path, empty_database: Path) -> AsyncIterator[TextWorld]:
    """A centre that is written to, on SQLite; two agents, nobody signed in."""
    shutil.copy(empty_database, tmp_path / "text.db")
    database = await Database.open(f"sqlite:///{tmp_path / 'text.db'}")
    world = await TextWorld(database).open()
    yield world
    await world.close()
    await database.close()
