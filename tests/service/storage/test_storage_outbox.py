"""What leaves the house, leaves it: on SQLite and PostgreSQL alike."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select

from ari_app.clock import HandClock
from ari_app.storage.database import Database
from ari_app.storage.outbox import FIRST_PAUSE, Outbox, posted
from ari_app.storage.rows.spine import OutboxRow
from ari_app.storage.tables.spine import outbox


class Busy(Exception):
    retryable = True


class Wrong(Exception):
    retryable = False


class Peer:
    """The other side. `trouble`: what the next deliveries meet, in order; None is none."""

    def __init__(self, *trouble: Exception | None) -> None:
        self.received: list[tuple[str, Mapping[str, Any]]] = []
        self.keys_tried: asyncio.Queue[str] = asyncio.Queue()
        self._trouble = list(trouble)

    async def __call__(self, key: str, body: Mapping[str, Any]) -> None:
        trouble = self._trouble.pop(0) if self._trouble else None
        self.keys_tried.put_nowait(key)
        if trouble is not None:
            raise trouble
        self.received.append((key, body))

    async def tried(self) -> str:
        async with asyncio.timeout(60):
            return await self.keys_tried.get()


@asynccontextmanager
async def running(database: Database, clock: HandClock, **peers: Peer) -> AsyncIterator[Outbox]:
    dispatcher = Outbox(database.reader, database.writer, clock.now, peers)
    task = asyncio.create_task(dispatcher.run())
    yield dispatcher
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def rows(database: Database) -> list[OutboxRow]:
    return await database.reader.all(select(outbox).order_by(outbox.c.id), OutboxRow)


async def undone(database: Database) -> list[str]:
    await database.writer.flush()
    return [row.key for row in await rows(database) if row.done_at is None]


async def settled(database: Database, key: str) -> OutboxRow:
    """The row of `key` once the dispatcher has written what became of its last try."""
    async with asyncio.timeout(60):
        while True:
            await database.writer.flush()
            [row] = [row for row in await rows(database) if row.key == key]
            if row.attempts:
                return row


async def test_what_is_committed_is_performed_at_once(database: Database) -> None:
    clock, crm = HandClock(), Peer()
    async with running(database, clock, crm=crm):
        await database.writer.commit([posted("crm", "k1", {"call": 1}, clock.now())])
        assert await crm.tried() == "k1"
        assert (await settled(database, "k1")).done_at == clock.now()
    assert crm.received == [("k1", {"call": 1})]


async def test_what_was_left_by_an_earlier_run_is_performed(database: Database) -> None:
    clock, crm = HandClock(), Peer()
    await database.writer.commit([posted("crm", key, {}, clock.now()) for key in ("k1", "k2")])
    async with running(database, clock, crm=crm):
        assert [await crm.tried(), await crm.tried()] == ["k1", "k2"]


async def test_a_passing_failure_is_tried_again_later_and_holds_up_nothing(database: Database) -> None:
    clock, crm = HandClock(), Peer(Busy("503"), None)
    async with running(database, clock, crm=crm) as dispatcher:
        await database.writer.commit([posted("crm", key, {}, clock.now()) for key in ("k1", "k2")])
        assert [await crm.tried(), await crm.tried()] == ["k1", "k2"]
        await settled(database, "k2")
        failed = await settled(database, "k1")
        assert (failed.attempts, failed.done_at, failed.error) == (1, None, "Busy: 503")
        assert failed.due_at > clock.now()

        clock.advance(failed.due_at - clock.now())
        dispatcher.wake()
        assert await crm.tried() == "k1"
    assert [key for key, _ in crm.received] == ["k2", "k1"]


async def test_a_lasting_failure_is_given_up_and_kept_for_people(database: Database) -> None:
    clock, crm = HandClock(), Peer(Wrong("400 no such account"))
    async with running(database, clock, crm=crm):
        await database.writer.commit([posted("crm", "k1", {}, clock.now())])
        await crm.tried()
        row = await settled(database, "k1")
    assert (row.done_at, row.error) == (clock.now(), "Wrong: 400 no such account")


async def test_a_hanging_peer_delays_no_other(database: Database) -> None:
    clock, mail = HandClock(), Peer()
    hanging = asyncio.Event()

    class Hanging(Peer):
        async def __call__(self, key: str, body: Mapping[str, Any]) -> None:
            hanging.set()
            await asyncio.Event().wait()

    async with running(database, clock, crm=Hanging(), mail=mail):
        await database.writer.commit([posted("crm", "k1", {}, clock.now())])
        await hanging.wait()
        await database.writer.commit([posted("mail", "k2", {}, clock.now())])
        assert await mail.tried() == "k2"
        await settled(database, "k2")
        assert await undone(database) == ["k1"], "and it will be tried again after a restart"


async def test_what_is_due_later_waits(database: Database) -> None:
    clock, crm = HandClock(), Peer()
    async with running(database, clock, crm=crm) as dispatcher:
        later = posted("crm", "later", {}, clock.now(), due_at=clock.now() + 3600)
        await database.writer.commit([later, posted("crm", "now", {}, clock.now())])
        assert await crm.tried() == "now"
        clock.advance(3600)
        dispatcher.wake()
        assert await crm.tried() == "later"


async def test_what_was_posted_before_the_clock_was_set_back_does_not_wait_for_that_time_again(
    database: Database,
) -> None:
    clock, peer = HandClock(), Peer(Busy())
    await database.writer.commit([posted("told", "k1", {}, clock.now() + 3600.0)])
    async with running(database, clock, told=peer):
        assert await peer.tried() == "k1"
        await database.writer.flush()
        async with asyncio.timeout(60):
            while not (await rows(database))[0].attempts:  # noqa: ASYNC110 - a row tells nobody
                await asyncio.sleep(0.001)
        (row,) = await rows(database)
        assert (row.attempts, row.due_at) == (1, clock.now() + FIRST_PAUSE), "and later once more, as any"


async def test_who_waits_for_it_finds_what_was_posted_before_performed(database: Database) -> None:
    clock, peer, gate = HandClock(), Peer(), asyncio.Event()

    async def slow(key: str, body: Mapping[str, Any]) -> None:
        await gate.wait()
        await peer(key, body)

    dispatcher = Outbox(database.reader, database.writer, clock.now, {"crm": slow})
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(dispatcher.run())
        for key in ("k1", "k2"):
            await database.writer.commit([posted("crm", key, {}, clock.now())])
        waits = tasks.create_task(dispatcher.caught_up("crm"))
        asyncio.get_running_loop().call_later(0.05, gate.set)
        await waits
        assert [key for key, _ in peer.received] == ["k1", "k2"]
        work.cancel()
