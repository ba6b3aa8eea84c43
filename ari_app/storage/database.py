"""The database as a whole: opened from one setting, brought to the right schema, read, written, closed."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from ari_app.storage import schema, sqlite_writer
from ari_app.storage.errors import DatabaseSettingError, DatabaseUnavailable
from ari_app.storage.postgres_writer import PostgresTransactions
from ari_app.storage.reader import Reader
from ari_app.storage.sqlite_writer import SqliteTransactions
from ari_app.storage.writer import Writer

EXAMPLES = "sqlite:///var/trunkline.db or postgresql://user:password@host:5432/trunkline"
BUSY_TIMEOUT = 1.0  # seconds that one try waits for another process that holds SQLite's write lock
CONNECT_TIMEOUT = 10.0  # seconds, PostgreSQL
READERS = 4  # connections that read


class Database:
    """`await Database.open(url)`, `await database.upgrade()`, then `database.writer` and `database.reader`;
    `close` at the end."""

    def __init__(self, engine: AsyncEngine, writer: Writer) -> None:
        self._engine = engine
        self.reader = Reader(engine)
        self.writer = writer

    @classmethod
    async def open(cls, url: str) -> "Database":
        """Check the setting, reach the database, start the writer. SQLite's file is made when it is not
        there.

        Raises DatabaseSettingError when `url` cannot work, DatabaseUnavailable when it may work later.
        """
        parsed = _parse(url)
        if parsed.get_backend_name() == "sqlite":
            path = await asyncio.to_thread(_prepare_sqlite, parsed)
            engine = _sqlite_reading_engine(path)
            writer = Writer(SqliteTransactions(path, busy_timeout=BUSY_TIMEOUT))
        else:
            engine = create_async_engine(
                parsed, pool_size=READERS, pool_pre_ping=True, connect_args={"timeout": CONNECT_TIMEOUT}
            )
            await _reach(engine)
            writer = Writer(PostgresTransactions(parsed))
        writer.start()
        return cls(engine, writer)

    async def upgrade(self) -> None:
        """Bring the schema to what this code needs."""
        await self._migrate(schema.upgrade)

    async def downgrade(self, revision: str) -> None:
        """Take the schema back to `revision` (`base`: to nothing)."""
        await self._migrate(lambda connection: schema.downgrade(connection, revision))

    async def check_schema(self) -> None:
        """Raises DatabaseSettingError when the schema is not the one that this code needs."""
        async with self._engine.connect() as connection:
            found = await connection.run_sync(schema.current)
        if found != (needed := schema.head()):
            raise DatabaseSettingError(
                f"The database's schema is {found or 'empty'}, this version needs {needed}: "
                "run `trunkline db upgrade`."
            )

    async def close(self) -> None:
        """Write what waits, let reads end, then let go of the database."""
        await self.writer.close()
        await self.reader.close()
        await self._engine.dispose()

    async def _migrate(self, step: Callable[[Connection], None]) -> None:
        if self._engine.dialect.name == "sqlite":
            await asyncio.to_thread(_migrate_sqlite, Path(str(self._engine.url.database)), step)
            return
        async with self._engine.begin() as connection:
            await connection.run_sync(step)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseSettingError(f"The database setting is not a URL: write {EXAMPLES}.") from None
    match parsed.get_backend_name():
        case "sqlite":
            if not parsed.database or parsed.database == ":memory:":
                raise DatabaseSettingError(
                    "SQLite needs a file, for several connections share it: sqlite:///<path>."
                )
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgresql":
            return parsed.set(drivername="postgresql+asyncpg")
        case other:
            raise DatabaseSettingError(f"There is no support for {other!r} databases: write {EXAMPLES}.")


def _prepare_sqlite(url: URL) -> Path:
    path = Path(str(url.database)).absolute()
    if not path.parent.is_dir():
        raise DatabaseSettingError(f"The folder {path.parent} of the SQLite file does not exist: make it.")
    try:
        if not path.exists():
            path.touch(mode=0o600)  # it holds what only this program may read; SQLite's other files follow it
        # WAL mode is a property of the file: set before anyone reads, so that no reader ever waits for the
        # writer.
        with contextlib.closing(sqlite_writer.connect(path, BUSY_TIMEOUT)):
            return path
    except OSError as error:
        raise DatabaseSettingError(f"The SQLite file cannot be made: {error}.") from error
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise DatabaseUnavailable(f"{path}: {error}") from error
        raise DatabaseSettingError(f"SQLite cannot use {path}: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise DatabaseSettingError(f"{path} is not an SQLite database: {error}.") from error


def _sqlite_reading_engine(path: Path) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)), pool_size=READERS, max_overflow=0
    )

    @event.listens_for(engine.sync_engine, "connect")
    def read_only(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    return engine


async def _reach(engine: AsyncEngine) -> None:
    where = engine.url.render_as_string(hide_password=True)
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT), engine.connect():
            pass
    except (DBAPIError, OSError, TimeoutError) as error:
        await engine.dispose()
        raise DatabaseUnavailable(f"PostgreSQL at {where} cannot be reached: {error}") from error


def _migrate_sqlite(path: Path, step: Callable[[Connection], None]) -> None:
    engine = _sqlite_migrating_engine(path)
    with engine.begin() as connection:
        step(connection)


def _sqlite_migrating_engine(path: Path) -> Engine:
    """The driver would commit before each CREATE TABLE: transactions by hand make a migration all or
    nothing."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)), poolclass=NullPool, connect_args={"isolation_level": None}
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
