"""A migrated database for each test: SQLite here; `tests/integration/test_storage_postgres.py` runs the same
stories on PostgreSQL by giving another `database_url`."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ari_app.storage.database import Database


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/trunkline.db"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url)
    await opened.upgrade()
    yield opened
    await opened.close()
