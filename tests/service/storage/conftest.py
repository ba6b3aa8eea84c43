"""A database with the schema for each test: SQLite here; `tests/integration/test_storage_postgres.py` runs the same
stories on PostgreSQL by giving another `database_url` and `bare_url`."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ari_app.storage.database import Database


@pytest.fixture
def bare_url(tmp_path: Path) -> str:
    """Without the schema."""
    return f"sqlite:///{tmp_path}/trunkline.db"


@pytest.fixture
def database_url(tmp_path: Path, empty_database: Path) -> str:
    shutil.copy(empty_database, tmp_path / "trunkline.db")
    return f"sqlite:///{tmp_path}/trunkline.db"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(database_url)
    yield opened
    await opened.close()
