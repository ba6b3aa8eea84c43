"""Shows customers that somebody writes to them, where their provider can. It is a courtesy: nobody waits for it, nothing is
tried twice, and what is too much is left out."""

import asyncio
import logging

from ari_app.channels.accounts import Accounts
from ari_app.channels.contract import Http, Typing
from ari_app.channels.errors import ChannelError
from ari_app.conversation.ports import Clock
from ari_app.storage import threads
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.reader import Reader

_log = logging.getLogger(__name__)

AGAIN = 4.0
"""Seconds after which it is shown again: the shortest that a provider shows it is five."""
BESIDE = 4
WAITING = 100


class TypingShown:
    """`await run()` in a task of the owner's; it ends by cancellation."""

    def __init__(self, accounts: Accounts, reader: Reader, http: Http, clock: Clock) -> None:
        self._accounts = accounts
        self._reader = reader
        self._http = http
        self._clock = clock
        self._shown: dict[str, float] = {}
        self._waiting: asyncio.Queue[tuple[str, bool]] = asyncio.Queue(WAITING)

    def tell(self, thread: str, on: bool) -> None:
        """Somebody writes to the customer of the thread, or has stopped. Returns at once."""
        now = self._clock.now()
        self._shown = {each: at for each, at in self._shown.items() if now - at < AGAIN}
        if on == (thread in self._shown) or self._waiting.full():
            return
        if on:
            self._shown[thread] = now
        else:
            del self._shown[thread]
        self._waiting.put_nowait((thread, on))

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(BESIDE):
                tasks.create_task(self._work(), name="typing")

    async def _work(self) -> None:
        while True:
            thread, on = await self._waiting.get()
            try:
                await self._show(thread, on)
            except (ChannelError, DatabaseUnavailable):
                continue
            except Exception as error:  # a mistake here, which no courtesy is worth dying of
                _log.error("A customer is not shown that somebody writes: %s.", type(error).__name__)

    async def _show(self, thread: str, on: bool) -> None:
        row = await threads.one(self._reader, thread)
        if row is None:
            return
        account, channel = self._accounts.of(row.account) or (None, None)
        if account is not None and isinstance(channel, Typing):
            await channel.typing(account, row.address, on, self._http)
