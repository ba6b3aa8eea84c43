"""Accounts that we ask, or hold a connection to: one owned task each, begun again when its connection is lost.

A lost one is logged once when it is lost, and once when it is back.
"""

import asyncio
import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ari_app.channels.accounts import Accounts
from ari_app.channels.cancelled import is_cancelled
from ari_app.channels.contract import Account, Http, Polled
from ari_app.channels.errors import ChannelError
from ari_app.channels.files import Files
from ari_app.channels.intake import Intake
from ari_app.conversation.ports import Clock
from ari_app.conversation.text import TextEvent
from ari_app.storage import channel_cursors
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.reader import Reader

_log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0  # seconds between two tries
STANDS = 60.0
"""Seconds after which a connection that gave no trouble is taken to be well."""


@dataclass(slots=True)
class State:
    """How one account does. `trouble`: in words; empty while it is well."""

    trouble: str = ""
    since: float = 0.0
    tries: int = 0


@dataclass(frozen=True, slots=True)
class AccountInlet:
    """`contract.Inlet`. What is taken, or asked for, shows that the connection stands: `well` is told."""

    account: str
    intake: Intake
    files: Files
    reader: Reader
    well: Callable[[], None]
    clock: Clock

    async def take(self, events: Sequence[TextEvent], cursor: Mapping[str, Any] | None = None) -> None:
        await self.intake.take(self.account, events, cursor)
        self.well()

    async def cursor(self) -> Mapping[str, Any]:
        return await channel_cursors.of(self.reader, self.account)

    def now(self) -> float:
        return self.clock.now()

    async def keep_file(self, name: str, content_type: str, content: bytes) -> str:
        """Raises FileRefused."""
        return (await self.files.keep("", name, content, content_type)).id


@dataclass(slots=True)
class _Connection:
    account: Account
    work: asyncio.Task[None]


class Pollers:
    """`await run()` in a task of the owner's; it ends by cancellation."""

    def __init__(
        self, accounts: Accounts, intake: Intake, files: Files, reader: Reader, http: Http, clock: Clock
    ) -> None:
        self._accounts = accounts
        self._intake = intake
        self._files = files
        self._reader = reader
        self._http = http
        self._clock = clock
        self._connections: dict[str, _Connection] = {}
        self._wake = asyncio.Event()
        self.states: dict[str, State] = {}
        accounts.changed.append(self._wake.set)

    async def run(self) -> None:
        try:
            while True:
                self._wake.clear()
                await self._follow()
                await self._wake.wait()
        finally:
            await self._end([*self._connections])

    async def _follow(self) -> None:
        """One task for each account that is in use, as it is now."""
        wanted = {
            id: account
            for id, (account, channel) in self._accounts.used.items()
            if isinstance(channel, Polled)
        }
        await self._end([id for id, each in self._connections.items() if wanted.get(id) != each.account])
        for id, account in wanted.items():
            if id not in self._connections:
                self.states[id] = State(since=self._clock.now())
                work = asyncio.create_task(self._keep_up(account, self.states[id]), name=f"account {id}")
                self._connections[id] = _Connection(account, work)

    async def _end(self, ids: Sequence[str]) -> None:
        ended = [self._connections.pop(id) for id in ids]
        for each in ended:
            self.states.pop(each.account.id, None)
            each.work.cancel()
        await asyncio.gather(*(each.work for each in ended), return_exceptions=True)

    async def _keep_up(self, account: Account, state: State) -> None:
        _, channel = self._accounts.used[account.id]
        assert isinstance(channel, Polled)
        pause = FIRST_PAUSE

        def well() -> None:
            nonlocal pause
            pause = FIRST_PAUSE
            if state.trouble:
                _log.info("An account is back.", extra={"account": account.id, "tries": state.tries})
            state.trouble, state.tries, state.since = "", 0, self._clock.now()

        inlet = AccountInlet(account.id, self._intake, self._files, self._reader, well, self._clock)
        while True:
            stands = self._clock.call_at(self._clock.now() + STANDS, well)
            try:
                await channel.run(account, inlet, self._http)
                trouble = "The connection ended."
            except (ChannelError, DatabaseUnavailable) as error:
                trouble = str(error)
            except asyncio.CancelledError:
                if is_cancelled():
                    raise
                trouble = "The connection was closed beneath us."
            except Exception as error:
                # Its text may hold what somebody wrote: only the kind is logged.
                where = traceback.extract_tb(error.__traceback__)[-1]
                trouble = f"A mistake here: {type(error).__name__} in {where.name}:{where.lineno}."
            finally:
                stands.cancel()
            if not state.trouble:
                _log.warning("An account is lost: %s", trouble, extra={"account": account.id})
                state.since = self._clock.now()
            state.trouble, state.tries = trouble, state.tries + 1
            await self._pause(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _pause(self, seconds: float) -> None:
        over = asyncio.Event()
        timer = self._clock.call_at(self._clock.now() + seconds, over.set)
        try:
            await over.wait()
        finally:
            timer.cancel()
