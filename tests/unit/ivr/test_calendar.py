"""Calendars that the centre keeps, and flows that name them."""

from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ivr import calendar
from ivr.calendar import Calendar, Day, Holiday, Now, Opening
from ivr.check import Known, check
from ivr.faults import FlowFaults
from ivr.flow import Flow, parse
from ivr.linking import linked
from ivr.story import Story

OFFICE = calendar.parse(
    {
        "time_zone": "UTC",
        "weekly": [{"days": ["mon"], "opens": "08:00", "closes": "12:00"}],
        "holidays": ["2026-11-23"],
    }
)
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC).timestamp()
HOLIDAY = datetime(2026, 11, 23, 9, tzinfo=UTC).timestamp()


def flow(calendar: str | None = "office") -> Flow:
    return parse(
        {
            "id": "f",
            "name": "F",
            "start": "hours",
            "nodes": {
                "hours": {"kind": "hours", "calendar": calendar, "exits": {"open": "end", "closed": "end"}},
                "end": {"kind": "hangup"},
            },
        }
    )


@pytest.mark.parametrize(
    ("now", "says"), [(MONDAY, Now.OPEN), (MONDAY + 4 * 3600, Now.CLOSED), (HOLIDAY, Now.HOLIDAY)]
)
def test_a_calendar_says(now: float, says: Now) -> None:
    assert OFFICE.at(now) is says


NIGHTS = calendar.parse(
    {
        "time_zone": "Europe/Zurich",
        "weekly": [{"days": ["sat"], "opens": "20:00", "closes": "04:00"}],
        "holidays": ["2026-10-24"],
    }
)


@pytest.mark.parametrize(
    ("hours", "now", "opens"),
    [
        (OFFICE, datetime(2026, 11, 16, 7, 59, 30, tzinfo=UTC), datetime(2026, 11, 16, 8, tzinfo=UTC)),
        (OFFICE, datetime(2026, 11, 16, 12, tzinfo=UTC), datetime(2026, 11, 30, 8, tzinfo=UTC)),
        (NIGHTS, datetime(2026, 10, 19, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (NIGHTS, datetime(2026, 10, 25, 12, tzinfo=UTC), datetime(2026, 10, 31, 19, tzinfo=UTC)),
    ],
    ids=["soon", "over a holiday", "in the night after a holiday", "winter"],
)
def test_when_it_opens_again(hours: Calendar, now: datetime, opens: datetime) -> None:
    assert hours.opens_after(now.timestamp()) == opens.timestamp()


@given(
    opens=st.integers(0, 1439),
    closes=st.integers(1, 1440),
    days=st.sets(st.sampled_from(calendar.WEEK), min_size=1),
    holidays=st.sets(st.integers(16, 24)),
    minute=st.integers(0, 2 * 1440),
)
def test_it_opens_at_the_first_minute_that_is_open(
    opens: int, closes: int, days: set[Day], holidays: set[int], minute: int
) -> None:
    hours = Calendar(
        weekly=(Opening(days=tuple(days), opens=opens, closes=closes),),
        holidays=tuple(Holiday(11, day) for day in holidays),
    )
    now = MONDAY + 60 * minute
    assume(opens != closes and hours.at(now) is not Now.OPEN)
    minutes = (now + 60 * later for later in range(1, 17 * 1440))
    assert hours.opens_after(now) == next(each for each in minutes if hours.at(each) is Now.OPEN)


def test_what_is_never_open_opens_never() -> None:
    assert Calendar().opens_after(MONDAY) is None


def test_a_calendar_is_written_as_it_was_read() -> None:
    assert calendar.parse(calendar.dump(OFFICE)) == OFFICE


def test_hours_that_make_no_sense_are_no_calendar() -> None:
    with pytest.raises(FlowFaults, match="same time"):
        calendar.parse({"weekly": [{"days": ["mon"], "opens": "09:00", "closes": "09:00"}]})


def test_a_flow_goes_by_the_calendar_that_it_names() -> None:
    named = linked(flow(), {"office": OFFICE})
    assert named.version == flow().version, "other hours are no other flow"
    Story(named, now=MONDAY).takes("hours.open", "end.end")
    Story(named, now=HOLIDAY).takes("hours.holiday", "end.end")
    # One that is gone is never open: better an answering machine than a phone that nobody is at.
    Story(linked(flow(), {}), now=MONDAY).takes("hours.closed", "end.end")


def test_the_check_knows_the_calendars() -> None:
    assert [fault.code for fault in check(flow(), Known(calendars=frozenset()))] == ["unknown_calendar"]
    assert check(flow(), Known(calendars=frozenset({"office"}))) == ()
    assert [fault.code for fault in check(flow(None))] == ["no_hours"]


def test_hours_that_stand_in_the_flow_stay() -> None:
    own = Calendar()
    assert linked(flow(None), {"office": OFFICE}).nodes["hours"].node == flow(None).nodes["hours"].node
    assert own.at(MONDAY) is Now.CLOSED
