"""Teams: agents who work together, and whom a supervisor may be bound to."""

from sqlalchemy import bindparam, delete, select

from ari_app.storage.reader import Reader
from ari_app.storage.rows.setup import TeamRow
from ari_app.storage.statement import Statement, Write, upserting
from ari_app.storage.tables.setup import team

_UPSERT = upserting(team)
_REMOVE = Statement("remove team", delete(team).where(team.c.id == bindparam("this")))


def known(row: TeamRow) -> Write:
    """A new team, or a known one as it is from now on."""
    return _UPSERT.write_named(id=row.id, name=row.name)


def removed(id: str) -> Write:
    """Refused when there is no such team."""
    return _REMOVE.write_named(1, this=id)


async def every(reader: Reader) -> list[TeamRow]:
    return await reader.all(select(team).order_by(team.c.id), TeamRow)
