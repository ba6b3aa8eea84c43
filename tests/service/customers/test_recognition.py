"""Who is nobody's customer becomes one: once, however often they come, and whatever the database does meanwhile."""

import asyncio
import itertools
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from ari_app.customers.recognition import Recognition
from ari_app.storage import customers
from ari_app.storage.choices import IdentityKind
from ari_app.storage.customers import Began
from ari_app.storage.database import Database

NUMBER = "+15559001"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite:///{tmp_path}/centre.db")
    await opened.upgrade()
    yield opened
    await opened.close()


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.001)


async def test_a_stranger_who_comes_twice_while_nothing_can_be_written_is_one_customer(
    database: Database, tmp_path: Path
) -> None:
    """A second one would be refused when the database is back, and the agent would have somebody before them who is not
    there."""
    names = itertools.count(1)
    recognition = Recognition(database, lambda: f"c{next(names)}", lambda: 1_800_000_000.0)
    working = asyncio.create_task(recognition.run())
    try:
        with closing(sqlite3.connect(tmp_path / "centre.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # it can be read
            for interaction in ("i1", "i2"):
                recognition.arrived(Began(interaction, "voice", "trunk", NUMBER))
                await until(lambda interaction=interaction: recognition.customer_of(interaction))  # type: ignore[misc]  # a default is no argument to mypy
        await database.writer.flush()
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    (known,) = await customers.known(database.reader, {(IdentityKind.PHONE, NUMBER)})
    assert recognition.customer_of("i1") == recognition.customer_of("i2") == known.customer
