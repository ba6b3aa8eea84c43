"""The stories of storage and access on a real PostgreSQL, and those that only it can tell: crash and
restart."""

import asyncio
from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy import make_url

from ari_app.storage import events
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.postgres_writer import PostgresTransactions
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability, Refusals
from tests.integration.cut_line import Cut, CutLine
from tests.integration.postgres_server import PostgresServer, postgres_server
from tests.integration.test_storage_throughput import test_throughput  # noqa: F401
from tests.service.access.conftest import ann, reception  # noqa: F401
from tests.service.access.test_access import *  # noqa: F403 - the same stories, on this file's databases
from tests.service.access.test_audit import *  # noqa: F403
from tests.service.access.test_sessions import *  # noqa: F403
from tests.service.access.test_sign_in import *  # noqa: F403
from tests.service.storage import conftest
from tests.service.storage.examples import NOW
from tests.service.storage.test_storage_flows import *  # noqa: F403
from tests.service.storage.test_storage_kill import *  # noqa: F403
from tests.service.storage.test_storage_outbox import *  # noqa: F403
from tests.service.storage.test_storage_reads import *  # noqa: F403
from tests.service.storage.test_storage_schema import *  # noqa: F403
from tests.service.storage.test_storage_writes import *  # noqa: F403

pytestmark = pytest.mark.postgres
database = conftest.database


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="module")
def migrated(postgres: PostgresServer) -> Iterator[str]:
    """A database with the schema and nothing in it, to be copied: to migrate takes seconds."""

    async def migrate(url: str) -> None:
        database = await Database.open(url)
        await database.upgrade()
        await database.close()

    with postgres.database() as url:
        asyncio.run(migrate(url))
        yield url


@pytest.fixture
def bare_url(postgres: PostgresServer) -> Iterator[str]:
    with postgres.database() as url:
        yield url


@pytest.fixture
def database_url(postgres: PostgresServer, migrated: str) -> Iterator[str]:
    with postgres.database(copied=migrated) as url:
        yield url


def counted(number: int) -> Write:
    return events.appended(NOW, "counted", {"number": number})


async def stored(database: Database) -> list[int]:
    found: list[int] = []
    last = 0
    while page := await events.since(database.reader, last):
        found += [row.data["number"] for row in page]
        last = page[-1].seq
    return found


async def test_a_crash_of_the_server_loses_nothing_and_doubles_nothing(
    postgres: PostgresServer, database: Database
) -> None:
    """Submits go on through two crashes; the transaction whose answer was lost is settled by asking."""
    told: list[tuple[int, Durability]] = []
    enough = asyncio.Event()

    def tell(number: int, durability: Durability) -> None:
        told.append((number, durability))
        if len(told) % 200 == 0:
            enough.set()

    number = 0
    for _ in range(2):
        crash = asyncio.create_task(crash_when(postgres, enough))
        while not crash.done():
            database.writer.submit([counted(number)], partial(tell, number))
            number += 1
            await asyncio.sleep(0.001)  # a call event each millisecond
        await crash
        enough.clear()
    await database.writer.flush()
    assert [number for number, _ in told] == list(range(number)), "each told once, in order"
    assert Durability.REFUSED not in {durability for _, durability in told}
    assert await stored(database) == list(range(number)), "each written once, in order"
    assert database.writer.health.ok


async def crash_when(postgres: PostgresServer, moment: asyncio.Event) -> None:
    await moment.wait()
    await asyncio.to_thread(postgres.crash)
    await asyncio.to_thread(postgres.start)


@pytest.mark.parametrize("cut", list(Cut))
async def test_a_commit_cut_off_is_written_once(cut: Cut, database_url: str, database: Database) -> None:
    url = make_url(database_url)
    line = CutLine(url.port or 0, b"COMMIT")
    await line.start()
    transactions = PostgresTransactions(url.set(port=line.port))
    assert await transactions.perform([[counted(1)]]) == {}

    line.arm(cut)
    with pytest.raises(DatabaseUnavailable):
        await transactions.perform([[counted(2)], [counted(3), bad()]])
    assert await stored(database) == ([1, 2] if cut is Cut.AFTER else [1])

    refusals = await written_at_last(transactions, [[counted(2)], [counted(3), bad()]])
    assert list(refusals) == [1], "the same answer as the one that was lost"
    assert await transactions.perform([[counted(4)]]) == {}
    assert await stored(database) == [1, 2, 4]
    await transactions.close()
    await line.stop()


def bad() -> Write:
    """A row that breaks a constraint."""
    return Write(counted(0).statement, (NOW, None, None, None, None, "{}"))


async def written_at_last(transactions: PostgresTransactions, batch: list[list[Write]]) -> Refusals:
    """Try again, as the writer does, until the server has noticed that the line is dead."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await transactions.perform(batch)
            except DatabaseUnavailable:
                await asyncio.sleep(0.01)
