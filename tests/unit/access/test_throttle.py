"""Who fails has to wait, longer each time, and never for ever."""

import pytest

from ari_app.access import throttle
from ari_app.access.throttle import ACCOUNT, ADDRESS, FORGOTTEN_AFTER, PAIR, Throttle


def fail(limits: Throttle, account: str, address: str, now: float, times: int = 1) -> float:
    for _ in range(times):
        limits.tried(account, address, now)
    return limits.wait(account, address, now)


def test_v6_3_1_the_wait_doubles_up_to_a_limit() -> None:
    limits = Throttle()
    assert fail(limits, "ann", "a", 0.0, PAIR.free) == 0
    waits = [fail(limits, "ann", "a", 0.0) for _ in range(12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_somebody_elses_failures_keep_nobody_out_for_long() -> None:
    limits = Throttle()
    for n in range(1000):
        fail(limits, "ann", f"guesser{n}", 0.0)
    assert limits.wait("ann", "at home", 0.0) == ACCOUNT.longest <= 30
    assert limits.wait("bob", "at home", 0.0) == 0


def test_an_address_that_tries_many_accounts_has_to_wait() -> None:
    limits = Throttle()
    for n in range(ADDRESS.free + 3):
        fail(limits, f"user{n}", "a", 0.0)
    assert limits.wait("another", "a", 0.0) == 4
    assert limits.wait("another", "b", 0.0) == 0


def test_names_are_counted_whatever_their_case() -> None:
    limits = Throttle()
    for n in range(PAIR.free + 1):
        fail(limits, "ANN" if n % 2 else "ann", "a", 0.0)
    assert limits.wait("Ann", "a", 0.0) == 1


def test_who_succeeds_begins_anew_but_their_address_does_not() -> None:
    limits = Throttle()
    fail(limits, "ann", "a", 0.0, PAIR.free + 4)
    limits.tried("ann", "a", 100.0)
    limits.succeeded("ann", "a")
    assert fail(limits, "ann", "a", 100.0, PAIR.free) == 0
    for n in range(ADDRESS.free - 2 * PAIR.free - 4):
        fail(limits, f"user{n}", "a", 100.0)
    assert fail(limits, "last", "a", 100.0) == 1


def test_what_was_no_failure_is_taken_back() -> None:
    limits = Throttle()
    for _ in range(100):
        limits.tried("ann", "a", 0.0)
        limits.take_back("ann", "a")
    assert limits.wait("ann", "a", 0.0) == 0
    assert fail(limits, "ann", "a", 0.0, PAIR.free) == 0


def test_after_an_hour_without_a_failure_all_is_forgotten() -> None:
    limits = Throttle()
    fail(limits, "ann", "a", 0.0, PAIR.free + 5)
    assert fail(limits, "ann", "a", FORGOTTEN_AFTER) == 0


def test_a_flood_costs_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MOST", 50)
    limits = Throttle()
    for n in range(1000):
        fail(limits, f"user{n}", f"address{n}", 0.0)
    assert len(limits._counts) == 50
