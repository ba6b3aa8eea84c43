"""Calls from the page: each is made by a phone that exists for it alone.

A visitor's browser gets a phone with a password of its own, which may dial nothing but us; it is taken away when its call is
over, or when none came of it in a minute. A call may not last for ever, since it takes a line. What is known of the visitor
goes with the call, and so does their thread.

Phones are not kept over a restart. A call is: the interaction that is stored of it says since when it lasts, and on which
account, so that it is ended in its time by whichever process there is by then.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ari_app.channels.visitors import Refused, told
from ari_app.channels.widget_settings import WidgetSettings
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.line import CallArrived, LineGone, LiveLine, SwitchFound
from ari_app.conversation.ports import Clock, Timer
from ari_app.storage import visitors
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import VisitorRow

PREFIX = "guest-"
USE_WITHIN = 60.0  # seconds until the call has to come
USUALLY_LONGEST = 3600.0  # seconds
HANG_UP_AGAIN = 10.0
"""Seconds after which a call that is too long, and still there, is ended once more: Asterisk may have been away."""
NAME_BYTES, PASSWORD_BYTES = 8, 24


@dataclass(slots=True)
class Guest:
    """A phone that was made. `ticket` lets its page through to Asterisk; `line` is its call. `visitor`: None of a phone that
    was made before our restart."""

    name: str
    account: str
    visitor: VisitorRow | None
    comes_from: str
    thread: str | None
    password: str = field(repr=False)
    ticket: str = field(repr=False)
    expires_at: float
    line: str | None = None
    timer: Timer | None = None
    gone: asyncio.Event = field(default_factory=asyncio.Event)


class VisitorCalls:
    """`admit` makes a phone of this name and password known to Asterisk, or raises; `dismiss` takes it away, and never
    raises; `hang_up` ends the call of a line, if Asterisk is there. `longest`: seconds that a call of an account may last,
    as it is set up now."""

    def __init__(
        self,
        reader: Reader,
        clock: Clock,
        admit: Callable[[str, str], Awaitable[None]],
        dismiss: Callable[[str], Coroutine[Any, Any, None]],
        hang_up: Callable[[str], None],
    ) -> None:
        self.longest: Callable[[str], float] = lambda account: USUALLY_LONGEST
        self._reader = reader
        self._clock = clock
        self._admit = admit
        self._dismiss = dismiss
        self._hang_up = hang_up
        self._guests: dict[str, Guest] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    async def make(self, visitor: VisitorRow, settings: WidgetSettings, comes_from: str) -> Guest:
        """A phone for one call. `comes_from`: whom to count as one network, which gets no more than half of the lines, so
        that no script keeps everybody else from calling. Raises Refused, and what `admit` raises."""
        if not settings.call:
            raise Refused("call", "This account takes no calls.")
        its = [guest for guest in self._guests.values() if guest.account == visitor.account]
        theirs = [each for each in its if each.visitor and each.visitor.token_hash == visitor.token_hash]
        for former in theirs:
            if former.line is not None:
                raise Refused("busy", "The visitor is on a call already.")
            self._end(former)
            its.remove(former)
        if len(its) >= settings.calls_at_once:
            raise Refused("busy", "All lines are busy: try again later.")
        if sum(guest.comes_from == comes_from for guest in its) >= (settings.calls_at_once + 1) // 2:
            raise Refused("busy", "Too many calls from your network at once: try again later.")
        guest = Guest(
            name=PREFIX + secrets.token_hex(NAME_BYTES),
            account=visitor.account,
            visitor=visitor,
            comes_from=comes_from,
            thread=None,
            password=secrets.token_urlsafe(PASSWORD_BYTES),
            ticket=secrets.token_urlsafe(PASSWORD_BYTES),
            expires_at=self._clock.now() + USE_WITHIN,
        )
        self._guests[guest.name] = guest  # it counts from now on
        try:
            thread = await visitors.thread_of(self._reader, visitor.account, visitor.address)
            guest.thread = None if thread is None else thread.id
            await self._admit(guest.name, guest.password)
        except BaseException:
            self._end(guest)
            raise
        guest.timer = self._clock.call_at(guest.expires_at, lambda: self._expire(guest))
        return guest

    def by_ticket(self, account: str, ticket: str) -> Guest | None:
        """Whose page comes with it."""
        return next(
            (
                guest
                for guest in self._guests.values()
                if guest.account == account
                and secrets.compare_digest(guest.ticket.encode(), ticket.encode(errors="surrogatepass"))
            ),
            None,
        )

    def arrived(self, call: CallArrived) -> CallArrived | None:
        """A call, with what is known of whoever makes it; None for one that is one too many, or of a phone that is gone."""
        if not call.trunk.startswith(PREFIX):
            return call
        guest = self._guests.get(call.trunk)
        if guest is None or guest.visitor is None or guest.line not in (None, call.line):
            return None
        if guest.line is None:
            self._is_on(guest, call.line, self._clock.now())
        visitor = guest.visitor
        known = told(visitor)
        return replace(
            call,
            called=visitor.account,
            caller=known.get("phone", ""),
            caller_name=visitor.name,
            account=visitor.account,
            thread=guest.thread,
            context={key: str(value) for key, value in known.items()},
        )

    def found(self, event: SwitchFound, open_items: Iterable[Interaction]) -> SwitchFound:
        """What Asterisk has, with what is known of whoever calls; `open_items` are ours. A call that ended while nobody
        could say so is over. One that came while nobody listened is a call as any other, or is let go."""
        there = {held.id for held in event.lines}
        for guest in list(self._guests.values()):
            if guest.line is not None and guest.line not in there:
                self._end(guest)
        for item in open_items:
            if item.line in there and item.channel.startswith(PREFIX) and item.channel not in self._guests:
                self._take_up(item)
        return replace(event, lines=tuple(map(self._known, event.lines)))

    def _known(self, held: LiveLine) -> LiveLine:
        return held if held.arrival is None else replace(held, arrival=self.arrived(held.arrival))

    def _take_up(self, item: Interaction) -> None:
        """A call of before our restart. Its page cannot come back to it, and needs no ticket."""
        guest = Guest(
            name=item.channel,
            account=item.called,
            visitor=None,
            comes_from="",
            thread=item.thread,
            password="",
            ticket=secrets.token_urlsafe(PASSWORD_BYTES),
            expires_at=item.created_at,
        )
        self._guests[guest.name] = guest
        self._is_on(guest, item.line, item.created_at)

    def over(self, event: LineGone) -> None:
        """A line is gone: with a guest's, their phone."""
        for guest in list(self._guests.values()):
            if guest.line == event.line:
                self._end(guest)

    async def close(self) -> None:
        """Wait for the phones that are being taken away."""
        await asyncio.gather(*self._leaving, return_exceptions=True)

    def _is_on(self, guest: Guest, line: str, since: float) -> None:
        guest.line = line
        self._cut_at(guest, since + self.longest(guest.account))

    def _cut_at(self, guest: Guest, at: float) -> None:
        if guest.timer is not None:
            guest.timer.cancel()
        guest.timer = self._clock.call_at(at, lambda: self._cut(guest))

    def _cut(self, guest: Guest) -> None:
        """Its end is told by `over`, as any other's."""
        if guest.line is not None:
            self._hang_up(guest.line)
            self._cut_at(guest, self._clock.now() + HANG_UP_AGAIN)

    def _expire(self, guest: Guest) -> None:
        if guest.line is None:
            self._end(guest)

    def _end(self, guest: Guest) -> None:
        if self._guests.pop(guest.name, None) is None:
            return
        guest.gone.set()
        if guest.timer is not None:
            guest.timer.cancel()
        leaving = asyncio.create_task(self._dismiss(guest.name), name="guest leaves")
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
