"""Where channels hand in what came, and what became of what went out.

What came is durable already. It is taken once: what follows from it is one transaction with the mark that it is done, so
that after a crash in between it is taken again, and makes the same. The database is read before a turn, never in it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import assert_never

from ari_app.conversation.centre import Centre
from ari_app.conversation.requests import Requests
from ari_app.conversation.text import (
    Correspondent,
    MessageArrived,
    MessageMoved,
    RatingGiven,
    ReceiptArrived,
    TextEvent,
    ThreadRead,
    WriterLeft,
)
from ari_app.conversation.text_turns import TextTurns
from ari_app.storage import interactions, messages, threads
from ari_app.storage.choices import Direction
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import MessageRow, ThreadRow

PAUSE = 2.0  # seconds until the database is asked again when it did not answer


class NotYetKnown(Exception):
    """No message of ours is called so. It may be on its way out: then its name is not known yet."""

    retryable = True


async def unknown(text: str) -> str:
    """Nobody can tell its language."""
    return ""


class Post:
    """`take` is called with one event of a thread after the other, and beside each other for different threads. `cleaned`
    makes foreign HTML harmless; `language_of` a text, empty when nobody can tell.

    `customer_typing`: who is told that the customer of a thread writes, or stops."""

    def __init__(
        self,
        centre: Centre,
        reader: Reader,
        new_id: Callable[[], str],
        cleaned: Callable[[str], str] = lambda html: "",
        language_of: Callable[[str], Awaitable[str]] = unknown,
    ) -> None:
        self.customer_typing: Callable[[str, bool], None] = lambda thread, on: None
        self._centre = centre
        self._reader = reader
        self._language_of = language_of
        self._requests = Requests(centre)
        self._cleaned = cleaned
        self._turns = TextTurns(centre, new_id)
        self._moves: deque[MessageMoved] = deque()
        self._moved = asyncio.Event()

    async def take_up(self) -> None:
        """The threads in which something goes on, before the first turn about one."""
        self._centre.threads.load(await threads.of_open_interactions(self._reader), rests=False)

    async def take(self, inbound: int, event: TextEvent) -> None:
        """Returns when what follows from it is durable. Raises with `retryable` when it may be understood later."""
        match event:
            case MessageArrived(whom=whom):
                known = await self._known(whom)
                language = "" if known is None else known.language
                if not language:
                    language = await self._language_of(event.text)
                if event.html is not None:
                    # Not here: what somebody made to be hard to read would keep everybody else waiting.
                    event = replace(event, html=await asyncio.to_thread(self._cleaned, event.html))
                await self._requests.durably(partial(self._turns.arrived, inbound, event, language))
            case ReceiptArrived():
                await self._receipt(inbound, event)
            case ThreadRead() | WriterLeft() | RatingGiven():
                await self._of_thread(inbound, event)
            case _:
                assert_never(event)

    async def _of_thread(self, inbound: int, event: ThreadRead | WriterLeft | RatingGiven) -> None:
        """Of somebody with whom nothing was written yet there is nothing to read, to leave or to rate."""
        thread = await self._known(event.whom)
        if thread is None:
            turn = partial(self._turns.nothing, inbound)
        elif isinstance(event, ThreadRead):
            rows = await messages.unread(self._reader, thread.id, Direction.OUT, event.at)
            turn = partial(self._turns.read, inbound, thread, event.at, rows)
        elif isinstance(event, WriterLeft):
            turn = partial(self._turns.left, inbound, thread, vanished=event.vanished)
        else:
            last = await interactions.one(self._reader, thread.interaction or "")
            agent, queue = ("", "") if last is None else (last.agent or "", last.queue or "")
            turn = partial(self._turns.rated, inbound, thread, event, agent, queue)
        await self._requests.durably(turn)

    def moved(self, event: MessageMoved) -> None:
        """The sender on one of ours; returns at once."""
        self._moves.append(event)
        self._moved.set()

    def typing(self, whom: Correspondent, on: bool) -> None:
        """The customer writes, or stops. Nothing of it is kept."""
        thread = self._centre.threads.of(whom)
        if thread is not None:
            self.customer_typing(thread.id, on)

    async def run(self) -> None:
        """Show what the sender says, for ever."""
        while True:
            await self._moved.wait()
            self._moved.clear()
            while self._moves:
                try:
                    await self._move(self._moves[0])
                except DatabaseUnavailable:
                    await asyncio.sleep(PAUSE)
                else:
                    self._moves.popleft()

    async def _move(self, event: MessageMoved) -> None:
        row = self._centre.threads.sent(event.message) or await messages.one(self._reader, event.message)
        if row is not None:
            self._centre.receive(partial(self._turns.moved, row, event))

    async def _receipt(self, inbound: int, event: ReceiptArrived) -> None:
        row = await self._ours(event)
        if row is not None:
            await self._requests.durably(partial(self._turns.receipt, inbound, row, event))
        elif event.ours is not None:
            await self._requests.durably(partial(self._turns.nothing, inbound))
        else:
            raise NotYetKnown(f"No message of account {event.account!r} is called so: {event.message!r}.")

    async def _ours(self, event: ReceiptArrived) -> MessageRow | None:
        """By the provider's name of it, or by our own, which some hand back. None of another account: its provider has no
        say in what becomes of that."""
        if event.ours is None:
            return await messages.by_provider_id(self._reader, event.account, event.message)
        known = self._centre.threads.sent(event.ours)
        thread = None if known is None else self._centre.threads.row(known.thread)
        if thread is None:
            return await messages.of_account(self._reader, event.account, event.ours)
        return known if thread.account == event.account else None

    async def _known(self, whom: Correspondent) -> ThreadRow | None:
        """Theirs, from now on in memory; None when there is none."""
        threads_here = self._centre.threads
        if (row := threads_here.of(whom)) is not None:
            return row
        stored = await threads.with_last_seq(self._reader, whom.account, whom.address, whom.topic)
        if stored is not None:
            threads_here.load([stored])
        return threads_here.of(whom)
