"""What is due later: alarms, lost agents who are not back, conversations that rest, the place in line told, the router's
next deadline."""

from collections.abc import Callable

from ari_app.acd.model import InteractionState
from ari_app.conversation.happenings import (
    AlarmRang,
    DeadlinePassed,
    PlaceDue,
    RejoinOver,
    Reminder,
    RestOver,
)
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.ports import Clock
from ari_app.conversation.timers import Timers

_ROUTER = "router"


class Reminders:
    """Each comes as a happening, once, at its time; what is not wanted any more does not come."""

    def __init__(self, clock: Clock, receive: Callable[[Reminder], None]) -> None:
        self._alarms = Timers(clock, lambda interaction: receive(AlarmRang(interaction)))
        self._places = Timers(clock, lambda interaction: receive(PlaceDue(interaction)))
        self._rejoins = Timers(clock, lambda interaction: receive(RejoinOver(interaction)))
        self._rests = Timers(clock, lambda interaction: receive(RestOver(interaction)))
        self._deadline = Timers(clock, lambda router: receive(DeadlinePassed()))

    def __len__(self) -> int:
        """How many are to come."""
        timers = (self._alarms, self._places, self._rejoins, self._rests, self._deadline)
        return sum(map(len, timers))

    def follow(self, item: Interaction, announce_every: float | None, now: float) -> None:
        """The interaction is so from now on: its alarm, the end of the wait for a lost agent or of its rest, and, as long as
        it waits, its place every so many seconds."""
        self._alarms.set(item.id, None if item.alarm is None else item.alarm.at)
        self._rejoins.set(item.id, item.talk.rejoin_until)
        self._rests.set(item.id, None if item.over else item.writing.due)
        if item.state is not InteractionState.QUEUED or announce_every is None:
            self._places.set(item.id, None)
        elif item.id not in self._places:
            self._places.set(item.id, now + announce_every)

    def watch(self, deadline: float | None) -> None:
        """One timer for all offers and wrap-ups. It may ring for one that ended meanwhile: that costs less than to set it
        anew with every offer."""
        known = self._deadline.get(_ROUTER)
        if deadline is not None and (known is None or deadline < known):
            self._deadline.set(_ROUTER, deadline)
