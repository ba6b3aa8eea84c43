"""Threads: all that is written between one address of a customer and one account of ours, read page by page."""

from pydantic import Field

from ari_app.storage import files, messages
from workspace_web.api.shapes import Word
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND
from workspace_web.route import Route, route
from workspace_web.text_wire import MessageCard, ThreadCard, files_of, message_card, thread_card
from workspace_web.thread_sight import seen_thread
from workspace_web.wire import Shape


class ThreadPath(Shape):
    thread: Word


class MessageQuery(Shape):
    """Which part of a thread."""

    before: int | None = Field(
        default=None, ge=0, le=2**53, description="Those before this number; the last ones without."
    )
    limit: int = Field(default=50, ge=1, le=200)
    interaction: Word | None = Field(default=None, description="Those of one interaction.")


class MessagePart(Shape):
    """Some messages of a thread, oldest first."""

    items: tuple[MessageCard, ...]
    more: bool = Field(description="Whether there are earlier ones.")


@route("GET", "/threads/{thread}", scope="customers:read", problems=(NOT_FOUND,))
async def read_thread(ask: Ask, path: ThreadPath) -> ThreadCard:
    """One thread: whose it is, by which account, and what that can do."""
    seen = await seen_thread(ask, path.thread)
    return thread_card(seen.row, ask.services.centre.catalogue)


@route("GET", "/threads/{thread}/messages", scope="customers:read", problems=(NOT_FOUND,))
async def list_messages(ask: Ask, path: ThreadPath, query: MessageQuery) -> MessagePart:
    """What is written in a thread, with notes and whispers as far as you see them."""
    seen = await seen_thread(ask, path.thread)
    # One more than asked for, to know whether there is more.
    among = seen.interactions
    if query.interaction is not None:
        among = frozenset({query.interaction}) & (among if among is not None else {query.interaction})
    rows = await messages.of_thread(ask.services.reader, path.thread, query.before, query.limit + 1, among)
    shown = [row for row in rows[-query.limit :] if seen.shows(ask, row)]
    found = await files.several(ask.services.reader, files_of(shown))
    by_id = {row.id: row for row in found}
    catalogue = ask.services.centre.catalogue
    return MessagePart(
        items=tuple(message_card(row, by_id, catalogue) for row in shown),
        more=len(rows) > query.limit,
    )


ROUTES: tuple[Route, ...] = (read_thread, list_messages)
