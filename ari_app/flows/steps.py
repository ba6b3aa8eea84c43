"""How often each exit was taken today, over all calls: folded from the event log, each event once."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ari_app.storage import events, flows
from ari_app.storage.reader import Reader

FRESH = 2.0  # seconds; however many screens look, the log is read once


@dataclass(frozen=True, slots=True)
class Step:
    """`target` is empty where the flow ended."""

    node: str
    exit: str
    target: str


class StepsToday:
    """Reads what the log has gained whenever somebody asks, and begins anew at midnight."""

    def __init__(self, reader: Reader, now: Callable[[], float], zone: tzinfo) -> None:
        self._reader = reader
        self._now = now
        self._zone = zone
        self.since = 0.0
        self._read_at = 0.0
        self._seen = 0
        self._counts: dict[str, Counter[Step]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def of(self, flow: str) -> Counter[Step]:
        """Of one flow, whatever its versions."""
        if self._now() - self._read_at >= FRESH:
            if self._reading is None:
                self._reading = asyncio.create_task(self._read(), name="steps today")
            await asyncio.shield(self._reading)
        return self._counts.get(flow, Counter())

    async def _read(self) -> None:
        try:
            now = self._now()
            if (midnight := self._midnight(now)) != self.since:
                self.since, self._seen, self._counts = midnight, 0, {}
            last = await events.last_seq(self._reader)
            for found in await flows.steps_between(self._reader, self._seen, last, midnight):
                step = Step(found.node, found.exit, found.target)
                self._counts.setdefault(found.flow, Counter())[step] += found.times
            self._seen, self._read_at = last, now
        finally:
            self._reading = None

    def _midnight(self, now: float) -> float:
        local = datetime.fromtimestamp(now, self._zone)
        return local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
