"""A queue that is closed, or full, sends the flow on at once."""

from datetime import UTC, datetime

import pytest

from ari_app.acd.model import InteractionState, QueueProfile
from ari_app.conversation import flow_rules
from ari_app.conversation.catalogue import Queue
from ari_app.conversation.turn import Setting
from ivr import calendar
from tests.unit.conversation.examples import FLOW, NEW, NOW

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC).timestamp()
MORNINGS = calendar.parse({"weekly": [{"days": ["mon"], "opens": "08:00", "closes": "12:00"}]})


@pytest.mark.parametrize(
    ("queue", "waiting", "hours_later", "why"),
    [
        (Queue(QueueProfile("q"), "Q"), 10_000, 0, ""),
        (Queue(QueueProfile("q"), "Q", most=2), 1, 0, ""),
        (Queue(QueueProfile("q"), "Q", most=2), 2, 0, "full"),
        (Queue(QueueProfile("q"), "Q", calendar=MORNINGS), 0, 0, ""),
        (Queue(QueueProfile("q"), "Q", calendar=MORNINGS), 0, 4, "closed"),
        (Queue(QueueProfile("q"), "Q", most=1, calendar=MORNINGS), 1, 4, "closed"),
    ],
)
def test_a_queue_says_why(queue: Queue, waiting: int, hours_later: float, why: str) -> None:
    assert queue.refusal(waiting, MONDAY + hours_later * 3600) == why


def test_whoever_is_turned_away_goes_on_in_the_flow() -> None:
    turn = flow_rules.arrive(NEW, Setting(FLOW, {"support"}, 7, lambda queue: "full"), NOW)
    assert turn.interaction.place is None
    assert turn.interaction.state is not InteractionState.QUEUED
    taken = flow_rules.arrive(NEW, Setting(FLOW, {"support"}, 7), NOW)
    assert taken.interaction.state is InteractionState.QUEUED
