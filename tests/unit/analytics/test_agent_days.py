"""An agent's day, as the sum of what the log says."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from ari_app.analytics.agent_days import AgentDays
from ari_app.conversation import log

MIDNIGHT = 1_800_057_600.0  # in UTC
NINE = MIDNIGHT + 9 * 3600


class Day:
    """Ann's day; `at` moves on with every line."""

    def __init__(self, at: float = NINE) -> None:
        self.days = AgentDays(UTC)
        self.at = at

    def stands(self, state: str, seconds: float) -> None:
        """Ann is in `state` for so long."""
        self.days.take(self.at, log.AgentStateChanged("ann", state, ""))
        self.at += seconds

    def talks(self, seconds: float, interaction: str = "i1") -> None:
        self.days.take(self.at, log.InteractionConnected(interaction, "ann", "support", 3.0))
        self.stands("busy", seconds)

    def closes(self, state: str) -> None:
        self.days.take(self.at, log.OfferClosed("i1", "ann", "i1.1", state, ""))


@pytest.fixture
def day() -> Day:
    return Day()


def test_a_day_before_its_first_interaction(day: Day) -> None:
    day.stands("available", 60)
    figures = day.days.of("ann", day.at)
    assert (figures.handled, figures.average_handle, figures.available) == (0, None, 60)


def test_handle_time_is_talk_and_wrap_up_of_each(day: Day) -> None:
    day.stands("available", 10)
    day.talks(100, "i1")
    day.stands("wrap_up", 20)
    day.stands("available", 30)
    day.talks(40, "i2")
    day.stands("wrap_up", 40)
    day.stands("away", 5)
    figures = day.days.of("ann", day.at)
    assert (figures.handled, figures.average_handle) == (2, 100)
    assert (figures.talk, figures.wrap_up, figures.available, figures.away) == (140, 60, 40, 5)


def test_what_goes_on_now_counts_up_to_now(day: Day) -> None:
    day.talks(25)
    assert day.days.of("ann", day.at).talk == 25
    assert day.days.of("ann", day.at + 5).talk == 30


def test_a_caller_who_comes_back_is_handled_once(day: Day) -> None:
    day.talks(25, "i1")
    day.talks(25, "i1")
    assert day.days.of("ann", day.at).handled == 1


def test_offers_that_rang_out_are_missed_and_those_refused_are_declined(day: Day) -> None:
    for state in ("expired", "failed", "declined", "accepted", "withdrawn"):
        day.closes(state)
    figures = day.days.of("ann", day.at)
    assert (figures.missed, figures.declined) == (2, 1)


def test_midnight_divides_what_lasts_over_it() -> None:
    day = Day(MIDNIGHT - 100)
    day.talks(300)
    assert day.days.of("ann", MIDNIGHT - 1).talk == 99
    figures = day.days.of("ann", MIDNIGHT + 200)
    assert (figures.talk, figures.handled) == (200, 0)  # the interaction is one of the day that it began on


def test_a_day_is_one_of_the_centre() -> None:
    days = AgentDays(ZoneInfo("Asia/Tokyo"))
    days.take(MIDNIGHT, log.AgentStateChanged("ann", "available", ""))
    tokyo_midnight = MIDNIGHT + 15 * 3600
    assert days.of("ann", tokyo_midnight + 60).available == 60


def test_hold_is_no_talk(day: Day) -> None:
    day.talks(30)
    day.days.take(day.at, log.CallHeld("i1", "ann", "support"))
    day.at += 20
    assert (day.days.of("ann", day.at).talk, day.days.of("ann", day.at).hold) == (30, 20)
    day.days.take(day.at, log.CallResumed("i1", "ann", "support", 20.0))
    day.at += 5
    figures = day.days.of("ann", day.at)
    assert (figures.talk, figures.hold, figures.average_handle) == (35, 20, 55)


def test_a_hold_ends_with_the_work(day: Day) -> None:
    day.talks(30)
    day.days.take(day.at, log.CallHeld("i1", "ann", "support"))
    day.at += 10
    day.stands("wrap_up", 60)
    assert day.days.of("ann", day.at).hold == 10


def test_nobody_has_a_day_too(day: Day) -> None:
    assert day.days.of("zoe", NINE).talk == 0
