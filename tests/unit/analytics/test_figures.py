"""What a day's events add up to."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.analytics.figures import STEP, Figures, QueueDay, Target, bounds_of_day
from ari_app.conversation import log

NINE = datetime(2027, 3, 1, 9, tzinfo=UTC).timestamp()
BERLIN = ZoneInfo("Europe/Berlin")
TARGET = Target(20.0, 80.0)


class Day:
    """Tells a day's events; seconds count from nine o'clock."""

    def __init__(self) -> None:
        self.figures = Figures(UTC)
        self.told: list[tuple[float, log.LogEvent]] = []

    def tell(self, at: float, event: log.LogEvent) -> "Day":
        self.told.append((NINE + at, event))
        self.figures.take(NINE + at, event)
        return self

    def queued(self, at: float, call: str, queue: str = "support", again: str = "") -> "Day":
        return self.tell(at, log.InteractionQueued(call, queue, 0, {}, again))

    def connected(self, at: float, call: str, waited: float, agent: str = "a1") -> "Day":
        return self.tell(at, log.InteractionConnected(call, agent, "support", waited))

    def ended(self, at: float, call: str, state: str) -> "Day":
        return self.tell(at, log.InteractionEnded(call, state, "", "", "support", 0.0, 0.0))

    def stands(self, at: float, state: str, agent: str = "a1") -> "Day":
        return self.tell(at, log.AgentStateChanged(agent, state, ""))

    def has(self, at: float, state: str, call: str, agent: str = "a1") -> "Day":
        """They stand so, with this call in hand, or none."""
        return self.tell(at, log.AgentStateChanged(agent, state, "", call))

    def of(self, queue: str = "support", at: float = 0.0, target: Target = TARGET) -> QueueDay:
        return self.figures.of(queue, target, NINE + at)


def test_a_call_that_is_answered_in_time() -> None:
    day = Day().queued(0, "c").of()
    assert (day.offered, day.waiting, day.answered, day.service_level) == (1, 1, 0, None)
    day = Day().queued(0, "c").connected(20, "c", 20.0).of()
    assert (day.offered, day.waiting, day.answered, day.in_target) == (1, 0, 1, 1)
    assert (day.service_level, day.service_level_now, day.average_wait, day.longest_wait) == (
        100,
        100,
        20,
        20,
    )


def test_a_moment_too_late_is_too_late_and_a_new_target_holds_for_the_whole_day() -> None:
    day = Day().queued(0, "c").connected(20.1, "c", 20.1)
    assert day.of().service_level == 0
    assert day.of(target=Target(30.0, 80.0)).service_level == 100


def test_who_hangs_up_at_once_counts_neither_way() -> None:
    day = (
        Day()
        .queued(0, "short")
        .ended(4.9, "short", "abandoned")
        .queued(10, "long")
        .ended(15, "long", "abandoned")
    )
    figures = day.of()
    assert (figures.offered, figures.abandoned, figures.short_abandoned) == (2, 2, 1)
    assert figures.service_level == 0
    assert figures.longest_wait == 5


def test_only_short_ones_are_no_service_level_at_all() -> None:
    assert Day().queued(0, "c").ended(1, "c", "abandoned").of().service_level is None


@pytest.mark.parametrize(
    "event",
    [
        log.FlowStepped("c", "wait", "max_wait", "sorry"),
        log.InteractionEnded("c", "voicemail", "", "", "", 0.0, 0.0),
        log.InteractionEnded("c", "failed", "", "", "", 0.0, 0.0),
    ],
)
def test_who_waits_too_long_and_goes_on_has_left(event: log.LogEvent) -> None:
    day = Day().queued(0, "c").tell(60, event)
    assert (day.of().left, day.of().waiting, day.of().abandoned) == (1, 0, 0)
    assert day.ended(61, "c", "abandoned").of().abandoned == 0


def test_who_moves_to_another_queue_has_left_the_first() -> None:
    day = Day().queued(0, "c").queued(30, "c", "sales")
    assert (day.of().left, day.of().waiting) == (1, 0)
    assert (day.of("sales").offered, day.of("sales").waiting) == (1, 1)


def test_who_is_transferred_to_another_queue_is_offered_there_and_to_an_agent_of_the_same_is_not() -> None:
    day = Day().queued(0, "c").connected(10, "c", 10.0).queued(20, "c", again="transferred")
    assert (day.of().offered, day.of().waiting) == (1, 0)
    day.queued(30, "c", "sales", again="transferred").queued(50, "c", "sales", again="not taken")
    assert (day.of("sales").offered, day.of("sales").waiting, day.of().answered) == (1, 1, 1)


def test_a_phone_that_nobody_picks_up_is_not_a_second_offer_nor_a_lost_agent_a_second_answer() -> None:
    day = Day().queued(0, "c").queued(20, "c", again="not taken").connected(30, "c", 30.0)
    day.queued(40, "c", again="phone lost").connected(50, "c", 50.0, "a2").ended(60, "c", "handled")
    figures = day.of()
    assert (figures.offered, figures.answered, figures.average_wait, figures.waiting) == (1, 1, 30, 0)


def test_handle_time_is_the_agents_from_the_connection_to_the_end_of_wrap_up() -> None:
    day = Day().queued(0, "c").connected(10, "c", 10.0).stands(10, "busy").ended(70, "c", "handled")
    day.stands(70, "wrap_up")
    assert day.of().average_handle is None
    day.stands(100, "available")
    assert day.of().average_handle == 90
    day.stands(500, "away")
    assert day.of().average_handle == 90


def test_each_agent_of_a_transferred_call_has_their_own_time() -> None:
    day = Day().queued(0, "c").connected(0, "c", 0.0, "a1").stands(100, "available", "a1")
    day.connected(100, "c", 0.0, "a2").ended(300, "c", "handled").stands(300, "available", "a2")
    assert (day.of().average_handle, day.of().answered) == (150, 1)


def test_what_happens_counts_in_its_half_hour_and_now_is_the_last_one() -> None:
    day = Day().queued(0, "late").connected(60, "late", 60.0).queued(1790, "c").connected(1810, "c", 20.0)
    halves = day.of(at=1810).by_half_hour
    assert len(halves) == 20  # since midnight
    assert [(half.offered, half.answered, half.service_level) for half in halves[-2:]] == [
        (2, 1, 0),
        (0, 1, 100),
    ]
    assert day.of(at=1790).service_level_now == 50
    assert day.of(at=1800 + 60).service_level_now == 100
    assert day.of(at=4 * 3600).service_level_now is None
    assert day.of(at=4 * 3600).service_level == 50


def test_a_new_day_begins_with_nothing_but_those_who_wait() -> None:
    day = Day().queued(0, "gone").connected(1, "gone", 1.0).queued(14.9 * 3600, "c")
    before, after = day.of(at=14.9 * 3600), day.of(at=15 * 3600)
    assert (before.offered, before.waiting) == (2, 1)
    assert (after.offered, after.waiting, len(after.by_half_hour)) == (0, 1, 1)
    assert day.connected(15 * 3600, "c", 360.0).of(at=15 * 3600).answered == 1


def test_a_clock_that_is_set_back_over_midnight_counts_to_the_day_that_has_begun() -> None:
    figures = Figures(UTC)
    midnight, _ = bounds_of_day(NINE, UTC)
    figures.take(midnight, log.InteractionQueued("c", "support", 0, {}))
    figures.take(midnight - 5, log.InteractionQueued("d", "support", 0, {}))
    assert figures.of("support", TARGET, midnight).offered == 2


@pytest.mark.parametrize(
    ("moment", "hours"),
    [
        (datetime(2027, 3, 28, 12, tzinfo=BERLIN), 23),
        (datetime(2027, 10, 31, 12, tzinfo=BERLIN), 25),
        (datetime(2027, 6, 1, tzinfo=BERLIN), 24),
    ],
)
def test_a_day_is_one_where_the_centre_is(moment: datetime, hours: int) -> None:
    begins, ends = bounds_of_day(moment.timestamp(), BERLIN)
    assert ends - begins == hours * 3600
    assert datetime.fromtimestamp(begins, BERLIN).hour == 0


def test_half_hours_begin_with_the_local_day() -> None:
    nepal = timezone(timedelta(hours=5, minutes=45))
    begins, _ = bounds_of_day(NINE, nepal)
    figures = Figures(nepal)
    figures.take(begins + 1799, log.InteractionQueued("c", "support", 0, {}))
    figures.take(begins + 1800, log.InteractionQueued("d", "support", 0, {}))
    assert [half.offered for half in figures.of("support", TARGET, begins + 1800).by_half_hour] == [1, 1]


CALLS, QUEUES, AGENTS = (
    st.sampled_from("cdefg"),
    st.sampled_from(["support", "sales"]),
    st.sampled_from(["a1", "a2"]),
)
EVENTS = st.one_of(
    st.builds(
        log.InteractionQueued, CALLS, QUEUES, st.just(0), st.just({}), st.sampled_from(["", "", "not taken"])
    ),
    st.builds(log.InteractionConnected, CALLS, AGENTS, QUEUES, st.floats(0, 400)),
    st.builds(
        log.InteractionEnded,
        CALLS,
        st.sampled_from(["handled", "abandoned", "resolved"]),
        st.just(""),
        st.just(""),
        st.just(""),
        st.just(0.0),
        st.just(0.0),
    ),
    st.builds(log.FlowStepped, CALLS, st.just("n"), st.just("next"), st.just("m")),
    st.builds(log.AgentStateChanged, AGENTS, st.sampled_from(["available", "busy", "wrap_up"]), st.just("")),
)


@given(st.lists(st.tuples(st.floats(0, 900), EVENTS), max_size=60), QUEUES)
def test_all_who_were_offered_are_accounted_for_and_the_parts_are_the_whole(
    steps: list[tuple[float, log.LogEvent]], queue: str
) -> None:
    """Whatever comes in whatever order."""
    figures, at = Figures(UTC), NINE
    for after, event in steps:
        at = min(at + after, NINE + 14 * 3600)
        touched = figures.take(at, event)
        assert touched <= {"support", "sales"}
    day = figures.of(queue, TARGET, at)
    assert day.offered == day.answered + day.abandoned + day.left + day.waiting
    assert day.in_target <= day.answered
    assert day.short_abandoned <= day.abandoned
    for name in ("offered", "answered", "abandoned"):
        assert sum(getattr(half, name) for half in day.by_half_hour) == getattr(day, name)
    if (at - NINE) < 30 * 60 - STEP:
        assert day.service_level_now == day.service_level


def test_the_handle_time_of_a_call_ends_with_it_though_the_agent_chats_on() -> None:
    day = Day().queued(0, "c").has(5, "busy", "c").connected(5, "c", 5.0).has(65, "busy", "c")
    day.has(95, "busy", "").has(500, "available", "")
    assert day.of().average_handle == 90
