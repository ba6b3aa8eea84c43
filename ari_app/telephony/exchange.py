"""What every call needs of its surroundings: requests out, events out, and an owner for what takes time."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path

from ari_app.conversation.line import LineEvent
from ari_app.conversation.ports import Listener
from ari_app.telephony.ports import Ears, Voice
from ari_app.telephony.rest import Request, Then, ignore, uri_of

log = logging.getLogger(__name__)

INTERACTION = "TRUNKLINE_INTERACTION"
"""The channel variable that says, after a restart of ours, to which interaction a channel belongs."""


class Tasks:
    """Owns what runs beside the calls; a failure is logged, never lost."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def cancel(self) -> None:
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("Work beside a call failed", exc_info=error)


@dataclass(frozen=True, slots=True)
class Exchange:
    """`recordings` is the folder that Asterisk writes to (ARI's recordings) and that finished ones appear
    in."""

    app: str
    recordings: Path
    voice: Voice
    ears: Ears
    listener: Listener
    send_request: Callable[[str, Request], None]
    tasks: Tasks = field(default_factory=Tasks)

    def tell(self, event: LineEvent) -> None:
        """In order, and never from within `perform`: the spine is not called back while it calls."""
        asyncio.get_running_loop().call_soon(self.listener, event)

    def send(
        self, key: str, method: str, *path: str, then: Then = ignore, **query: str | int | float
    ) -> None:
        """A request without a body; those with the same key (a line's id) are executed in order."""
        self.send_request(key, Request(method, uri_of(*path, **query), then=then))
