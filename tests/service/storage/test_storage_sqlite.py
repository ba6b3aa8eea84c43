"""What only SQLite can meet: another process's lock, a full disk, a file that is no database."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from ari_app.storage import events, facts
from ari_app.storage.database import READERS, Database
from ari_app.storage.errors import DatabaseSettingError, DatabaseUnavailable
from ari_app.storage.reader import Reader
from ari_app.storage.sqlite_writer import SqliteTransactions, connect
from ari_app.storage.statement import Write
from ari_app.storage.tables.setup import skill
from ari_app.storage.writer import Durability, Writer

NOW = 1_800_000_000.0
FOR_EVER = text(
    "WITH RECURSIVE n(x) AS (SELECT begun() UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
)


@pytest.fixture
def path(tmp_path: Path, database: Database) -> Path:
    return tmp_path / "trunkline.db"


@pytest.fixture
async def impatient(path: Path) -> AsyncIterator[Writer]:
    """A writer that waits neither long for a lock nor long for the disk."""
    writer = Writer(SqliteTransactions(path, busy_timeout=0.01), patience=3.0)
    writer.start()
    yield writer
    await writer.close()


def counted(number: int, size: int = 0) -> Write:
    return events.appended(NOW, "counted", {"number": number, "load": "x" * size})


async def numbers(database: Database) -> list[int]:
    return [row.data["number"] for row in await events.since(database.reader, 0)]


async def test_reads_do_not_wait_for_a_writer(path: Path, database: Database) -> None:
    await database.writer.commit([counted(1)])
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert await numbers(database) == [1]  # and no "database is locked"


async def test_a_lock_of_another_process_delays_but_loses_nothing(
    path: Path, database: Database, impatient: Writer
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        first = await impatient.commit([counted(1)])
        second = await impatient.commit([counted(2)])
        assert (first, second) == (Durability.LATER, Durability.LATER)
        assert impatient.health.trouble == "database is locked"
        other.execute("ROLLBACK")
    await impatient.flush()
    assert await numbers(database) == [1, 2]
    assert await impatient.commit([counted(3)]) is Durability.DURABLE


async def test_a_full_disk_delays_but_loses_nothing(path: Path, database: Database) -> None:
    with closing(connect(path, 1.0)) as connection:
        [pages] = connection.execute("PRAGMA page_count").fetchone()
    room = pages + 20

    def connect_to_a_small_disk(path: Path, busy_timeout: float) -> sqlite3.Connection:
        connection = connect(path, busy_timeout)
        connection.execute(f"PRAGMA max_page_count={room}")
        return connection

    impatient = Writer(SqliteTransactions(path, connect=connect_to_a_small_disk), patience=3.0)
    impatient.start()
    durabilities = [await impatient.commit([counted(number, size=10_000)]) for number in range(20)]
    durable = durabilities.count(Durability.DURABLE)
    assert 0 < durable < 20
    assert durabilities == [Durability.DURABLE] * durable + [Durability.LATER] * (20 - durable)
    assert impatient.health.trouble == "database or disk is full"
    assert await numbers(database) == list(range(durable)), "all that was acknowledged is there, nothing half"

    room = 100_000  # somebody tidied up
    await impatient.flush()
    assert await numbers(database) == list(range(20))
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    await impatient.close()


async def test_whatever_goes_wrong_in_the_thread_the_batch_is_written_in_the_end(
    path: Path, database: Database
) -> None:
    troubles = [RuntimeError("a bug"), MemoryError(), None]

    def connect_at_last(path: Path, busy_timeout: float) -> sqlite3.Connection:
        if (trouble := troubles.pop(0)) is not None:
            raise trouble
        return connect(path, busy_timeout)

    writer = Writer(SqliteTransactions(path, connect=connect_at_last))
    writer.start()
    assert await writer.commit([counted(1)]) is Durability.DURABLE
    assert await numbers(database) == [1]
    await writer.close()


def test_nobody_else_reads_the_file(path: Path) -> None:
    assert {file.stat().st_mode & 0o077 for file in path.parent.glob("trunkline.db*")} == {0}


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ("interaction WHERE ended_at IS NULL", "ix_interaction_open"),
        ("offer WHERE closed_at IS NULL", "ux_offer_"),
    ],
)
def test_what_a_restart_reads_has_an_index(path: Path, condition: str, index: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {condition}").fetchall()
    assert index in str(plan)


async def test_the_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseUnavailable, match="readonly"):
        await database.reader.value(insert(skill).values(id="x", name="x"))


@dataclass
class Reading:
    """Connections to read by, and how many there were; `begun` as soon as FOR_EVER is under way on one of them."""

    engine: AsyncEngine
    begun: asyncio.Event
    opened: int = 0


@pytest.fixture
async def reading(path: Path) -> AsyncIterator[Reading]:
    loop = asyncio.get_running_loop()
    url = f"sqlite+aiosqlite:///{path}"
    one = Reading(create_async_engine(url, pool_size=READERS, max_overflow=0), asyncio.Event())

    def begun() -> int:
        loop.call_soon_threadsafe(one.begun.set)
        return 1

    @event.listens_for(one.engine.sync_engine, "connect")
    def connected(connection: Any, _: object) -> None:
        one.opened += 1
        connection.create_function("begun", 0, begun)

    yield one
    await one.engine.dispose()


async def ended(reader: Reader) -> None:
    """No read is under way any more: what was broken off has ended."""
    async with asyncio.timeout(60):
        while reader.under_way:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.001)


async def test_a_read_that_takes_for_ever_is_broken_off(reading: Reading) -> None:
    reader = Reader(reading.engine, limit=0.1)
    for _ in range(READERS + 1):
        with pytest.raises(DatabaseUnavailable, match=r"took more than 0\.1 s"):
            await reader.value(FOR_EVER)
    await ended(reader)


async def test_whoever_asks_may_go_away_and_no_connection_is_lost(reading: Reading) -> None:
    reader = Reader(reading.engine)
    for _ in range(3 * READERS):
        reading.begun.clear()
        asking = asyncio.create_task(reader.value(text("SELECT begun()")))
        await reading.begun.wait()
        asking.cancel()
        await asyncio.wait([asking])
        assert asking.cancelled()
    await reader.close()
    assert reading.opened <= READERS


@pytest.mark.parametrize("waits", [True, False], ids=["somebody waits for it", "nobody does any more"])
async def test_closing_breaks_off_what_takes_for_ever(reading: Reading, waits: bool) -> None:
    reader = Reader(reading.engine)
    asking = asyncio.create_task(reader.value(FOR_EVER))
    await reading.begun.wait()
    if not waits:
        asking.cancel()
    await reader.close(patience=0.05)
    await asyncio.wait([asking])
    await ended(reader)
    assert asking.cancelled() != waits
    if waits:
        assert isinstance(asking.exception(), DatabaseUnavailable)


async def test_the_files_of_an_earlier_version_stay_readable(path: Path, database: Database) -> None:
    await database.writer.commit([facts.noted("switch", "a1")])
    again = await Database.open(f"sqlite:///{path}")
    assert await facts.value(again.reader, "switch") == "a1"
    await again.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "not a URL"),
        ("mysql://localhost/x", "'mysql'"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite:////no/such/folder/x.db", "/no/such/folder"),
        ("sqlite:////proc/version", "/proc/version"),
    ],
)
async def test_a_wrong_setting_says_what_is_wrong(url: str, says: str) -> None:
    with pytest.raises(DatabaseSettingError, match=re.escape(says)):
        await Database.open(url)


async def test_a_file_that_is_no_database_stays_untouched(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear customer, " * 100)
    with pytest.raises(DatabaseSettingError, match="not an SQLite database"):
        await Database.open(f"sqlite:///{letter}")
    assert letter.read_text().startswith("Dear customer, Dear")


async def test_a_postgres_that_is_not_there_may_be_there_later() -> None:
    with pytest.raises(DatabaseUnavailable, match=r"127\.0\.0\.1") as caught:
        await Database.open("postgresql://ann:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)
