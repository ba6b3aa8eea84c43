"""A long message of which a part stays out is told as far as it came, though nothing else comes in by its account."""

import asyncio
import logging

from ari_app.channels.accounts import Accounts
from ari_app.channels.intake import Intake
from ari_app.conversation.ports import Clock
from ari_app.storage.errors import DatabaseUnavailable

_log = logging.getLogger(__name__)

LOOK_AGAIN = 60.0  # seconds


class LateParts:
    """`await run()` in a task of the owner's; it ends by cancellation."""

    def __init__(self, accounts: Accounts, intake: Intake, clock: Clock) -> None:
        self._accounts = accounts
        self._intake = intake
        self._clock = clock

    async def run(self) -> None:
        while True:
            for account in [*self._accounts.used]:
                try:
                    await self._intake.tell_late(account)
                except DatabaseUnavailable as error:
                    _log.warning("Parts that wait cannot be told now", extra={"error": str(error)})
            await self._pause()

    async def _pause(self) -> None:
        over = asyncio.Event()
        timer = self._clock.call_at(self._clock.now() + LOOK_AGAIN, over.set)
        try:
            await over.wait()
        finally:
            timer.cancel()
