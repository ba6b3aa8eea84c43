"""A big centre in memory, as its screens see it: agents, queues and callers that change all the time, on the real web
application and database. The lines are the double: nothing here is about telephony."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from ari_app.acd.events import StateRequested, WrapUpFinished
from ari_app.acd.model import AgentProfile, AgentState, QueueProfile
from ari_app.clock import HandClock, SystemClock
from ari_app.conversation.catalogue import Agent, Catalogue, Queue
from ari_app.telephony.double import FakeLines
from ivr.flow import Flow, parse
from tests.service.web.conftest import House, catalogue, open_house

TICK = 1 / 30  # seconds between two changes
MORNING, MORNING_SECONDS = 1200, 3 * 3600.0  # changes before anybody looks
MOST_WAITING = 12
PROBE = "Aaron Probe"
"""An agent of no queue, who does nothing but what `probe` says."""
FIRST: tuple[str, ...] = (
    "Ada",
    "Ben",
    "Cleo",
    "Dag",
    "Eva",
    "Finn",
    "Gül",
    "Hugo",
    "Ines",
    "Jan",
    "Kaja",
    "Leo",
    "Mina",
    "Noah",
    "Olga",
)
LAST: tuple[str, ...] = (
    "Adams",
    "Brandt",
    "Costa",
    "Dubois",
    "Engel",
    "Fischer",
    "Garcia",
    "Huber",
    "Ivanova",
    "Jansen",
    "Keller",
)
LAST += ("Lopez", "Meier", "Novak", "Okafor", "Peters", "Rossi", "Silva", "Tanaka", "Weber")
SUBJECTS = ("Support", "Sales", "Billing", "Orders", "Returns", "Appointments")
LANGUAGES = ("English", "German", "French", "Spanish", "Italian")
TEAMS = ("North", "South", "East", "West", "Evening", "Specialists")
REASONS = ("lunch", "break", "training", "team meeting")


def big_catalogue(agents: int, queues: int) -> Catalogue:
    """Everybody serves three queues; every queue has a number of its own."""
    names = [f"{subject} {language}" for language in LANGUAGES for subject in SUBJECTS][:queues]
    ids = [name.lower().replace(" ", "-") for name in names]
    people = [f"{first} {last}" for last in LAST for first in FIRST][:agents]
    return Catalogue(
        unknown_number=catalogue().unknown_number,
        numbers={_number(place): f"to-{id}" for place, id in enumerate(ids)},
        flows={f"to-{id}": _to(id) for id in ids},
        queues={id: Queue(QueueProfile(id, wrap_up=20.0), name) for id, name in zip(ids, names, strict=True)},
        agents={
            f"a{place}": Agent(
                AgentProfile(
                    f"a{place}",
                    frozenset(ids[(place * 7 + step) % queues] for step in (0, 1, 2)),
                    {LANGUAGES[place % 5].lower(): 5 + place % 6},
                ),
                name,
                f"p{place}",
                TEAMS[place % len(TEAMS)],
            )
            for place, name in enumerate(people)
        }
        | {"probe": Agent(AgentProfile("probe", frozenset()), PROBE, "p-probe")},
    )


def _number(place: int) -> str:
    return f"+1555{place:04d}"


def _to(queue: str) -> Flow:
    wait = {"kind": "queue", "queue": queue, "max_wait": 900, "exits": {"max_wait": "end", "closed": "end"}}
    nodes = {"wait": wait, "end": {"kind": "hangup"}}
    return parse({"id": f"to-{queue}", "name": queue, "language": "en", "start": "wait", "nodes": nodes})


class LiveCentre:
    """`house` is what is served; `change` makes one thing happen, `run` one after the other, in real time."""

    def __init__(self, house: House, seed: int = 7) -> None:
        self.house = house
        self.changes = 0
        self._chance = random.Random(seed)
        self._agents = [agent for agent in house.centre.catalogue.agents if agent != "probe"]

    @property
    def _lines(self) -> FakeLines:
        return self.house.lines

    async def fill(self) -> None:
        """A morning that ends now: most are signed in, many talk, some callers wait."""
        self._ask("probe", AgentState.AWAY)
        for place, agent in enumerate(self._agents):
            if place % 12:
                self._ask(agent, AgentState.AVAILABLE)
        for _ in range(MORNING):
            self.house.clock.advance(MORNING_SECONDS / MORNING)
            self.change()
            await self.house.durable()
            for leg in self._lines.ringing():
                self._lines.leg_answers(leg)
        await self.house.durable()

    def change(self) -> None:
        """One thing happens."""
        self.changes += 1
        chance = self._chance.random()
        ringing, talking = self._lines.ringing(), [n for n, leg in self._lines.legs.items() if leg.answered]
        if ringing and chance < 0.45:
            self._lines.leg_answers(self._chance.choice(ringing))
        elif (chance < 0.66 or not talking) and self._waiting() < MOST_WAITING:
            self._call()
        elif chance < 0.85 and talking:
            self._lines.agent_hangs_up(self._chance.choice(talking))
        else:
            agent = self._chance.choice(self._agents)
            status = self.house.centre.router.agent(agent)
            if status is not None and status.state is AgentState.WRAP_UP:
                self.house.centre.receive(lambda: self.house.centre.route(WrapUpFinished(agent)))
            elif status is not None and status.state is AgentState.AVAILABLE:
                self._ask(agent, AgentState.AWAY, self._chance.choice(REASONS))
            else:
                self._ask(agent, AgentState.AVAILABLE)

    def probe(self, number: int) -> None:
        """A change that a screen can be asked for."""
        self._ask("probe", AgentState.AVAILABLE)
        self._ask("probe", AgentState.AWAY, f"probe-{number};")

    async def run(self) -> None:
        """For ever: thirty changes a second, and the clock."""
        loop = asyncio.get_running_loop()
        begun, ticks = loop.time(), 0
        while True:
            ticks += 1
            await asyncio.sleep(max(0.0, begun + ticks * TICK - loop.time()))
            self.house.clock.advance(TICK)
            self.change()

    def _waiting(self) -> int:
        router, queues = self.house.centre.router, self.house.centre.catalogue.queues
        return sum(len(router.waiting(queue)) for queue in queues)

    def _call(self) -> None:
        number = _number(self._chance.randrange(len(self.house.centre.catalogue.queues)))
        self._lines.call_arrives(number, caller=f"+4930{self._chance.randrange(10**6):06d}")

    def _ask(self, agent: str, state: AgentState, reason: str = "") -> None:
        self.house.centre.receive(lambda: self.house.centre.route(StateRequested(agent, state, reason)))


@asynccontextmanager
async def live_centre(
    folder: Path, empty_database: Path, *, agents: int = 300, queues: int = 30
) -> AsyncIterator[LiveCentre]:
    """Filled, and standing still until `run`."""
    clock = HandClock(SystemClock(asyncio.get_running_loop()).now() - MORNING_SECONDS)
    async with open_house(folder, empty_database, clock, big_catalogue(agents, queues)) as house:
        centre = LiveCentre(house)
        await centre.fill()
        yield centre
