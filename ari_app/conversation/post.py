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
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import MessageRow, ThreadRow

PAUSE = 2.0  # seconds until the database is asked again when it did not answer


class NotYetKnown(Exception):
    """It is about something that we do not know yet: what it is about may be on its way."""

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

    @property
    def outgoing(self) -> Callable[[str, str], None]:
        """Told, once it is durable, of each message that is to be sent: its account, and its id."""
        return self._centre.threads.outgoing

    @outgoing.setter
    def outgoing(self, told: Callable[[str, str], None]) -> None:
        self._centre.threads.outgoing = told

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
            case ThreadRead(whom=whom, at=at):
                thread = await self._thread(whom)
                await self._requests.durably(partial(self._turns.read, inbound, thread, at))
            case WriterLeft(whom=whom, vanished=vanished):
                thread = await self._thread(whom)
                await self._requests.durably(partial(self._turns.left, inbound, thread, vanished=vanished))
            case RatingGiven(whom=whom):
                thread = await self._thread(whom)
                last = await interactions.one(self._reader, thread.interaction or "")
                agent, queue = ("", "") if last is None else (last.agent or "", last.queue or "")
                await self._requests.durably(partial(self._turns.rated, inbound, thread, event, agent, queue))
            case _:
                assert_never(event)

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
            self._centre.receive(
                partial(self._turns.moved, row, event.state, event.reason, event.provider_id, event.at)
            )

    async def _receipt(self, inbound: int, event: ReceiptArrived) -> None:
        row = await self._ours(event)
        if row is None:
            raise NotYetKnown(f"No message of account {event.account!r} is called so: {event.message!r}.")
        await self._requests.durably(partial(self._turns.receipt, inbound, row, event))

    async def _ours(self, event: ReceiptArrived) -> MessageRow | None:
        """By the provider's name of it, or by our own, which some hand back."""
        if event.ours is not None:
            known = self._centre.threads.sent(event.ours)
            return known or await messages.one(self._reader, event.ours)
        return await messages.by_provider_id(self._reader, event.account, event.message)

    async def _known(self, whom: Correspondent) -> ThreadRow | None:
        """Theirs, from now on in memory; None when there is none."""
        threads_here = self._centre.threads
        if (row := threads_here.of(whom)) is not None:
            return row
        stored = await threads.with_last_seq(self._reader, whom.account, whom.address, whom.topic)
        if stored is not None:
            threads_here.load([stored])
        return threads_here.of(whom)

    async def _thread(self, whom: Correspondent) -> ThreadRow:
        row = await self._known(whom)
        if row is None:
            raise NotYetKnown(f"Nobody has written from {whom.address!r} to account {whom.account!r} yet.")
        return row
