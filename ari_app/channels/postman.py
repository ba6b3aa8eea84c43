"""Carries what came in to the spine: in the order of its coming within a thread, threads beside each other.

A row is done when the spine has written what follows from it. One that the spine cannot take now (its error says
`retryable`) is brought again, later and later. What is about something that we do not know yet waits apart, so that it
keeps nobody waiting, and is let go after a while: somebody else may write by the same account. One that the spine cannot
take at all is set aside, so that what comes after it goes on, and is brought once more when the accounts have changed (its
account may have been switched off for a while), and at each start.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ari_app.channels.incoming import NotAnEvent, from_json, lane_of
from ari_app.conversation.ports import Clock
from ari_app.conversation.post import NotYetKnown
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
APART = (0.5, 2.0, 8.0, 30.0, 90.0)
"""Seconds between the tries of what we do not know yet: longer than a message of ours may be on its way."""
MOST_APART = 5000
"""When more wait apart, somebody else sends a lot by one of our accounts: what comes then does not wait."""


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
        self._aside: set[int] = set()
        self._once_more = False
        self._apart = 0
        self.let_go = 0
        database.writer.watch(inbound.RECEIVED, self._wake.set)

    @property
    def aside(self) -> int:
        """Rows that could not be taken."""
        return len(self._aside)

    def bring_once_more(self) -> None:
        """What is set aside may be understood now."""
        self._once_more = True
        self._wake.set()

    @property
    def in_hand(self) -> int:
        """Rows that are read and not done yet."""
        return self._in_hand

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._wake.clear()
                if self._once_more:
                    self._once_more = False
                    await self._take_up(tasks)
                room = AT_ONCE - self._in_hand
                rows = await self._read(self._last, room) if room > 0 else []
                for row in rows:
                    self._last = row.id
                    self._sort(row, tasks)
                if not rows or len(rows) < room:
                    await self._wait()

    async def _take_up(self, tasks: asyncio.TaskGroup) -> None:
        """What is set aside, at most as much as is read at once."""
        if self._aside:
            for row in await self._read(min(self._aside) - 1, AT_ONCE):
                if row.id in self._aside:
                    self._aside.discard(row.id)
                    self._sort(row, tasks)

    async def _read(self, after: int, room: int) -> list[InboundRow]:
        while True:
            try:
                return await inbound.undone(self._database.reader, after, room)
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
            tasks.create_task(self._serve(key, lane, tasks), name="postman")
        lane.waiting.append((row.id, event))

    async def _serve(self, key: tuple[str, ...], lane: _Lane, tasks: asyncio.TaskGroup) -> None:
        try:
            while lane.waiting:
                id, event = lane.waiting[0]
                if not await self._bring(id, event):
                    pauses = APART if self._apart < MOST_APART else ()
                    self._apart += 1
                    tasks.create_task(self._bring_apart(id, event, pauses), name="postman, apart")
                lane.waiting.popleft()
                self._in_hand -= 1
        finally:
            del self._lanes[key]
            self._wake.set()

    async def _bring(self, id: int, event: TextEvent) -> bool:
        """However long it takes; whether it is known what it is about."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with self._beside:
                    await self._post.take(id, event)
                return True
            except NotYetKnown:
                return False
            except Exception as error:
                if not getattr(error, "retryable", False):
                    self._set_aside(id, error)
                    return True
            await self._pause(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _bring_apart(self, id: int, event: TextEvent, pauses: Sequence[float]) -> None:
        try:
            for pause in pauses:
                await self._pause(pause)
                if await self._bring(id, event):
                    return
        finally:
            self._apart -= 1
        self.let_go += 1
        _log.info("What came in is about nothing of ours, and is let go.", extra={"inbound": id})
        await self._database.writer.commit([inbound.done(id, self._clock.now())])

    async def _pause(self, seconds: float) -> None:
        over = asyncio.Event()
        timer = self._clock.call_at(self._clock.now() + seconds, over.set)
        try:
            await over.wait()
        finally:
            timer.cancel()

    def _set_aside(self, id: int, error: Exception) -> None:
        self._aside.add(id)
        # Its text may hold what somebody wrote: only the kind is logged, unless it is ours to say.
        said = str(error) if isinstance(error, NotAnEvent) or hasattr(error, "retryable") else ""
        _log.error(
            "What came in cannot be taken, and is set aside: %s.",
            type(error).__name__,
            extra={"inbound": id, "error": said},
        )
