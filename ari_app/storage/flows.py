"""Drafts of flows and their publications; which version answers is in `configuration.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from ari_app.storage.reader import Reader
from ari_app.storage.rows.flows import FlowDraftRow, FlowPublicationRow
from ari_app.storage.rows.setup import FlowRow
from ari_app.storage.statement import Statement, Write, inserting
from ari_app.storage.tables.flows import flow_draft, flow_publication
from ari_app.storage.tables.setup import flow, number
from ari_app.storage.tables.spine import event, interaction

_DRAFT = inserting(flow_draft)
_SAVE = Statement(
    "save flow draft",
    update(flow_draft)
    .where(flow_draft.c.flow == bindparam("this"), flow_draft.c.revision == bindparam("expected"))
    .values(
        name=bindparam("name"),
        body=bindparam("body"),
        layout=bindparam("layout"),
        revision=bindparam("revision"),
        saved_at=bindparam("saved_at"),
        saved_by=bindparam("saved_by"),
    ),
)
_DISCARD = Statement("discard flow draft", delete(flow_draft).where(flow_draft.c.flow == bindparam("this")))
_PUBLICATION = inserting(flow_publication)
_REMOVE = Statement("remove flow", delete(flow).where(flow.c.id == bindparam("this")))
_FORGET = Statement(
    "forget flow publications", delete(flow_publication).where(flow_publication.c.flow == bindparam("this"))
)
_draft = attrgetter(*_DRAFT.names)


def draft_begun(row: FlowDraftRow) -> Write:
    """Refused when there is a draft already."""
    return _DRAFT.write(_draft(row))


def draft_saved(row: FlowDraftRow, expected: int) -> Write:
    """Over the draft of revision `expected`; refused when it is another one by now, or there is none."""
    return _SAVE.write_named(
        1,
        this=row.flow,
        expected=expected,
        name=row.name,
        body=row.body,
        layout=row.layout,
        revision=row.revision,
        saved_at=row.saved_at,
        saved_by=row.saved_by,
    )


def publication_noted(
    flow: str, version: str, at: float, by: str, note: str, layout: Mapping[str, Any]
) -> Write:
    """The database numbers it."""
    return _PUBLICATION.write_named(
        flow=flow, version=version, published_at=at, published_by=by, note=note, layout=layout
    )


def removed(flow: str) -> list[Write]:
    """All versions, publications and the draft."""
    return [_REMOVE.write_named(this=flow), _FORGET.write_named(this=flow), _DISCARD.write_named(this=flow)]


async def drafts(reader: Reader) -> list[FlowDraftRow]:
    return await reader.all(select(flow_draft).order_by(flow_draft.c.flow), FlowDraftRow)


async def draft(reader: Reader, id: str) -> FlowDraftRow | None:
    return await reader.first(select(flow_draft).where(flow_draft.c.flow == id), FlowDraftRow)


async def publications(reader: Reader, id: str) -> list[FlowPublicationRow]:
    """Newest first."""
    query = (
        select(flow_publication).where(flow_publication.c.flow == id).order_by(flow_publication.c.seq.desc())
    )
    return await reader.all(query, FlowPublicationRow)


async def last_publications(reader: Reader) -> list[FlowPublicationRow]:
    """The newest of each flow."""
    newest = select(func.max(flow_publication.c.seq)).group_by(flow_publication.c.flow)
    return await reader.all(
        select(flow_publication).where(flow_publication.c.seq.in_(newest)), FlowPublicationRow
    )


async def version(reader: Reader, id: str, version: str) -> FlowRow | None:
    return await reader.first(select(flow).where(flow.c.id == id, flow.c.version == version), FlowRow)


async def numbers_of(reader: Reader) -> dict[str, list[str]]:
    """The numbers that each flow answers."""
    found: dict[str, list[str]] = {}
    for of, called in await reader.all(
        select(number.c.flow, number.c.number).order_by(number.c.number), lambda *row: row
    ):
        found.setdefault(of, []).append(called)
    return found


@dataclass(frozen=True, slots=True)
class StepCount:
    """So often was `node` left by `exit` for `target`, which is empty at the end."""

    flow: str
    node: str
    exit: str
    target: str
    times: int


async def steps_between(reader: Reader, after: int, last: int, since: float) -> list[StepCount]:
    """Counted over the events with `after` < seq <= `last` that are not older than `since`."""
    members = (event.c.data[name].as_string().label(name) for name in ("node", "exit", "target"))
    # Counted outside: PostgreSQL does not know a member named by a parameter for the same twice.
    steps = (
        select(interaction.c.flow, *members)
        .select_from(event.join(interaction, interaction.c.id == event.c.interaction))
        .where(event.c.seq > after, event.c.seq <= last, event.c.at >= since, event.c.kind == "flow_stepped")
        .subquery()
    )
    return await reader.all(select(*steps.c, func.count()).group_by(*steps.c), StepCount)
