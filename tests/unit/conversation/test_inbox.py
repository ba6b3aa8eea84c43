"""One after the other, never nested."""

import pytest

from ari_app.conversation.inbox import Inbox


def test_what_is_given_within_waits_its_turn() -> None:
    taken: list[int] = []

    def take(number: int) -> None:
        if number < 3:
            inbox.put(number + 1)
            inbox.put(number + 10)
        taken.append(number)

    inbox = Inbox(take)
    inbox.put(1)
    assert taken == [1, 2, 11, 3, 12]


def test_a_fault_does_not_stop_it_for_ever() -> None:
    taken: list[int] = []

    def take(number: int) -> None:
        if number == 1:
            raise ValueError("one")
        taken.append(number)

    inbox = Inbox(take)
    with pytest.raises(ValueError, match="one"):
        inbox.put(1)
    inbox.put(2)
    assert taken == [2]
