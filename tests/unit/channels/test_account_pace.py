"""How long conversations rest, as an account says."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from ari_app.channels import account_pace
from ari_app.channels.account_pace import PACE
from ari_app.channels.account_rules import COMMON, AccountDraft, faults
from ari_app.channels.contract import Setting
from ari_app.conversation.text_account import AT_ONCE, IN_TIME, NEVER, Pace


def wrong(said: Mapping[str, str], synchronous: bool = False) -> dict[str, str]:
    """Where, and what, as whoever sets up an account is told."""
    found = [*faults(COMMON, AccountDraft("x", "Name", "+1", "flow", said), {})]
    found += account_pace.faults(said, synchronous)
    return {fault.at.removeprefix("/settings/"): fault.message for fault in found}


def test_where_nothing_is_said_it_is_as_usual_for_its_kind() -> None:
    assert account_pace.pace({}, True) == AT_ONCE
    assert account_pace.pace({}, False) == IN_TIME
    assert not wrong({}) and not wrong({}, synchronous=True)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({"inactive_after": "90 s"}, replace(IN_TIME, inactive_after=90)),
        ({"inactive_after": "5min"}, replace(IN_TIME, inactive_after=300)),
        ({"close_after": "2 h"}, replace(IN_TIME, close_after=7200)),
        ({"close_after": "0"}, replace(IN_TIME, close_after=NEVER)),
        ({"reopen_within": "30 d"}, replace(IN_TIME, reopen_within=30 * 86_400)),
        ({"reopen_within": "0", "wanted_for": "0"}, replace(IN_TIME, reopen_within=0, wanted_for=0)),
        ({"longest_snooze": "8 h"}, replace(IN_TIME, longest_snooze=8 * 3600)),
    ],
)
def test_what_is_said_counts(said: Mapping[str, str], read: Pace) -> None:
    assert wrong(said) == {}
    assert account_pace.pace(said, False) == read


@pytest.mark.parametrize("setting", PACE, ids=lambda setting: setting.name)
@pytest.mark.parametrize("said", ["soon", "15", "-1 h", "1.5 h", "3 weeks", "15 min 30 s", "00 s", "٣ d"])
def test_what_is_no_time_is_refused_with_an_example_and_counts_for_nothing(
    setting: Setting, said: str
) -> None:
    assert wrong({setting.name: said}) == {setting.name: f"It does not look right. {setting.help}"}
    assert account_pace.pace({setting.name: said}, True) == AT_ONCE


@pytest.mark.parametrize(
    ("said", "synchronous", "at", "told"),
    [
        ({"longest_snooze": "367 d"}, False, "longest_snooze", "more than 366 d"),
        ({"close_after": "99999 d"}, False, "close_after", "more than 366 d"),
        ({"inactive_after": "9 s"}, False, "inactive_after", "10 s or more"),
        ({"close_after": "1 min"}, True, "close_after", "after 2 min"),
        ({"close_after": "1 min"}, False, "close_after", "after 15 min"),
        ({"inactive_after": "11 min"}, True, "inactive_after", "after 10 min"),
        ({"inactive_after": "2 h", "close_after": "1 h"}, True, "close_after", "after 2 h"),
    ],
)
def test_what_cannot_be_is_told_where(said: Mapping[str, str], synchronous: bool, at: str, told: str) -> None:
    found = wrong(said, synchronous)
    assert list(found) == [at]
    assert told in found[at]


def test_what_rests_long_may_be_closed_later_or_never() -> None:
    assert not wrong({"inactive_after": "1 h", "close_after": "1 h"}, synchronous=True)
    assert not wrong({"inactive_after": "1 h", "close_after": "0"}, synchronous=True)


@pytest.mark.parametrize(
    ("seconds", "said"), [(90, "90 s"), (900, "15 min"), (7200, "2 h"), (259_200, "3 d"), (5400, "90 min")]
)
def test_times_in_words(seconds: float, said: str) -> None:
    assert account_pace.in_words(seconds) == said
