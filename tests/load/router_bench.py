"""How fast is the router? A mixed life (arrivals, accepts, ends, wrap-ups, declines, abandons, ticks) of
1,000 agents with 50 skills, steady at 10,000 waiting. Prints its figures, beside those of the naive
router under the very same load:

python tests/load/router_bench.py [seconds]
"""

import gc
import json
import random
import sys
import time
from collections.abc import Iterator
from typing import Protocol, TypedDict

from ari_app.acd import events
from ari_app.acd.commands import CloseOffer, Command, ConnectTo, NoteAgentState, OfferTo
from ari_app.acd.model import AgentProfile, AgentState, QueueProfile, Work
from ari_app.acd.router import Router
from tests.load.naive_router import NaiveRouter

QUEUES = 20


class Routes(Protocol):
    """What the two routers have in common."""

    def apply(self, event: events.Event, now: float) -> list[Command]: ...
    def hold(self) -> None: ...
    def release(self, now: float) -> list[Command]: ...


class Figures(TypedDict):
    events: int
    events_per_s: int
    events_per_cpu_s: int
    mean_us: float
    p50_us: float
    p99_us: float
    max_us: float


class Result(Figures):
    waiting: int
    agents: int
    skills: int
    mix: dict[str, int]
    compared_with: dict[str, Figures]


class Centre:
    """A made-up centre that keeps a router busy: it answers offers, talks, hangs up, and fills up the
    queues again. The same seed lives the same life with every router that decides the same."""

    def __init__(self, router: Routes, *, waiting: int, agents: int, skills: int, seed: int = 7) -> None:
        self.router = router
        self.target = waiting
        self.now = 1_000_000.0
        self._chance = random.Random(seed)
        self._skills = [f"skill{n}" for n in range(skills)]
        self._queues = [f"queue{n}" for n in range(QUEUES)]
        self._arrived = 0
        self._in_line: list[str] = []
        self._place: dict[str, int] = {}
        self._offers: dict[str, tuple[str, str]] = {}
        self._talking: list[tuple[str, str]] = []
        self._wrapping: list[str] = []
        self._resting: list[str] = []
        self._open(agents)

    def _open(self, agents: int) -> None:
        self.router.hold()
        for queue in self._queues:
            self._tell(events.QueueConfigured(QueueProfile(queue, {}, offer_timeout=20.0, wrap_up=5.0)))
        for number in range(agents):
            profile = AgentProfile(
                id=f"agent{number}",
                queues=frozenset(self._chance.sample(self._queues, self._chance.randint(1, 4))),
                skills=self._levels(self._chance.randint(3, min(12, len(self._skills)))),
            )
            self._tell(events.AgentConfigured(profile))
            self._tell(events.StateRequested(profile.id, AgentState.AVAILABLE))
        while len(self._in_line) < self.target:
            self._tell(self._arrival())
        self.see(self.router.release(self.now))

    def life(self) -> Iterator[events.Event]:
        """What happens next, for ever. The caller applies each event and shows the commands to `see`."""
        chance = self._chance
        while True:
            self.now += 0.001
            luck = chance.random()
            if len(self._in_line) < self.target:
                yield self._arrival()
            elif self._offers and luck < 0.45:
                yield self._answer()
            elif self._talking and (luck < 0.75 or not self._wrapping):
                agent, interaction = self._talking.pop(chance.randrange(len(self._talking)))
                yield events.WorkEnded(agent, interaction)
            elif self._wrapping and luck < 0.88:
                yield events.WrapUpFinished(self._wrapping.pop(chance.randrange(len(self._wrapping))))
            elif luck < 0.93:
                interaction = self._in_line[chance.randrange(len(self._in_line))]
                self._forget(interaction)
                yield events.WorkLeft(interaction, "hung up")
            elif self._resting and luck < 0.98:
                yield events.StateRequested(self._resting.pop(), AgentState.AVAILABLE)
            else:
                yield events.ClockTicked()

    def see(self, commands: list[Command]) -> None:
        """Take note of what the router wants, as the conversation room would."""
        for command in commands:
            match command:
                case OfferTo():
                    self._offers[command.offer] = (command.agent, command.interaction)
                case CloseOffer():
                    self._offers.pop(command.offer, None)
                case ConnectTo():
                    self._forget(command.interaction)
                    self._talking.append((command.agent, command.interaction))
                case NoteAgentState(state=AgentState.WRAP_UP):
                    self._wrapping.append(command.agent)
                case NoteAgentState(state=AgentState.AWAY | AgentState.NOT_RESPONDING):
                    self._resting.append(command.agent)
                case _:
                    pass

    def _tell(self, event: events.Event) -> None:
        self.see(self.router.apply(event, self.now))

    def _arrival(self) -> events.WorkQueued:
        self._arrived += 1
        interaction = f"call{self._arrived}"
        self._place[interaction] = len(self._in_line)
        self._in_line.append(interaction)
        wanted = self._levels(self._chance.choice((0, 1, 1, 1, 2, 2)))
        priority = self._chance.choice((0, 0, 0, 0, 1, 5))
        return events.WorkQueued(
            Work(interaction, self._chance.choice(self._queues), wanted, priority, self.now, self._arrived)
        )

    def _answer(self) -> events.Event:
        offer = next(iter(self._offers))
        del self._offers[offer]
        luck = self._chance.random()
        if luck < 0.9:
            return events.OfferAccepted(offer)
        return (
            events.OfferDeclined(offer, "busy") if luck < 0.97 else events.OfferFailed(offer, "unreachable")
        )

    def _levels(self, count: int) -> dict[str, int]:
        return {skill: self._chance.randint(1, 5) for skill in self._chance.sample(self._skills, count)}

    def _forget(self, interaction: str) -> None:
        place = self._place.pop(interaction, None)
        if place is None:
            return
        last = self._in_line.pop()
        if last != interaction:
            self._in_line[place] = last
            self._place[last] = place


