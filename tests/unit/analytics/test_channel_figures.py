"""What a day's events add up to by medium and account."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.acd.model import MediaType
from ari_app.analytics.channel_counts import ChannelDay, Counts, quantile
from ari_app.analytics.channel_figures import IN_FLOW, ChannelFigures
from ari_app.conversation import log, text_log

NINE = datetime(2027, 3, 1, 9, tzinfo=UTC).timestamp()
TARGETS = {MediaType.CALL: 20.0, MediaType.CHAT: 60.0, MediaType.MESSAGE: 3600.0, MediaType.EMAIL: 86400.0}


class Day:
    """Tells a day's events; seconds count from nine o'clock."""

    def __init__(self) -> None:
        self.figures = ChannelFigures(UTC)

    def tell(self, at: float, *events: log.LogEvent) -> "Day":
        for event in events:
            self.figures.take(NINE + at, event)
        return self

    def came(
        self, at: float, id: str, media: str = "chat", account: str = "web", queue: str = "support"
    ) -> "Day":
        """Arrived, and queued at once."""
        return self.tell(at, arrived(id, media, account), queued(id, queue))

    def taken(self, at: float, id: str, waited: float = 0.0, agent: str = "a1") -> "Day":
        return self.tell(at, log.InteractionConnected(id, agent, "support", waited))

    def ended(self, at: float, id: str, state: str = "handled") -> "Day":
        return self.tell(at, log.InteractionEnded(id, state, "", "a1", "support", 0.0, 0.0))

    def of(self, media: str = "chat", queue: str = "support", at: float = 0.0) -> ChannelDay:
        (found,) = [row for row in self.figures.of(queue, TARGETS, NINE + at) if row.media_type == media]
        return found


def arrived(id: str, media: str = "chat", account: str = "web") -> log.InteractionArrived:
    medium = "voice" if media == "call" else "text"
    return log.InteractionArrived(
        id, medium, account, "us", "them", "flow", media, "" if media == "call" else id
    )


def queued(id: str, queue: str = "support", again: str = "") -> log.InteractionQueued:
    return log.InteractionQueued(id, queue, 0, {}, again)


def test_a_call_is_answered_by_being_answered() -> None:
    day = (
        Day()
        .came(0, "c", "call", "trunk")
        .taken(20, "c", 20.0)
        .came(30, "d", "call", "trunk")
        .taken(51, "d", 20.4)
    )
    row = day.of("call")
    assert (row.offered, row.answered, row.replied, row.in_target, row.service_level) == (2, 2, 2, 1, 50)


def test_what_is_written_is_answered_by_a_first_word() -> None:
    day = Day().came(0, "c").taken(5, "c")
    assert (day.of().answered, day.of().replied, day.of().service_level) == (1, 0, None)
    day.tell(50, text_log.FirstResponse("c", "a1", "support", 50.0))
    assert (day.of().replied, day.of().service_level, day.of().first_reply_median) == (1, 100, 50)
    day.tell(90, text_log.FirstResponse("c", "a2", "support", 90.0))  # after a transfer
    assert day.of().replied == 1


def test_who_ends_without_a_word_was_not_served_in_time() -> None:
    row = Day().came(0, "c").taken(5, "c").ended(100, "c").of()
    assert (row.replied, row.service_level) == (0, 0)


@pytest.mark.parametrize(
    ("media", "waited", "counts"),
    [
        ("chat", 60, {"abandoned": 1, "left": 0, "service_level": 0}),
        ("chat", 4, {"abandoned": 1, "left": 0, "service_level": None}),
        ("email", 60, {"abandoned": 0, "left": 1, "service_level": None}),
    ],
)
def test_only_who_sits_there_abandons(media: str, waited: float, counts: dict[str, Any]) -> None:
    row = Day().came(0, "c", media).ended(waited, "c", "abandoned").of(media)
    assert {name: getattr(row, name) for name in counts} == counts
    assert (row.offered, row.waiting) == (1, 0)


def test_time_that_a_conversation_rests_is_not_the_agents() -> None:
    day = Day().came(0, "c").taken(0, "c")
    day.tell(100, text_log.ConversationParked("c", "a1", "support"))
    day.tell(1000, text_log.ConversationUnparked("c", "a1", "support", "written"))
    day.tell(1050, text_log.InteractionInterrupted("c", "a1", "support"))
    day.tell(1500, text_log.InteractionResumed("c", "a1", "support"))
    assert day.of().average_active is None
    assert day.ended(1510, "c").of().average_active == 160


def test_each_agent_of_a_transfer_has_their_own_time() -> None:
    day = Day().came(0, "c").taken(0, "c")
    day.tell(100, log.TransferCompleted("c", "a1", "support", "", "support", "", False, 100.0), queued("c"))
    row = day.taken(200, "c", agent="a2").ended(500, "c").of()
    assert (row.average_active, row.transferred, row.offered, row.answered) == (200, 1, 1, 1)


def test_who_is_transferred_to_another_queue_is_offered_there() -> None:
    day = Day().came(0, "c").taken(0, "c").tell(50, queued("c", "sales", "transferred"))
    assert (day.of().waiting, day.of(queue="sales").offered, day.of(queue="sales").waiting) == (0, 1, 1)


def test_what_the_flow_does_alone_is_contained() -> None:
    day = (
        Day().tell(0, arrived("bot")).ended(5, "bot", "resolved").came(10, "people").tell(20, arrived("gone"))
    )
    day.ended(25, "gone", "abandoned")
    row = day.of(queue=IN_FLOW)
    assert (row.contained, row.handed_over, row.containment) == (1, 1, 50)


def test_who_comes_back_was_not_handed_over_by_the_flow() -> None:
    day = Day().tell(0, arrived("c"), text_log.InteractionReopened("c", "a1", "support", "b"), queued("c"))
    assert day.of().reopened == 1
    assert not day.figures.of(IN_FLOW, TARGETS, NINE)


def test_messages_failures_and_ratings_count_where_they_happen() -> None:
    day = Day().came(0, "c").taken(0, "c")
    day.tell(
        1,
        text_log.MessageReceived("c", "a1", "support", "m1", 1),
        text_log.MessageWritten("c", "a1", "support", "m2", "agent", 4.0),
        text_log.MessageWritten("c", "", "support", "m3", "flow", 0.0),
        text_log.MessageFailed("c", "m2", "unknown number"),
    )
    day.ended(5, "c").tell(9, text_log.Rated("c", "a1", "support", 4))
    row = day.of()
    assert (row.messages_in, row.messages_out, row.failed, row.ratings, row.rating) == (1, 1, 1, 1, 4)


def test_a_row_for_each_account_and_one_for_all_of_a_medium() -> None:
    day = Day().came(0, "c", account="web").came(0, "d", account="app").came(0, "e", "email", "mail")
    assert [(row.media_type.value, row.offered) for row in day.figures.of("support", TARGETS, NINE)] == [
        ("chat", 2),
        ("email", 1),
    ]
    assert [row.account for row in day.figures.by_account("support", TARGETS, NINE)] == ["app", "web", "mail"]


def test_a_new_day_begins_with_nothing_but_those_who_wait_and_those_who_are_helped() -> None:
    day = (
        Day()
        .came(0, "waits")
        .came(0, "helped")
        .taken(0, "helped")
        .came(0, "over")
        .taken(0, "over")
        .ended(9, "over")
    )
    tomorrow = 16 * 3600.0
    row = day.of(at=tomorrow)
    assert (row.offered, row.waiting) == (0, 1)
    row = day.ended(tomorrow + 10, "helped").of(at=tomorrow)
    assert row.average_active == tomorrow + 10
    day.tell(tomorrow, text_log.Rated("over", "a1", "support", 5))
    assert day.of(at=tomorrow).ratings == 0


def test_what_began_before_the_log_is_no_guess() -> None:
    assert (
        Day()
        .tell(0, text_log.MessageReceived("old", "a1", "support", "m", 1))
        .figures.of("support", TARGETS, NINE)
        == ()
    )


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, None),
        ([7], 0.9, 7),
        (range(1, 11), 0.5, 5),
        (range(1, 11), 0.9, 9),
        ([1, 1, 1, 100], 0.5, 1),
    ],
)
def test_the_nearest_rank(values: list[int], share: float, expected: float | None) -> None:
    assert quantile(Counter(values), share) == expected


def test_parts_add_up() -> None:
    one, two = Counts(offered=1, active=2.5), Counts(offered=2, active=1.0)
    one.reply(20.4)
    two.reply(21)
    one.add(two)
    assert (one.offered, one.active, one.replied) == (3, 3.5, Counter({21: 2}))


IDS, QUEUES = st.sampled_from("cdefg"), st.sampled_from(["support", "sales"])
EVENTS = st.one_of(
    st.builds(arrived, IDS, st.sampled_from(["call", "chat", "email"]), st.just("acc")),
    st.builds(queued, IDS, QUEUES, st.sampled_from(["", "not taken"])),
    st.builds(log.InteractionConnected, IDS, st.just("a1"), QUEUES, st.floats(0, 400)),
    st.builds(
        log.InteractionEnded,
        IDS,
        st.sampled_from(["handled", "abandoned", "resolved"]),
        *(st.just("") for _ in range(3)),
        *(st.just(0.0) for _ in range(2)),
    ),
    st.builds(log.FlowStepped, IDS, st.just("n"), st.just("next"), st.just("m")),
    st.builds(text_log.ConversationParked, IDS, st.just("a1"), QUEUES),
    st.builds(text_log.ConversationUnparked, IDS, st.just("a1"), QUEUES, st.just("")),
)


@given(st.lists(st.tuples(st.floats(0, 600), EVENTS), max_size=60))
def test_all_who_were_offered_are_accounted_for(steps: list[tuple[float, log.LogEvent]]) -> None:
    """Whatever comes in whatever order, as long as who arrives once arrives no second time."""
    figures, at, there = ChannelFigures(UTC), NINE, set[str]()
    for after, event in steps:
        if isinstance(event, log.InteractionArrived):
            if event.interaction in there:
                continue
            there.add(event.interaction)
        at = min(at + after, NINE + 14 * 3600)
        figures.take(at, event)
    for queue in ("support", "sales"):
        for row in figures.of(queue, TARGETS, at):
            assert row.offered == row.answered + row.abandoned + row.left + row.waiting
            assert row.in_target <= row.replied
            assert row.average_active is None or 0 <= row.average_active <= at - NINE
