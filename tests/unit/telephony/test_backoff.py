"""The pauses between tries."""

import random

from ari_app.telephony.backoff import Backoff


def test_pauses_grow_to_a_limit_and_are_never_in_step() -> None:
    one, other = Backoff(random.Random(1)), Backoff(random.Random(2))
    pauses = [one.next() for _ in range(12)]
    assert pauses != [other.next() for _ in range(12)]
    assert 0.05 <= pauses[0] <= 0.1
    assert all(2.5 <= pause <= 5.0 for pause in pauses[-5:])


def test_success_begins_anew() -> None:
    backoff = Backoff(random.Random(1))
    for _ in range(10):
        backoff.next()
    backoff.reset()
    assert backoff.next() <= 0.1
