"""What an agent can say of a conversation when it is over."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select

from ari_app.storage.reader import Reader
from ari_app.storage.rows.setup import WrapUpCodeRow
from ari_app.storage.statement import Statement, Write, upserting
from ari_app.storage.tables.setup import queue, wrap_up_code

_UPSERT = upserting(wrap_up_code)
_REMOVE = Statement("remove wrap-up code", delete(wrap_up_code).where(wrap_up_code.c.id == bindparam("this")))


def known(row: WrapUpCodeRow) -> Write:
    """A new code, or a known one as it is from now on."""
    return _UPSERT.write_named(id=row.id, name=row.name)


def removed(id: str) -> Write:
    """Refused when there is no such code."""
    return _REMOVE.write_named(1, this=id)


async def every(reader: Reader) -> list[WrapUpCodeRow]:
    return await reader.all(select(wrap_up_code).order_by(wrap_up_code.c.id), WrapUpCodeRow)


async def of_queue(reader: Reader, id: str) -> list[WrapUpCodeRow]:
    """Those of one queue, in the order that agents see."""
    wanted: Sequence[str] = await reader.value(select(queue.c.wrap_up_codes).where(queue.c.id == id)) or ()
    rows = {row.id: row for row in await every(reader)}
    return [rows[code] for code in wanted if code in rows]
