"""Opening hours: named once, used by many flows and queues."""

from pydantic import Field

from ari_app.administration.things import Kind
from ari_app.storage.rows.setup import CalendarRow
from ivr import calendar
from ivr.calendar import Day, Now
from workspace_web.api.lists import Column
from workspace_web.api.setup.resource import Kept, Resource, Seen, routes_of
from workspace_web.api.setup.spelling import Id, Name
from workspace_web.wire import Shape


class Interval(Shape):
    """Open from one time of day to another; one that closes earlier than it opens closes on the next day."""

    days: tuple[Day, ...] = Field(max_length=7, description="The days on which it begins.")
    opens: str = Field(max_length=5, examples=["08:30"])
    closes: str = Field(max_length=5, examples=["17:00"])


class CalendarDraft(Shape):
    """Opening hours by the wall clock of a time zone."""

    name: Name
    time_zone: str = Field(default="UTC", max_length=64, examples=["Europe/Zurich"])
    weekly: tuple[Interval, ...] = Field(default=(), max_length=100)
    holidays: tuple[str, ...] = Field(
        default=(), max_length=500, description="Closed all day: 2026-12-24 once, 12-25 every year."
    )


class CalendarSetUp(CalendarDraft, Kept):
    """Opening hours, and what they say now."""

    now: Now


def _thing(id: str, draft: CalendarDraft, known: CalendarRow | None) -> CalendarRow:
    weekly = [interval.model_dump(mode="json") for interval in draft.weekly]
    return CalendarRow(id, draft.name, draft.time_zone, weekly, list(draft.holidays))


def _show(row: CalendarRow, seen: Seen) -> CalendarSetUp:
    known = {"time_zone": row.time_zone, "weekly": row.weekly, "holidays": row.holidays}
    return CalendarSetUp(
        name=row.name,
        time_zone=row.time_zone,
        weekly=tuple(Interval(**interval) for interval in row.weekly),
        holidays=tuple(row.holidays),
        now=calendar.parse(known).at(seen.now),
        **seen.kept,
    )


ROUTES = routes_of(
    Resource(
        kind=Kind.CALENDAR,
        one="calendar",
        many="calendars",
        read_scope="setup:read",
        write_scope="queues:write",
        id=Id,
        draft=CalendarDraft,
        card=CalendarSetUp,
        columns=(
            Column("name", lambda card: card.name),
            Column("id", lambda card: card.id),
            Column("time_zone", lambda card: card.time_zone),
            Column("now", lambda card: card.now.value),
            Column("used_by", lambda card: [use.name for use in card.used_by]),
        ),
        thing=_thing,
        show=_show,
    )
)
