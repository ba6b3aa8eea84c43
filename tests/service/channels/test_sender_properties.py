"""What must hold for what goes out, whatever its provider, the database and the program do: nothing is sent twice, nothing
overtakes within a thread, what is told of it is true, and sooner or later there is nothing left that waits."""

import asyncio
import itertools
import shutil
import tempfile
from collections import Counter
from enum import Enum, auto
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Executable

from ari_app.channels.contract import Account, Http, Outgoing, Sent
from ari_app.channels.double import DoubleChannel
from ari_app.channels.errors import OutcomeUnknown, SendFailed, TryLater, Unreachable
from ari_app.channels.sender import PATIENCE, Sender
from ari_app.storage.choices import MessageState
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import MessageRow
from tests.examples import examples
from tests.service.channels.conftest import DRAFT, World, world_on

THREADS = ("t1", "t2", "t3")
DONE = (MessageState.SENT, MessageState.UNKNOWN, MessageState.FAILED)


class Fault(Enum):
    """How one try ends, if not well."""

    REFUSED = auto()
    LATER = auto()
    AWAY = auto()
    LOST_ANSWER = auto()  # it was taken, and we do not hear of it
    SILENT = auto()  # the same, and nothing comes until the connection breaks
    CUT = auto()  # the connection is closed beneath us
    MISTAKE = auto()


class Step(Enum):
    """What happens besides messages."""

    TIME_GOES_BY = auto()
    KILLED = auto()
    STOPPED = auto()
    SWITCHED_OFF_AND_ON = auto()
    DATABASE_AWAY = auto()


class Provider(DoubleChannel):
    """`will`: how the next tries end. `took`: what it has, in order. `breaks`: connections on which nothing comes."""

    def __init__(self) -> None:
        self.breaks = asyncio.Event()
        self.will: list[Fault | None] = []
        self.took: list[tuple[str, str]] = []

    async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
        await asyncio.sleep(0)
        match self.will.pop(0) if self.will else None:
            case Fault.REFUSED:
                raise SendFailed("No.")
            case Fault.LATER:
                raise TryLater("Too many.", after=30.0)
            case Fault.AWAY:
                raise Unreachable("The provider is away.")
            case Fault.MISTAKE:
                raise KeyError("x")
            case Fault.CUT:
                raise asyncio.CancelledError
            case Fault.LOST_ANSWER:
                self._take(message)
                raise OutcomeUnknown("No answer came.")
            case Fault.SILENT:
                self._take(message)
                await self.breaks.wait()
                raise OutcomeUnknown("No answer came.")
        self._take(message)
        await asyncio.sleep(0)
        return Sent(f"p{len(self.took)}")

    def _take(self, message: Outgoing) -> None:
        self.took.append((message.address, message.id))


class Flaky(Reader):
    """`away`: how many of the next questions are not answered."""

    away = 0

    async def _rows(self, query: Executable) -> list[Any]:
        if self.away:
            self.away -= 1
            raise DatabaseUnavailable("away")
        return await super()._rows(query)


class Life:
    """A sender, and what happens to it. `killed`: as by a signal that no program survives."""

    def __init__(self, world: World, reader: Flaky, provider: Provider) -> None:
        self.world, self.reader, self.provider = world, reader, provider
        self.written: dict[str, list[str]] = {thread: [] for thread in THREADS}
        self.start()

    def start(self) -> None:
        channels, world = self.world.channels, self.world
        self.sender = Sender(
            world.database, channels.accounts, world.http, channels.files, world.clock, world.post
        )
        channels.sender = self.sender  # whom those who write wake
        self.work = asyncio.create_task(self.sender.run())

    async def take(self, step: Step | Fault | str) -> None:
        match step:
            case Fault():
                self.provider.will.append(step)
            case str():
                self.written[step].append(await self.world.write("x", step))
            case Step.TIME_GOES_BY:
                self.world.clock.advance(61.0)
            case Step.DATABASE_AWAY:
                self.reader.away += 3
                self.sender.wake()
            case Step.SWITCHED_OFF_AND_ON:
                accounts = self.world.channels.accounts
                used = dict(accounts.used)
                accounts.use({})
                await asyncio.sleep(0.002)
                accounts.use(used)
                self.sender.forget_speeds()
            case Step.KILLED:
                await self.end(at_once=True)
                self.start()
            case Step.STOPPED:
                self.provider.breaks.set()
                await self.end(at_once=False)
                self.provider.breaks.clear()
                self.start()

    async def end(self, *, at_once: bool) -> None:
        sending = [task for task in asyncio.all_tasks() if task.get_name() == "sender"]
        for task in sending if at_once else []:
            task.cancel()
        self.work.cancel()
        await asyncio.wait([self.work, *sending])
        await (
            self.world.database.writer.flush()
        )  # what it handed in is written before the next one looks, or never

    async def let_it_work(self) -> None:
        await self.world.settled(turns=4)

    async def all_is_done(self) -> dict[str, MessageRow]:
        """The provider is well from now on, and the program goes on."""
        self.provider.will.clear()
        self.provider.breaks.set()
        self.reader.away = 0
        for _ in range(40):
            await self.let_it_work()
            rows = {id: await self.world.message(id) for ids in self.written.values() for id in ids}
            if all(row.state in DONE for row in rows.values()):
                return rows
            self.world.clock.advance(PATIENCE / 30)
        raise AssertionError(f"stuck: {[row for row in rows.values() if row.state not in DONE]}")


_STEPS = st.lists(
    st.one_of(
        st.sampled_from(THREADS), st.sampled_from(THREADS), st.sampled_from(Fault), st.sampled_from(Step)
    ),
    min_size=6,
    max_size=25,
)
_EACH_FAULT: list[Step | Fault | str] = [
    step for fault, thread in zip(Fault, itertools.cycle(THREADS)) for step in (fault, thread)
]


@settings(deadline=None, max_examples=examples(40))
@given(steps=_STEPS, in_a_rush=st.booleans())
@example(steps=[*_EACH_FAULT, *THREADS], in_a_rush=False)
def test_whatever_happens_to_what_goes_out(
    empty_database: Path, steps: list[Step | Fault | str], in_a_rush: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty_database, Path(folder) / "centre.db")
        asyncio.run(_lives(Path(folder), steps, in_a_rush))


async def _lives(folder: Path, steps: list[Step | Fault | str], in_a_rush: bool) -> None:
    database = await Database.open(f"sqlite:///{folder / 'centre.db'}")
    database.reader = reader = Flaky(database._engine)
    provider = Provider()
    async with world_on(database, folder, provider) as world:
        await world.channels.accounts.add(DRAFT, "admin", "d1")
        await world.channels.load()
        for number, thread in enumerate(THREADS):
            await world.thread(thread, address=f"+1555900{number}")
        life = Life(world, reader, provider)
        for step in steps:
            await life.take(step)
            if not in_a_rush:
                await life.let_it_work()
        rows = await life.all_is_done()
        await life.end(at_once=True)
    taken = Counter(id for _, id in provider.took)
    assert max(taken.values(), default=1) == 1, "sent twice"
    for row in rows.values():
        assert row.due_at is None
        if row.state is MessageState.SENT:
            assert taken[row.id] == 1
            assert row.provider_id is not None
        if row.state is MessageState.FAILED:
            assert taken[row.id] == 0
    for number, ids in enumerate(life.written.values()):
        went = [id for address, id in provider.took if address == f"+1555900{number}"]
        assert went == [id for id in ids if id in went], "one has overtaken another"
