"""What leaves the house: a row in the transaction of its cause, performed afterwards, at least once.

`posted` makes the row; the `Outbox` performs what is due, each topic in a task of its own, so that a slow
peer delays no other. It wakes when such a row is committed, when the next one falls due, and now and then in
case another process wrote one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update

from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.reader import Reader
from ari_app.storage.rows.spine import OutboxRow
from ari_app.storage.statement import Statement, Write, inserting
from ari_app.storage.tables.spine import outbox
from ari_app.storage.writer import Durability, Writer

log = logging.getLogger(__name__)

LOOK_AGAIN = 60.0  # seconds
TIME_LIMIT = 30.0  # seconds for one performance
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 600.0  # seconds between two tries
AT_ONCE = 100  # rows read together

_INSERT = inserting(outbox)
_DONE = Statement(
    "outbox done",
    update(outbox)
    .where(outbox.c.id == bindparam("this"))
    .values(
        attempts=bindparam("attempts"),
        due_at=bindparam("due_at"),
        done_at=bindparam("done_at"),
        error=bindparam("error"),
    ),
)


class Performer(Protocol):
    """Carries out one topic. May be called twice for one `key`, after a crash or a lost answer: give the key
    to the other side. An exception whose class says `retryable = True` is tried again later, so is running
    out of time; any other gives the row up, with its error kept."""

    def __call__(self, key: str, body: Mapping[str, Any]) -> Awaitable[None]: ...


def posted(topic: str, key: str, body: Mapping[str, Any], at: float, due_at: float | None = None) -> Write:
    """Something to perform, at once or at `due_at`."""
    return _INSERT.write_named(
        topic=topic,
        key=key,
        body=body,
        created_at=at,
        due_at=at if due_at is None else due_at,
        attempts=0,
        done_at=None,
        error=None,
    )


class Outbox:
    """`await run()` in a task of the owner's; it ends by cancellation."""

    def __init__(
        self, reader: Reader, writer: Writer, now: Callable[[], float], performers: Mapping[str, Performer]
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._now = now
        self._performers = performers
        self._wakes = {topic: asyncio.Event() for topic in performers}
        self._rests = {topic: asyncio.Event() for topic in performers}
        writer.watch(_INSERT, self.wake)

    def wake(self) -> None:
        """Something may be due."""
        for topic, event in self._wakes.items():
            event.set()
            self._rests[topic].clear()

    async def caught_up(self, topic: str) -> None:
        """Return once all of this topic that was due at the call is performed, or has failed and is tried again later."""
        await self._rests[topic].wait()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for topic, performer in self._performers.items():
                tasks.create_task(self._serve(topic, performer), name=f"outbox {topic}")

    async def _serve(self, topic: str, performer: Performer) -> None:
        while True:
            self._wakes[topic].clear()
            try:
                pause = await self._perform_due(topic, performer)
            except DatabaseUnavailable as error:
                log.warning("The outbox cannot be read", extra={"topic": topic, "error": str(error)})
                pause = LOOK_AGAIN
            if not self._wakes[topic].is_set():
                self._rests[topic].set()
            try:
                async with asyncio.timeout(pause):
                    await self._wakes[topic].wait()
            except TimeoutError:
                pass

    async def _perform_due(self, topic: str, performer: Performer) -> float:
        """Perform all that is due; returns after how many seconds to look again."""
        mine = (outbox.c.topic == topic) & outbox.c.done_at.is_(None)
        while rows := await self._due(mine, self._now()):
            for row in rows:
                await self._perform(row, performer)
        next_due = await self._reader.value(select(func.min(outbox.c.due_at)).where(mine))
        return LOOK_AGAIN if next_due is None else min(LOOK_AGAIN, max(0.0, next_due - self._now()))

    async def _due(self, mine: ColumnElement[bool], now: float) -> list[OutboxRow]:
        """What was posted later than now is of before the clock was set back: it does not wait until that time comes once
        more."""
        new = (outbox.c.created_at > now) & (outbox.c.attempts == 0)
        query = select(outbox).where(mine, or_(outbox.c.due_at <= now, new))
        return await self._reader.all(query.order_by(outbox.c.id).limit(AT_ONCE), OutboxRow)

    async def _perform(self, row: OutboxRow, performer: Performer) -> None:
        attempts = row.attempts + 1
        due_at, done_at, error = row.due_at, None, None
        try:
            async with asyncio.timeout(TIME_LIMIT):
                await performer(row.key, row.body)
            done_at = self._now()
        except Exception as failure:
            error = f"{type(failure).__name__}: {failure}"
            if getattr(failure, "retryable", isinstance(failure, TimeoutError)):
                due_at = self._now() + min(FIRST_PAUSE * 2**row.attempts, LONGEST_PAUSE)
                log.warning("An attempt failed", extra={"topic": row.topic, "key": row.key, "error": error})
            else:
                done_at = self._now()
                log.exception("Given up", extra={"topic": row.topic, "key": row.key, "error": error})
        written = _DONE.write_named(
            this=row.id, attempts=attempts, due_at=due_at, done_at=done_at, error=error
        )
        if await self._writer.commit([written]) is Durability.LATER:
            await self._writer.flush()  # until then the row looks undone, and would be performed again
