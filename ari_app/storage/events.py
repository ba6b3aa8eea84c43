"""The append-only log."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, or_, select

from ari_app.acd.model import MediaType
from ari_app.storage.reader import Reader
from ari_app.storage.rows.spine import EventRow
from ari_app.storage.statement import Write, inserting
from ari_app.storage.tables.spine import event, interaction

_APPEND = inserting(event, append=True)


def appended(
    at: float,
    kind: str,
    data: Mapping[str, Any],
    *,
    interaction: str | None = None,
    agent: str | None = None,
    queue: str | None = None,
) -> Write:
    """One more event; the database numbers it, in the order of the submits."""
    return _APPEND.write((at, kind, interaction, agent, queue, data))


async def of_interaction(reader: Reader, interaction: str) -> list[EventRow]:
    return await reader.all(
        select(event).where(event.c.interaction == interaction).order_by(event.c.seq), EventRow
    )


async def last_of(reader: Reader, kind: str, interactions: Collection[str]) -> list[EventRow]:
    """The newest of this kind of each of these interactions that has one, in the order they were written."""
    newest = (
        select(func.max(event.c.seq))
        .where(event.c.interaction.in_(interactions), event.c.kind == kind)
        .group_by(event.c.interaction)
    )
    return await reader.all(select(event).where(event.c.seq.in_(newest)).order_by(event.c.seq), EventRow)


async def since(reader: Reader, seq: int, limit: int = 1000) -> list[EventRow]:
    """The events after number `seq`, at most `limit`: ask again from the last one for more."""
    return await reader.all(
        select(event).where(event.c.seq > seq).order_by(event.c.seq).limit(limit), EventRow
    )


async def between(reader: Reader, start: float, end: float) -> list[EventRow]:
    """Those of `start` <= at < `end`, in the order they were written."""
    return await reader.all(
        select(event).where(event.c.at >= start, event.c.at < end).order_by(event.c.seq), EventRow
    )


async def last_seq(reader: Reader) -> int:
    """The number of the newest event, 0 before the first."""
    return int(await reader.value(select(func.coalesce(func.max(event.c.seq), 0))))


async def last_at(reader: Reader) -> float:
    """When the newest event was written, 0 before the first."""
    return float(await reader.value(select(event.c.at).order_by(event.c.seq.desc()).limit(1)) or 0.0)


async def counted(
    reader: Reader, kinds: Collection[str], start: float, after: int, limit: int
) -> list[EventRow]:
    """Those of these kinds, of `start` or later, that follow number `after`; at most `limit`."""
    return await reader.all(
        select(event)
        .where(event.c.at >= start, event.c.kind.in_(kinds), event.c.seq > after)
        .order_by(event.c.seq)
        .limit(limit),
        EventRow,
    )


async def of_written(
    reader: Reader, kinds: Collection[str], start: float, end: float, day: float
) -> list[EventRow]:
    """Those of these kinds, of `start` <= at < `end`, of what is written and was not over when the `day` began."""
    written = select(interaction.c.id).where(
        interaction.c.media_type != MediaType.CALL,
        or_(interaction.c.ended_at.is_(None), interaction.c.ended_at >= day),
    )
    return await reader.all(
        select(event)
        .where(
            event.c.interaction.in_(written), event.c.kind.in_(kinds), event.c.at >= start, event.c.at < end
        )
        .order_by(event.c.seq),
        EventRow,
    )
