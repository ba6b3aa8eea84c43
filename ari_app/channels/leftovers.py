"""Files that nobody sent are deleted after a day, so that nobody fills the disk with them.

A file is kept as long as a message names it, one that waits to be taken in too, or what somebody has begun to write. Every
hour those are looked at that have become a day old since, and again those that were only begun to be sent; once a day
what lies on the disk without a row: the program may have ended between the two.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from ari_app.channels.files import Files
from ari_app.storage import facts, files, inbound
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable, WriteRefused
from ari_app.storage.rows.channels import FileRow
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability

_log = logging.getLogger(__name__)

UNSENT_FOR = 86_400.0  # seconds that a file may wait for its message
SWEEP_EVERY = 3600.0  # seconds
AT_ONCE = 200
_T = TypeVar("_T")
SEEN = "files_looked_at"
"""The fact up to which file those of threads have been looked at: when the last one was made, and its id."""
BEGUN = "files_begun"
"""The fact which of those that were looked at nothing names but what somebody has begun to write."""
DISK_EVERY = 86_400.0  # seconds


@dataclass(slots=True)
class Leftovers:
    """`await run()` in a task of the owner's; it ends by cancellation. `now` in seconds since the epoch, as the disk has
    them too."""

    database: Database
    files: Files
    now: Callable[[], float]
    _disk_seen_at: float | None = field(default=None)

    async def run(self) -> None:
        while True:
            try:
                await self.sweep()
            except (DatabaseUnavailable, WriteRefused, OSError) as error:
                _log.warning("Files that nobody sent are not deleted now", extra={"error": str(error)})
            await asyncio.sleep(SWEEP_EVERY)

    async def sweep(self) -> int:
        """Delete what was brought and never sent; returns how many. Raises DatabaseUnavailable, WriteRefused, OSError."""
        now = self.now()
        before = now - UNSENT_FOR
        deleted = await self._of_nobody(before) + await self._of_threads(before)
        if self._disk_seen_at is None or now >= self._disk_seen_at + DISK_EVERY:
            deleted += await self._of_no_row(before)
            self._disk_seen_at = now
        if deleted:
            _log.info("Files deleted that nobody sent", extra={"count": deleted})
        return deleted

    async def _of_nobody(self, before: float) -> int:
        """Brought before there was a thread. What is taken in at this moment has its thread, and stays."""
        unsent = await files.unsent(self.database.reader, before)
        waiting = await inbound.files_waiting(self.database.reader) if unsent else set()
        return len(await self._forget({id: files.dropped(id) for id in unsent if id not in waiting}))

    async def _of_threads(self, before: float) -> int:
        """Brought into a thread, such as by an agent who then thought better of it. How far we are is noted last: after a
        crash the same ones are looked at once more."""
        reader = self.database.reader
        known = set(await facts.value(reader, BEGUN) or ())
        deleted, begun = await self._look_at(await files.several(reader, known))
        if begun != known:
            await self._commit([facts.noted(BEGUN, sorted(begun))])
        seen = await facts.value(reader, SEEN) or 0.0
        after: tuple[float, str] = (seen[0], seen[1]) if isinstance(seen, list) else (float(seen), "")
        while found := await files.made(reader, after, before, AT_ONCE):
            gone, begun_here = await self._look_at(found)
            begun |= begun_here
            deleted += gone
            after = found[-1].created_at, found[-1].id
            await self._commit([facts.noted(BEGUN, sorted(begun)), facts.noted(SEEN, after)])
        return deleted

    async def _look_at(self, rows: list[FileRow]) -> tuple[int, set[str]]:
        """How many were nobody's, and are gone; and those that are not sent, and may not be for ever."""
        named = await files.named(self.database.reader, {row.thread for row in rows})
        unsent = [row for row in rows if row.id not in named[row.thread].files]
        nobodys = [row for row in unsent if row.id not in named[row.thread].begun]
        gone = await self._forget({row.id: files.forgotten(row.id, named[row.thread].seq) for row in nobodys})
        return len(gone), {row.id for row in unsent} - gone

    async def _forget(self, writes: dict[str, Write]) -> set[str]:
        """Those that are gone. The rows go first: bytes without a row are found again, a row without bytes would be
        shown."""
        forgotten: set[str] = set()
        for ids in _in_parts(list(writes)):
            await self._commit([writes[id] for id in ids])
            kept = {row.id for row in await files.several(self.database.reader, ids)}
            gone = [id for id in ids if id not in kept]
            await self.files.delete([self.files.path(id) for id in gone])
            forgotten.update(gone)
        return forgotten

    async def _of_no_row(self, before: float) -> int:
        """Bytes that nobody knows, and halves of files."""
        deleted = 0
        async for found in self.files.on_disk(before):
            for paths in _in_parts(found):
                rows = await files.several(self.database.reader, [path.name for path in paths])
                known = {row.id for row in rows}
                strange = [path for path in paths if path.name not in known]
                await self.files.delete(strange)
                deleted += len(strange)
        return deleted

    async def _commit(self, writes: list[Write]) -> None:
        if await self.database.writer.commit(writes) is not Durability.DURABLE:
            raise DatabaseUnavailable("Files cannot be deleted now.")


def _in_parts(whole: list[_T]) -> Iterable[list[_T]]:
    return (whole[at : at + AT_ONCE] for at in range(0, len(whole), AT_ONCE))
