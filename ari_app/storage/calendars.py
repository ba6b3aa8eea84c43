"""Opening hours that flows and queues name."""

from operator import attrgetter

from sqlalchemy import bindparam, delete, select

from ari_app.storage.reader import Reader
from ari_app.storage.rows.setup import CalendarRow
from ari_app.storage.statement import Statement, Write, upserting
from ari_app.storage.tables.setup import calendar

_UPSERT = upserting(calendar)
_REMOVE = Statement("remove calendar", delete(calendar).where(calendar.c.id == bindparam("this")))
_row = attrgetter(*_UPSERT.names)


def known(row: CalendarRow) -> Write:
    """A new calendar, or a known one as it is from now on."""
    return _UPSERT.write(_row(row))


def removed(id: str) -> Write:
    """Refused when there is no such calendar."""
    return _REMOVE.write_named(1, this=id)


async def every(reader: Reader) -> list[CalendarRow]:
    return await reader.all(select(calendar).order_by(calendar.c.id), CalendarRow)
