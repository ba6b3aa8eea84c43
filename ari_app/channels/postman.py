"""Carries what came in to the spine: in the order of its coming within a thread, threads beside each other.

A row is done when the spine has written what follows from it. One that the spine cannot take yet (its error says
`retryable`) is brought again, later and later; one that it cannot take at all is set aside, so that what comes after it
goes on, and is brought once more at the next start.
"""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from ari_app.channels.incoming import NotAnEvent, from_json, lane_of
from ari_app.conversation.ports import Clock
from ari_app.conversation.text import TextEvent
from ari_app.storage import inbound
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.rows.channels import InboundRow

_log = logging.getLogger(__name__)

AT_ONCE = 500  # rows in memory
BESIDE = 16
"""Threads served beside each other: so many share a transaction, and so few leave the machine to those who bring more. In a
flood what is acknowledged waits in its table, not a provider for its acknowledgement."""
LOOK_AGAIN = 60.0  # seconds: another process may have written some
DATABASE_PAUSE = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 60.0  # seconds between two tries of one row
PATIENCE = 600.0  # seconds for which a row is tried


class Takes(Protocol):
    """The spine's letter box, `conversation.post.Post`. Called at least once for each row."""

    async def take(self, inbound_id: int, event: TextEvent) -> None: ...


@dataclass(slots=True)
class _Lane:
    waiting: deque[tuple[int, TextEvent]] = field(default_factory=deque)


class Postman:
    """`await run()` in a task of the owner's; it ends by cancellation."""

    def __init__(self, database: Database, post: Takes, clock: Clock) -> None:
        self._database = database
        self._post = post
        self._clock = clock
        self._lanes: dict[tuple[str, ...], _Lane] = {}
        self._last = 0
        self._in_hand = 0
        self._beside = asyncio.Semaphore(BESIDE)
        self._wake = asyncio.Event()
        self.aside = 0
        database.writer.watch(inbound.RECEIVED, self._wake.set)

    @property
    def in_hand(self) -> int:
        """Rows that are read and not done yet."""
        return self._in_hand

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._wake.clear()
                room = AT_ONCE - self._in_hand
                rows = await self._read(room) if room > 0 else []
                for row in rows:
                    self._last = row.id
                    self._sort(row, tasks)
                if not rows or len(rows) < room:
                    await self._wait()

    async def _read(self, room: int) -> list[InboundRow]:
        while True:
            try:
                return await inbound.undone(self._database.reader, self._last, room)
            except DatabaseUnavailable as error:
                _log.warning("What came in cannot be read", extra={"error": str(error)})
                await asyncio.sleep(DATABASE_PAUSE)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await self._wake.wait()
        except TimeoutError:
            pass

    def _sort(self, row: InboundRow, tasks: asyncio.TaskGroup) -> None:
        try:
            event = from_json(row.body)
        except NotAnEvent as error:
            self._set_aside(row.id, error)
            return
        self._in_hand += 1
        key = lane_of(event)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = _Lane()
            tasks.create_task(self._serve(key, lane), name="postman")
        lane.waiting.append((row.id, event))

    async def _serve(self, key: tuple[str, ...], lane: _Lane) -> None:
        try:
            while lane.waiting:
                await self._bring(*lane.waiting[0])
                lane.waiting.popleft()
                self._in_hand -= 1
        finally:
            del self._lanes[key]
            self._wake.set()

    async def _bring(self, id: int, event: TextEvent) -> None:
        pause, until = FIRST_PAUSE, self._clock.now() + PATIENCE
        while True:
            try:
                async with self._beside:
                    await self._post.take(id, event)
                return
            except Exception as error:
                if not getattr(error, "retryable", False) or self._clock.now() + pause > until:
                    self._set_aside(id, error)
                    return
            await self._pause(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _pause(self, seconds: float) -> None:
        over = asyncio.Event()
        timer = self._clock.call_at(self._clock.now() + seconds, over.set)
        try:
            await over.wait()
        finally:
            timer.cancel()

    def _set_aside(self, id: int, error: Exception) -> None:
        self.aside += 1
        # Its text may hold what somebody wrote: only the kind is logged, unless it is ours to say.
        said = str(error) if isinstance(error, NotAnEvent) or hasattr(error, "retryable") else ""
        _log.error(
            "What came in cannot be taken, and is set aside until the next start: %s.",
            type(error).__name__,
            extra={"inbound": id, "error": said},
        )
