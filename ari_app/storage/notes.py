"""Notes on customers and interactions, and how agents wrapped interactions up."""

from collections.abc import Collection
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, update

from ari_app.storage.reader import Reader
from ari_app.storage.rows.customers import NoteRow, WrapUpRow
from ari_app.storage.rows.spine import InteractionRow
from ari_app.storage.statement import Statement, Write, adding, inserting, upserting
from ari_app.storage.tables.customers import note, wrap_up
from ari_app.storage.tables.spine import event, interaction, recording

_NOTE = inserting(note)
_EDIT = Statement(
    "edit note",
    update(note)
    .where(note.c.id == bindparam("this"))
    .values(text=bindparam("text"), changed_at=bindparam("changed_at")),
)
_DEFAULT = adding(wrap_up)
_CHOSEN = upserting(wrap_up)
_note = attrgetter(*_NOTE.names)
_wrap_up = attrgetter(*_DEFAULT.names)


def written(row: NoteRow) -> Write:
    return _NOTE.write(_note(row))


def edited(id: str, text: str, at: float) -> Write:
    """Refused when there is no such note."""
    return _EDIT.write_named(1, this=id, text=text, changed_at=at)


def wrapped_up_by_default(row: WrapUpRow) -> Write:
    """What stands until the agent chooses, unless they have."""
    return _DEFAULT.write(_wrap_up(row))


def wrapped_up(row: WrapUpRow) -> Write:
    """What the agent chose; a later choice takes its place."""
    return _CHOSEN.write(_wrap_up(row))


async def one(reader: Reader, id: str) -> NoteRow | None:
    return await reader.first(select(note).where(note.c.id == id), NoteRow)


async def of_customer(reader: Reader, id: str) -> list[NoteRow]:
    """Newest first."""
    return await _notes(reader, note.c.customer == id)


async def of_interactions(reader: Reader, ids: Collection[str]) -> list[NoteRow]:
    """Newest first."""
    return await _notes(reader, note.c.interaction.in_(ids))


async def _notes(reader: Reader, which: ColumnElement[bool]) -> list[NoteRow]:
    return await reader.all(select(note).where(which).order_by(note.c.created_at.desc(), note.c.id), NoteRow)


async def wrap_ups(reader: Reader, interactions: Collection[str]) -> list[WrapUpRow]:
    """Of these interactions, oldest first."""
    return await reader.all(
        select(wrap_up)
        .where(wrap_up.c.interaction.in_(interactions))
        .order_by(wrap_up.c.at, wrap_up.c.agent),
        WrapUpRow,
    )


async def recorded(reader: Reader, interactions: Collection[str]) -> list[tuple[str, str]]:
    """The interaction and the id of each recording of these, oldest first."""
    query: Select[Any] = (
        select(recording.c.interaction, recording.c.id)
        .where(recording.c.interaction.in_(interactions))
        .order_by(recording.c.started_at)
    )
    return await reader.all(query, lambda interaction, id: (interaction, id))


async def took_part(reader: Reader, interaction: str, agent: str) -> bool:
    """Whether the agent has talked in it."""
    query = select(func.count()).where(
        event.c.interaction == interaction, event.c.kind == "interaction_connected", event.c.agent == agent
    )
    return int(await reader.value(query)) > 0


async def handled(reader: Reader, agent: str, since: float, limit: int) -> list[InteractionRow]:
    """The interactions that the agent was connected to after `since`, the last one first."""
    last = (
        select(event.c.interaction, func.max(event.c.seq).label("seq"))
        .where(event.c.kind == "interaction_connected", event.c.agent == agent, event.c.at >= since)
        .group_by(event.c.interaction)
        .subquery()
    )
    query = (
        select(interaction)
        .join(last, last.c.interaction == interaction.c.id)
        .order_by(last.c.seq.desc())
        .limit(limit)
    )
    return await reader.all(query, InteractionRow)
