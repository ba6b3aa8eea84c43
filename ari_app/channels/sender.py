"""Sends what is due: one after the other within a thread, threads and accounts beside each other.

A message is committed as being sent before its channel has it, so that nothing is ever sent twice unasked: when the program
ends in between, nobody knows whether it went out, and it is UNKNOWN until a receipt or a person says more. What left nothing
with the provider is tried again, later and later, for a day.
"""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from ari_app.channels.cancelled import is_cancelled
from ari_app.channels.contract import Channel, Http, Outgoing, OutgoingFile, Sent
from ari_app.channels.errors import ChannelError, OutcomeUnknown, TryLater
from ari_app.channels.intake import Enabled
from ari_app.channels.limits import Bucket
from ari_app.conversation.ports import Clock
from ari_app.conversation.text import MessageMoved
from ari_app.storage import outgoing
from ari_app.storage.choices import Author, Failure, MessageState
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable, WriteRefused
from ari_app.storage.outgoing import Due
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability

_log = logging.getLogger(__name__)

AT_ONCE = 200  # rows looked at together
BESIDE = 8  # messages of one account under way at the same time
TIME_LIMIT = 60.0  # seconds for one message, with all its files
LOOK_AGAIN = 60.0
DATABASE_PAUSE = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 900.0  # seconds between two tries
PATIENCE = 24 * 3600.0  # seconds after it was written for which a message is tried
REFERENCES = 20
PER_SECOND = "per_second"  # the setting of an account that overrules its channel
AT_THE_END = 5.0  # seconds that those under way have when the program ends

SWITCHED_OFF = "The account is switched off."
NOT_KNOWN = "The program ended while it was being sent: it may have gone out."
TOO_SLOW = "The provider took too long to answer: it may have gone out."
OUR_MISTAKE = "A mistake here came up while it was being sent: it may have gone out. The log says more."


class Told(Protocol):
    """Who wants to know what became of a message: it is on disk then. Called on the event loop; does not block."""

    def moved(self, moved: MessageMoved) -> None: ...


class Kept(Protocol):
    """The files of a message, as a channel takes them."""

    async def outgoing(self, ids: list[str]) -> list[OutgoingFile]: ...


def pause_after(attempts: int) -> float:
    """Seconds until the next try, after so many."""
    return float(min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 20), LONGEST_PAUSE))


@dataclass(slots=True)
class _Outlet:
    """What one account has under way."""

    bucket: Bucket
    busy: int = 0
    ready_at: float = 0.0


@dataclass(slots=True)
class _Result:
    """What became of one try; `again_at` when there is another. `failure`: of what failed."""

    state: MessageState
    reason: str = ""
    provider_id: str | None = None
    again_at: float | None = None
    failure: Failure | None = None


