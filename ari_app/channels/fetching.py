"""Fetches files that came along from where their provider keeps them.

A file that cannot be had now is asked for again, later and later; after a while it is refused, with the reason shown.
"""

import asyncio
import hashlib
import logging
import traceback
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
from ari_app.storage.errors import DatabaseUnavailable, WriteRefused
from ari_app.storage.rows.channels import FileRow
from ari_app.storage.writer import Durability

_log = logging.getLogger(__name__)

AT_ONCE = 500
BESIDE = 4
"""Files of one account that are fetched at the same time: a provider that does not answer keeps nobody else waiting."""
LOOK_AGAIN = 60.0  # seconds
TIME_LIMIT = 60.0  # seconds for one file
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
PATIENCE = 3600.0  # seconds after the message came

NO_ROOM = "There is no room for it here."
OUR_MISTAKE = "A mistake here came up while it was fetched. The log says more."


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
    _under_way: set[str] = field(default_factory=set)
    _beside: dict[str, asyncio.Semaphore] = field(default_factory=dict)  # by account

    def __post_init__(self) -> None:
        self.database.writer.watch(files.ADDED, self._wake.set)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._wake.clear()
                try:
                    await self._begin_some(tasks)
                except DatabaseUnavailable as error:
                    _log.warning("Files cannot be looked for", extra={"error": str(error)})
                await self._rest()

    async def _begin_some(self, tasks: asyncio.TaskGroup) -> None:
        now = self.clock.now()
        found = await files.waiting(self.database.reader, AT_ONCE)
        here = {row.id for row, _ in found}
        self._resting = {id: rest for id, rest in self._resting.items() if id in here}
        for row, account in found:
            if row.id not in self._under_way and self._resting.get(row.id, (0.0, 0.0))[0] <= now:
                self._under_way.add(row.id)
                tasks.create_task(self._serve(row, account), name="file")

    async def _rest(self) -> None:
        rests = (until for id, (until, _) in self._resting.items() if id not in self._under_way)
        timer = self.clock.call_at(min([self.clock.now() + LOOK_AGAIN, *rests]), self._wake.set)
        try:
            await self._wake.wait()
        finally:
            timer.cancel()

    async def _serve(self, row: FileRow, account: str) -> None:
        try:
            async with self._beside.setdefault(account, asyncio.Semaphore(BESIDE)):
                became = await self._fetched_or_refused(row, account)
            if became is not None:
                await self._settle(became)
        finally:
            self._under_way.discard(row.id)
            self._wake.set()

    async def _settle(self, row: FileRow) -> None:
        self._resting.pop(row.id, None)
        try:
            if await self.database.writer.commit([files.became(row)]) is Durability.LATER:
                await self.database.writer.flush()
        except WriteRefused:
            return  # too much waits for the database: it is fetched again
        self.told(row)

    async def _fetched_or_refused(self, row: FileRow, account: str) -> FileRow | None:
        """None when it is asked for again."""
        try:
            return await self._fetched(row, account)
        except ChannelError as error:
            # A file is only read: whoever did not answer may be asked again.
            again = error.retryable or isinstance(error, OutcomeUnknown)
            return (
                self._again(row, getattr(error, "after", None), str(error))
                if again
                else _refused(row, str(error))
            )
        except OSError as error:
            _log.error(
                "A file cannot be kept: %s.", error.strerror, extra={"file": row.id, "account": account}
            )
            return self._again(row, None, NO_ROOM)
        except Exception as error:
            # Its text may hold some of the file: only the kind is logged.
            where = traceback.extract_tb(error.__traceback__)[-1]
            _log.error(
                "A channel failed while it fetched a file: %s.",
                type(error).__name__,
                extra={"file": row.id, "account": account, "at": f"{where.name}:{where.lineno}"},
            )
            return _refused(row, OUR_MISTAKE)

    def _again(self, row: FileRow, asked: float | None, reason: str) -> FileRow | None:
        """It rests for a while, unless it is too late for that."""
        pause = self._resting.get(row.id, (0.0, FIRST_PAUSE))[1]
        again_at = self.clock.now() + max(pause, asked or 0.0)
        if again_at > row.created_at + PATIENCE:
            return _refused(row, reason)
        self._resting[row.id] = again_at, min(pause * 2, LONGEST_PAUSE)
        return None

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


def _refused(row: FileRow, reason: str) -> FileRow:
    return replace(row, state=FileState.REFUSED, reason=reason)
