"""Interactions: one row each, written whole at every turn."""

from operator import attrgetter

from sqlalchemy import bindparam, select, update

from ari_app.storage.reader import Reader
from ari_app.storage.rows.spine import InteractionRow
from ari_app.storage.statement import Statement, Write, inserting, upserting
from ari_app.storage.tables.spine import interaction, is_open

# What never changes after the arrival is not written again.
_FIXED = frozenset({"id", "medium", "channel", "called", "caller", "created_at"})
_CHANGING = [column.name for column in interaction.columns if column.name not in _FIXED]

_INSERT = inserting(interaction)
_UPDATE = Statement(
    "update interaction",
    update(interaction)
    .where(interaction.c.id == bindparam("this"), interaction.c.version == bindparam("version_before"))
    .values({name: bindparam(name) for name in _CHANGING}),
)
_UPSERT = upserting(interaction)
_inserted = attrgetter(*_INSERT.names)
_updated = attrgetter(*_CHANGING)


def added(row: InteractionRow) -> Write:
    """A new interaction."""
    return _INSERT.write(_inserted(row))


def saved(row: InteractionRow, version_before: int) -> Write:
    """The interaction as it is now, provided that the stored one is still `version_before`: else the submit
    is refused."""
    return _UPDATE.write((*_updated(row), row.id, version_before), expect_rows=1)


def restored(row: InteractionRow) -> Write:
    """The interaction as it is now, whatever is stored of it: after a refusal."""
    return _UPSERT.write(_inserted(row))


async def still_open(reader: Reader) -> list[InteractionRow]:
    """All that have not ended, oldest first: what a restart takes up again."""
    return await reader.all(
        select(interaction).where(is_open).order_by(interaction.c.created_at, interaction.c.id),
        InteractionRow,
    )


async def one(reader: Reader, id: str) -> InteractionRow | None:
    return await reader.first(select(interaction).where(interaction.c.id == id), InteractionRow)
