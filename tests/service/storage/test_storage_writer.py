"""The writer while the database comes and goes: order, patience, refusals, limits. The disk here is a
list."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from ari_app.storage import facts
from ari_app.storage.errors import DatabaseUnavailable, WriteRefused
from ari_app.storage.statement import Write
from ari_app.storage.writer import BATCH, Durability, Refusals, Submitted, Writer

DURABLE, LATER, REFUSED = Durability.DURABLE, Durability.LATER, Durability.REFUSED
BAD = "bad"
PATIENCE = 1.0  # long beside what the disk takes, also on a machine with other work


class Disk:
    """Transactions on a list. `away`: every try fails. `slow`: a try does not end while this event is not
    set."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.batches: list[int] = []
        self.away = False
        self.tries = 0
        self.tried = asyncio.Event()
        self.slow: asyncio.Event | None = None
        self.closed = False

    async def perform(self, batch: Sequence[Submitted]) -> Refusals:
        self.tries += 1
        self.tried.set()
        await asyncio.sleep(0.002)  # as a real one does: the loop turns meanwhile
        if self.slow is not None:
            await self.slow.wait()
        if self.away:
            raise DatabaseUnavailable("disk full")
        self.batches.append(len(batch))
        refused: Refusals = {}
        for index, submit in enumerate(batch):
            keys = [str(write.values[0]) for write in submit]
            if BAD in keys:
                refused[index] = WriteRefused("a bad one")
            else:
                self.written += keys
        return refused

    async def close(self) -> None:
        self.closed = True


class Told:
    """Keeps what callbacks said, in order."""

    def __init__(self) -> None:
        self.all: list[tuple[str, Durability]] = []
        self._more = asyncio.Event()

    def about(self, name: str) -> Callable[[Durability], None]:
        def tell(durability: Durability) -> None:
            self.all.append((name, durability))
            self._more.set()

        return tell

    async def count(self, wanted: int) -> list[tuple[str, Durability]]:
        """All of them, once there are `wanted`."""
        async with asyncio.timeout(60):
            while len(self.all) < wanted:
                self._more.clear()
                await self._more.wait()
        return self.all


def row(key: str) -> Write:
    return facts.noted(key, 1)


@pytest.fixture
async def disk() -> Disk:
    return Disk()


@pytest.fixture
async def told() -> Told:
    return Told()


@pytest.fixture
async def writer(disk: Disk) -> AsyncIterator[Writer]:
    writer = Writer(disk, patience=PATIENCE)
    writer.start()
    yield writer
    disk.away = False
    await writer.close()


async def test_what_comes_together_shares_a_transaction(writer: Writer, disk: Disk, told: Told) -> None:
    for name in "abc":
        writer.submit([row(name)], told.about(name))
    assert told.all == [], "never from within submit"
    assert await told.count(3) == [("a", DURABLE), ("b", DURABLE), ("c", DURABLE)]
    assert disk.batches == [3]
    assert disk.written == ["a", "b", "c"]


async def test_what_comes_while_it_writes_is_the_next_transaction(
    writer: Writer, disk: Disk, told: Told
) -> None:
    def go_on(_: Durability) -> None:
        for name in "bc":
            writer.submit([row(name)], told.about(name))

    writer.submit([row("a")], go_on)
    await told.count(2)
    assert disk.batches == [1, 2]


async def test_a_refused_submit_is_told_so_in_its_turn(writer: Writer, told: Told, disk: Disk) -> None:
    writer.submit([row("a")], told.about("a"))
    writer.submit([row("b"), row(BAD)], told.about("b"))
    writer.submit([row("c")], told.about("c"))
    assert await told.count(3) == [("a", DURABLE), ("b", REFUSED), ("c", DURABLE)]
    assert disk.written == ["a", "c"]
    with pytest.raises(WriteRefused, match="a bad one"):
        await writer.commit([row(BAD)])


async def test_a_short_absence_is_not_noticed_by_callers(disk: Disk, told: Told) -> None:
    writer = Writer(disk, patience=30.0)
    writer.start()
    disk.away = True
    writer.submit([row("a")], told.about("a"))
    await disk.tried.wait()
    writer.submit([row("b")], told.about("b"))
    disk.away = False
    assert await told.count(2) == [("a", DURABLE), ("b", DURABLE)]
    assert disk.written == ["a", "b"]
    assert writer.health.ok
    await writer.close()


