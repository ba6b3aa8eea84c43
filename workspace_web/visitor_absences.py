"""Visitors of a web chat who went away while they waited: after some time they have left, so that no agent is offered them.

It is about who waits, for the flow or for an agent: who is in an agent's hand is theirs to look after. A visitor is here
while a page of theirs is connected, and shows that they are by writing. After a start nobody is connected yet, and everybody
has the whole time again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ari_app.acd.model import InteractionState
from ari_app.channels.visitors import Visitors
from ari_app.conversation.centre import Centre
from ari_app.conversation.changes import Changes
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.ports import Timer
from ari_app.conversation.text import Correspondent
from ari_app.storage.choices import Direction
from ari_app.storage.errors import DatabaseUnavailable
from ivr.node import Medium

AGAIN = 5.0  # seconds until the database is asked again when it did not answer
_WAITING = frozenset({InteractionState.IN_FLOW, InteractionState.QUEUED, InteractionState.OFFERED})


@dataclass(frozen=True, slots=True)
class _Absence:
    """What they wait for, since when nobody has seen them, and what ends it."""

    interaction: str
    since: float
    timer: Timer


class VisitorAbsences:
    """`is_here`: whether a page is connected, by account and address. A timer for each who is away, none for the others."""

    def __init__(self, centre: Centre, visitors: Visitors, is_here: Callable[[str, str], bool]) -> None:
        self._centre = centre
        self._clock = centre.clock
        self._visitors = visitors
        self._is_here = is_here
        self._away: dict[tuple[str, str], _Absence] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._away)

    def begin(self) -> None:
        """With all that goes on already."""
        for item in tuple(self._centre.interactions.values()):
            self._look_at(item)

    def close(self) -> None:
        for absence in self._away.values():
            absence.timer.cancel()
        self._away.clear()
        for task in self._leaving:
            task.cancel()

    def changed(self, changes: Changes) -> None:
        """The centre changed, and it is durable."""
        for message in changes.messages:
            if message.direction is Direction.IN and message.id in changes.new_messages:
                thread = self._centre.threads.row(message.thread)
                if thread is not None and self._forget((thread.account, thread.address)):
                    self.look(thread.account, thread.address)
        for item in changes.interactions.values():
            self._look_at(item)

    def look(self, account: str, address: str) -> None:
        """They came, or went, or what they wait for is another."""
        who = (account, address)
        absence = self._away.get(who)
        item = None if self._is_here(account, address) else self._waits(account, address)
        if absence is not None and (item is None or item.id != absence.interaction):
            self._forget(who)
            absence = None
        if item is None or absence is not None:
            return
        if patience := self._visitors.gone_after(account):
            now = self._clock.now()
            self._away[who] = self._timed(who, item.id, now, now + patience)

    def _look_at(self, item: Interaction) -> None:
        if item.medium is Medium.TEXT:
            self.look(item.channel, item.caller)

    def _waits(self, account: str, address: str) -> Interaction | None:
        thread = self._centre.threads.of(Correspondent(account, address))
        item = None if thread is None else self._centre.by_line(thread.id)
        return item if item is not None and item.state in _WAITING else None

    def _forget(self, who: tuple[str, str]) -> bool:
        absence = self._away.pop(who, None)
        if absence is not None:
            absence.timer.cancel()
        return absence is not None

    def _timed(self, who: tuple[str, str], interaction: str, since: float, until: float) -> _Absence:
        return _Absence(interaction, since, self._clock.call_at(until, partial(self._time_is_up, who)))

    def _time_is_up(self, who: tuple[str, str]) -> None:
        task = asyncio.create_task(self._leave(who, self._away[who]), name="visitor left")
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _leave(self, who: tuple[str, str], absence: _Absence) -> None:
        """Once it is written down, they are looked at no more until something else happens."""
        try:
            await self._visitors.vanish(*who, absence.interaction, absence.since)
        except DatabaseUnavailable:
            if self._away.get(who) is absence:
                later = self._clock.now() + AGAIN
                self._away[who] = self._timed(who, absence.interaction, absence.since, later)
