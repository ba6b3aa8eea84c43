"""Hours: the calendar of a time zone."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ivr.faults import FlowFaults
from ivr.flow import Flow
from ivr.nodes.hours import HoursNode
from ivr.records import Record
from ivr.story import Story

ZURICH = ZoneInfo("Europe/Zurich")
SHOP = {
    "kind": "hours",
    "time_zone": "Europe/Zurich",
    "weekly": [
        {"days": ["mon", "tue", "wed", "thu"], "opens": "08:30", "closes": "17:00"},
        {"days": ["fri"], "opens": "22:00", "closes": "02:00"},
        {"days": ["sun"], "opens": "00:00", "closes": "24:00"},
    ],
    "holidays": ["12-25", "2026-11-23"],
}


@pytest.mark.parametrize(
    ("local", "exit"),
    [
        ("2026-11-16 08:29", "closed"),  # a Monday
        ("2026-11-16 08:30", "open"),
        ("2026-11-16 16:59", "open"),
        ("2026-11-16 17:00", "closed"),
        ("2026-07-20 08:30", "open"),  # the same wall clock in summer
        ("2026-11-20 21:59", "closed"),  # Friday into Saturday
        ("2026-11-20 23:00", "open"),
        ("2026-11-21 01:59", "open"),
        ("2026-11-21 02:00", "closed"),
        ("2026-11-20 01:00", "closed"),  # Friday morning belongs to no night
        ("2026-11-22 00:00", "open"),
        ("2026-11-22 23:59", "open"),
        ("2026-11-23 10:00", "holiday"),  # once
        ("2027-11-23 10:00", "open"),
        ("2025-12-25 10:00", "holiday"),  # every year
        ("2026-12-25 23:00", "holiday"),
    ],
)
def test_the_wall_clock_decides(build: Callable[..., Flow], local: str, exit: str) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=ZURICH).timestamp()
    Story(build(SHOP), now=now).takes(f"main.{exit}", "end.end")


def test_holidays_have_an_exit_of_their_own_if_they_want_one(build: Callable[..., Flow]) -> None:
    now = datetime(2026, 12, 25, 12, tzinfo=ZURICH).timestamp()
    say = {"kind": "say", "text": "Merry Christmas."}
    Story(build(SHOP | {"exits": {"holiday": "wish"}}, wish=say), now=now).says("Merry Christmas.")


@pytest.mark.parametrize(
    ("member", "value", "where", "code"),
    [
        ("time_zone", "Europe/Atlantis", "/time_zone", "unknown_time_zone"),
        ("time_zone", "../etc/passwd", "/time_zone", "unknown_time_zone"),
        ("time_zone", "", "/time_zone", "unknown_time_zone"),
        ("weekly", [{"days": ["mon"], "opens": "8:30", "closes": "25:00"}], "/weekly/0/opens", "wrong_time"),
        (
            "weekly",
            [{"days": ["maandag"], "opens": "08:30", "closes": "09:00"}],
            "/weekly/0/days/0",
            "wrong_choice",
        ),
        ("holidays", ["2026-02-29"], "/holidays/0", "wrong_date"),
        ("holidays", ["0000-01-01"], "/holidays/0", "wrong_date"),
        ("holidays", ["Christmas"], "/holidays/0", "wrong_date"),
    ],
)
def test_what_is_no_calendar_is_refused(member: str, value: object, where: str, code: str) -> None:
    with pytest.raises(FlowFaults) as error:
        Record(HoursNode).parse({"weekly": []} | {member: value}, "")
    assert (where, code) in {(fault.where, fault.code) for fault in error.value.faults}


def test_what_is_written_is_written_again() -> None:
    document = {name: member for name, member in SHOP.items() if name != "kind"} | {
        "holidays": ["02-29", "2024-02-29"]
    }
    shape = Record(HoursNode)
    assert shape.dump(shape.parse(document, "")) == document


def test_faults() -> None:
    weekly = [
        {"days": ["mon"], "opens": "09:00", "closes": "09:00"},
        {"days": [], "opens": "09:00", "closes": "10:00"},
    ]
    node = Record(HoursNode).parse({"weekly": weekly}, "")
    assert [(fault.where, fault.code) for fault in node.check()] == [
        ("/weekly/0/closes", "empty_interval"),
        ("/weekly/1/days", "no_days"),
    ]
