"""Files that nobody sent are deleted after a day, so that nobody fills the disk with them.

A file is kept as long as a message names it, one that waits to be taken in too, or what somebody has begun to write. Every
hour those are looked at that have become a day old since; and once, at the start, what lies on the disk without a row: the
program may have ended between the two.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from ari_app.channels.files import Files
from ari_app.storage import facts, files, inbound
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability

_log = logging.getLogger(__name__)

UNSENT_FOR = 86_400.0  # seconds that a file may wait for its message
SWEEP_EVERY = 3600.0  # seconds
AT_ONCE = 200
_T = TypeVar("_T")
SEEN = "files_looked_at"
"""The fact up to when files of threads have been looked at: when the last one of them was made."""


@dataclass(slots=True)
class Leftovers:
    """`await run()` in a task of the owner's; it ends by cancellation. `now` in seconds since the epoch, as the disk has
    them too."""

    database: Database
    files: Files
    now: Callable[[], float]
    _disk_seen: bool = field(default=False)

    async def run(self) -> None:
        while True:
            try:
                await self.sweep()
            except (DatabaseUnavailable, OSError) as error:
                _log.warning("Files that nobody sent are not deleted now", extra={"error": str(error)})
            await asyncio.sleep(SWEEP_EVERY)

    async def sweep(self) -> int:
        """Delete what was brought and never sent; returns how many. Raises DatabaseUnavailable, OSError."""
        before = self.now() - UNSENT_FOR
        deleted = await self._of_nobody(before) + await self._of_threads(before)
        if not self._disk_seen:
            deleted += await self._of_no_row(before)
            self._disk_seen = True
        if deleted:
            _log.info("Files deleted that nobody sent", extra={"count": deleted})
        return deleted

    async def _of_nobody(self, before: float) -> int:
        """Brought before there was a thread. What is taken in at this moment has its thread, and stays."""
        unsent = await files.unsent(self.database.reader, before)
        waiting = await inbound.files_waiting(self.database.reader) if unsent else set()
        return await self._forget({id: files.dropped(id) for id in unsent if id not in waiting})

    async def _of_threads(self, before: float) -> int:
        """Brought into a thread, such as by an agent who then thought better of it."""
        reader, deleted = self.database.reader, 0
        after = float(await facts.value(reader, SEEN) or 0.0)
        while found := await files.made(reader, after, before, AT_ONCE):
            named = await files.named(reader, {row.thread for row in found})
            unsent = [row for row in found if row.id not in named[row.thread].files]
            deleted += await self._forget(
                {row.id: files.forgotten(row.id, named[row.thread].seq) for row in unsent}
            )
            after = found[-1].created_at
            await self._commit([facts.noted(SEEN, after)])
        return deleted

    async def _forget(self, writes: dict[str, Write]) -> int:
        """The rows go first: bytes without a row are found again, a row without bytes would be shown."""
        deleted = 0
        for ids in _in_parts(list(writes)):
            await self._commit([writes[id] for id in ids])
            kept = {row.id for row in await files.several(self.database.reader, ids)}
            gone = [self.files.path(id) for id in ids if id not in kept]
            await asyncio.to_thread(_delete, gone)
            deleted += len(gone)
        return deleted

    async def _of_no_row(self, before: float) -> int:
        """Bytes that nobody knows, and halves of files."""
        deleted = 0
        for paths in _in_parts(await asyncio.to_thread(self.files.on_disk, before)):
            known = {
                row.id for row in await files.several(self.database.reader, [path.name for path in paths])
            }
            strange = [path for path in paths if path.name not in known]
            await asyncio.to_thread(_delete, strange)
            deleted += len(strange)
        return deleted

    async def _commit(self, writes: list[Write]) -> None:
        if await self.database.writer.commit(writes) is not Durability.DURABLE:
            raise DatabaseUnavailable("Files cannot be deleted now.")


def _in_parts(whole: list[_T]) -> Iterable[list[_T]]:
    return (whole[at : at + AT_ONCE] for at in range(0, len(whole), AT_ONCE))


def _delete(paths: Collection[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
