"""The clock of the app, that never goes back; and the one that tests move by hand: what falls due runs in the order of its
time, at its time."""

import asyncio
from collections.abc import Iterator

import pytest

from ari_app.clock import BELIEVED, LOOK_AGAIN, SLOWED, HandClock, SystemClock


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


class HandLoop(asyncio.SelectorEventLoop):
    """A loop whose time a test moves, and the clock of the day beside it."""

    def __init__(self) -> None:
        self.elapsed, self.day = 1000.0, 1_800_000_000.0
        super().__init__()

    def time(self) -> float:
        return self.elapsed

    def go_on(self, seconds: float, step: float = 0.5) -> None:
        """Both clocks, in small steps."""
        for _ in range(round(seconds / step)):
            self.elapsed += step
            self.day += step
            self.run_until_complete(asyncio.sleep(0))


@pytest.fixture
def loop() -> Iterator[HandLoop]:
    made = HandLoop()
    yield made
    made.close()


def test_the_time_of_the_app_is_that_of_the_day(loop: HandLoop) -> None:
    clock = SystemClock(loop, lambda: loop.day)
    for step in (0.5, 100.0, 0.001):
        loop.elapsed += step
        loop.day += step
        assert clock.now() == clock.of_day() == loop.day


def test_the_time_of_the_app_never_goes_back_and_meets_that_of_the_day_again(loop: HandLoop) -> None:
    clock = SystemClock(loop, lambda: loop.day)
    before = clock.now()
    loop.day -= 3600.0
    seen = [before]
    for _ in range(37):
        loop.elapsed += 1000.0
        loop.day += 1000.0
        seen.append(clock.now())
    assert seen == sorted(set(seen)), "it goes on"
    assert seen[1] - before == pytest.approx(1000.0 * SLOWED)
    assert clock.now() == clock.of_day()


def test_the_time_of_the_app_does_not_go_back_over_a_restart(loop: HandLoop) -> None:
    """What was to come in half an hour comes then, though the day was set back by one before the app began again."""
    written_at, rang = loop.day, list[float]()
    loop.day -= 3600.0
    clock, began = SystemClock(loop, lambda: loop.day, written_at=written_at), loop.elapsed
    assert clock.now() == written_at
    clock.call_at(written_at + 1800.0, lambda: rang.append(loop.elapsed - began))
    for _ in range(500):
        loop.go_on(5.0, step=5.0)
    assert rang == [pytest.approx(1800.0 / SLOWED, abs=10.0)]
    assert clock.of_day() < written_at


@pytest.mark.parametrize("ahead", [-3600.0, 0.0, BELIEVED + 1.0, 9e9])
def test_what_a_wrong_clock_has_written_is_not_waited_for(loop: HandLoop, ahead: float) -> None:
    clock = SystemClock(loop, lambda: loop.day, written_at=loop.day + ahead)
    assert clock.now() == loop.day


def test_what_is_due_in_seconds_comes_in_seconds_though_the_day_is_set_back_by_an_hour(
    loop: HandLoop,
) -> None:
    """One after the other: what the first one sets is not an hour late either."""
    clock, rang = SystemClock(loop, lambda: loop.day), list[float]()
    began = loop.elapsed

    def ring() -> None:
        rang.append(loop.elapsed - began)
        clock.call_at(clock.now() + 15.0, ring)

    clock.call_at(clock.now() + 15.0, ring)
    loop.go_on(5.0)
    loop.day -= 3600.0
    loop.go_on(45.0)
    assert len(rang) == 2
    assert rang[0] == pytest.approx(16.0, abs=1.5)
    assert rang[1] - rang[0] == pytest.approx(15.0 / SLOWED, abs=1.0)


def test_what_was_due_while_the_machine_slept_comes_soon_after(loop: HandLoop) -> None:
    clock, rang = SystemClock(loop, lambda: loop.day), list[float]()
    clock.call_at(clock.now() + 3600.0, lambda: rang.append(loop.elapsed))
    loop.day += 7200.0
    loop.go_on(LOOK_AGAIN + 1.0)
    assert len(rang) == 1


def test_a_timer_that_rings_early_waits_on(loop: HandLoop) -> None:
    """The clock of the day is behind by as little as the loop is early."""
    clock, rang = SystemClock(loop, lambda: loop.day), list[float]()
    due = clock.now() + 1.0
    clock.call_at(due, lambda: rang.append(clock.now()))
    loop.elapsed += 1.0
    loop.day += 0.999_99
    loop.run_until_complete(asyncio.sleep(0))
    assert not rang
    loop.go_on(0.5)
    assert rang[0] >= due


def test_a_timer_that_is_cancelled_after_it_looked_does_not_ring(loop: HandLoop) -> None:
    clock, rang = SystemClock(loop, lambda: loop.day), list[float]()
    timer = clock.call_at(clock.now() + 100.0, lambda: rang.append(clock.now()))
    loop.go_on(70.0)
    timer.cancel()
    loop.go_on(40.0)
    assert not rang
