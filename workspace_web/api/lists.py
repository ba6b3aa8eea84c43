"""Lists that people look through: searched, sorted, page by page, and as CSV.

A resource says once what its columns are (`Column`); `list_query` makes the query's shape of them, `listed` one page of
what is in memory, `csv_of` the whole of it as a `Table` answer. A list that SQL searches uses the same shapes.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from pydantic import Field, create_model

from workspace_web.api.shapes import Remark
from workspace_web.route import Cell, Table
from workspace_web.wire import Shape

ItemT = TypeVar("ItemT")

LONGEST_PAGE = 200


class Direction(StrEnum):
    """Which way a list is sorted."""

    ASCENDING = "asc"
    DESCENDING = "desc"


class ListQuery(Shape):
    """Which part of a list."""

    q: Remark = Field(default="", description="Only what has all of these words in it, wherever.")
    order: Direction = Direction.ASCENDING
    page: int = Field(default=1, ge=1, le=100_000)
    size: int = Field(default=50, ge=1, le=LONGEST_PAGE)

    @property
    def sorted_by(self) -> str:
        """The name of a column; `list_query` adds the member that says which."""
        return str(getattr(self, "sort", ""))


class ListPage(Shape, Generic[ItemT]):
    """One page of a list."""

    items: tuple[ItemT, ...]
    total: int = Field(description="How many there are on all pages.")
    page: int
    size: int


@dataclass(frozen=True, slots=True)
class Column(Generic[ItemT]):
    """`value` is what it is sorted by, searched in, and shown as in CSV; a list of words is shown with blanks between."""

    name: str
    value: Callable[[ItemT], Cell | Sequence[str]]
    searched: bool = True


Columns: TypeAlias = Sequence[Column[ItemT]]


def list_query(name: str, columns: Sequence[Column[ItemT]], first: str = "") -> type[ListQuery]:
    """The query of a list with these columns, sorted by the first unless `first` says by which."""
    names = tuple(column.name for column in columns)
    choice: Any = Literal.__getitem__(names)
    return create_model(
        name,
        __base__=ListQuery,
        __doc__="Which part of the list.",
        sort=(choice, Field(default=first or names[0], description="Sorted by this.")),
    )


def listed(
    items: Iterable[ItemT], query: ListQuery, columns: Columns[ItemT]
) -> tuple[tuple[ItemT, ...], int]:
    """The items of one page, and how many there are on all."""
    found = _found(items, query, columns)
    start = (query.page - 1) * query.size
    return tuple(found[start : start + query.size]), len(found)


def csv_of(items: Iterable[ItemT], query: ListQuery, columns: Columns[ItemT], name: str) -> Table:
    """All pages, as a file of this name."""
    found = _found(items, query, columns)

    async def rows() -> AsyncIterator[Sequence[Cell]]:
        for item in found:
            yield [_shown(column.value(item)) for column in columns]

    return Table(name, tuple(column.name for column in columns), rows())


def _found(items: Iterable[ItemT], query: ListQuery, columns: Columns[ItemT]) -> list[ItemT]:
    words = query.q.casefold().split()
    searched = [column for column in columns if column.searched]
    found = [item for item in items if not words or _has(item, words, searched)]
    by = next((column for column in columns if column.name == query.sorted_by), columns[0])
    descending = query.order is Direction.DESCENDING
    there = [item for item in found if by.value(item) not in (None, "", (), [])]
    missing = [item for item in found if by.value(item) in (None, "", (), [])]
    # What has no value comes last, whichever way.
    return sorted(there, key=lambda item: _key(by.value(item)), reverse=descending) + missing


def _has(item: ItemT, words: Sequence[str], columns: Columns[ItemT]) -> bool:
    text = "\n".join(str(_shown(column.value(item)) or "") for column in columns).casefold()
    return all(word in text for word in words)


def _shown(value: Cell | Sequence[str]) -> Cell:
    return value if value is None or isinstance(value, str | int | float | bool) else " ".join(value)


def _key(value: Cell | Sequence[str]) -> tuple[object, ...]:
    """Numbers by size; texts as people expect, agent10 after agent9."""
    shown = _shown(value)
    if isinstance(shown, bool | int | float):
        return (float(shown),)
    parts = re.split(r"(\d+)", str(shown).casefold())
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)
