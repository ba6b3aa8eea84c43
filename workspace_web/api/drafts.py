"""What I have begun to write, kept with the centre: a reload, another tab or another machine goes on with it."""

from typing import Any

from pydantic import Field

from ari_app.storage.rows.channels import DraftRow
from workspace_web.api.shapes import Listing, Word, Written
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND
from workspace_web.route import Route, route
from workspace_web.thread_sight import seen_thread
from workspace_web.wire import Epoch, Shape


class DraftPath(Shape):
    thread: Word


class Draft(Shape):
    """What is typed so far."""

    text: Written = ""
    extra: dict[str, Any] = Field(
        default_factory=dict,
        max_length=10,
        description="Subject, copies, files, whether it is a note: for the page to know.",
    )


class DraftCard(Draft):
    """What was typed, and when last."""

    thread: str
    at: Epoch


class DraftList(Listing[DraftCard]):
    """The newest first."""


@route("GET", "/drafts", scope="me:read")
async def my_drafts(ask: Ask) -> DraftList:
    """All that I have begun to write."""
    rows = await ask.services.drafts.all_of(ask.agent)
    return DraftList(items=tuple(map(_card, rows)))


@route("GET", "/threads/{thread}/draft", scope="me:read", problems=(NOT_FOUND,))
async def read_draft(ask: Ask, path: DraftPath) -> DraftCard:
    """What I have begun to write in a thread; empty when that is nothing."""
    await seen_thread(ask, path.thread)
    row = await ask.services.drafts.of(ask.agent, path.thread)
    return DraftCard(thread=path.thread, at=0.0) if row is None else _card(row)


@route("PUT", "/threads/{thread}/draft", scope="me:act", problems=(NOT_FOUND,), noted=False)
async def keep_draft(ask: Ask, path: DraftPath, body: Draft) -> DraftCard:
    """Keep what I have typed so far."""
    await seen_thread(ask, path.thread)
    return _card(await ask.services.drafts.keep(ask.agent, path.thread, body.text, body.extra))


@route("DELETE", "/threads/{thread}/draft", scope="me:act", noted=False)
async def forget_draft(ask: Ask, path: DraftPath) -> None:
    """Throw away what I have begun to write."""
    await ask.services.drafts.forget(ask.agent, path.thread)


def _card(row: DraftRow) -> DraftCard:
    return DraftCard(thread=row.thread, text=row.text, extra=dict(row.extra), at=row.at)


ROUTES: tuple[Route, ...] = (my_drafts, read_draft, keep_draft, forget_draft)
