"""The read side: typed rows by Core queries, on connections of their own that cannot write."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ari_app.storage.errors import DatabaseUnavailable

RowT = TypeVar("RowT")


class Reader:
    """Raises DatabaseUnavailable when the database does not answer within `limit` seconds, or at all."""

    def __init__(self, engine: AsyncEngine, limit: float = 10.0) -> None:
        self._engine = engine
        self._limit = limit

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

    async def _rows(self, query: Executable) -> list[Any]:
        try:
            async with asyncio.timeout(self._limit), self._engine.connect() as connection:
                return list((await connection.execute(query)).all())
        except (DBAPIError, OSError, TimeoutError) as error:
            raise DatabaseUnavailable(f"reading failed: {error}") from error