async def test_a_long_absence_lets_calls_go_on_and_loses_nothing(
    writer: Writer, disk: Disk, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    disk.away = True
    writer.submit([row("a")], told.about("a"))
    writer.submit([row("b")], told.about("b"))
    assert await told.count(2) == [("a", LATER), ("b", LATER)]
    health = writer.health
    assert (health.ok, health.waiting, health.trouble) == (False, 2, "disk full")

    writer.submit([row("c")], told.about("c"))  # nobody waits any more while it is away
    assert await told.count(3) == [("a", LATER), ("b", LATER), ("c", LATER)]
    assert disk.written == []

    disk.away = False
    await writer.flush()
    assert disk.written == ["a", "b", "c"]
    assert writer.health.ok
    assert writer.health.waiting == 0

    writer.submit([row("d")], told.about("d"))
    assert (await told.count(4))[3:] == [("d", DURABLE)], "each is told once, and waits for the disk again"
    lost_and_found = [record.levelname for record in caplog.records if "database is" in record.getMessage()]
    assert lost_and_found == ["WARNING", "ERROR", "INFO"], "once when lost, once when behind, once when back"


async def test_a_disk_that_hangs_is_as_good_as_away(writer: Writer, disk: Disk, told: Told) -> None:
    disk.slow = asyncio.Event()
    writer.submit([row("a")], told.about("a"))
    await disk.tried.wait()
    writer.submit([row("b")], told.about("b"))
    assert await told.count(2) == [("a", LATER), ("b", LATER)]
    disk.slow.set()
    await writer.flush()
    assert disk.written == ["a", "b"]
    assert disk.tries == 2, "nothing was written twice"


async def test_what_was_let_go_and_then_refused_is_logged(
    writer: Writer, disk: Disk, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    disk.away = True
    writer.submit([row(BAD)], told.about("a"))
    await told.count(1)
    disk.away = False
    await writer.flush()
    assert told.all == [("a", LATER)]
    [record] = [record for record in caplog.records if "refused" in record.getMessage()]
    assert record.__dict__["reason"] == "a bad one"
    assert record.__dict__["statements"] == ["upsert state"]


async def test_memory_is_bounded(disk: Disk, told: Told, caplog: pytest.LogCaptureFixture) -> None:
    writer = Writer(disk, patience=0.01, limit=10)
    writer.start()
    disk.away = True
    writer.submit([row("first")], told.about("first"))
    await disk.tried.wait()
    for number in range(13):
        writer.submit([row(str(number))], told.about(str(number)))
    await told.count(14)
    refused = [name for name, durability in told.all if durability is REFUSED]
    assert sorted(refused) == ["10", "11", "12"], "what was accepted is kept, what comes on top is not"
    assert len([record for record in caplog.records if record.levelno == logging.CRITICAL]) == 1
    with pytest.raises(WriteRefused, match="too much"):
        await writer.commit([row("more")])
    disk.away = False
    await writer.flush()
    assert disk.written == ["first", *map(str, range(10))]
    await writer.close()


async def test_a_large_backlog_is_written_in_parts_and_callers_wait_again_at_its_end(
    writer: Writer, disk: Disk, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    disk.away = True
    for number in range(2 * BATCH + 10):
        writer.submit([row(str(number))], told.about(str(number)))
    await told.count(2 * BATCH + 10)
    async with asyncio.timeout(60):
        while writer.health.trouble is None:  # noqa: ASYNC110 - the first try may come late
            await asyncio.sleep(0.001)
    disk.away = False
    await writer.flush()
    assert disk.batches == [BATCH, BATCH, 10]
    assert disk.written == list(map(str, range(2 * BATCH + 10)))
    assert await writer.commit([row("new")]) is Durability.DURABLE
    assert sorted(record.levelname for record in caplog.records if "database is" in record.getMessage()) == [
        "ERROR",
        "INFO",
        "WARNING",
    ], "told once each"


async def test_a_callback_that_fails_hurts_nobody_else(
    writer: Writer, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Durability) -> None:
        raise RuntimeError("a bug")

    writer.submit([row("a")], fail)
    writer.submit([row("b")], told.about("b"))
    assert await told.count(1) == [("b", DURABLE)]
    assert "a bug" in caplog.text


async def test_whoever_stops_waiting_does_not_undo_the_write(writer: Writer, disk: Disk) -> None:
    disk.slow = asyncio.Event()
    waiting = asyncio.create_task(writer.commit([row("a")]))
    await disk.tried.wait()
    waiting.cancel()
    disk.slow.set()
    await writer.flush()
    assert disk.written == ["a"]
    assert waiting.cancelled()


async def test_closing_writes_what_waits(disk: Disk, told: Told) -> None:
    writer = Writer(disk)
    writer.start()
    writer.submit([row("a")], told.about("a"))
    await writer.close()
    assert disk.written == ["a"]
    assert disk.closed


async def test_closing_while_the_database_is_away_says_what_is_lost(
    disk: Disk, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    writer = Writer(disk)
    writer.start()
    disk.away = True
    writer.submit([row("a")], told.about("a"))
    await writer.close(patience=0.01)
    [record] = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert record.__dict__["lost"] == 1
    assert disk.closed


async def test_whoever_watches_a_statement_hears_of_its_commits(writer: Writer, told: Told) -> None:
    heard: list[str] = []
    watched = row("a").statement
    writer.watch(watched, lambda: heard.append("committed"))
    writer.submit([row("a"), row("b")], told.about("ab"))
    await told.count(1)
    assert heard == ["committed"]
