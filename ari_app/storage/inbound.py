"""What came in from channels: committed before anybody is told that we have it, each once, until it is understood."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import InboundRow
from ari_app.storage.statement import Statement, Write
from ari_app.storage.tables.channels import inbound


def _adding(base: Any) -> Any:
    given = base.values({name: bindparam(name) for name in ("account", "provider_id", "body", "received_at")})
    return given.inline().on_conflict_do_nothing(index_elements=["account", "provider_id"])


# `append`: within a transaction nothing else looks at it.
RECEIVED = Statement(
    "receive", _adding(sqlite_insert(inbound)), _adding(postgres_insert(inbound)), append=True
)
_DONE = Statement(
    "inbound done",
    update(inbound)
    .where(inbound.c.id == bindparam("this"), inbound.c.done_at.is_(None))
    .values(done_at=bindparam("done_at")),
)
_FORGET = Statement(
    "forget inbound",
    delete(inbound).where(inbound.c.done_at < bindparam("before")),
)


def received(account: str, provider_id: str, body: Mapping[str, Any], at: float) -> Write:
    """Once: what is there already stays as it is."""
    return RECEIVED.write((account, provider_id, body, at))


def done(id: int, at: float) -> Write:
    """Understood, in the transaction of what follows from it; again, it changes nothing."""
    return _DONE.write((at, id))


def forgotten(before: float) -> Write:
    """Those that were done before. No provider repeats itself that late."""
    return _FORGET.write((before,))


async def undone(reader: Reader, after: int, limit: int) -> list[InboundRow]:
    """The oldest of those with a higher id."""
    query = (
        select(inbound)
        .where(inbound.c.done_at.is_(None), inbound.c.id > after)
        .order_by(inbound.c.id)
        .limit(limit)
    )
    return await reader.all(query, InboundRow)


async def files_waiting(reader: Reader) -> set[str]:
    """The files of messages that are not understood yet, such as those of an account that is switched off."""
    query = select(inbound.c.body).where(inbound.c.done_at.is_(None))
    bodies: list[Mapping[str, Any]] = await reader.all(query, dict)
    return {str(file.get("id")) for body in bodies for file in body.get("files", ())}


async def count_undone(reader: Reader) -> int:
    return int(
        await reader.value(select(func.count()).select_from(inbound).where(inbound.c.done_at.is_(None)))
    )
