"""Messages that are looked for among all that were written: in few looks, each of them found."""

import asyncio

import pytest
from sqlalchemy import Executable

from ari_app.channels.recall import Recall
from ari_app.storage import messages
from ari_app.storage.choices import Author, Direction, MessageState
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import MessageRow
from tests.service.channels.conftest import World


class CountingReader(Reader):
    """How often it was asked. `away`: nobody is told anything."""

    def __init__(self, world: World) -> None:
        super().__init__(world.database.reader._engine)
        self.asked = 0
        self.away = False

    async def _rows(self, query: Executable) -> list[object]:
        self.asked += 1
        if self.away:
            raise DatabaseUnavailable("reading failed: away")
        return await super()._rows(query)


@pytest.fixture
async def reader(world: World) -> CountingReader:
    """The customer has written m0 to m99 to d1."""
    await world.thread()
    rows = [
        MessageRow(
            f"id{n}", "t1", None, n + 1, 1.0, Direction.IN, Author.CUSTOMER, None, "Hi", None, [], {},
            f"m{n}", None, MessageState.RECEIVED, "", 1.0, None,
        )
        for n in range(100)
    ]  # fmt: skip
    await world.database.writer.commit([messages.added(row) for row in rows])
    return CountingReader(world)


async def test_who_asks_while_somebody_looks_is_told_by_the_next_look(reader: CountingReader) -> None:
    recall = Recall(reader)
    found = await asyncio.gather(
        *(recall.known("d1", {f"m{n}", f"new{n}"}) for n in range(100)), recall.known("d2", {"m1"})
    )
    assert found == [*({f"m{n}"} for n in range(100)), set()]
    assert reader.asked <= 2
    assert await recall.known("d1", ()) == set()
    assert await recall.known("d1", {"m7"}) == {"m7"}


async def test_who_goes_away_takes_the_answer_from_nobody(reader: CountingReader) -> None:
    recall = Recall(reader)
    leaving = asyncio.create_task(recall.known("d1", {"m1"}))
    staying = asyncio.create_task(recall.known("d1", {"m2"}))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == {"m2"}


async def test_a_database_that_is_away_is_told_to_all_and_asked_anew(reader: CountingReader) -> None:
    recall = Recall(reader)
    reader.away = True
    told = await asyncio.gather(*(recall.known("d1", {f"m{n}"}) for n in range(3)), return_exceptions=True)
    assert [type(each) for each in told] == [DatabaseUnavailable] * 3
    reader.away = False
    assert await recall.known("d1", {"m1"}) == {"m1"}


async def test_more_than_one_query_takes(reader: CountingReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "NAMES_AT_ONCE", 7)
    assert len(await Recall(reader).known("d1", {f"m{n}" for n in range(200)})) == 100
    assert reader.asked == 29
