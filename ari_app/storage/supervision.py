"""Thresholds, alerts, broadcasts and wallboards, written and read."""

from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy import bindparam, delete, select, update

from ari_app.storage.reader import Reader
from ari_app.storage.rows.supervision import (
    AlertRow,
    BroadcastReaderRow,
    BroadcastRow,
    ThresholdRow,
    WallboardRow,
)
from ari_app.storage.statement import Statement, Write, inserting, upserting
from ari_app.storage.tables.supervision import alert, broadcast, broadcast_reader, threshold, wallboard

_THRESHOLD = upserting(threshold)
_ALERT = upserting(alert)
_BROADCAST = inserting(broadcast)
_DELIVERY = inserting(broadcast_reader)
_READ = Statement(
    "read broadcast",
    update(broadcast_reader)
    .where(
        broadcast_reader.c.broadcast == bindparam("this"),
        broadcast_reader.c.agent == bindparam("whom"),
        broadcast_reader.c.read_at.is_(None),
    )
    .values(read_at=bindparam("read_at")),
)
_WALLBOARD = upserting(wallboard)
_TAKE_DOWN = Statement("take down wallboard", delete(wallboard).where(wallboard.c.id == bindparam("this")))

_threshold = attrgetter(*_THRESHOLD.names)
_alert = attrgetter(*_ALERT.names)
_broadcast = attrgetter(*_BROADCAST.names)
_delivery = attrgetter(*_DELIVERY.names)
_wallboard = attrgetter(*_WALLBOARD.names)


def threshold_set(row: ThresholdRow) -> Write:
    return _THRESHOLD.write(_threshold(row))


def alert_noted(row: AlertRow) -> Write:
    """Raised, worse, better, acknowledged or cleared."""
    return _ALERT.write(_alert(row))


def broadcast_sent(row: BroadcastRow, agents: Sequence[str]) -> list[Write]:
    """The broadcast, and one delivery for each of `agents`."""
    return [
        _BROADCAST.write(_broadcast(row)),
        *(_DELIVERY.write(_delivery(BroadcastReaderRow(row.id, agent))) for agent in agents),
    ]


def broadcast_read(broadcast: str, agent: str, at: float) -> Write:
    """Refused when there is no such broadcast for the agent, or it was read before."""
    return _READ.write_named(1, this=broadcast, whom=agent, read_at=at)


def wallboard_kept(row: WallboardRow) -> Write:
    return _WALLBOARD.write(_wallboard(row))


def wallboard_taken_down(id: str) -> Write:
    """Refused when there is none."""
    return _TAKE_DOWN.write_named(1, this=id)


async def thresholds(reader: Reader) -> list[ThresholdRow]:
    return await reader.all(select(threshold), ThresholdRow)


async def open_alerts(reader: Reader) -> list[AlertRow]:
    return await reader.all(select(alert).where(alert.c.cleared_at.is_(None)), AlertRow)


async def last_alerts(reader: Reader, limit: int) -> list[AlertRow]:
    """Newest first."""
    return await reader.all(
        select(alert).order_by(alert.c.raised_at.desc(), alert.c.id).limit(limit), AlertRow
    )


async def last_broadcasts(reader: Reader, limit: int) -> list[BroadcastRow]:
    """Newest first."""
    return await reader.all(
        select(broadcast).order_by(broadcast.c.sent_at.desc(), broadcast.c.id).limit(limit), BroadcastRow
    )


async def deliveries(reader: Reader, broadcasts: Sequence[str]) -> list[BroadcastReaderRow]:
    return await reader.all(
        select(broadcast_reader)
        .where(broadcast_reader.c.broadcast.in_(broadcasts))
        .order_by(broadcast_reader.c.agent),
        BroadcastReaderRow,
    )


async def unread(reader: Reader) -> list[tuple[str, BroadcastRow]]:
    """Every broadcast that an agent has not read, with the agent; oldest first."""
    query = (
        select(broadcast_reader.c.agent, *broadcast.columns)
        .join(broadcast, broadcast.c.id == broadcast_reader.c.broadcast)
        .where(broadcast_reader.c.read_at.is_(None))
        .order_by(broadcast.c.sent_at, broadcast.c.id)
    )
    return await reader.all(query, lambda agent, *columns: (agent, BroadcastRow(*columns)))


async def wallboards(reader: Reader) -> list[WallboardRow]:
    return await reader.all(select(wallboard).order_by(wallboard.c.created_at, wallboard.c.id), WallboardRow)
