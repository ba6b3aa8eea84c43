"""Files of messages: put into a thread before they are sent, and had by those who read the thread."""

from http import HTTPStatus

from pydantic import Field

from ari_app.channels.errors import ChannelError
from ari_app.storage import files, messages
from ari_app.storage.choices import FileState
from workspace_web.api.shapes import Remark, Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, INVALID, NOT_FOUND, Fault, Part, Problem
from workspace_web.route import ANYTHING, Download, Route, Upload, route
from workspace_web.text_wire import FileCard, file_card
from workspace_web.thread_sight import seen_thread
from workspace_web.wire import Shape

LARGEST = 25 * 1024 * 1024  # bytes; what the account takes may be less
# What a browser may show by itself when its address is opened: nothing that could be a page of ours.
HARMLESS = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class ThreadPath(Shape):
    thread: Word


class FilePath(Shape):
    file: Word


class FileQuery(Shape):
    """What it is called."""

    name: Remark = Field(default="file", min_length=1)


@route(
    "POST",
    "/threads/{thread}/files",
    scope="me:act",
    problems=(NOT_FOUND,),
    status=HTTPStatus.CREATED,
    largest=LARGEST,
    uploads=ANYTHING,
    patience=120.0,
)
async def add_file(ask: Ask, path: ThreadPath, query: FileQuery, upload: Upload) -> FileCard:
    """Put a file into a thread, to be sent with a message.

    What it is, its content says. Refused when the account does not take such files, or none as large."""
    await seen_thread(ask, path.thread)
    try:
        row = await ask.services.channels.files.keep(path.thread, query.name, upload.content)
    except ChannelError as error:
        raise Problem(
            INVALID, str(error), errors=[Fault(part=Part.BODY, pointer="", detail=str(error))]
        ) from error
    return file_card(row)


@route(
    "GET",
    "/files/{file}",
    scope="customers:read",
    problems=(NOT_FOUND, CONFLICT),
    media_type="application/octet-stream",
    noted=False,
)
async def read_file(ask: Ask, path: FilePath) -> Download:
    """A file of a thread that I see.

    Pictures may be shown by a browser, everything else is saved. Takes a `Range`."""
    rows = await files.several(ask.services.reader, frozenset({path.file}))
    if not rows:
        raise Problem(NOT_FOUND, f"There is no file {path.file!r}.")
    row = rows[0]
    seen = await seen_thread(ask, row.thread)
    # Of what is seen in part: the file of a message that is seen, or of none yet.
    if seen.interactions is not None:
        of = await messages.with_file(ask.services.reader, row.thread, row.id)
        if of and not any(seen.shows(ask, message) for message in of):
            raise Problem(NOT_FOUND, f"There is no file {path.file!r}.")
    if row.state is not FileState.READY:
        why = row.reason or "It is not here yet: try again in a moment."
        raise Problem(CONFLICT, why)
    return Download(
        ask.services.channels.files.path(row.id),
        row.content_type,
        name=row.name,
        inline=row.content_type in HARMLESS,
    )


ROUTES: tuple[Route, ...] = (add_file, read_file)
