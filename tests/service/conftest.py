"""For all tests over a real database."""

import asyncio
from pathlib import Path

import pytest

from ari_app.storage.database import Database


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with the schema and nothing in it, to be copied: to migrate takes 20 times as long."""
    path = tmp_path_factory.mktemp("database") / "empty.db"

    async def migrate() -> None:
        database = await Database.open(f"sqlite:///{path}")
        await database.upgrade()
        await database.close()

    asyncio.run(migrate())
    return path
