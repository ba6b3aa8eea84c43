"""How often each thing that is set up was changed: the fence that keeps two people from overwriting each other."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from ari_app.storage.reader import Reader
from ari_app.storage.rows.setup import RevisionRow
from ari_app.storage.statement import Statement, Write, inserting
from ari_app.storage.tables.setup import revision

_FIRST = inserting(revision)
_NEXT = Statement(
    "next revision",
    update(revision)
    .where(
        revision.c.kind == bindparam("this_kind"),
        revision.c.id == bindparam("this"),
        revision.c.version == bindparam("seen"),
    )
    .values(version=bindparam("next"), at=bindparam("at"), by=bindparam("by")),
)


@dataclass(frozen=True, slots=True)
class Revision:
    """`version` 0: never changed since it was seeded."""

    version: int = 0
    at: float | None = None
    by: str = ""


NEVER = Revision()


def moved(kind: str, id: str, seen: int, at: float, by: str) -> Write:
    """From version `seen` to the next; refused when somebody else was faster."""
    if seen == 0:
        return _FIRST.write_named(kind=kind, id=id, version=1, at=at, by=by)
    return _NEXT.write_named(1, this_kind=kind, this=id, seen=seen, next=seen + 1, at=at, by=by)


async def every(reader: Reader) -> dict[tuple[str, str], Revision]:
    """By kind and id."""
    rows = await reader.all(select(revision), RevisionRow)
    return {(row.kind, row.id): Revision(row.version, row.at, row.by) for row in rows}
