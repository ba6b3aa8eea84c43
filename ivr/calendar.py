"""Opening hours: open, closed or holiday, by the wall clock of a time zone, summer and winter. Pure.

A node of a flow may hold them itself, or name a calendar that the centre keeps for many flows and queues.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from ivr.faults import Fault, FlowFaults
from ivr.records import Items, Record, given
from ivr.shapes import Choice, JsonObject, Spelled

MIDNIGHT = 24 * 60
FORESEEN = 366
"""Days that are looked ahead."""


class Day(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEK = tuple(Day)


def _read_minutes(text: str) -> int:
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)|24:00", text, re.ASCII)
    if match is None:
        raise ValueError("is no time of day; write it like 08:30, or 24:00 for the end of the day")
    return MIDNIGHT if match[1] is None else int(match[1]) * 60 + int(match[2])


def _write_minutes(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _read_zone(text: str) -> tzinfo:
    """UTC needs no time zone data on the machine."""
    if text == "UTC":
        return UTC
    try:
        return ZoneInfo(text)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError("is no time zone known here; write one like Europe/Zurich, or UTC") from error


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day, every year when `year` is None."""

    month: int
    day: int
    year: int | None = None


def _read_holiday(text: str) -> Holiday:
    match = re.fullmatch(r"(?:(\d{4})-)?(\d\d)-(\d\d)", text, re.ASCII)
    try:
        if match is None:
            raise ValueError
        year = None if match[1] is None else int(match[1])
        day = date(2000 if year is None else year, int(match[2]), int(match[3]))  # 2000: 02-29 may be yearly
    except ValueError as error:
        raise ValueError("is no day; write it like 2026-12-24, or 12-25 for every year") from error
    return Holiday(day.month, day.day, year)


def _write_holiday(holiday: Holiday) -> str:
    return ("" if holiday.year is None else f"{holiday.year:04}-") + f"{holiday.month:02}-{holiday.day:02}"


TIME_OF_DAY = Spelled("wrong_time", _read_minutes, _write_minutes, r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")
TIME_ZONE = Spelled("unknown_time_zone", _read_zone, str)
HOLIDAY = Spelled("wrong_date", _read_holiday, _write_holiday, r"^(\d{4}-)?\d\d-\d\d$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Open from `opens` until `closes`, minutes of the day; an earlier `closes` is on the next day."""

    days: tuple[Day, ...] = given(Items(Choice(Day), 7), "The days on which it begins.")
    opens: int = given(TIME_OF_DAY, "From, like 08:30.")
    closes: int = given(TIME_OF_DAY, "Until, like 17:00 or 24:00; earlier than 'opens': on the next day.")

    def covers(self, day: Day, minutes: int) -> bool:
        if self.opens < self.closes:
            return day in self.days and self.opens <= minutes < self.closes
        yesterday = WEEK[WEEK.index(day) - 1]
        return (day in self.days and minutes >= self.opens) or (
            yesterday in self.days and minutes < self.closes
        )


WEEKLY = Items(Record(Opening))
HOLIDAYS = Items(HOLIDAY, 500)


class Now(StrEnum):
    """What the calendar says of a moment."""

    OPEN = "open"
    CLOSED = "closed"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When it is open, week by week, but for the holidays."""

    time_zone: tzinfo = given(TIME_ZONE, "Whose clock, like Europe/Zurich.", default=UTC)
    weekly: tuple[Opening, ...] = given(WEEKLY, "When it is open, week by week.", default=())
    holidays: tuple[Holiday, ...] = given(
        HOLIDAYS, "Days on which it is closed, whatever the week says.", default=()
    )

    def at(self, now: float) -> Now:
        local = datetime.fromtimestamp(now, self.time_zone)
        dates = (Holiday(local.month, local.day), Holiday(local.month, local.day, local.year))
        if any(day in self.holidays for day in dates):
            return Now.HOLIDAY
        minutes = local.hour * 60 + local.minute
        is_open = any(opening.covers(WEEK[local.weekday()], minutes) for opening in self.weekly)
        return Now.OPEN if is_open else Now.CLOSED

    def opens_after(self, now: float) -> float | None:
        """When it is open the next time, if it is closed now; None when it is not for a year."""
        today = datetime.fromtimestamp(now, self.time_zone).date()
        # At midnight, too: of a holiday, in the middle of an opening.
        starts = sorted({0, *(opening.opens for opening in self.weekly)})
        for days in range(FORESEEN):
            day = datetime.combine(today + timedelta(days), time(), self.time_zone)
            for minutes in starts:
                moment = (day + timedelta(minutes=minutes)).timestamp()
                if moment > now and self.at(moment) is Now.OPEN:
                    return moment
        return None


def faults_of(weekly: tuple[Opening, ...]) -> Iterator[Fault]:
    """What can be read but makes no sense."""
    for at, opening in enumerate(weekly):
        if opening.opens == opening.closes:
            yield Fault(
                f"/weekly/{at}/closes",
                "empty_interval",
                "opens and closes at the same time; for the whole day write 00:00 and 24:00",
            )
        if not opening.days:
            yield Fault(f"/weekly/{at}/days", "no_days", "applies to no day; name days, or remove it")


def parse(document: object) -> Calendar:
    """A calendar from decoded JSON. Raises `FlowFaults` with all that is wrong."""
    calendar = Record(Calendar).parse(document, "")
    if faults := tuple(faults_of(calendar.weekly)):
        raise FlowFaults(faults)
    return calendar


def dump(calendar: Calendar) -> JsonObject:
    """The JSON of a calendar: `parse(dump(calendar)) == calendar`."""
    return Record(Calendar).dump(calendar)
