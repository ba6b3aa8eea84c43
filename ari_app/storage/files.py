"""Files that came along, or are to go out: what is known of each; the bytes lie on disk."""

from collections.abc import Collection
from operator import attrgetter

from sqlalchemy import bindparam, literal_column, select, update

from ari_app.storage.choices import FileState
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import FileRow
from ari_app.storage.statement import Statement, Write, inserting
from ari_app.storage.tables.channels import file, thread

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
