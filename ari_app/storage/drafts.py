"""What agents have begun to write: one draft of an agent in a thread, the last one counts."""

from sqlalchemy import and_, bindparam, delete, select

from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import DraftRow
from ari_app.storage.statement import Statement, Write, upserting
from ari_app.storage.tables.channels import draft

_KEEP = upserting(draft)
_FORGET = Statement(
    "forget draft",
    delete(draft).where(and_(draft.c.agent == bindparam("who"), draft.c.thread == bindparam("where"))),
)


def kept(row: DraftRow) -> Write:
    """As it is now, in the place of what it was."""
    return _KEEP.write_named(agent=row.agent, thread=row.thread, text=row.text, extra=row.extra, at=row.at)


def forgotten(agent: str, thread: str) -> Write:
    """Nothing is left of it; there may have been nothing."""
    return _FORGET.write_named(who=agent, where=thread)


async def one(reader: Reader, agent: str, thread: str) -> DraftRow | None:
    query = select(draft).where(draft.c.agent == agent, draft.c.thread == thread)
    return await reader.first(query, DraftRow)


async def of_agent(reader: Reader, agent: str) -> list[DraftRow]:
    """All of theirs, the newest first."""
    return await reader.all(select(draft).where(draft.c.agent == agent).order_by(draft.c.at.desc()), DraftRow)
