"""What people did, and whether that is still as it was written."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from pydantic import Field

from ari_app.storage import audit
from ari_app.storage.reader import Reader
from ari_app.storage.rows.access import AuditRow
from workspace_web.api.lists import Direction, ListPage, ListQuery
from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.csv_file import MEDIA_TYPE
from workspace_web.route import Cell, Route, Table, route
from workspace_web.wire import Epoch, Shape

COLUMNS = ("seq", "time", "name", "action", "target", "address", "detail", "seal")
AT_ONCE = 1000  # rows of the file


class AuditQuery(ListQuery):
    """Which acts; every field narrows. The newest first, unless `order` says otherwise."""

    order: Direction = Direction.DESCENDING
    user: Word | None = Field(default=None, description="The id of a user.")
    action: Word | None = None
    start: Epoch | None = Field(default=None, description="At this time or later.")
    end: Epoch | None = Field(default=None, description="Before this time.")

    @property
    def wanted(self) -> audit.Wanted:
        return audit.Wanted(self.q, self.user, self.action, self.start, self.end)


class DeedCard(Shape):
    """What somebody did. `seq` has no gaps; `seal` is over this row and the seal of the row before."""

    seq: int
    at: Epoch
    user: str | None = Field(description="Id of the user; null for somebody we do not know.")
    name: str
    action: str = Field(examples=["signed_in", "change_state"])
    target: str
    address: str
    detail: dict[str, Any]
    seal: str


class AuditPage(ListPage[DeedCard]):
    """One page of the audit log."""


class Actions(Listing[str]):
    """Every kind of act that is in the log."""


class VerdictCard(Shape):
    """What following the chain from its first row found. `head`: the seal of the last row that is whole: noted elsewhere
    now, it shows later that no row was cut off."""

    ok: bool
    rows: int
    first_broken: int | None
    why: str
    head: str


@route("GET", "/audit", scope="audit:read")
async def read_audit(ask: Ask, query: AuditQuery) -> AuditPage:
    """What people did."""
    rows = await audit.find(
        ask.services.reader,
        query.wanted,
        oldest_first=query.order is Direction.ASCENDING,
        offset=(query.page - 1) * query.size,
        limit=query.size,
    )
    total = await audit.count(ask.services.reader, query.wanted)
    return AuditPage(items=tuple(map(_card, rows)), total=total, page=query.page, size=query.size)


@route("GET", "/audit.csv", scope="audit:read", media_type=MEDIA_TYPE)
async def export_audit(ask: Ask, query: AuditQuery) -> Table:
    """All that is found, oldest first, as CSV."""
    return Table("audit", COLUMNS, _rows(ask.services.reader, query.wanted))


@route("GET", "/audit/actions", scope="audit:read")
async def audit_actions(ask: Ask) -> Actions:
    """The kinds of acts, to narrow by."""
    return Actions(items=tuple(await audit.actions(ask.services.reader)))


@route("GET", "/audit/verify", scope="audit:read")
async def verify_audit(ask: Ask) -> VerdictCard:
    """Whether the log is as it was written.

    Follows the chain from its first row: a row that was changed, removed, inserted or moved breaks it there."""
    verdict = await ask.services.reception.audit.verify()
    return VerdictCard.model_validate(verdict, from_attributes=True)


async def _rows(reader: Reader, wanted: audit.Wanted) -> AsyncIterator[Sequence[Cell]]:
    offset = 0
    while rows := await audit.find(reader, wanted, oldest_first=True, offset=offset, limit=AT_ONCE):
        for row in rows:
            time = datetime.fromtimestamp(row.at, UTC).isoformat()
            yield (row.seq, time, row.name, row.action, row.target, row.address, row.detail, row.seal)
        offset += len(rows)


def _card(row: AuditRow) -> DeedCard:
    return DeedCard(
        seq=row.seq,
        at=row.at,
        user=row.user,
        name=row.name,
        action=row.action,
        target=row.target,
        address=row.address,
        detail=orjson.loads(row.detail),
        seal=row.seal,
    )


ROUTES: tuple[Route, ...] = (read_audit, export_audit, audit_actions, verify_audit)
