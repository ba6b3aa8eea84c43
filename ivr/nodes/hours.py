"""Hours: open, closed or holiday, as a calendar of the centre or the node's own hours say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import ClassVar

from ivr.calendar import HOLIDAYS, TIME_ZONE, WEEKLY, Calendar, Holiday, Opening, faults_of
from ivr.faults import Fault
from ivr.node import Exits, Leave, Move, Node, Scene
from ivr.records import Maybe, given
from ivr.shapes import Named, reference


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursNode(Node):
    """Asks the calendar."""

    kind: ClassVar[str] = "hours"

    calendar: str | None = given(
        Maybe(reference(Named.CALENDAR)),
        "The opening hours of this name, kept for all flows; null: those that stand here.",
        default=None,
    )
    time_zone: tzinfo = given(TIME_ZONE, "Whose clock, like Europe/Zurich.", default=UTC)
    weekly: tuple[Opening, ...] = given(WEEKLY, "When it is open, week by week.", default=())
    holidays: tuple[Holiday, ...] = given(
        HOLIDAYS, "Days with the exit 'holiday', whatever the week says.", default=()
    )

    def exits(self) -> Exits:
        return Exits(("open", "closed"), {"holiday": "closed"})

    def enter(self, scene: Scene) -> Move:
        own = Calendar(time_zone=self.time_zone, weekly=self.weekly, holidays=self.holidays)
        return Leave(own.at(scene.now).value)

    def check(self) -> Iterator[Fault]:
        yield from faults_of(self.weekly)
        if self.calendar is None and not self.weekly:
            yield Fault("/weekly", "no_hours", "it is never open; say when, or name a calendar")

    def keeping(self, calendars: Mapping[str, Calendar]) -> "HoursNode":
        """The same with the hours of the calendar that it names. One that is gone is never open."""
        if self.calendar is None:
            return self
        named = calendars.get(self.calendar, Calendar())
        return replace(self, time_zone=named.time_zone, weekly=named.weekly, holidays=named.holidays)
