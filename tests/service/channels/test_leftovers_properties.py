"""What must hold for files, whatever people do and wherever the program ends in the midst of it: what a message, a draft or
something that waits to be taken in names is there, and sooner or later nothing else is."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ari_app.channels.double import picture
from ari_app.channels.files import HALF
from ari_app.channels.incoming import to_json
from ari_app.channels.leftovers import DISK_EVERY, UNSENT_FOR, Leftovers
from ari_app.conversation.text import Correspondent, FileArrived, MessageArrived
from ari_app.storage import drafts, files, inbound
from ari_app.storage.database import Database
from ari_app.storage.rows.channels import DraftRow
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability
from tests.examples import examples
from tests.service.channels.conftest import DRAFT, World, world_on

THREADS = ("t1", "t2")
PICTURE = picture()


class Killed(Exception):
    """As by a signal that no program survives."""


@dataclass(frozen=True)
class Upload:
    """Into a thread; or before there is one."""

    thread: str


@dataclass(frozen=True)
class Begin:
    """The draft of the thread names some of what lies there, or nothing any more."""

    thread: str
    which: frozenset[int]


@dataclass(frozen=True)
class Send:
    thread: str
    which: frozenset[int]


@dataclass(frozen=True)
class Arrive:
    """A message comes in with a file of before there was a thread."""

    which: int


@dataclass(frozen=True)
class TakeIn:
    """All that came in is understood."""


@dataclass(frozen=True)
class TimeGoesBy:
    hours: int


@dataclass(frozen=True)
class Sweep:
    pass


Step = Upload | Begin | Send | Arrive | TakeIn | TimeGoesBy | Sweep


@dataclass(frozen=True)
class InTheMidst:
    """Of `step`, at its so manieth touch of the database or the disk, `then` happens; if it is None the program ends."""

    step: Upload | Sweep
    moment: int
    then: Step | None


@dataclass
class Life:
    world: World
    drafts: dict[str, set[str]] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    coming: dict[str, str] = field(default_factory=dict)  # files, by the message that they come with
    moments: int = 0
    planned: InTheMidst | None = None
    looked_at: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        keeper, writer = self.world.channels.files, self.world.database.writer
        self._commit: Callable[[Sequence[Write]], Awaitable[Durability]] = writer.commit
        self._write, self._delete = keeper.write, keeper.delete
        writer.commit = self.commit  # type: ignore[method-assign]
        keeper.write, keeper.delete = self.write, self.delete  # type: ignore[method-assign]
        self.begin_program()

    def begin_program(self) -> None:
        self.leftovers = Leftovers(self.world.database, self.world.channels.files, self.world.clock.now)

    # --- where the program may end ----------------------------------------------------------------------------------

    async def moment(self) -> None:
        self.moments += 1
        planned = self.planned
        if planned is not None and self.moments == planned.moment:
            self.planned = None
            if planned.then is None:
                raise Killed
            await self.take(planned.then)
            self.same_clock()

    async def commit(self, writes: Sequence[Write]) -> Durability:
        await self.moment()
        done = await self._commit(writes)
        await self.moment()
        return done

    async def write(self, id: str, content: bytes) -> None:
        half = self.world.channels.files.path(id).with_suffix(HALF)
        half.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(content[:3])
        await self.moment()
        await self._write(id, content)
        await self.moment()

    async def delete(self, paths: Collection[Path]) -> None:
        for path in paths:
            await self.moment()
            await self._delete([path])
        await self.moment()

    # --- what happens -----------------------------------------------------------------------------------------------

    async def happens(self, step: Step | InTheMidst) -> None:
        try:
            if isinstance(step, InTheMidst):
                self.moments, self.planned = 0, step
                await self.take(step.step)
            else:
                await self.take(step)
        except Killed:
            self.begin_program()
        self.planned = None
        self.same_clock()
        await self.what_is_named_is_there()

    async def take(self, step: Step) -> None:
        clock, commit = self.world.clock, self._commit
        match step:
            case Upload(thread):
                await self.world.channels.files.keep(thread, "a.png", PICTURE)
            case Begin(thread, which):
                ids = await self.some(thread, which)
                extra = {"files": [{"id": id} for id in ids]}
                begun = DraftRow("a1", thread, "Look", extra, clock.now())
                await commit([drafts.kept(begun) if ids else drafts.forgotten("a1", thread)])
                self.drafts[thread] = set(ids)
            case Send(thread, which):
                ids = await self.some(thread, which)
                await self.world.write("Look", thread, files=tuple(ids))
                self.sent.update(ids)
            case Arrive(which):
                for id in await self.some("", frozenset({which})):
                    name = f"m-{id}"
                    event = MessageArrived(
                        name, Correspondent("d1", "+1"), "x", 1.0, files=(FileArrived("a", "b", 1, id),)
                    )
                    await commit([inbound.received("d1", name, to_json(event), 1.0)])
                    self.coming[name] = id
            case TakeIn():
                for row in await inbound.undone(self.world.database.reader, 0, 100):
                    id = self.coming.pop(row.provider_id)
                    await commit([inbound.done(row.id, 1.0), files.of_thread(id, "t1")])
                    await self.world.write("Look", "t1", files=(id,))
                    self.sent.add(id)
            case TimeGoesBy(hours):
                clock.advance(hours * 3600.0)
            case Sweep():
                await self.leftovers.sweep()

    async def some(self, thread: str, which: frozenset[int]) -> list[str]:
        """Of those that lie there."""
        rows = await files.made(self.world.database.reader, (0.0, ""), float("inf"), 100)
        ids = [row.id for row in rows if row.thread == thread]
        if not thread:
            ids = await files.unsent(self.world.database.reader, float("inf"))
        return [id for n, id in enumerate(sorted(ids)) if n % 4 in which]

    # --- what must hold ---------------------------------------------------------------------------------------------

    @property
    def named(self) -> set[str]:
        return self.sent.union(self.coming.values(), *self.drafts.values())

    @property
    def on_disk(self) -> dict[str, Path]:
        return {path.name: path for path in self.world.folder.glob("files/*/*")}

    def same_clock(self) -> None:
        """The disk's clock is ours: each file is as old as it is here."""
        now = self.world.clock.now()
        for path in self.on_disk.values():
            if path not in self.looked_at:
                os.utime(path, (now, now))
                self.looked_at.add(path)

    async def what_is_named_is_there(self) -> None:
        rows = await self.rows()
        assert self.named <= rows, "a row is gone that is named"
        assert rows <= self.on_disk.keys(), "a row has no bytes, and would be shown"

    async def rows(self) -> set[str]:
        reader = self.world.database.reader
        made = {row.id for row in await files.made(reader, (0.0, ""), float("inf"), 1000)}
        return made.union(await files.unsent(reader, float("inf")))

    async def nothing_else_is_left(self) -> None:
        for _ in range(3):
            await self.take(Sweep())
            self.world.clock.advance(max(UNSENT_FOR, DISK_EVERY) + 1)
        assert await self.rows() == self.named
        assert self.on_disk.keys() == self.named


