"""kill -9 of the app, and of Asterisk, under live calls: nobody is dropped who need not be, order is kept, every
interaction ends in exactly one final state. On SQLite and on PostgreSQL."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from tests.integration.postgres_server import postgres_server
from tests.integration.running_centre import SUPPORT, RunningCentre, running_centre
from tests.integration.voices import both_hear_each_other
from tests.phone.incoming import IncomingCall
from tests.phone.outgoing import OutgoingCall
from tests.phone.phone import Phone

pytestmark = [pytest.mark.asterisk, pytest.mark.postgres]

TALKING = WAITING = 5
AGENTS = [f"extra{n + 1}" for n in range(TALKING)]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database setting; empty is SQLite in the state folder."""
    if request.param == "sqlite":
        yield ""
        return
    with postgres_server() as server, server.database() as url:
        yield url


@pytest_asyncio.fixture
async def centre(database: str) -> AsyncIterator[RunningCentre]:
    async with running_centre(database=database, more_agents=TALKING) as running:
        yield running


@dataclass
class Busy:
    """A centre with so many talking and so many waiting, oldest first."""

    phones: dict[str, Phone] = field(default_factory=dict)
    talks: list[tuple[str, OutgoingCall, IncomingCall]] = field(default_factory=list)
    waits: list[OutgoingCall] = field(default_factory=list)


@asynccontextmanager
async def busy(centre: RunningCentre) -> AsyncIterator[Busy]:
    """Each agent takes the call that came for them; then nobody is left for those who wait."""
    scene = Busy()
    async with AsyncExitStack() as stack:
        callers = await stack.enter_async_context(centre.caller())
        for number, agent in enumerate(AGENTS):
            scene.phones[agent] = await stack.enter_async_context(centre.agent(agent))
            call = await callers.dial(SUPPORT, caller=f"+1555100{number}")
            ring = await scene.phones[agent].rings()
            ring.answer()
            await call.answered()
            scene.talks.append((agent, call, ring))
        for number in range(WAITING):
            call = await callers.dial(SUPPORT, caller=f"+1555200{number}")
            await call.answered()
            scene.waits.append(call)
        yield scene


async def test_the_app_is_killed_with_five_talking_and_five_waiting(centre: RunningCentre) -> None:
    async with busy(centre) as scene:
        await centre.restart_app()

        assert [call.ending for _, call, _ in scene.talks] == [None] * TALKING, "a talk was dropped"
        assert [call.ending for call in scene.waits] == [None] * WAITING, "a waiting caller was dropped"
        for _, call, ring in scene.talks:
            await both_hear_each_other(call, ring)

        order = []
        for (agent, call, ring), next_in_line in zip(
            scene.talks, scene.waits, strict=True
        ):  # one by one they become free
            await call.hang_up()
            await ring.ended()
            await centre.dial_code(scene.phones[agent], agent, "*3", "offered")
            following = await scene.phones[agent].rings()
            following.answer()
            await both_hear_each_other(next_in_line, following)
            order.append(following.caller)
        assert order == [f"+1555200{number}" for number in range(WAITING)]
        for call in scene.waits:
            await call.hang_up()

        ended = await centre.ended(TALKING + WAITING)
        assert {event.data["state"] for event in ended} == {"handled"}
        assert len(ended) == len({event.interaction for event in ended}) == TALKING + WAITING


async def test_asterisk_is_killed_its_calls_fail_and_agents_come_free(centre: RunningCentre) -> None:
    async with busy(centre) as scene:
        await written_down(centre, AGENTS)
        centre.kill_asterisk()

        ended = await centre.ended(TALKING + WAITING)
        assert len(ended) == len({event.interaction for event in ended}) == TALKING + WAITING
        assert {(event.data["state"], event.data["reason"]) for event in ended} == {
            ("failed", "media node lost")
        }
        for agent in AGENTS:
            await centre.agent_is(agent, "available")

        # And the next call is served as if nothing had been.
        await centre.ready()
        async with centre.call(SUPPORT) as call:
            ring = await first_ring(scene.phones.values())
            ring.answer()
            await both_hear_each_other(call, ring)


async def written_down(centre: RunningCentre, phones: list[str]) -> None:
    """Asterisk writes its database to the disk about once a second: who has registered is in it. Read without a lock, which
    would keep it from writing; in the middle of that it may be unreadable."""
    path = centre.state / "asterisk" / "lib" / "astdb.sqlite3"

    async def there() -> bool:
        try:
            with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as database:
                contacts = "SELECT key FROM astdb WHERE key LIKE '/registrator/contact/%'"
                keys = [key for (key,) in database.execute(contacts)]
        except sqlite3.DatabaseError:
            return False
        return all(any(f"/{phone};@" in key for key in keys) for phone in phones)

    await centre.until(there, "the phones to be written down")


async def first_ring(phones: Iterable[Phone]) -> IncomingCall:
    """Whoever of them rings first."""
    rings = [asyncio.create_task(phone.rings()) for phone in phones]
    done, others = await asyncio.wait(rings, return_when=asyncio.FIRST_COMPLETED)
    for other in others:
        other.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    return await done.pop()
