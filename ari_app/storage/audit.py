"""The audit log: rows that follow each other without a gap, none of which is ever changed or removed."""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from ari_app.storage.reader import Reader
from ari_app.storage.rows.access import AuditRow
from ari_app.storage.statement import Write, inserting
from ari_app.storage.tables.access import audit

_ADD = inserting(audit)
_values = attrgetter(*_ADD.names)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows; None does not narrow. `words`: each has to stand somewhere in the row. `start` <= at < `end`."""

    words: str = ""
    user: str | None = None
    action: str | None = None
    start: float | None = None
    end: float | None = None


def appended(row: AuditRow) -> Write:
    """Refused when another process wrote this number first."""
    return _ADD.write(_values(row))


async def last(reader: Reader) -> AuditRow | None:
    return await reader.first(select(audit).order_by(audit.c.seq.desc()).limit(1), AuditRow)


async def after(reader: Reader, seq: int, limit: int = 1000) -> list[AuditRow]:
    """In their order, those that follow number `seq`."""
    query = select(audit).where(audit.c.seq > seq).order_by(audit.c.seq).limit(limit)
    return await reader.all(query, AuditRow)


async def find(
    reader: Reader, wanted: Wanted, *, oldest_first: bool = False, offset: int = 0, limit: int = 50
) -> list[AuditRow]:
    order = audit.c.seq.asc() if oldest_first else audit.c.seq.desc()
    query = _narrowed(select(audit), wanted).order_by(order).offset(offset).limit(limit)
    return await reader.all(query, AuditRow)


async def count(reader: Reader, wanted: Wanted) -> int:
    return int(await reader.value(_narrowed(select(func.count()).select_from(audit), wanted)))


async def actions(reader: Reader) -> list[str]:
    """Every kind of act that was ever noted."""
    return await reader.all(select(audit.c.action).distinct().order_by(audit.c.action), str)


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    return query.where(*_conditions(wanted))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    columns = audit.c
    found: list[ColumnElement[bool]] = [
        or_(
            *(
                column.icontains(word, autoescape=True)
                for column in (columns.name, columns.action, columns.target, columns.address, columns.detail)
            )
        )
        for word in wanted.words.split()
    ]
    if wanted.user is not None:
        found.append(columns.user == wanted.user)
    if wanted.action is not None:
        found.append(columns.action == wanted.action)
    if wanted.start is not None:
        found.append(columns.at >= wanted.start)
    if wanted.end is not None:
        found.append(columns.at < wanted.end)
    return found
