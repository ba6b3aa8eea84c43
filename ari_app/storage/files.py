"""Files that came along, or are to go out: what is known of each; the bytes lie on disk."""

from collections.abc import Collection
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from sqlalchemy import Text, and_, bindparam, cast, delete, literal_column, or_, select, update

from ari_app.storage.choices import FileState
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import FileRow
from ari_app.storage.statement import Statement, Write, inserting
from ari_app.storage.tables.channels import draft, file, inbound, message, thread

ADDED = inserting(file)
_row = attrgetter(*ADDED.names)
_BECAME = Statement(
    "file became",
    update(file)
    .where(file.c.id == bindparam("this"), file.c.state == literal_column(f"'{FileState.WAITING.value}'"))
    .values({name: bindparam(name) for name in ("content_type", "bytes", "sha256", "state", "reason")}),
)
_OF_THREAD = Statement(
    "file of thread",
    update(file)
    .where(file.c.id == bindparam("this"), file.c.thread == literal_column("''"))
    .values(thread=bindparam("its_thread")),
)


def _says(column: Any) -> Any:
    """Whether it names the file, wherever in its JSON."""
    return cast(column, Text).like(bindparam("quoted"))


_DROPPED = Statement(
    "file dropped",
    delete(file).where(
        file.c.id == bindparam("this"),
        file.c.thread == literal_column("''"),
        ~select(literal_column("1")).where(inbound.c.done_at.is_(None), _says(inbound.c.body)).exists(),
    ),
)


_FORGOTTEN = Statement(
    "file forgotten",
    delete(file).where(
        file.c.id == bindparam("this"),
        ~select(literal_column("1"))
        .where(message.c.thread == file.c.thread, message.c.seq > bindparam("seen"))
        .exists(),
        ~select(literal_column("1")).where(draft.c.thread == file.c.thread, _says(draft.c.extra)).exists(),
    ),
)


def added(row: FileRow) -> Write:
    """A new file."""
    return ADDED.write(_row(row))


def became(row: FileRow) -> Write:
    """One that was waited for is here now, or refused."""
    return _BECAME.write_named(
        this=row.id,
        content_type=row.content_type,
        bytes=row.bytes,
        sha256=row.sha256,
        state=row.state,
        reason=row.reason,
    )


def of_thread(id: str, thread: str) -> Write:
    """One that was kept before there was a thread belongs to this one."""
    return _OF_THREAD.write_named(this=id, its_thread=thread)


def dropped(id: str) -> Write:
    """One that nothing was sent with, unless something comes in with it just then."""
    return _DROPPED.write_named(this=id, quoted=_quoted(id))


def forgotten(id: str, seen: int) -> Write:
    """One of a thread that no message names, as far as the thread was looked at; one that was written since may, and so may
    what somebody has begun to write."""
    return _FORGOTTEN.write_named(this=id, seen=seen, quoted=_quoted(id))


def _quoted(id: str) -> str:
    if not id.isalnum():
        raise ValueError(f"{id!r} is no id of a file")
    return f'%"{id}"%'


async def unsent(reader: Reader, before: float) -> list[str]:
    """Those that were kept before there was a message, and still belong to none."""
    return await reader.all(select(file.c.id).where(file.c.thread == "", file.c.created_at < before), str)


async def made(reader: Reader, after: tuple[float, str], before: float, most: int) -> list[FileRow]:
    """The first of those of threads that were made between a file (its time and its id) and this time."""
    at, id = after
    later = or_(file.c.created_at > at, and_(file.c.created_at == at, file.c.id > id))
    query = (
        select(file)
        .where(file.c.thread != "", later, file.c.created_at < before)
        .order_by(file.c.created_at, file.c.id)
        .limit(most)
    )
    return await reader.all(query, FileRow)


@dataclass(slots=True)
class Named:
    """The files of a thread that its messages name, up to the message `seq`, and those that its drafts do."""

    seq: int = 0
    files: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)


async def named(reader: Reader, threads: Collection[str]) -> dict[str, Named]:
    """Of each of these threads."""
    found = {thread: Named() for thread in threads}
    written = select(message.c.thread, message.c.seq, message.c.files).where(message.c.thread.in_(threads))
    for where, seq, ids in await reader.all(written, lambda *columns: columns):
        found[where].seq = max(found[where].seq, seq)
        found[where].files.update(ids)
    begun = select(draft.c.thread, draft.c.extra).where(draft.c.thread.in_(threads))
    for where, extra in await reader.all(begun, lambda *columns: columns):
        listed = extra.get("files")  # as the page has put it there
        if isinstance(listed, list):
            found[where].begun.update(str(one.get("id")) for one in listed if isinstance(one, dict))
    return found


async def waiting(reader: Reader, limit: int) -> list[tuple[FileRow, str]]:
    """Those that are to be fetched, oldest first, with the account whose provider has them."""
    query = (
        select(file, thread.c.account)
        .join(thread, thread.c.id == file.c.thread)
        .where(file.c.state == FileState.WAITING)
        .order_by(file.c.created_at, file.c.id)
        .limit(limit)
    )
    return await reader.all(query, lambda *columns: (FileRow(*columns[:-1]), str(columns[-1])))


async def several(reader: Reader, ids: Collection[str]) -> list[FileRow]:
    """Those there are, in no order."""
    return await reader.all(select(file).where(file.c.id.in_(ids)), FileRow)
