"""Interactions: one row each, written whole at every turn."""

from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Which interactions somebody sees: those of these queues, and once they have an agent, of these agents; and in any
    case those that they have themselves (`own`: the agent that they are). None: of any queue, any agent."""

    queues: Collection[str] | None = None
    agents: Collection[str] | None = None
    own: str | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """For a query with the table `interaction` in it; none when they see all."""
        seen: list[ColumnElement[bool]] = []
        if self.queues is not None:
            seen.append(interaction.c.queue.in_(self.queues))
        if self.agents is not None:
            seen.append(or_(interaction.c.agent.is_(None), interaction.c.agent.in_(self.agents)))
        if not seen or self.own is None:
            return seen
        return [or_(and_(*seen), interaction.c.agent == self.own)]


ALL = Seen()


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


async def of_thread(reader: Reader, thread: str) -> list[InteractionRow]:
    """All that was about what is written in it, oldest first."""
    query = select(interaction).where(interaction.c.thread == thread)
    return await reader.all(query.order_by(interaction.c.created_at, interaction.c.id), InteractionRow)


async def several(reader: Reader, ids: Collection[str]) -> list[InteractionRow]:
    """Those there are, in no order."""
    return await reader.all(select(interaction).where(interaction.c.id.in_(ids)), InteractionRow)
