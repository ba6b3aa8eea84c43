"""Threads: all that is written between one customer's address and one account; and what customers thought of it."""

from collections.abc import Collection
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update

from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import RatingRow, ThreadRow
from ari_app.storage.statement import Statement, Write, inserting, upserting
from ari_app.storage.tables.channels import message, rating, thread
from ari_app.storage.tables.spine import interaction, is_open

# Whose it is, the customers room says; what never changes is not written again.
_FIXED = frozenset({"id", "account", "address", "topic", "created_at", "customer"})
_CHANGING = [column.name for column in thread.columns if column.name not in _FIXED]

_INSERT = inserting(thread)
_UPDATE = Statement(
    "update thread",
    update(thread)
    .where(thread.c.id == bindparam("this"))
    .values({name: bindparam(name) for name in _CHANGING}),
)
_OF_CUSTOMER = Statement(
    "thread of customer",
    update(thread).where(thread.c.id == bindparam("this")).values(customer=bindparam("customer")),
)
_RATED = upserting(rating)
_inserted = attrgetter(*_INSERT.names)
_updated = attrgetter(*_CHANGING)
_rating = attrgetter(*_RATED.names)


def added(row: ThreadRow) -> Write:
    """A new thread; refused when this address has one."""
    return _INSERT.write(_inserted(row))


def saved(row: ThreadRow) -> Write:
    """The thread as it is now, but for whose it is."""
    return _UPDATE.write((*_updated(row), row.id))


def of_customer(id: str, customer: str) -> Write:
    """Whose it is."""
    return _OF_CUSTOMER.write_named(this=id, customer=customer)


def rated(row: RatingRow) -> Write:
    """What the customer thinks; a later word takes its place."""
    return _RATED.write(_rating(row))


async def one(reader: Reader, id: str) -> ThreadRow | None:
    return await reader.first(select(thread).where(thread.c.id == id), ThreadRow)


async def several(reader: Reader, ids: Collection[str]) -> list[ThreadRow]:
    """Those there are, in no order."""
    return await reader.all(select(thread).where(thread.c.id.in_(ids)), ThreadRow)


async def with_last_seq(
    reader: Reader, account: str, address: str, topic: str
) -> tuple[ThreadRow, int] | None:
    """The thread of an address, and the number of its last message (0: it has none)."""
    return await reader.first(
        _with_last_seq().where(
            thread.c.account == account, thread.c.address == address, thread.c.topic == topic
        ),
        _row_and_seq,
    )


async def of_open_interactions(reader: Reader) -> list[tuple[ThreadRow, int]]:
    """Those in which something goes on, with the number of their last message: what a restart takes up again."""
    live = select(interaction.c.thread).where(is_open, interaction.c.thread.is_not(None))
    return await reader.all(_with_last_seq().where(thread.c.id.in_(live)), _row_and_seq)


def _with_last_seq() -> Select[Any]:
    last = select(func.max(message.c.seq)).where(message.c.thread == thread.c.id).scalar_subquery()
    return select(thread, func.coalesce(last, 0))


def _row_and_seq(*columns: Any) -> tuple[ThreadRow, int]:
    return ThreadRow(*columns[:-1]), int(columns[-1])
