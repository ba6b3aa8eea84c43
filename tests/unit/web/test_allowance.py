"""So much at once, and so much each second."""

from workspace_web.allowance import Allowance


def taken(allowance: Allowance, tries: int, now: float) -> int:
    return sum(allowance.take(now) for _ in range(tries))


def test_what_was_saved_up_may_be_spent_at_once() -> None:
    allowance = Allowance(each_second=2, most=10, now=100.0)
    assert taken(allowance, 50, 100.0) == 10
    assert taken(allowance, 50, 100.5) == 1
    assert taken(allowance, 50, 103.5) == 6
    assert taken(allowance, 50, 1000.0) == 10, "more is never saved up"


def test_what_was_refused_costs_nothing() -> None:
    allowance = Allowance(each_second=1, most=1, now=0.0)
    assert taken(allowance, 3, 0.0) == 1
    assert taken(allowance, 3, 0.9) == 0
    assert taken(allowance, 3, 1.0) == 1


def test_something_large_costs_more() -> None:
    allowance = Allowance(each_second=1, most=10, now=0.0)
    assert allowance.take(0.0, 9.5)
    assert not allowance.take(0.0, 0.6)
    assert allowance.take(0.0, 0.5)


def test_it_says_when_there_is_enough_again() -> None:
    allowance = Allowance(each_second=0.5, most=10, now=0.0)
    assert allowance.wait() == 0.0
    assert taken(allowance, 10, 0.0) == 10
    assert allowance.wait() == 2.0
    assert not allowance.take(1.0)
    assert allowance.wait() == 1.0
    assert allowance.wait(50) == 19.0, "more than it holds never comes"
