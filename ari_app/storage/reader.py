"""The read side: typed rows by Core queries, on connections of their own that cannot write."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ari_app.storage.errors import DatabaseUnavailable

RowT = TypeVar("RowT")


class Reader:
    """Raises DatabaseUnavailable when the database does not answer within `limit` seconds, or at all.

    Whoever asks may go away in the middle of a read: it comes to its end without them. A connection that is left in the
    middle of a statement would be lost, and its thread would go on after the database is closed.
    """

    def __init__(self, engine: AsyncEngine, limit: float = 10.0) -> None:
        self._engine = engine
        self._limit = limit
        self._under_way: dict[asyncio.Task[list[Any]], AsyncConnection | None] = {}

    async def all(self, query: Executable, make: Callable[..., RowT]) -> list[RowT]:
        """Every row, made by `make` from the columns in their order."""
        return [make(*row) for row in await self._rows(query)]

    async def first(self, query: Executable, make: Callable[..., RowT]) -> RowT | None:
        rows = await self._rows(query)
        return make(*rows[0]) if rows else None

    async def value(self, query: Executable) -> Any:
        """The first column of the first row, None when there is none."""
        rows = await self._rows(query)
        return rows[0][0] if rows else None

    @property
    def under_way(self) -> int:
        """How many reads."""
        return len(self._under_way)

    async def close(self, patience: float = 1.0) -> None:
        """Let reads under way end; those that take longer than `patience` seconds are broken off."""
        if not self._under_way:
            return
        _, slow = await asyncio.wait(set(self._under_way), timeout=patience)
        if slow:
            for read in slow:
                await self._break_off(read)
            await asyncio.wait(slow, timeout=patience)

    async def _rows(self, query: Executable) -> list[Any]:
        read = asyncio.create_task(self._read(query), name="read")
        self._under_way[read] = None
        read.add_done_callback(self._under_way.pop)
        try:
            async with asyncio.timeout(self._limit):
                return await asyncio.shield(read)
        except TimeoutError as error:
            await self._break_off(read)
            raise DatabaseUnavailable(f"reading took more than {self._limit:g} s") from error

    async def _read(self, query: Executable) -> list[Any]:
        task = asyncio.current_task()
        assert task is not None
        try:
            async with self._engine.connect() as connection:
                self._under_way[task] = connection
                try:
                    return list((await connection.execute(query)).all())
                finally:
                    self._under_way[task] = None  # it is being given back: nothing there to interrupt
        except (DBAPIError, OSError) as error:
            raise DatabaseUnavailable(f"reading failed: {error}") from error

    async def _break_off(self, read: asyncio.Task[list[Any]]) -> None:
        """A cancelled read would wait for SQLite's thread to end its statement; an interrupted one ends at once."""
        connection = self._under_way.get(read)
        driver = None if connection is None else (await connection.get_raw_connection()).driver_connection
        if isinstance(driver, aiosqlite.Connection):
            await driver.interrupt()
        else:
            read.cancel()
