"""The bucket: never more than it may, and never less for long."""

from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.limits import Bucket


def test_a_burst_and_then_one_after_the_other() -> None:
    bucket = Bucket(2.0)
    assert [bucket.take(100.0) for _ in range(3)] == [0.0, 0.0, 0.5]
    assert bucket.take(100.5) == 0.0
    assert bucket.take(100.5) == 0.5


def test_slower_than_one_a_second() -> None:
    bucket = Bucket(0.1)
    assert bucket.take(0.0) == 0.0
    assert bucket.take(0.0) == 10.0
    assert bucket.take(10.0) == 0.0


def test_a_clock_that_was_set_back_stops_nothing_for_long() -> None:
    bucket = Bucket(1.0)
    assert bucket.take(1000.0) == 0.0
    assert bucket.take(10.0) == 1.0
    assert bucket.take(11.0) == 0.0


@given(st.floats(0.1, 50.0), st.lists(st.floats(0.0, 2.0), max_size=60))
def test_never_more_than_it_may(speed: float, pauses: list[float]) -> None:
    bucket, now, taken = Bucket(speed), 0.0, 0
    for pause in pauses:
        now += pause
        taken += bucket.take(now) == 0.0
    assert taken <= max(1.0, speed) + speed * now + 1e-6
