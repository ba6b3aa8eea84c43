"""Who calls, as the agent's phone is told."""

import pytest

from ari_app.telephony.leg import caller_id


@pytest.mark.parametrize(
    ("caller", "shown"),
    [
        ("+15559001", '"+15559001" <+15559001>'),
        ("ada.l", '"ada.l" <ada.l>'),
        ("", '"Anonymous" <anonymous>'),
        ("  ", '"Anonymous" <anonymous>'),
        ('a"b\\<c>', '"abc" <abc>'),
        ("a\r\nFrom: boss", '"aFrom: boss" <aFrom: boss>'),
        ('"<>', '"Anonymous" <anonymous>'),
    ],
)
def test_a_caller_is_a_name_and_a_number_that_cannot_break_out(caller: str, shown: str) -> None:
    assert caller_id(caller) == shown
