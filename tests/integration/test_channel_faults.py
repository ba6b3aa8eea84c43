"""The app is killed in the middle of everything, while providers go on sending: nothing is lost, nothing is doubled."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator

import aiohttp
import pytest
from sqlalchemy import func, select

from ari_app.channels.intake import LARGEST_BODY
from ari_app.storage import inbound
from ari_app.storage.choices import Direction, MessageState
from ari_app.storage.database import Database
from ari_app.storage.tables.channels import inbound as inbound_table
from ari_app.storage.tables.channels import message as message_table
from ari_app.storage.tables.channels import thread as thread_table
from ari_app.storage.tables.spine import interaction
from tests.integration.postgres_server import postgres_server
from tests.integration.text_centre import TextCentre, message, signed, text_centre

MESSAGES, THREADS, KILLS, AT_ONCE = 2000, 100, 5, 32
WITHIN = 240.0  # seconds: the machine may have other work


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        yield ""
        return
    with postgres_server() as server, server.database() as url:
        yield url


def address(number: int) -> str:
    return f"customer-{number % THREADS}"


class Provider:
    """Sends each until it is acknowledged, and one in five twice, whatever it was answered. `acknowledged`: the ids."""

    def __init__(self, centre: TextCentre) -> None:
        chance = random.Random(4)
        numbers = [*range(MESSAGES), *chance.sample(range(MESSAGES), MESSAGES // 5)]
        chance.shuffle(numbers)
        self._centre = centre
        self._waiting = iter(numbers)
        self.acknowledged: Counter[int] = Counter()
        self.again = 0
        self._passed = asyncio.Event()

    async def run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=timeout) as http, asyncio.TaskGroup() as tasks:
            for _ in range(AT_ONCE):
                tasks.create_task(self._send_all(http))

    async def _send_all(self, http: aiohttp.ClientSession) -> None:
        for number in self._waiting:
            id, body = message(number, address(number))
            while not await self._send(http, id, body):
                self.again += 1
                await asyncio.sleep(0.05)
            self.acknowledged[number] += 1
            self._passed.set()

    async def _send(self, http: aiohttp.ClientSession, id: str, body: bytes) -> bool:
        try:
            async with http.post(self._centre.hook, data=body, headers=signed(body, id)) as answer:
                assert answer.status in (200, 202, 204, 503), await answer.text()
                return answer.status < 300
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def has_sent(self, share: float) -> None:
        """Wait until so much of it is acknowledged."""
        while self.acknowledged.total() < share * MESSAGES:
            self._passed.clear()
            await self._passed.wait()


async def until_all_is_done(database: Database) -> None:
    async with asyncio.timeout(WITHIN):
        while await inbound.count_undone(database.reader):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.2)


@pytest.mark.timeout(900)
async def test_five_kills_lose_nothing_and_double_nothing(database_url: str) -> None:
    async with text_centre(database_url, flow="demo-menu") as centre:
        provider = Provider(centre)
        sending = asyncio.create_task(provider.run())
        for kill in range(1, KILLS + 1):
            async with asyncio.timeout(WITHIN):
                await provider.has_sent(kill / (KILLS + 1))
            await centre.kill()
            await centre.start()
        async with asyncio.timeout(WITHIN):
            await sending
        assert provider.again > 0, "nobody noticed the kills"
        assert set(provider.acknowledged) == set(range(MESSAGES))
        assert provider.acknowledged.total() == MESSAGES * 6 // 5

        database = await Database.open(centre.database)
        try:
            await until_all_is_done(database)
            reader = database.reader
            assert await reader.value(select(func.count()).select_from(inbound_table)) == MESSAGES
            kept = await reader.all(
                select(message_table.c.text, thread_table.c.address)
                .join(thread_table, thread_table.c.id == message_table.c.thread)
                .where(message_table.c.direction == Direction.IN),
                lambda text, its: (text, its),
            )
            assert Counter(kept) == Counter((f"text {n}", address(n)) for n in range(MESSAGES))
            threads = await reader.value(select(func.count()).select_from(thread_table))
            assert threads == THREADS
            live = await reader.all(
                select(interaction.c.thread).where(interaction.c.ended_at.is_(None)),
                lambda thread: str(thread),
            )
            assert max(Counter(live).values()) == 1, "two live interactions of one thread"
            await _what_went_out_went_once(centre, database)
        finally:
            await database.close()


async def _what_went_out_went_once(centre: TextCentre, database: Database) -> None:
    """The menu that each was answered with: never twice to the provider, and what it got is known here."""
    sent = message_table.c.direction == Direction.OUT
    async with asyncio.timeout(WITHIN):
        due = select(func.count()).select_from(message_table).where(sent, message_table.c.due_at.is_not(None))
        while await database.reader.value(due):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.2)
    states = dict(
        await database.reader.all(
            select(message_table.c.id, message_table.c.state).where(sent), lambda id, state: (str(id), state)
        )
    )
    assert states
    assert set(centre.connected.received.values()) == {1}, "something was sent twice"
    assert set(states.values()) <= {MessageState.SENT, MessageState.UNKNOWN}
    assert {id for id, state in states.items() if state is MessageState.SENT} <= set(
        centre.connected.received
    )
    assert set(centre.connected.received) <= set(states)


async def test_what_is_forged_malformed_too_large_or_old_is_refused_and_costs_nothing() -> None:
    async with (
        text_centre() as centre,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http,
    ):

        async def answered(body: bytes, headers: dict[str, str]) -> int:
            async with http.post(centre.hook, data=body, headers=headers) as answer:
                return answer.status

        id, body = message(1, "ann")
        genuine = signed(body, id)
        assert await answered(body, {}) == 403
        assert await answered(body, signed(body, id, key=b"another key of 24 bytes!")) == 403
        assert await answered(body + b" ", genuine) == 403
        assert await answered(body, signed(body, id, at=1_700_000_000)) == 403, "a replay of long ago"
        for garbage in (b"", b"[", b"\xff\xfe", b"[" * 100_000, b"null"):
            assert await answered(garbage, signed(garbage, "g")) == 400
        large = b"x" * (LARGEST_BODY + 1)
        with pytest.warns(ResourceWarning, match="large body"):
            assert await answered(large, signed(large, "l")) == 413
        assert [await answered(body, genuine) for _ in range(3)] == [200] * 3, (
            "a replay of now is a duplicate"
        )

        database = await Database.open(centre.database)
        try:
            await until_all_is_done(database)
            texts = await database.reader.all(
                select(message_table.c.text).where(message_table.c.direction == Direction.IN), str
            )
            assert texts == ["text 1"]
        finally:
            await database.close()
        assert "text 1" not in centre.output.read_text(), "what customers write is not logged"
