"""Fetches files that came along from where their provider keeps them.

A file that cannot be had now is asked for again, later and later; after a while it is refused, with the reason shown.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ari_app.channels.contract import Fetching, Http
from ari_app.channels.errors import ChannelError, OutcomeUnknown
from ari_app.channels.files import Files
from ari_app.channels.intake import Enabled
from ari_app.conversation.ports import Clock
from ari_app.storage import files
from ari_app.storage.choices import FileState
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.rows.channels import FileRow
from ari_app.storage.writer import Durability

_log = logging.getLogger(__name__)

AT_ONCE = 100
BESIDE = 4
LOOK_AGAIN = 60.0  # seconds
TIME_LIMIT = 60.0  # seconds for one file
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
PATIENCE = 3600.0  # seconds after the message came


@dataclass(slots=True)
class Fetcher:
    """`await run()` in a task of the owner's. `told` hears of each file that is here now, or refused."""

    database: Database
    accounts: Enabled
    files: Files
    http: Http
    clock: Clock
    told: Callable[[FileRow], None] = field(default=lambda row: None)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _resting: dict[str, tuple[float, float]] = field(default_factory=dict)  # by file: until, the next pause

    def __post_init__(self) -> None:
        self.database.writer.watch(files.ADDED, self._wake.set)

    async def run(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self._fetch_some()
            except DatabaseUnavailable as error:
                _log.warning("Files cannot be looked for", extra={"error": str(error)})
            await self._rest()

    async def _fetch_some(self) -> None:
        now = self.clock.now()
        found = await files.waiting(self.database.reader, AT_ONCE)
        here = {row.id for row, _ in found}
        self._resting = {id: rest for id, rest in self._resting.items() if id in here}
        free = asyncio.Semaphore(BESIDE)

        async def fetch(row: FileRow, account: str) -> None:
            async with free:
                await self._fetch(row, account)

        async with asyncio.TaskGroup() as tasks:
            for row, account in found:
                if self._resting.get(row.id, (0.0, 0.0))[0] <= now:
                    tasks.create_task(fetch(row, account), name="file")

    async def _rest(self) -> None:
        next_one = min((until for until, _ in self._resting.values()), default=self.clock.now() + LOOK_AGAIN)
        timer = self.clock.call_at(next_one, self._wake.set)
        try:
            await self._wake.wait()
        finally:
            timer.cancel()

    async def _fetch(self, row: FileRow, account: str) -> None:
        try:
            row = await self._fetched(row, account)
        except ChannelError as error:
            pause = self._resting.get(row.id, (0.0, FIRST_PAUSE))[1]
            again_at = self.clock.now() + max(pause, getattr(error, "after", None) or 0.0)
            # A file is only read: whoever did not answer may be asked again.
            again = error.retryable or isinstance(error, OutcomeUnknown)
            if again and again_at <= row.created_at + PATIENCE:
                self._resting[row.id] = again_at, min(pause * 2, LONGEST_PAUSE)
                return
            row = replace(row, state=FileState.REFUSED, reason=str(error))
        self._resting.pop(row.id, None)
        if await self.database.writer.commit([files.became(row)]) is Durability.LATER:
            await self.database.writer.flush()
        self.told(row)

    async def _fetched(self, row: FileRow, account_id: str) -> FileRow:
        account, channel = self.accounts.of(account_id) or (None, None)
        if account is None or not isinstance(channel, Fetching):
            raise ChannelError("The account that it came over is switched off.")
        try:
            async with asyncio.timeout(TIME_LIMIT):
                content = await channel.fetch(account, row.source or {}, self.http, self.files.largest + 1)
        except TimeoutError:
            raise OutcomeUnknown("The provider took too long to give the file.") from None
        name, kind = await asyncio.to_thread(self.files.checked, row.name, content, row.content_type)
        await self.files.write(row.id, content)
        return replace(
            row,
            name=name,
            content_type=kind,
            bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            state=FileState.READY,
        )
