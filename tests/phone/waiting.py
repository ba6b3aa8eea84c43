"""Wait until something is true, woken by changes only; a wait in vain says what it waited for."""

import asyncio
from collections.abc import Callable


class DidNotHappen(AssertionError):
    """What the test waited for did not come in time, or can no longer come."""


class Changes:
    """Wakes those who wait for a condition whenever somebody says that something changed."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def notify(self) -> None:
        """Something changed: let everybody look again."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def until(self, reached: Callable[[], bool], within: float, what: Callable[[], str]) -> None:
        """Return once `reached`; DidNotHappen with the words of `what` after `within` seconds."""
        try:
            async with asyncio.timeout(within):
                while not reached():
                    waiter = asyncio.get_running_loop().create_future()
                    self._waiting.append(waiter)
                    await waiter
        except TimeoutError:
            raise DidNotHappen(f"waited {within:g} s: {what()}") from None
