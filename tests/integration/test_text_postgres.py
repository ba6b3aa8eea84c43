"""The stories of conversations in writing, and of customers who are one, on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from ari_app.clock import HandClock
from ari_app.storage.database import Database
from ari_app.storage.tables.everything import metadata
from tests.integration.postgres_server import postgres_server
from tests.service.conversation.test_text_desk import *  # noqa: F403 - the same stories, on this file's `text`
from tests.service.conversation.test_text_restart import *  # noqa: F403
from tests.service.conversation.test_text_turns import *  # noqa: F403
from tests.service.conversation.text_world import TextWorld
from tests.service.web.conftest import House, catalogue, house_on
from tests.service.web.test_customer_merges import (  # noqa: F401 - and on this file's `house`
    test_a_call_that_goes_on_is_of_whom_they_became,
    test_two_become_one_and_two_again,
    test_what_cannot_be_merged_says_why,
    test_who_may_be_the_same_is_suggested,
)

pytestmark = pytest.mark.postgres
# Neither foreign keys nor the log that nobody may change stand in the way. It is 20 times as fast as to truncate.
EMPTIED = "SET session_replication_role = replica;" + ";".join(
    f'DELETE FROM "{table}"' for table in metadata.tables
)


@pytest.fixture(scope="module")
def prepared() -> Iterator[str]:
    """Migrated once, for it takes seconds."""

    async def migrate(url: str) -> None:
        database = await Database.open(url)
        await database.upgrade()
        await database.close()

    with postgres_server() as server, server.database() as url:
        asyncio.run(migrate(url))
        yield url


@pytest.fixture
async def database(prepared: str) -> Database:
    """With nothing in it. Whoever takes it closes it."""
    connection = await asyncpg.connect(prepared, timeout=10)
    await connection.execute(EMPTIED)
    await connection.close()
    return await Database.open(prepared)


@pytest.fixture
async def text(database: Database) -> AsyncIterator[TextWorld]:
    world = await TextWorld(database).open()
    yield world
    await world.close()
    await database.close()


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with house_on(database, tmp_path, HandClock(), catalogue()) as opened:
        yield opened
