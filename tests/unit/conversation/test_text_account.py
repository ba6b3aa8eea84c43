"""An account does what its channel can, at the pace of those who write there."""

import pytest

from ari_app.conversation.text_account import AT_ONCE, IN_TIME, Pace, TextAccount
from tests.unit.conversation.text_examples import CHAT, SMS


@pytest.mark.parametrize(("account", "pace"), [(CHAT, AT_ONCE), (SMS, IN_TIME)])
def test_who_sits_there_is_not_kept_waiting(account: TextAccount, pace: Pace) -> None:
    assert account.pace is pace


def test_who_sits_there_is_left_sooner_than_who_reads_it_later() -> None:
    assert AT_ONCE.inactive_after < IN_TIME.inactive_after
    assert AT_ONCE.close_after < IN_TIME.close_after
