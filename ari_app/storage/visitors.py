"""Visitors of web chats and apps, by the hash of the token that they come back with."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, delete, exists, select, update

from ari_app.storage.choices import Direction, MessageState
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import FileRow, MessageRow, ThreadRow, VisitorRow
from ari_app.storage.statement import Statement, Write, inserting
from ari_app.storage.tables.channels import file, message, thread, visitor

_ADD = inserting(visitor)
_SEEN = Statement(
    "visitor seen",
    update(visitor)
    .where(visitor.c.token_hash == bindparam("this"))
    .values(name=bindparam("name"), context=bindparam("context"), seen_at=bindparam("seen_at")),
)
_FORGOTTEN = Statement("visitor forgotten", delete(visitor).where(visitor.c.token_hash == bindparam("this")))
_EXPIRED = Statement("visitors expired", delete(visitor).where(visitor.c.seen_at < bindparam("before")))
_SILENT = Statement(
    "silent visitors expired",
    delete(visitor).where(
        visitor.c.seen_at < bindparam("before"),
        ~exists().where(thread.c.account == visitor.c.account, thread.c.address == visitor.c.address),
    ),
)
_row = attrgetter(*_ADD.names)


def added(row: VisitorRow) -> Write:
    return _ADD.write(_row(row))


def seen(token_hash: str, name: str, context: Mapping[str, Any], at: float) -> Write:
    """They are here, called so, and this is known of them now."""
    return _SEEN.write_named(this=token_hash, name=name, context=context, seen_at=at)


def forgotten(token_hash: str) -> Write:
    """Their token is worth nothing any more; what they wrote stays."""
    return _FORGOTTEN.write_named(this=token_hash)


def expired(before: float) -> Write:
    """All who have not been here since are forgotten."""
    return _EXPIRED.write_named(before=before)


def silent_expired(before: float) -> Write:
    """All who have not been here since, and have never written: a script makes thousands of them."""
    return _SILENT.write_named(before=before)


async def one(reader: Reader, token_hash: str) -> VisitorRow | None:
    return await reader.first(select(visitor).where(visitor.c.token_hash == token_hash), VisitorRow)


async def thread_of(reader: Reader, account: str, address: str) -> ThreadRow | None:
    """What they write in; None until they have written."""
    query = select(thread).where(
        thread.c.account == account, thread.c.address == address, thread.c.topic == ""
    )
    return await reader.first(query, ThreadRow)


async def written(
    reader: Reader, thread_id: str, most: int, *, after: int = 0, before: int | None = None
) -> list[MessageRow]:
    """The last ones after a number, and before another, in order; without what is said among ourselves."""
    query = (
        select(message)
        .where(
            message.c.thread == thread_id,
            message.c.direction != Direction.INTERNAL,
            message.c.seq > after,
            *(() if before is None else (message.c.seq < before,)),
        )
        .order_by(message.c.seq.desc())
        .limit(most)
    )
    return (await reader.all(query, MessageRow))[::-1]


async def read_until(reader: Reader, thread_id: str) -> float:
    """When the last message of theirs was written that somebody here has read; 0: none."""
    query = (
        select(message.c.at)
        .where(
            message.c.thread == thread_id,
            message.c.direction == Direction.IN,
            message.c.state == MessageState.READ,
        )
        .order_by(message.c.seq.desc())
        .limit(1)
    )
    return float(await reader.value(query) or 0.0)


async def files_of(reader: Reader, ids: frozenset[str]) -> list[FileRow]:
    return await reader.all(select(file).where(file.c.id.in_(ids)), FileRow) if ids else []
