"""Notes on customers and on interactions. What somebody wrote, only they change."""

from http import HTTPStatus
from typing import Annotated

from pydantic import StringConstraints

from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.pasts import NoteCard
from workspace_web.problems import NOT_FOUND
from workspace_web.route import Route, route
from workspace_web.sight import seen_interaction
from workspace_web.wire import Shape

# Lines and tabs are what notes are made of; other control characters are not.
NoteText = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=4000, strip_whitespace=True, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
    ),
]


class CustomerPath(Shape):
    customer: Word


class InteractionPath(Shape):
    interaction: Word


class NotePath(Shape):
    note: Word


class NoteList(Listing[NoteCard]):
    """All notes on one thing, newest first."""


class Written(Shape):
    """What the note says."""

    text: NoteText


@route("GET", "/customers/{customer}/notes", scope="customers:read", problems=(NOT_FOUND,))
async def list_customer_notes(ask: Ask, path: CustomerPath) -> NoteList:
    """The notes on a customer, newest first."""
    rows = await ask.services.customers.notes_on_customer(path.customer)
    return NoteList(items=tuple(map(NoteCard.of, rows)))


@route(
    "POST",
    "/customers/{customer}/notes",
    scope="customers:act",
    problems=(NOT_FOUND,),
    status=HTTPStatus.CREATED,
)
async def note_on_customer(ask: Ask, path: CustomerPath, body: Written) -> NoteCard:
    """Write a note on a customer."""
    room = ask.services.customers
    return NoteCard.of(await room.note(ask.caller.name, body.text, customer=path.customer))


@route("GET", "/interactions/{interaction}/notes", scope="customers:read", problems=(NOT_FOUND,))
async def list_interaction_notes(ask: Ask, path: InteractionPath) -> NoteList:
    """The notes on an interaction, newest first."""
    await seen_interaction(ask, path.interaction)
    rows = await ask.services.customers.notes_on_interaction(path.interaction)
    return NoteList(items=tuple(map(NoteCard.of, rows)))


@route(
    "POST",
    "/interactions/{interaction}/notes",
    scope="customers:act",
    problems=(NOT_FOUND,),
    status=HTTPStatus.CREATED,
)
async def note_on_interaction(ask: Ask, path: InteractionPath, body: Written) -> NoteCard:
    """Write a note on an interaction."""
    await seen_interaction(ask, path.interaction)
    room = ask.services.customers
    return NoteCard.of(await room.note(ask.caller.name, body.text, interaction=path.interaction))


@route("PATCH", "/notes/{note}", scope="customers:act", problems=(NOT_FOUND,))
async def edit_note(ask: Ask, path: NotePath, body: Written) -> NoteCard:
    """Change a note of one's own."""
    return NoteCard.of(await ask.services.customers.edit_note(ask.caller.name, path.note, body.text))


ROUTES: tuple[Route, ...] = (
    list_customer_notes,
    note_on_customer,
    list_interaction_notes,
    note_on_interaction,
    edit_note,
)
