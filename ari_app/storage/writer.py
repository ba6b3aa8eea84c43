"""The one writer: everything that is committed goes through here, first come first written.

`submit` costs the event loop an append to a list. A task takes all that waits, writes it in one transaction,
and then calls the callbacks in order. What may go wrong, and what becomes of it, is in docs/adr/0007:

* the database is away (locked, full, restarting): the batch is tried again, for ever and in order. Whoever
  has waited `patience` seconds is let go with `Durability.LATER`, so that live calls go on; their rows are
  written when it is back;
* a submit is wrong (a constraint, a guarded row that is not as expected): it alone is undone,
  `Durability.REFUSED`.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol, TypeAlias

from ari_app.storage.errors import DatabaseUnavailable, WriteRefused
from ari_app.storage.statement import Statement, Write

log = logging.getLogger(__name__)

BATCH = 500  # submits in one transaction: what has to be written again when one of them is refused
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0  # seconds between tries while the database is away


class Durability(Enum):
    """What became of a submit when its callback is called."""

    DURABLE = auto()  # on disk
    LATER = auto()  # the database is away: kept in memory, in order, until it is back
    REFUSED = auto()  # not written, and never will be; the log says why


@dataclass(frozen=True, slots=True)
class Health:
    """`behind_since`: the loop's clock when the database was last seen well, None while it is. `waiting`:
    submits."""

    waiting: int
    behind_since: float | None
    trouble: str | None

    @property
    def ok(self) -> bool:
        return self.behind_since is None


Submitted: TypeAlias = Sequence[Write]
Refusals: TypeAlias = dict[int, WriteRefused]


class Transactions(Protocol):
    """Writes one batch in one transaction, all of it durable on return.

    Returns the refused submits by their index in the batch; the others are written. Raises
    DatabaseUnavailable when nothing was written and trying again may help; an unknown outcome (connection
    lost while committing) is settled by the implementation, so that the same batch given again is never
    written twice.
    """

    async def perform(self, batch: Sequence[Submitted]) -> Refusals: ...

    async def close(self) -> None: ...


class _Submit:
    __slots__ = ("at", "on_durable", "refusal", "writes")

    def __init__(self, writes: Submitted, on_durable: Callable[[Durability], None], at: float) -> None:
        self.writes = writes
        self.on_durable: Callable[[Durability], None] | None = on_durable  # None once it was called
        self.at = at
        self.refusal: WriteRefused | None = None

    def tell(self, durability: Durability) -> None:
        on_durable, self.on_durable = self.on_durable, None
        if on_durable is None:
            return
        try:
            on_durable(durability)
        except Exception:
            log.exception("What follows a commit failed; the rows are not affected")


class Writer:
    """See above. All methods are for the event loop that `start` ran on.

    `patience`: seconds that a callback waits for the disk at most. `limit`: submits kept while the database
    is away (about 1.3 kB each); what comes on top is refused. `spacing`: seconds that what nobody
    waits for is held back, to share a transaction with what comes meanwhile.
    """

    def __init__(
        self,
        transactions: Transactions,
        *,
        patience: float = 2.0,
        limit: int = 200_000,
        spacing: float = 0.02,
    ) -> None:
        self._transactions = transactions
        self._patience = patience
        self._limit = limit
        self._spacing = spacing
        self._waiting: deque[_Submit] = deque()  # in order; nothing here is in a transaction yet
        self._writing: list[_Submit] = []  # the batch, tried again and again while the database is away
        self._due = asyncio.Event()  # set: a batch is to be written now
        self._soon: asyncio.TimerHandle | None = None  # sets it, when nothing pressing comes before
        self._busy = False
        self._pressing = False  # somebody waits for what is in `_waiting`
        self._submitted = self._settled = 0
        self._flushes: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._behind_since: float | None = None
        self._trouble: str | None = None
        self._overflowing = False
        self._watched: dict[Statement, Callable[[], None]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._run(), name="writer")

    def watch(self, statement: Statement, committed: Callable[[], None]) -> None:
        """Call `committed` after each transaction that wrote `statement`."""
        self._watched[statement] = committed

    @property
    def health(self) -> Health:
        return Health(self._submitted - self._settled, self._behind_since, self._trouble)

    def submit(
        self, writes: Submitted, on_durable: Callable[[Durability], None], *, pressing: bool = True
    ) -> None:
        """Write all of `writes` or none, after everything submitted before. `on_durable` is called once, on
        the loop, after the callbacks of everything submitted before, and never before this returns. What is
        not `pressing` may wait for `spacing` seconds, to share a transaction with what comes meanwhile."""
        self._enqueue(_Submit(writes, on_durable, self._loop.time()), pressing)

    async def commit(self, writes: Submitted) -> Durability:
        """Submit and wait: DURABLE, or LATER when the database is away. Raises WriteRefused."""
        told: asyncio.Future[Durability] = self._loop.create_future()

        def tell(durability: Durability) -> None:
            if not told.done():  # whoever waited may have been cancelled
                told.set_result(durability)

        submit = _Submit(writes, tell, self._loop.time())
        self._enqueue(submit, pressing=True)
        durability = await told
        if durability is Durability.REFUSED:
            raise submit.refusal or WriteRefused("too much waits for the database already")
        return durability

    async def flush(self) -> None:
        """Return when everything submitted so far is written (or refused), however long the database is
        away."""
        if self._settled == self._submitted:
            return
        done: asyncio.Future[None] = self._loop.create_future()
        self._flushes.append((self._submitted, done))
        self._pressing = True
        if not self._busy:
            self._plan()
        await done

    async def close(self, patience: float = 5.0) -> None:
        """Write what waits, for `patience` seconds at most, and stop."""
        if self._task is None:
            return
        try:
            async with asyncio.timeout(patience):
                await self.flush()
        except TimeoutError:
            log.critical(
                "Stopping although the database is away: submits are lost",
                extra={"lost": self.health.waiting, "trouble": self._trouble},
            )
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None
        await self._transactions.close()

    def _enqueue(self, submit: _Submit, pressing: bool) -> None:
        if len(self._waiting) >= self._limit:
            self._overflow(submit)
            return
        self._submitted += 1
        self._waiting.append(submit)
        self._pressing = self._pressing or pressing
        if not self._busy:
            self._plan()
        if self._behind_since is not None:
            self._loop.call_soon(submit.tell, Durability.LATER)

    def _overflow(self, submit: _Submit) -> None:
        if not self._overflowing:
            self._overflowing = True
            log.critical(
                "The database is away for too long: what comes now is not kept",
                extra={"waiting": len(self._waiting), "trouble": self._trouble},
            )
        self._loop.call_soon(submit.tell, Durability.REFUSED)

    def _plan(self) -> None:
        """When to write what waits: now, if anybody waits for it."""
        if not self._waiting:
            return
        if self._pressing or len(self._waiting) >= BATCH:
            self._write_now()
        elif self._soon is None:
            self._soon = self._loop.call_later(self._spacing, self._write_now)

    def _write_now(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        self._due.set()

    async def _run(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            self._writing = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            self._busy, self._pressing = True, bool(self._waiting)
            # Whoever was let go already waits for nothing; it is the oldest of the others whose patience
            # counts.
            oldest = next((submit for submit in self._writing if submit.on_durable is not None), None)
            patience = (
                None if oldest is None else self._loop.call_at(oldest.at + self._patience, self._let_go)
            )
            refusals = await self._write_until_written([submit.writes for submit in self._writing])
            if patience is not None:
                patience.cancel()
            self._settle(refusals)
            self._busy = False
            self._plan()

    async def _write_until_written(self, batch: Sequence[Submitted]) -> Refusals:
        pause = FIRST_PAUSE
        while True:
            try:
                return await self._transactions.perform(batch)
            except DatabaseUnavailable as error:
                if self._trouble is None:
                    log.warning(
                        "The database is away; writing goes on when it is back", extra={"trouble": str(error)}
                    )
                self._trouble = str(error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _let_go(self) -> None:
        """The oldest submit has waited long enough: nobody waits for the disk any more until it is back."""
        if self._behind_since is None:
            self._behind_since = self._loop.time()
            log.error(
                "The database is behind: calls go on, their rows are kept in memory",
                extra={"waiting": self.health.waiting, "trouble": self._trouble},
            )
        for submit in (*self._writing, *self._waiting):
            submit.tell(Durability.LATER)

    def _settle(self, refusals: Refusals) -> None:
        written, self._writing = self._writing, []
        self._settled += len(written)
        self._note_progress()
        if self._watched:
            used = {write.statement for submit in written for write in submit.writes}
            for statement in used & self._watched.keys():
                self._watched[statement]()
        for index, submit in enumerate(written):
            submit.refusal = refusals.get(index)
            if submit.refusal is None:
                submit.tell(Durability.DURABLE)
                continue
            log.error(
                "Rows were refused and are not written",
                extra={
                    "reason": str(submit.refusal),
                    "statements": [write.statement.name for write in submit.writes],
                },
            )
            submit.tell(Durability.REFUSED)
        while self._flushes and self._flushes[0][0] <= self._settled:
            _, done = self._flushes.popleft()
            if not done.done():
                done.set_result(None)

    def _note_progress(self) -> None:
        """The database is well; whoever submits now waits for it again, once the next batch holds all that
        waits."""
        self._overflowing = False
        if self._behind_since is not None and len(self._waiting) >= BATCH:
            return
        if self._trouble is not None or self._behind_since is not None:
            log.info("The database is back; all that waited is written or about to be")
        self._trouble = self._behind_since = None
