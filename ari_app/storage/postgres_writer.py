"""Transactions on PostgreSQL: one asyncpg connection, opened again when it was lost."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import URL

from ari_app.storage.errors import DatabaseUnavailable, WriteRefused
from ari_app.storage.statement import POSTGRES, Compiled, Plain, Write
from ari_app.storage.writer import Refusals, Submitted

log = logging.getLogger(__name__)

CONNECT_LIMIT = 5.0  # seconds
BATCH_LIMIT = 30.0  # seconds: a peer that vanished without a word is noticed by then

# SQLSTATE classes that speak of the rows, not of the server: no try will ever write them.
_ROWS = frozenset({"0A", "21", "22", "23", "42", "44", "54", "P0"})


@dataclass(frozen=True, slots=True)
class _InDoubt:
    """A transaction whose COMMIT was sent and whose answer never came."""

    id: str
    refusals: Refusals


class PostgresTransactions:
    """See `writer.Transactions`. A lost COMMIT is settled by asking the server what became of the
    transaction."""

    def __init__(self, url: URL) -> None:
        # What SQLAlchemy would give the driver for this URL: the reading engine and the writer meet the same
        # server.
        self._target: Mapping[str, Any] = POSTGRES.create_connect_args(url)[1]
        self._connection: Any = None  # asyncpg is untyped
        self._in_doubt: _InDoubt | None = None

    async def perform(self, batch: Sequence[Submitted]) -> Refusals:
        try:
            async with asyncio.timeout(BATCH_LIMIT):
                return await self._perform(batch)
        except Exception as error:
            # Whatever it is, the batch is still to be written.
            self._disconnect()
            raise DatabaseUnavailable(f"{type(error).__name__}: {error}") from error

    async def close(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            try:
                await connection.close(timeout=CONNECT_LIMIT)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                connection.terminate()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _perform(self, batch: Sequence[Submitted]) -> Refusals:
        connection = self._connection
        if connection is None:
            connection = self._connection = await asyncpg.connect(**self._target, timeout=CONNECT_LIMIT)
        if self._in_doubt is not None:
            committed = await _was_committed(connection, self._in_doubt.id)
            settled, self._in_doubt = self._in_doubt, None
            if committed:
                log.info("The transaction in doubt was committed after all")
                return settled.refusals
        await connection.execute("BEGIN")
        try:
            await _write_together(connection, batch)
            refusals: Refusals = {}
        except Exception as error:
            if not _is_about_rows(error):
                raise
            await connection.execute("ROLLBACK")
            await connection.execute("BEGIN")
            refusals = await _write_one_by_one(connection, batch)
        self._in_doubt = _InDoubt(await connection.fetchval("SELECT pg_current_xact_id()::text"), refusals)
        await connection.execute("COMMIT")
        self._in_doubt = None
        return refusals


async def _was_committed(connection: Any, transaction: str) -> bool:
    try:
        status = await connection.fetchval("SELECT pg_xact_status($1::text::xid8)", transaction)
    except asyncpg.InvalidParameterValueError:
        # A number of its future: a standby that never received the transaction has taken over.
        return False
    if status == "in progress":
        raise DatabaseUnavailable("the last transaction is still being settled")
    return bool(status == "committed")


async def _write_together(connection: Any, batch: Sequence[Submitted]) -> None:
    appended: dict[Compiled, list[tuple[Plain, ...]]] = {}
    for submit in batch:
        for write in submit:
            if write.statement.append:
                compiled = write.statement.for_postgres
                appended.setdefault(compiled, []).append(compiled.arrange(write.values))
            else:
                await _perform(connection, write)
    for compiled, rows in appended.items():
        await connection.executemany(compiled.sql, rows)


async def _write_one_by_one(connection: Any, batch: Sequence[Submitted]) -> Refusals:
    refusals: Refusals = {}
    for index, submit in enumerate(batch):
        await connection.execute("SAVEPOINT submit")
        try:
            for write in submit:
                await _perform(connection, write)
        except Exception as error:
            if not _is_about_rows(error):
                raise
            await connection.execute("ROLLBACK TO submit")
            refusals[index] = error if isinstance(error, WriteRefused) else WriteRefused(_reason(error))
        await connection.execute("RELEASE submit")
    return refusals


async def _perform(connection: Any, write: Write) -> None:
    compiled = write.statement.for_postgres
    status: str = await connection.execute(compiled.sql, *compiled.arrange(write.values))
    if write.expect_rows is None:
        return
    touched = int(status.rpartition(" ")[2])  # "UPDATE 1", "INSERT 0 1"
    if touched != write.expect_rows:
        raise WriteRefused(f"{write.statement.name}: {touched} rows are as expected, not {write.expect_rows}")


def _is_about_rows(error: Exception) -> bool:
    match error:
        case asyncpg.PostgresError():
            return str(error.sqlstate)[:2] in _ROWS
        case asyncpg.InterfaceError():
            return isinstance(
                error, ValueError
            )  # a value that the driver cannot send; else the connection is gone
        case OSError() | TimeoutError():
            return False
        case _:
            return True


def _reason(error: Exception) -> str:
    # Of the driver's own errors only the kind: their text may show the value, which may be private.
    return str(error) if isinstance(error, asyncpg.PostgresError) else type(error).__name__
