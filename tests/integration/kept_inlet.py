"""An Inlet that keeps what it is given, and tells whoever waits for it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ari_app.conversation.text import MessageArrived, ReceiptArrived, TextEvent

NOW = 1_800_000_000.0
LIMIT = 60.0


async def _nothing(events: Sequence[TextEvent]) -> None:
    return None


@dataclass(slots=True)
class KeptInlet:
    """What arrives twice is kept once, as in the real one. `before`: what happens before it is durable."""

    events: list[TextEvent] = field(default_factory=list)
    files: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    place: Mapping[str, Any] = field(default_factory=dict)
    before: Callable[[Sequence[TextEvent]], Awaitable[None]] = _nothing
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, events: Sequence[TextEvent], cursor: Mapping[str, Any] | None = None) -> None:
        await self.before(events)
        known = {event.provider_id for event in self.events}
        self.events.extend(event for event in events if event.provider_id not in known)
        self.place = cursor if cursor is not None else self.place
        self._changed.set()

    async def cursor(self) -> Mapping[str, Any]:
        return self.place

    def now(self) -> float:
        return NOW

    async def keep_file(self, name: str, content_type: str, content: bytes) -> str:
        id = f"file-{len(self.files) + 1}"
        self.files[id] = (name, content_type, content)
        return id

    @property
    def messages(self) -> list[MessageArrived]:
        return [event for event in self.events if isinstance(event, MessageArrived)]

    @property
    def receipts(self) -> list[ReceiptArrived]:
        return [event for event in self.events if isinstance(event, ReceiptArrived)]

    async def until(self, met: Callable[["KeptInlet"], bool]) -> "KeptInlet":
        """As soon as it is so."""
        async with asyncio.timeout(LIMIT):
            while not met(self):
                self._changed.clear()
                await self._changed.wait()
        return self

    async def message(self, count: int = 1) -> MessageArrived:
        """The newest, as soon as there are so many."""
        await self.until(lambda inlet: len(inlet.messages) >= count)
        return self.messages[-1]

    async def receipt(self, count: int = 1) -> ReceiptArrived:
        await self.until(lambda inlet: len(inlet.receipts) >= count)
        return self.receipts[-1]

    async def placed(self) -> None:
        """As soon as it has a cursor: who reads has begun."""
        await self.until(lambda inlet: bool(inlet.place))
