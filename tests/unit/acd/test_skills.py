"""Who can help whom."""

import pytest

from ari_app.acd.model import AgentProfile, QueueProfile, Work
from ari_app.acd.skills import Shortfall, fits, shortfalls, wanted


@pytest.mark.parametrize(
    ("has", "queue_wants", "work_wants", "expected"),
    [
        ({}, {}, {}, True),
        ({"french": 2}, {}, {"french": 2}, True),
        ({"french": 3}, {}, {"french": 2}, True),
        ({"french": 1}, {}, {"french": 2}, False),
        ({}, {}, {"french": 1}, False),
        ({}, {}, {"french": 0}, True),
        ({"french": 2}, {"gold": 1}, {"french": 2}, False),
        ({"french": 2, "gold": 1}, {"gold": 1}, {"french": 2}, True),
        ({"gold": 1}, {"gold": 1}, {"gold": 3}, False),
        ({"gold": 1}, {"gold": 3}, {"gold": 1}, False),
        ({"gold": 3}, {"gold": 3}, {"gold": 1}, True),
    ],
)
def test_every_skill_at_the_level_wanted_or_above(
    has: dict[str, int], queue_wants: dict[str, int], work_wants: dict[str, int], expected: bool
) -> None:
    work = Work("c1", "support", work_wants, 0, 0.0, 1)
    agent = AgentProfile("ann", frozenset({"support"}), has)
    assert fits(agent, QueueProfile("support", queue_wants), work) is expected


def test_who_does_not_serve_the_queue_does_not_fit() -> None:
    work = Work("c1", "support", {}, 0, 0.0, 1)
    assert not fits(AgentProfile("ann", frozenset({"sales"})), QueueProfile("support"), work)


def test_of_queue_and_work_the_higher_level_is_wanted_and_level_zero_is_nothing() -> None:
    queue = QueueProfile("support", {"gold": 2, "french": 1, "nothing": 0})
    assert wanted(queue, {"gold": 1, "french": 3, "naught": 0}) == {"gold": 2, "french": 3}


def test_shortfalls_say_what_is_missing() -> None:
    work = Work("c1", "support", {"french": 3}, 0, 0.0, 1)
    agent = AgentProfile("ann", frozenset({"support"}), {"french": 1})
    assert shortfalls(agent, QueueProfile("support", {"gold": 1}), work) == (
        Shortfall("french", has=1, wants=3),
        Shortfall("gold", has=0, wants=1),
    )
