"""Sound is deleted when it was kept for as many days as the settings say: the file, its wave, and the row of it. What came
in, and who visited, is forgotten after a time of its own."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from ari_app.storage import expiry, inbound, settings, visitors
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable, WriteRefused
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability

log = logging.getLogger(__name__)

LOOK_EVERY = 3600.0  # seconds
DAY = 86_400.0
KEEP_INBOUND = 30 * DAY
"""What came in is remembered for so long, so that it is known when it comes again: providers try for a week at most.
(Of messages all are known for ever: `channels/intake.py`.)"""

KEEP_VISITORS, KEEP_SILENT = 180 * DAY, 2 * DAY
"""Who visits a web chat is known again for so long after their last visit; who never wrote anything, for a short time: a
script makes thousands of them."""


class Retention:
    """`folder` is where the sounds are. `await run()` in a task of the owner's; it ends by cancellation."""

    def __init__(self, database: Database, folder: Path, now: Callable[[], float]) -> None:
        self._reader = database.reader
        self._writer = database.writer
        self._folder = folder
        self._now = now

    async def run(self) -> None:
        while True:
            try:
                await self.sweep()
            except (DatabaseUnavailable, WriteRefused, OSError) as error:
                log.warning("Old recordings are not deleted now", extra={"error": str(error)})
            await asyncio.sleep(LOOK_EVERY)

    async def sweep(self) -> int:
        """Delete what is too old; returns how many. The file goes first: a row without one says so, a file without a row
        would be kept for ever."""
        known = await settings.read(self._reader)
        now = self._now()
        await self._writer.commit(
            [
                inbound.forgotten(now - KEEP_INBOUND),
                visitors.expired(now - KEEP_VISITORS),
                visitors.silent_expired(now - KEEP_SILENT),
            ]
        )
        deleted = 0
        for days, old, removed in (
            (known.keep_recordings, expiry.old_recordings, expiry.recording_removed),
            (known.keep_voicemails, expiry.old_voicemails, expiry.voicemail_removed),
        ):
            if days is None:
                continue
            while sounds := await old(self._reader, self._now() - days * DAY):
                await asyncio.to_thread(self._delete, [sound.file for sound in sounds])
                await self._gone([removed(sound.id) for sound in sounds])
                deleted += len(sounds)
        if deleted:
            log.info("Sounds deleted that were kept for long enough", extra={"count": deleted})
        return deleted

    async def _gone(self, writes: Sequence[Write]) -> None:
        """As long as it is not written, the same sounds would be found again and again."""
        if await self._writer.commit(writes) is Durability.LATER:
            await self._writer.flush()

    def _delete(self, names: list[str]) -> None:
        for name in names:
            file = self._folder / (name if name.endswith(".wav") else f"{name}.wav")
            file.unlink(missing_ok=True)
            file.with_name(f"{file.name}.peaks.json").unlink(missing_ok=True)
