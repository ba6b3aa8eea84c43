"""Alerts come and go with what they are about, by the clock and not before."""

import itertools

from ari_app.clock import HandClock
from ari_app.storage.choices import AlertLevel, Measure, Subject
from ari_app.storage.rows.supervision import AlertRow
from ari_app.supervision.alerts import Alerts
from ari_app.supervision.rules import DEFAULTS, Amount, Lasting, Standing, Threshold


class Room:
    """One agent and one queue, in the hand of the test."""

    def __init__(self) -> None:
        numbers = itertools.count(1)
        self.clock = HandClock()
        self.stands: dict[str, tuple[Standing, ...]] = {}
        self.noted: list[AlertRow] = []
        self.thresholds = {**DEFAULTS, Measure.WRAP_UP: Threshold(60.0, 120.0)}
        self.alerts = Alerts(
            self.clock,
            self.thresholds,
            lambda subject, id: self.stands.get(id, ()),
            self.noted.append,
            lambda: f"alert-{next(numbers)}",
        )

    def now(self, id: str, *standings: Standing) -> None:
        self.stands[id] = standings
        self.alerts.look(Subject.QUEUE if id.startswith("q") else Subject.AGENT, id)

    def news(self) -> list[tuple[str, AlertLevel, bool]]:
        """Each since the last look: which, how bad, whether it is over."""
        news, self.noted[:] = list(self.noted), []
        return [(row.id, row.level, row.cleared_at is not None) for row in news]


def test_wrap_up_that_lasts_is_amber_then_red_then_over() -> None:
    room = Room()
    room.now("a1", Lasting(Measure.WRAP_UP, room.clock.now()))
    room.clock.advance(59)
    assert room.news() == []
    room.clock.advance(1)
    assert room.news() == [("alert-1", AlertLevel.AMBER, False)]
    room.clock.advance(60)
    assert room.news() == [("alert-1", AlertLevel.RED, False)]
    room.now("a1")
    assert room.news() == [("alert-1", AlertLevel.RED, True)]
    assert list(room.alerts) == []
    room.clock.advance(1000)
    assert room.news() == []


def test_the_next_wrap_up_is_another_alert() -> None:
    room = Room()
    for _ in range(2):
        room.now("a1", Lasting(Measure.WRAP_UP, room.clock.now()))
        room.clock.advance(61)
        room.now("a1")
    assert [id for id, _, over in room.news() if over] == ["alert-1", "alert-2"]


def test_who_acknowledged_amber_is_told_of_red() -> None:
    room = Room()
    room.now("q1", Amount(Measure.WAITING, 5))
    (row,) = room.alerts
    seen = room.alerts.acknowledge(row.id, "sue")
    assert seen is not None and (seen.acknowledged_by, seen.acknowledged_at) == ("sue", room.clock.now())
    assert room.alerts.acknowledge(row.id, "sam") == seen
    room.now("q1", Amount(Measure.WAITING, 10))
    (row,) = room.alerts
    assert (row.level, row.acknowledged_by) == (AlertLevel.RED, None)
    assert room.alerts.acknowledge("none", "sue") is None


def test_what_gets_better_goes_down_and_keeps_who_saw_it() -> None:
    room = Room()
    room.now("q1", Amount(Measure.WAITING, 10))
    room.alerts.acknowledge(next(iter(room.alerts)).id, "sue")
    room.now("q1", Amount(Measure.WAITING, 6))
    (row,) = room.alerts
    assert (row.level, row.acknowledged_by) == (AlertLevel.AMBER, "sue")


def test_a_threshold_that_was_changed_counts_from_the_next_look() -> None:
    room = Room()
    room.now("q1", Amount(Measure.WAITING, 6))
    room.thresholds[Measure.WAITING] = Threshold(7.0, None)
    room.alerts.look(Subject.QUEUE, "q1")
    assert list(room.alerts) == []


def test_after_a_restart_what_is_still_so_goes_on_and_what_is_not_is_over() -> None:
    before = Room()
    before.now("q1", Amount(Measure.WAITING, 5))
    before.now("q2", Amount(Measure.WAITING, 5))
    for row in before.alerts:
        before.alerts.acknowledge(row.id, "sue")
    after = Room()
    after.stands["q2"] = (Amount(Measure.WAITING, 6),)
    after.alerts.restore(before.alerts)
    assert after.news() == [("alert-1", AlertLevel.AMBER, True)]
    assert [(row.id, row.acknowledged_by) for row in after.alerts] == [("alert-2", "sue")]