def measure(centre: Centre, seconds: float, events_at_most: int) -> tuple[Figures, dict[str, int]]:
    """Live for so long, by the time spent inside the router, or for so many events; how long each took,
    and which."""
    times: list[float] = []
    mix: dict[str, int] = {}
    spent = cpu_spent = 0.0
    clock, cpu_clock = time.perf_counter, time.thread_time
    for event in centre.life():
        cpu_begun, begun = cpu_clock(), clock()
        commands = centre.router.apply(event, centre.now)
        took = clock() - begun
        cpu_spent += cpu_clock() - cpu_begun
        centre.see(commands)
        spent += took
        times.append(took)
        name = type(event).__name__
        mix[name] = mix.get(name, 0) + 1
        if spent >= seconds or len(times) >= events_at_most:
            break
    times.sort()
    figures = Figures(
        events=len(times),
        events_per_s=round(len(times) / spent),
        events_per_cpu_s=round(len(times) / cpu_spent),
        mean_us=round(spent / len(times) * 1e6, 1),
        p50_us=round(times[len(times) // 2] * 1e6, 1),
        p99_us=round(times[len(times) * 99 // 100] * 1e6, 1),
        max_us=round(times[-1] * 1e6, 1),
    )
    return figures, mix


def run(
    seconds: float = 3.0,
    *,
    events_at_most: int = 1_000_000,
    waiting: int = 10_000,
    agents: int = 1_000,
    skills: int = 50,
) -> Result:
    """The router's figures, and in `compared_with` those of the naive one with the same centre, seed and
    machine. Times are those of `apply` alone, garbage collection included; the made-up centre's own work
    is not counted. `events_per_cpu_s` leaves out the time that other processes had the core."""
    real = Centre(Router(), waiting=waiting, agents=agents, skills=skills)
    gc.collect()
    figures, mix = measure(real, seconds, events_at_most)
    naive = Centre(NaiveRouter(), waiting=waiting, agents=agents, skills=skills)
    compared, _ = measure(naive, seconds / 3, events_at_most)
    return Result(
        waiting=waiting,
        agents=agents,
        skills=skills,
        **figures,
        mix=mix,
        compared_with={"linear_scan": compared},
    )


def main() -> None:
    print(json.dumps(run(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0), indent=2))


if __name__ == "__main__":
    main()
