"""What became of a message, in a provider's word."""

import pytest

from ari_app.channels.answers import Why
from ari_app.channels.receipts import receipt
from ari_app.conversation.text import ReceiptArrived
from ari_app.storage.choices import Failure, MessageState
from tests.contract.channels.double import ACCOUNT

STATES = {"done": MessageState.DELIVERED, "lost": MessageState.FAILED}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("done", ReceiptArrived("p1:done", "d1", "p1", MessageState.DELIVERED, 5.0, "", "m1")),
        (
            "lost",
            ReceiptArrived(
                "p1:lost", "d1", "p1", MessageState.FAILED, 5.0, "It was lost.", "m1", Failure.LASTING
            ),
        ),
        ("on its way", None),
        ("", None),
    ],
)
def test_words(said: str, expected: ReceiptArrived | None) -> None:
    why = Why("It was lost.", Failure.LASTING)
    assert receipt(ACCOUNT, STATES, said, "p1", 5.0, why=why, ours="m1") == expected


def test_who_does_not_hand_our_id_back() -> None:
    found = receipt(ACCOUNT, STATES, "done", "p1", 5.0)
    assert found
    assert found.ours is None
