"""The Hearer of a pooled stream: what is in flight, what would have to be said again to another worker."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Protocol

from ari_app.speech.ports import (
    BYTES_PER_SECOND,
    Heard,
    Hearing,
    HearingEvent,
    HearingFailed,
    SpeechStarted,
)
from ari_app.speech.wire import Audio, OpenStream

MAX_IN_FLIGHT = 5 * BYTES_PER_SECOND
"""Audio that may wait for a worker; beyond it is dropped and counted."""

KEPT_BEFORE_SPEECH = 2 * BYTES_PER_SECOND
REPLAYS = 1


class Carrier(Protocol):
    """Takes a stream's messages to a worker."""

    def send(self, message: OpenStream | Audio) -> None: ...


class Switchboard(Protocol):
    """What a stream asks of its pool."""

    def ended(self, stream: "PooledStream") -> None: ...
    def lagging(self, stream: "PooledStream") -> None: ...


class PooledStream:
    """A Hearer. The pool attaches it to a worker and attaches it anew when that worker dies."""

    def __init__(self, number: int, engine: str, hearing: Hearing, switchboard: Switchboard) -> None:
        self.number = number
        self._engine = engine
        self._hearing = hearing
        self._switchboard = switchboard
        self._carrier: Carrier | None = None
        self._kept: deque[bytes] = deque()
        self._kept_bytes = 0
        self._in_flight = 0
        self._dropped = 0
        self._replays_left = REPLAYS
        self._started = False
        self._over = False
        self._events: deque[HearingEvent] = deque()
        self._news = asyncio.Event()

    # --- for the caller

    @property
    def dropped_bytes(self) -> int:
        return self._dropped

    def feed(self, pcm: bytes) -> None:
        if self._over:
            return
        room = MAX_IN_FLIGHT - self._in_flight
        if len(pcm) > room:
            room -= room % 2  # whole samples, or all that follows would be noise
            self._dropped += len(pcm) - room
            pcm = pcm[:room]
            self._switchboard.lagging(self)
            if self._over or not pcm:
                return
        self._in_flight += len(pcm)
        self._keep(pcm)
        if self._carrier is not None:
            self._carrier.send(Audio(self.number, pcm))

    async def __aiter__(self) -> AsyncIterator[HearingEvent]:
        while True:
            while self._events:
                yield self._events.popleft()
            if self._over:
                return
            self._news.clear()
            await self._news.wait()

    def close(self) -> None:
        self._events.clear()
        self._end()

    # --- for the pool

    def attach(self, carrier: Carrier) -> None:
        """Start, or start again, at this worker, with everything that has been said so far."""
        self._carrier = carrier
        carrier.send(OpenStream(self.number, self._engine, self._hearing))
        self._in_flight = self._kept_bytes
        for pcm in self._kept:
            carrier.send(Audio(self.number, pcm))

    def worker_lost(self) -> bool:
        """Whether to attach it again. Not a second time: it may be this very audio that kills workers."""
        self._carrier = None
        if self._replays_left == 0:
            self.fail("recogniser restarted")
            return False
        self._replays_left -= 1
        return True

    def consumed(self, size: int) -> None:
        self._in_flight -= size
        self._let_go_of_silence()

    def take(self, event: HearingEvent) -> None:
        if self._over:
            return
        if isinstance(event, SpeechStarted):
            if self._started:  # said before the replay
                return
            self._started = True
        self._events.append(event)
        if isinstance(event, Heard | HearingFailed):
            self._end()
        self._news.set()

    def fail(self, reason: str) -> None:
        self.take(HearingFailed(reason))

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self._kept.clear()
            self._switchboard.ended(self)
        self._news.set()

    def _keep(self, pcm: bytes) -> None:
        self._kept.append(pcm)
        self._kept_bytes += len(pcm)
        self._let_go_of_silence()

    def _let_go_of_silence(self) -> None:
        """What a worker has listened to and found no speech in; once there is, max_seconds bounds the rest."""
        while not self._started and self._kept:
            listened = self._kept_bytes - self._in_flight
            if listened - len(self._kept[0]) < KEPT_BEFORE_SPEECH:
                return
            self._kept_bytes -= len(self._kept.popleft())
