"""Interactions page by page. A page begins where the one before ended, not at a count of rows: what arrives
meanwhile neither repeats nor hides one."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, select, tuple_

from ari_app.acd.model import InteractionState
from ari_app.storage.interactions import ALL, Seen
from ari_app.storage.reader import Reader
from ari_app.storage.rows.spine import InteractionRow
from ari_app.storage.tables.spine import interaction


class Sort(StrEnum):
    """By what a page is ordered. Interactions that have no such time (yet) are left out."""

    CREATED_AT = "created_at"
    QUEUED_AT = "queued_at"
    ENDED_AT = "ended_at"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which interactions; every field narrows, an empty or None one does not. `start` <= created_at <
    `end`. `seen`: what whoever asks sees."""

    states: Collection[InteractionState] = ()
    queue: str | None = None
    agent: str | None = None
    channel: str | None = None
    caller: str | None = None
    called: str | None = None
    start: float | None = None
    end: float | None = None
    seen: Seen = ALL


@dataclass(frozen=True, slots=True)
class Order:
    """`after`: the time (of `sort`) and the id of the last interaction of the page before."""

    sort: Sort = Sort.CREATED_AT
    descending: bool = True
    after: tuple[float, str] | None = None


async def page(reader: Reader, wanted: Wanted, order: Order, limit: int = 50) -> list[InteractionRow]:
    """At most `limit` interactions; fewer mean that this is the last page."""
    by = interaction.c[order.sort.value]
    conditions = [by.is_not(None), *_conditions(wanted)]
    if order.after is not None:
        place, last = tuple_(by, interaction.c.id), tuple_(*order.after)
        conditions.append(place < last if order.descending else place > last)
    places = (by.desc(), interaction.c.id.desc()) if order.descending else (by.asc(), interaction.c.id.asc())
    query = select(interaction).where(*conditions).order_by(*places).limit(limit)
    return await reader.all(query, InteractionRow)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    columns = interaction.c
    conditions: list[ColumnElement[bool]] = [
        columns[name] == value
        for name in ("queue", "agent", "channel", "caller", "called")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.states:
        conditions.append(columns.state.in_(wanted.states))
    if wanted.start is not None:
        conditions.append(columns.created_at >= wanted.start)
    if wanted.end is not None:
        conditions.append(columns.created_at < wanted.end)
    return conditions + wanted.seen.conditions
