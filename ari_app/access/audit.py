"""The audit log: what people did, in order, in a chain that shows whether anything was changed since.

`note` returns when the row is on disk; while the database is away it is kept, and written when it is back, before
anything that is noted later. One batch is under way at a time, for each row needs the seal of the one before. Another
process (a command of an administrator) may add rows too: whoever comes second reads the log's end again.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ari_app.access.audit_rules import START, first_broken, sealed
from ari_app.storage import audit
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable, WriteRefused
from ari_app.storage.rows.access import AuditRow
from ari_app.storage.statement import clean, json_text
from ari_app.storage.writer import Durability

log = logging.getLogger(__name__)

AT_ONCE = 200  # rows in one transaction
PATIENCE = 2.0  # seconds that whoever did something waits for the disk
MOST_WAITING = 50_000  # acts kept while the database is away
PAGE = 1000  # rows read at once
TRY_AGAIN = 1.0  # seconds
LONGEST = 500  # characters of a field


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody (`name`; `user` when they are known) did something. `detail` holds no secret."""

    name: str
    action: str
    target: str = ""
    address: str = ""
    user: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What following the whole chain found. `head` is the seal of the last row that is whole."""

    ok: bool
    rows: int
    first_broken: int | None
    why: str
    head: str


@dataclass(slots=True)
class _Noted:
    act: Act
    at: float
    written: asyncio.Future[None]


class Audit:
    """`close` at the end, before the database."""

    def __init__(self, database: Database, now: Callable[[], float], key: bytes) -> None:
        self._reader = database.reader
        self._writer = database.writer
        self._now = now
        self._key = key
        self._waiting: list[_Noted] = []
        self._head: AuditRow | None = None
        self._task: asyncio.Task[None] | None = None

    async def note(self, act: Act) -> None:
        """Write it down."""
        if len(self._waiting) >= MOST_WAITING:
            log.critical(
                "The audit log cannot be written for too long: an act is not kept", extra=_fields(act)
            )
            return
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Noted(act, self._now(), written))
        if self._task is None:
            self._task = asyncio.create_task(self._write_all(), name="audit")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(written)

    async def verify(self) -> Verdict:
        """Follow the whole chain."""
        before = START
        while rows := await audit.after(self._reader, before.seq, PAGE):
            if (broken := first_broken(rows, before, self._key)) is not None:
                log.error("The audit log is broken", extra={"row": broken.seq, "why": broken.why})
                whole = next((row for row in reversed(rows) if row.seq < broken.seq), before)
                return Verdict(False, await self._count(), broken.seq, broken.why, whole.seal)
            before = rows[-1]
        return Verdict(True, before.seq, None, "", before.seal)

    async def close(self, patience: float = 5.0) -> None:
        """Write what waits."""
        if self._task is None:
            return
        _, late = await asyncio.wait([self._task], timeout=patience)
        if late:
            log.critical("Stopping although acts wait for the audit log", extra={"lost": len(self._waiting)})
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _count(self) -> int:
        return await audit.count(self._reader, audit.Wanted())

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch = self._waiting[:AT_ONCE]
                try:
                    await self._write([(noted.act, noted.at) for noted in batch])
                except DatabaseUnavailable:
                    await asyncio.sleep(TRY_AGAIN)
                    continue
                except WriteRefused:  # another process was faster: where does the log end now?
                    self._head = None
                    continue
                del self._waiting[: len(batch)]
                for noted in batch:
                    if not noted.written.done():
                        noted.written.set_result(None)
        finally:
            self._task = None

    async def _write(self, acts: list[tuple[Act, float]]) -> None:
        before = self._head or await audit.last(self._reader) or START
        rows = []
        for act, at in acts:
            before = sealed(_row(act, at), before, self._key)
            rows.append(before)
        durability = await self._writer.commit([audit.appended(row) for row in rows])
        self._head = before
        if durability is Durability.LATER:  # only what is on disk can be followed
            await self._writer.flush()
            last = await audit.last(self._reader)
            if last is None or last.seal != before.seal:
                raise WriteRefused("another process wrote to the audit log meanwhile")


def _row(act: Act, at: float) -> AuditRow:
    """As the database gives it back, to the character: the seal is over that."""
    texts = (act.name, act.action, act.target, act.address)
    name, action, target, address = (clean(text[:LONGEST]) for text in texts)
    return AuditRow(0, at, act.user, name, action, target, address, json_text(act.detail) or "{}", "")


def _fields(act: Act) -> dict[str, Any]:
    return {"user": act.name, "action": act.action, "target": act.target}
