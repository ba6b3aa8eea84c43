"""The journal on a real SQLite file: whatever is refused, each interaction comes to its one final row."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from ari_app.acd.model import InteractionState
from ari_app.conversation import log
from ari_app.conversation.changes import Changes
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.journal import SqlJournal
from ari_app.storage import interactions
from ari_app.storage.database import Database
from ari_app.storage.tables.everything import metadata
from ivr.node import Medium

CALL = Interaction("i1", Medium.VOICE, "t", "+1", "+2", "line", 1.0, "menu", "v1", version=1)
TALKING = changed(CALL, state=InteractionState.CONNECTED, agent="a1", version=2)
ENDED = changed(TALKING, state=InteractionState.HANDLED, ended_at=9.0, version=3)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path / 'journal.db'}"
    engine = create_engine(url)
    metadata.create_all(engine)
    engine.dispose()
    database = await Database.open(url)
    yield database
    await database.close()


async def submit(journal: SqlJournal, item: Interaction, *, arrived: bool = False) -> None:
    """One run about one interaction, acted upon."""
    done = asyncio.Event()
    changes = Changes(2.0, interactions={item.id: item}, log=[log.FlowStepped(item.id, "a", "b", "c")])
    if arrived:
        changes.arrived.add(item.id)
    journal.submit(changes, done.set)
    await done.wait()


async def test_a_turn_is_written(database: Database) -> None:
    journal = SqlJournal(database.writer)
    await submit(journal, CALL, arrived=True)
    await submit(journal, TALKING)
    row = await interactions.one(database.reader, "i1")
    assert row is not None and (row.version, row.agent) == (2, "a1")
    assert journal.refused == 0


async def test_one_whose_arrival_was_never_written_is_mended(database: Database) -> None:
    journal = SqlJournal(database.writer)
    await submit(journal, TALKING)
    await database.writer.flush()
    row = await interactions.one(database.reader, "i1")
    assert row is not None and row.version == 2
    assert journal.refused == 1


async def test_one_that_an_index_minds_reaches_its_final_row_all_the_same(database: Database) -> None:
    """Two calls of one agent at once cannot be, and must not be stored; both have to end."""
    journal = SqlJournal(database.writer)
    other = changed(TALKING, id="i2", line="line-2", version=1)
    await submit(journal, CALL, arrived=True)
    await submit(journal, TALKING)
    await submit(journal, other, arrived=True)
    await submit(journal, changed(other, state=InteractionState.HANDLED, ended_at=9.0, version=2))
    await submit(journal, ENDED)
    await database.writer.flush()

    assert not await interactions.still_open(database.reader)
    row = await interactions.one(database.reader, "i2")
    assert row is not None and (row.state, row.version) == (InteractionState.HANDLED, 2)
    assert journal.refused == 2
