"""Transactions on SQLite: one thread owns the one writing connection; the event loop never waits for the
disk."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

from ari_app.storage.errors import DatabaseUnavailable, WriteRefused
from ari_app.storage.statement import Compiled, Plain, Write
from ari_app.storage.writer import Refusals, Submitted

# Primary result codes that speak of the database, not of the rows: trying again may help.
_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_SCHEMA,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
    }
)

_Job: TypeAlias = tuple[Sequence[Submitted], asyncio.Future[Refusals]]


def connect(path: Path, busy_timeout: float) -> sqlite3.Connection:
    """A connection that writes durably: in WAL mode readers do not wait, and FULL survives a power cut.

    Transactions are begun and ended by hand (`isolation_level=None`).
    """
    connection = sqlite3.connect(path, timeout=busy_timeout, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


class SqliteTransactions:
    """See `writer.Transactions`. `busy_timeout`: seconds that one try waits for another process's lock."""

    def __init__(
        self,
        path: Path,
        *,
        busy_timeout: float = 1.0,
        connect: Callable[[Path, float], sqlite3.Connection] = connect,
    ) -> None:
        self._connect = partial(connect, path, busy_timeout)
        self._connection: sqlite3.Connection | None = None  # of the thread alone
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        # A daemon: a disk that hangs must not keep the process from ending.
        self._thread = threading.Thread(target=self._serve, name="sqlite-writer", daemon=True)
        self._thread.start()

    async def perform(self, batch: Sequence[Submitted]) -> Refusals:
        done: asyncio.Future[Refusals] = self._loop.create_future()
        self._jobs.put((batch, done))
        return await done

    async def close(self) -> None:
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join, 5.0)

    # --- in the thread --------------------------------------------------------------------------------------

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            batch, done = job
            try:
                refusals = self._write(batch)
            except DatabaseUnavailable as error:
                self._loop.call_soon_threadsafe(_fail, done, error)
            else:
                self._loop.call_soon_threadsafe(_finish, done, refusals)
        self._disconnect()

    def _write(self, batch: Sequence[Submitted]) -> Refusals:
        try:
            if self._connection is None:
                self._connection = self._connect()
            return _write_batch(self._connection, batch)
        except Exception as error:
            # Whatever it is, the thread must live, and the batch is still to be written.
            self._disconnect()  # which undoes what was begun; what met trouble is not trusted again
            raise DatabaseUnavailable(str(error)) from error

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _finish(done: asyncio.Future[Refusals], refusals: Refusals) -> None:
    if not done.done():  # the writer was closed meanwhile
        done.set_result(refusals)


def _fail(done: asyncio.Future[Refusals], error: DatabaseUnavailable) -> None:
    if not done.done():
        done.set_exception(error)


def _write_batch(connection: sqlite3.Connection, batch: Sequence[Submitted]) -> Refusals:
    """All together, which nearly always goes well; else again, each submit for itself. Raises sqlite3.Error
    when the database is at fault."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        _write_together(connection, batch)
        refusals: Refusals = {}
    except Exception as error:
        if _is_away(error):
            raise
        connection.execute("ROLLBACK")
        connection.execute("BEGIN IMMEDIATE")
        refusals = _write_one_by_one(connection, batch)
    connection.execute("COMMIT")
    return refusals


def _write_together(connection: sqlite3.Connection, batch: Sequence[Submitted]) -> None:
    appended: dict[Compiled, list[tuple[Plain, ...]]] = {}
    for submit in batch:
        for write in submit:
            if write.statement.append:
                compiled = write.statement.for_sqlite
                appended.setdefault(compiled, []).append(compiled.arrange(write.values))
            else:
                _perform(connection, write)
    for compiled, rows in appended.items():
        connection.executemany(compiled.sql, rows)


def _write_one_by_one(connection: sqlite3.Connection, batch: Sequence[Submitted]) -> Refusals:
    refusals: Refusals = {}
    for index, submit in enumerate(batch):
        connection.execute("SAVEPOINT submit")
        try:
            for write in submit:
                _perform(connection, write)
        except Exception as error:
            if _is_away(error):
                raise
            connection.execute("ROLLBACK TO submit")
            refusals[index] = error if isinstance(error, WriteRefused) else WriteRefused(_reason(error))
        connection.execute("RELEASE submit")
    return refusals


def _perform(connection: sqlite3.Connection, write: Write) -> None:
    compiled = write.statement.for_sqlite
    touched = connection.execute(compiled.sql, compiled.arrange(write.values)).rowcount
    if write.expect_rows is not None and touched != write.expect_rows:
        raise WriteRefused(f"{write.statement.name}: {touched} rows are as expected, not {write.expect_rows}")


def _is_away(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None)  # absent when the driver itself refuses a value
    return isinstance(error, sqlite3.Error) and code is not None and (code & 0xFF) in _AWAY


def _reason(error: Exception) -> str:
    # Of the driver's own errors only the kind: their text may show the value, which may be private.
    return str(error) if isinstance(error, sqlite3.DatabaseError) else type(error).__name__
