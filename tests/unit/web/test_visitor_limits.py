"""How much each of many may do."""

from workspace_web.visitor_limits import Rate, Shared


def test_one_does_not_use_up_what_is_anothers() -> None:
    shared = Shared(Rate(1.0, 2.0))
    assert [shared.take("a", 0.0) for _ in range(3)] == [True, True, False]
    assert shared.take("b", 0.0)
    assert shared.take("a", 1.0)


def test_only_the_last_ones_are_remembered() -> None:
    shared = Shared(Rate(0.001, 1.0), most=2)
    for key in ("a", "b", "a", "c"):
        shared.take(key, 0.0)
    assert not shared.take("a", 0.0)
    assert shared.take("b", 0.0)


def test_the_wait_is_told_in_whole_seconds() -> None:
    shared = Shared(Rate(0.4, 1.0))
    assert shared.take("a", 0.0)
    assert not shared.take("a", 0.1)
    assert shared.wait("a") == 3
