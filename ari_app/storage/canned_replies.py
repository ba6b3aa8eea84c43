"""Replies that are written once and used often."""

from sqlalchemy import bindparam, delete, select

from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import CannedReplyRow
from ari_app.storage.statement import Statement, Write, upserting
from ari_app.storage.tables.channels import canned_reply

_KEEP = upserting(canned_reply)
_REMOVE = Statement("remove canned reply", delete(canned_reply).where(canned_reply.c.id == bindparam("this")))


def kept(row: CannedReplyRow) -> Write:
    """A new one, or a known one as it is from now on. Refused when another has its shortcut in its language."""
    return _KEEP.write_named(
        id=row.id,
        shortcut=row.shortcut,
        title=row.title,
        text=row.text,
        language=row.language,
        queues=row.queues,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def removed(id: str) -> Write:
    """Refused when there is none."""
    return _REMOVE.write_named(1, this=id)


async def one(reader: Reader, id: str) -> CannedReplyRow | None:
    return await reader.first(select(canned_reply).where(canned_reply.c.id == id), CannedReplyRow)


async def every(reader: Reader) -> list[CannedReplyRow]:
    """By shortcut, then language."""
    return await reader.all(
        select(canned_reply).order_by(canned_reply.c.shortcut, canned_reply.c.language), CannedReplyRow
    )
