"""The stories of the channels on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from ari_app.storage.database import Database
from tests.integration.postgres_server import postgres_server
from tests.service.channels.conftest import DRAFT, World, prepare, world_on
from tests.service.channels.test_files import *  # noqa: F403 - the same stories, on this file's `world`
from tests.service.channels.test_intake import *  # noqa: F403
from tests.service.channels.test_leftovers import *  # noqa: F403
from tests.service.channels.test_sender import *  # noqa: F403

pytestmark = pytest.mark.postgres
WRITTEN = "message, thread, inbound, file, draft, state, channel_account, channel_cursor, revision, outbox"


@pytest.fixture(scope="module")
def prepared() -> Iterator[str]:
    """Migrated once, for it takes seconds."""

    async def make(url: str) -> None:
        database = await Database.open(url)
        await prepare(database)
        await database.close()

    with postgres_server() as server, server.database() as url:
        asyncio.run(make(url))
        yield url


@pytest.fixture
async def world(tmp_path: Path, prepared: str) -> AsyncIterator[World]:
    connection = await asyncpg.connect(prepared, timeout=10)
    await connection.execute(f"TRUNCATE {WRITTEN} RESTART IDENTITY")
    await connection.close()
    async with world_on(await Database.open(prepared), tmp_path) as opened:
        await opened.channels.accounts.add(DRAFT, "admin", "d1")
        await opened.channels.load()
        yield opened
