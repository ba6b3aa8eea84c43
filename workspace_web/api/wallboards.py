"""Wallboards: what hangs on the wall, at which address."""

from http import HTTPStatus
from typing import Annotated

from pydantic import Field, StringConstraints

from ari_app.storage.choices import BoardNumber
from ari_app.supervision.wallboards import Layout
from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND, Problem
from workspace_web.route import Route, route
from workspace_web.wire import BoardCard, Shape, board_card

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class BoardLayout(Shape):
    """What is on it."""

    title: Title = Field(examples=["Support"])
    queues: tuple[Word, ...] = Field(min_length=1, max_length=30, description="Shown one after the other.")
    numbers: tuple[BoardNumber, ...] = Field(min_length=1, max_length=6)
    rotate: float = Field(default=15.0, ge=5, le=600, description="Seconds that each queue is shown.")


class NewBoard(Shape):
    """A wallboard that was just made. `address`: the page to open on the wall; it holds the token, is shown this once
    and kept nowhere."""

    board: BoardCard
    token: str
    address: str = Field(examples=["/wallboard/5f0c9d2e#tlw_..."])


class BoardList(Listing[BoardCard]):
    """All wallboards whose queues I see, oldest first."""


class BoardPath(Shape):
    wallboard: Word


@route("GET", "/wallboards", scope="wallboards:read")
async def list_wallboards(ask: Ask) -> BoardList:
    """All wallboards."""
    rows = ask.services.supervision.wallboards.all()
    return BoardList(items=tuple(board_card(row) for row in rows if _sees(ask, tuple(row.queues))))


@route("POST", "/wallboards", scope="wallboards:write", problems=(NOT_FOUND,), status=HTTPStatus.CREATED)
async def hang_wallboard(ask: Ask, body: BoardLayout) -> NewBoard:
    """Make a wallboard.

    Its token shows the figures of its queues, and nothing else: no names, no numbers, no other queue."""
    made = await ask.services.supervision.wallboards.hang(_layout(ask, body), ask.caller.name)
    address = f"/wallboard/{made.row.id}#{made.secret}"
    return NewBoard(board=board_card(made.row), token=made.secret, address=address)


@route("PUT", "/wallboards/{wallboard}", scope="wallboards:write", problems=(NOT_FOUND,))
async def change_wallboard(ask: Ask, path: BoardPath, body: BoardLayout) -> BoardCard:
    """Show something else at the same address; screens that show it follow by themselves."""
    _known(ask, path.wallboard)
    row = await ask.services.supervision.wallboards.change(path.wallboard, _layout(ask, body))
    if row is None:
        raise _unknown(path.wallboard)
    return board_card(row)


@route("DELETE", "/wallboards/{wallboard}", scope="wallboards:write", problems=(NOT_FOUND,))
async def take_wallboard_down(ask: Ask, path: BoardPath) -> None:
    """Take a wallboard down: its address shows nothing any more."""
    _known(ask, path.wallboard)
    if not await ask.services.supervision.wallboards.take_down(path.wallboard):
        raise _unknown(path.wallboard)


def _layout(ask: Ask, body: BoardLayout) -> Layout:
    """Raises a problem for queues that there are not, or that the caller does not see."""
    known = ask.services.centre.catalogue.queues
    for queue in body.queues:
        if queue not in known or not ask.caller.sees_queue(queue):
            raise Problem(NOT_FOUND, f"There is no queue {queue!r}.")
    return Layout(body.title, body.queues, body.numbers, body.rotate)


def _known(ask: Ask, id: str) -> None:
    row = ask.services.supervision.wallboards.one(id)
    if row is None or not _sees(ask, tuple(row.queues)):
        raise _unknown(id)


def _sees(ask: Ask, queues: tuple[str, ...]) -> bool:
    return all(ask.caller.sees_queue(queue) for queue in queues)


def _unknown(id: str) -> Problem:
    return Problem(NOT_FOUND, f"There is no wallboard {id!r}.")


ROUTES: tuple[Route, ...] = (list_wallboards, hang_wallboard, change_wallboard, take_wallboard_down)