_threads = st.sampled_from(THREADS)
_which = st.frozensets(st.integers(0, 3), max_size=3)
_uploads = st.builds(Upload, st.sampled_from(("", *THREADS)))
_plain: st.SearchStrategy[Step] = st.one_of(
    _uploads,
    _uploads,
    st.builds(Begin, _threads, _which),
    st.builds(Send, _threads, _which),
    st.builds(Arrive, st.integers(0, 3)),
    st.just(TakeIn()),
    st.builds(TimeGoesBy, st.sampled_from((1, 13, 25))),
)
_steps = st.lists(
    st.one_of(
        _plain,
        _plain,
        st.just(Sweep()),
        st.builds(
            InTheMidst, st.one_of(_uploads, st.just(Sweep())), st.integers(1, 9), st.one_of(st.none(), _plain)
        ),
    ),
    min_size=6,
    max_size=30,
)
_all = frozenset({0, 1, 2, 3})


@settings(deadline=None, max_examples=examples(30))
@given(steps=_steps)
@example(  # what is only begun when it is a day old, and then thrown away
    steps=[Upload("t1"), Begin("t1", _all), TimeGoesBy(25), Sweep(), TimeGoesBy(25), Begin("t1", frozenset())]
)
@example(  # the program ends between two bytes, and begins at once: the half is young when the disk is looked at
    steps=[InTheMidst(Upload("t1"), 1, None), Sweep()]
)
@example(steps=[Upload("t1"), TimeGoesBy(25), InTheMidst(Sweep(), 1, Begin("t1", _all))])
@example(steps=[Upload("t1"), TimeGoesBy(25), InTheMidst(Sweep(), 1, Send("t1", _all))])
@example(steps=[Upload(""), TimeGoesBy(25), InTheMidst(Sweep(), 1, Arrive(0)), Sweep(), TakeIn()])
@example(  # between a file's bytes and its row
    steps=[InTheMidst(Upload("t1"), 2, TimeGoesBy(25)), InTheMidst(Upload("t1"), 3, Sweep())]
)
def test_what_is_named_is_there_and_nothing_else_for_long(
    empty_database: Path, steps: list[Step | InTheMidst]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty_database, Path(folder) / "centre.db")
        asyncio.run(_lives(Path(folder), steps))


async def _lives(folder: Path, steps: list[Step | InTheMidst]) -> None:
    database = await Database.open(f"sqlite:///{folder / 'centre.db'}")
    async with world_on(database, folder) as world:
        await world.channels.accounts.add(DRAFT, "admin", "d1")
        await world.channels.load()
        for number, thread in enumerate(THREADS):
            await world.thread(thread, address=f"+1555900{number}")
        life = Life(world)
        for step in steps:
            await life.happens(step)
        await life.nothing_else_is_left()
