"""Recorded prompts; the sound itself is in files."""

from operator import attrgetter

from sqlalchemy import bindparam, delete, select

from ari_app.storage.reader import Reader
from ari_app.storage.rows.flows import PromptRow
from ari_app.storage.statement import Statement, Write, inserting, upserting
from ari_app.storage.tables.flows import prompt

_ADD = inserting(prompt)
_KEEP = upserting(prompt)
_REMOVE = Statement("remove prompt", delete(prompt).where(prompt.c.id == bindparam("this")))
_row = attrgetter(*_ADD.names)


def added(row: PromptRow) -> Write:
    """Refused when there is one of this id."""
    return _ADD.write(_row(row))


def kept(row: PromptRow) -> Write:
    """A known one as it is from now on."""
    return _KEEP.write(_row(row))


def removed(id: str) -> Write:
    """Refused when there is no such prompt."""
    return _REMOVE.write_named(1, this=id)


async def every(reader: Reader) -> list[PromptRow]:
    return await reader.all(select(prompt).order_by(prompt.c.id), PromptRow)


async def one(reader: Reader, id: str) -> PromptRow | None:
    return await reader.first(select(prompt).where(prompt.c.id == id), PromptRow)