@dataclass(slots=True)
class Sender:
    """`await run()` in a task of the owner's; it ends by cancellation. `name_of` an agent, as customers may read it."""

    database: Database
    accounts: Enabled
    http: Http
    files: Kept
    clock: Clock
    told: Told
    name_of: Callable[[str], str] = field(default=lambda agent: "")
    sent: int = 0
    failed: int = 0
    _outlets: dict[str, _Outlet] = field(default_factory=dict)
    _threads: set[str] = field(default_factory=set)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Something may be due."""
        self._wake.set()

    async def run(self) -> None:
        try:
            await self._insist(self._take_up)
            while True:
                self._wake.clear()
                await self._insist(self._start_due)
                await self._pause_until(await self._next())
        finally:
            await self._finish()

    # --- when ---------------------------------------------------------------------------------------------------

    async def _insist(self, work: Callable[[], Awaitable[None]]) -> None:
        """Messages wait on disk: the database may take its time."""
        while True:
            try:
                return await work()
            except DatabaseUnavailable as error:
                _log.warning("What is to be sent cannot be read", extra={"error": str(error)})
                await self._pause_until(self.clock.now() + DATABASE_PAUSE, wakes=False)

    async def _take_up(self) -> None:
        """What a former life of the program was sending."""
        for due in await outgoing.under_way(self.database.reader):
            await self._settle(due.message.id, _Result(MessageState.UNKNOWN, NOT_KNOWN))

    async def _start_due(self) -> None:
        """Begin all that may be sent now."""
        while True:
            now = self.clock.now()
            shut = [
                id for id, outlet in self._outlets.items() if outlet.busy >= BESIDE or outlet.ready_at > now
            ]
            found = await outgoing.due(self.database.reader, now, AT_ONCE, without=shut)
            begun = sum(self._begin(due, now) for due in found)
            if not begun or len(found) < AT_ONCE:
                return

    def _begin(self, due: Due, now: float) -> bool:
        if due.message.thread in self._threads:
            return False
        outlet = self._outlet(due.account)
        if outlet.busy >= BESIDE or outlet.ready_at > now:
            return False
        if wait := outlet.bucket.take(now):
            outlet.ready_at = now + wait
            return False
        outlet.busy += 1
        self._threads.add(due.message.thread)
        work = asyncio.create_task(self._serve(due, outlet), name="sender")
        self._under_way.add(work)
        work.add_done_callback(self._ended)
        return True

    def _ended(self, work: asyncio.Task[None]) -> None:
        self._under_way.discard(work)
        if not work.cancelled() and (error := work.exception()) is not None:
            _log.error("Sending a message failed", exc_info=error)

    def _outlet(self, account: str) -> _Outlet:
        found = self._outlets.get(account)
        if found is None:
            found = self._outlets[account] = _Outlet(Bucket(self._speed(account)))
        return found

    def _speed(self, account: str) -> float:
        """As the account's settings say (`per_second`), else as its channel."""
        match self.accounts.of(account):
            case (known, channel):
                said = known.settings.get(PER_SECOND, "")
                return float(said) if said else channel.facts.per_second
            case _:
                return 1.0

    def forget_speeds(self) -> None:
        """The accounts have changed."""
        for id, outlet in self._outlets.items():
            outlet.bucket.per_second = self._speed(id)
        self.wake()

    async def _next(self) -> float:
        """When to look again, unless woken."""
        now = self.clock.now()
        times = [outlet.ready_at for outlet in self._outlets.values() if outlet.ready_at > now]
        try:
            due_at = await outgoing.next_due(self.database.reader, now)
        except DatabaseUnavailable:
            due_at = now + DATABASE_PAUSE
        return min([now + LOOK_AGAIN, *times, *([] if due_at is None else [due_at])])

    async def _pause_until(self, when: float, *, wakes: bool = True) -> None:
        over = self._wake if wakes else asyncio.Event()
        timer = self.clock.call_at(when, over.set)
        try:
            await over.wait()
        finally:
            timer.cancel()

    async def _finish(self) -> None:
        """Those under way come to their end, so that as few as possible are of unknown outcome."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=AT_THE_END)
        for work in self._under_way:
            work.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    # --- one message --------------------------------------------------------------------------------------------

    async def _serve(self, due: Due, outlet: _Outlet) -> None:
        message = due.message
        try:
            await self._commit(outgoing.sending(message.id, self.clock.now()))
            await self._settle(message.id, await self._try(due))
        except WriteRefused:
            _log.info("A message was taken back before it was sent", extra={"message_id": message.id})
        finally:
            outlet.busy -= 1
            self._threads.discard(message.thread)
            self.wake()

    async def _try(self, due: Due) -> _Result:
        """Give it to its channel; whatever happens is a result."""
        found = self.accounts.of(due.account)
        if found is None:
            return self._later(due, TryLater(SWITCHED_OFF))
        account, channel = found
        try:
            message = await self._outgoing(due, channel)
            async with asyncio.timeout(TIME_LIMIT):
                sent: Sent = await channel.send(account, message, self.http)
        except OutcomeUnknown as error:
            return _Result(MessageState.UNKNOWN, str(error))
        except (TryLater, DatabaseUnavailable) as error:
            return self._later(due, error)
        except ChannelError as error:
            return _Result(MessageState.FAILED, str(error), failure=error.failure)
        except TimeoutError:
            return _Result(MessageState.UNKNOWN, TOO_SLOW)
        except asyncio.CancelledError:
            if is_cancelled():
                raise
            return _Result(MessageState.UNKNOWN, OUR_MISTAKE)
        except Exception as error:
            # Its text may hold some of the message: only the kind is logged.
            where = traceback.extract_tb(error.__traceback__)[-1]
            _log.error(
                "A channel failed while it sent a message: %s.",
                type(error).__name__,
                extra={
                    "message_id": due.message.id,
                    "account": account.id,
                    "at": f"{where.name}:{where.lineno}",
                },
            )
            return _Result(MessageState.UNKNOWN, OUR_MISTAKE)
        return _Result(sent.state, provider_id=sent.provider_id or None)

    def _later(self, due: Due, error: TryLater | DatabaseUnavailable) -> _Result:
        """Another try, unless it is too late for one."""
        asked = error.after if isinstance(error, TryLater) else None
        again_at = self.clock.now() + max(pause_after(due.message.attempts + 1), asked or 0.0)
        if again_at > due.message.at + PATIENCE:
            return _Result(MessageState.FAILED, f"Given up after a day: {error}", failure=Failure.PASSING)
        return _Result(MessageState.QUEUED, str(error), again_at=again_at)

    async def _outgoing(self, due: Due, channel: Channel) -> Outgoing:
        message, extra = due.message, dict(due.message.extra)
        if message.author is Author.AGENT and (name := self.name_of(message.author_id or "")):
            extra["agent"] = name
        if channel.facts.copies and "to" not in extra:
            extra["to"] = await outgoing.answer_to(self.database.reader, message.thread, message.seq)
        known = channel.facts.subject  # only where a thread is held together by what came before
        return Outgoing(
            id=message.id,
            address=due.address,
            topic=due.topic,
            name=due.name,
            text=message.text,
            html=message.html,
            subject=str(extra.pop("subject", "") or due.subject),
            files=await self.files.outgoing(list(message.files)) if message.files else (),
            extra=extra,
            references=tuple(await self._references(due)) if known else (),
            automatic=message.author in (Author.FLOW, Author.SYSTEM),
        )

    async def _references(self, due: Due) -> list[str]:
        return await outgoing.references(
            self.database.reader, due.message.thread, due.message.seq, REFERENCES
        )

    async def _settle(self, id: str, result: _Result) -> None:
        at = self.clock.now()
        if result.again_at is not None:
            write = outgoing.put_back(id, result.again_at, result.reason, at)
        else:
            self.sent += result.provider_id is not None
            self.failed += result.state is MessageState.FAILED
            write = outgoing.settled(
                id,
                result.state,
                at,
                provider_id=result.provider_id,
                why=result.reason,
                failure=result.failure,
            )
        await self._commit(write)
        self.told.moved(MessageMoved(id, result.state, at, result.reason, result.provider_id, result.failure))

    async def _commit(self, write: Write) -> None:
        """On disk on return, however long the database is away. Raises WriteRefused."""
        writer = self.database.writer
        if await writer.commit([write]) is Durability.LATER:
            await writer.flush()
