"""Replies that are written once and used often: found by what is typed after `/`. They are written in the setup."""

from pydantic import Field

from ari_app.storage import canned_replies
from ari_app.storage.rows.channels import CannedReplyRow
from workspace_web.api.shapes import Listing, Remark, Word
from workspace_web.ask import Ask
from workspace_web.route import Route, route
from workspace_web.wire import Shape


class CannedReplyQuery(Shape):
    """Which ones; every field narrows."""

    q: Remark = Field(
        default="", description="In the shortcut, the title or the text; those by shortcut come first."
    )
    queue: Word | None = Field(default=None, description="Those that fit a queue.")
    language: Remark = Field(
        default="", description="Those in this language come first; others are not left out."
    )
    limit: int = Field(default=20, ge=1, le=200)


class CannedReplyCard(Shape):
    """A reply with its variables, `{customer.name}` for instance: whoever uses it fills them in."""

    id: str
    shortcut: str
    title: str
    text: str
    language: str = Field(description="Empty: any.")


class CannedReplyList(Listing[CannedReplyCard]):
    """The best ones first."""


@route("GET", "/canned-replies", scope="me:read")
async def find_canned_replies(ask: Ask, query: CannedReplyQuery) -> CannedReplyList:
    """Replies that fit what was typed."""
    words = query.q.casefold().split()
    rows = [
        row
        for row in await canned_replies.every(ask.services.reader)
        if _fits(row, query.queue) and all(word in _all(row) for word in words)
    ]
    rows.sort(key=lambda row: _rank(row, query.q.casefold().strip(), query.language))
    return CannedReplyList(items=tuple(map(CannedReplyCard.of, rows[: query.limit])))


def _fits(row: CannedReplyRow, queue: str | None) -> bool:
    return row.queues is None or queue is None or queue in row.queues


def _all(row: CannedReplyRow) -> str:
    return f"{row.shortcut} {row.title} {row.text}".casefold()


def _rank(row: CannedReplyRow, typed: str, language: str) -> tuple[int, int, str]:
    shortcut, title = row.shortcut.casefold(), row.title.casefold()
    found = 0 if shortcut.startswith(typed) else 1 if typed in shortcut else 2 if typed in title else 3
    primary = language.partition("-")[0]
    own = not primary or row.language.partition("-")[0] == primary
    foreign = 0 if own else 1 if not row.language else 2
    return found, foreign, shortcut


ROUTES: tuple[Route, ...] = (find_canned_replies,)
