"""The clock that tests move by hand: what falls due runs in the order of its time, at its time."""

import pytest

from ari_app.clock import HandClock


def test_what_falls_due_runs_at_its_own_time_in_order() -> None:
    clock, ran = HandClock(100.0), list[tuple[str, float]]()
    clock.call_at(103.0, lambda: ran.append(("late", clock.now())))
    clock.call_at(101.0, lambda: ran.append(("early", clock.now())))
    clock.call_at(101.0, lambda: ran.append(("early, second", clock.now())))
    clock.call_at(110.0, lambda: ran.append(("never", clock.now())))
    clock.advance(5.0)
    assert ran == [("early", 101.0), ("early, second", 101.0), ("late", 103.0)]
    assert clock.now() == 105.0


def test_what_is_cancelled_does_not_run() -> None:
    clock, ran = HandClock(), list[str]()
    clock.call_at(clock.now() + 1, lambda: ran.append("x")).cancel()
    clock.advance(2)
    assert ran == []


def test_what_one_timer_sets_is_run_too_when_it_falls_due_meanwhile() -> None:
    clock, ran = HandClock(0.0), list[float]()

    def again() -> None:
        ran.append(clock.now())
        clock.call_at(clock.now() + 1, again)

    clock.call_at(1.0, again)
    clock.advance(3.5)
    assert ran == [1.0, 2.0, 3.0]


def test_what_was_due_before_now_does_not_turn_the_clock_back() -> None:
    clock, ran = HandClock(50.0), list[float]()
    clock.call_at(10.0, lambda: ran.append(clock.now()))
    clock.advance(1.0)
    assert ran == [50.0]


def test_what_is_due_comes_after_its_seconds_though_the_clock_is_set_back_meanwhile() -> None:
    clock, ran = HandClock(50.0), list[float]()
    clock.call_at(60.0, lambda: ran.append(clock.now()))
    clock.set_back(3.0)
    clock.advance(9.9)
    assert clock.now() == pytest.approx(56.9)
    assert not ran
    clock.advance(0.1)
    assert ran == [57.0]
