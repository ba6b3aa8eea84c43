"""The channels over a real database, with a provider, a spine and a clock in the hand of the test."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ari_app.access.sealing import Sealing
from ari_app.channels.account_rules import AccountDraft
from ari_app.channels.contract import Channel
from ari_app.channels.double import DOUBLE, KeptPost, ScriptedHttp
from ari_app.channels.service import Channels, Surroundings
from ari_app.clock import HandClock
from ari_app.storage import configuration, messages, threads
from ari_app.storage.choices import Author, Direction, MessageState
from ari_app.storage.database import Database
from ari_app.storage.rows.channels import MessageRow, ThreadRow
from ari_app.storage.rows.setup import FlowRow
from tests.contract.channels.double import SECRET

URL = "https://provider.example/send"
DRAFT = AccountDraft("double", "Tests", "+15550100", "welcome", {"secret": SECRET, "url": URL})


@dataclass
class World:
    """`account`: one of the double, switched on, called `d1`."""

    database: Database
    clock: HandClock
    http: ScriptedHttp
    post: KeptPost
    channels: Channels
    folder: Path
    _running: list[asyncio.Task[None]] = field(default_factory=list)
    _seq: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """In a task that ends with the test."""
        self._running.append(asyncio.create_task(work))
        return self._running[-1]

    async def stop(self, work: asyncio.Task[None]) -> None:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)

    async def until(self, true: Callable[[], object]) -> None:
        """Let everybody work until it is so."""
        async with asyncio.timeout(60):
            while not true():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.001)

    async def settled(self, turns: int = 30) -> None:
        """Let everybody work until nobody has anything to do but to wait for the clock: for so many turns nothing was read
        nor written."""
        quiet = 0
        async with asyncio.timeout(60):
            while quiet < turns:
                await asyncio.sleep(0.001)
                reads = self.database.reader.under_way
                busy = reads > 0 or self.database.writer.health.waiting > 0
                await self.database.writer.flush()
                quiet = 0 if busy else quiet + 1

    async def thread(self, id: str = "t1", account: str = "d1", address: str = "+15559001") -> None:
        row = ThreadRow(id, account, address, "", "Ann", "", "", None, None, None, None, self.clock.now())
        await self.database.writer.commit([threads.added(row)])

    async def write(
        self,
        text: str,
        thread: str = "t1",
        state: MessageState = MessageState.QUEUED,
        files: tuple[str, ...] = (),
    ) -> str:
        """A message that is due; its id."""
        seq, now = next(self._seq), self.clock.now()
        row = MessageRow(
            f"{seq:032x}", thread, None, seq, now, Direction.OUT, Author.AGENT, "a1", text, None, list(files), {}, None,
            None, state, "", now, now,
        )  # fmt: skip
        await self.database.writer.commit([messages.added(row)])
        self.channels.sender.wake()
        return row.id

    async def message(self, id: str) -> MessageRow:
        row = await messages.one(self.database.reader, id)
        assert row is not None
        return row

    async def is_in(self, id: str, state: MessageState) -> MessageRow:
        """Wait until the message has come so far."""
        async with asyncio.timeout(60):
            while (row := await self.message(id)).state is not state:  # noqa: ASYNC110
                await asyncio.sleep(0.002)
        return row

    async def close(self) -> None:
        for work in self._running:
            work.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self.database.close()


async def prepare(database: Database) -> None:
    """Nothing but a flow."""
    await database.upgrade()
    flow = FlowRow("welcome", "1", {"id": "welcome"}, published_at=1.0)
    await database.writer.commit([configuration.flow_added(flow)])


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once: it takes most of a second."""
    path = tmp_path_factory.mktemp("database") / "empty.db"

    async def migrate() -> None:
        database = await Database.open(f"sqlite:///{path}")
        await prepare(database)
        await database.close()

    asyncio.run(migrate())
    return path


@asynccontextmanager
async def open_world(folder: Path, empty: Path, *channels: Channel) -> AsyncIterator[World]:
    shutil.copy(empty, folder / "centre.db")
    database = await Database.open(f"sqlite:///{folder / 'centre.db'}")
    async with world_on(database, folder, *channels) as opened:
        yield opened


@asynccontextmanager
async def world_on(database: Database, folder: Path, *channels: Channel) -> AsyncIterator[World]:
    """On any database, which is closed at the end."""
    clock, http, post, ids = HandClock(), ScriptedHttp(), KeptPost(), itertools.count(1)
    around = Surroundings(
        database=database,
        sealing=Sealing("a secret of the tests"),
        http=http,
        clock=clock,
        folder=folder / "files",
        public_url="https://we.example",
        new_id=lambda: f"id{next(ids)}",
        channels=channels or (DOUBLE,),
    )
    world = World(database, clock, http, post, Channels(around, post), folder)
    try:
        yield world
    finally:
        await world.close()


@pytest.fixture
async def world(tmp_path: Path, empty_database: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, empty_database) as opened:
        await opened.channels.accounts.add(DRAFT, "admin", "d1")
        await opened.channels.load()
        yield opened
