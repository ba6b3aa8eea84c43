"""What an account may be told."""

from collections.abc import Mapping

import pytest

from ari_app.channels.account_rules import (
    COMMON,
    PREFIXES,
    AccountDraft,
    completed,
    faults,
    parted,
    prefixes,
)
from ari_app.channels.contract import Setting

SETTINGS = (
    Setting("secret", "Secret", "At least eight characters.", secret=True, pattern=r"\S{8,}"),
    Setting("region", "Region", "Where.", choices=("us", "ie"), default="us"),
    Setting("sender", "Sender", "Optional.", required=False),
    *COMMON,
    PREFIXES,
)
GOOD = {"secret": "12345678", "region": "ie"}


def wrong(
    said: Mapping[str, str], kept: Mapping[str, str] | None = None, name: str = "Name", flow: str = "flow"
) -> dict[str, str]:
    draft = AccountDraft("x", name, "+1", flow, said)
    return {fault.at: fault.message for fault in faults(SETTINGS, draft, kept or {})}


def test_a_good_one_has_no_faults() -> None:
    assert wrong(GOOD) == {}


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"region": "ie"}, "/settings/secret"),
        ({**GOOD, "secret": "short"}, "/settings/secret"),
        ({**GOOD, "region": "mars"}, "/settings/region"),
        ({**GOOD, "sender": "x" * 5000}, "/settings/sender"),
        ({**GOOD, "colour": "red"}, "/settings/colour"),
        ({**GOOD, "per_second": "fast"}, "/settings/per_second"),
        ({**GOOD, "prefixes": "49"}, "/settings/prefixes"),
        ({**GOOD, "prefixes": "+49 +43"}, "/settings/prefixes"),
        ({**GOOD, "prefixes": "+"}, "/settings/prefixes"),
    ],
)
def test_what_is_wrong_is_told_where(said: dict[str, str], at: str) -> None:
    assert list(wrong(said)) == [at]


@pytest.mark.parametrize(
    ("said", "read"),
    [({}, ()), ({"prefixes": "+49, +43 ,+1"}, ("+49", "+43", "+1")), ({"prefixes": " "}, ())],
)
def test_who_may_be_written_to_first(said: Mapping[str, str], read: tuple[str, ...]) -> None:
    assert wrong({**GOOD, **said}) == {}
    assert prefixes(said) == read


def test_it_needs_a_name_and_a_flow() -> None:
    assert list(wrong(GOOD, name=" ", flow="")) == ["/name", "/flow"]
    assert list(wrong(GOOD, name="two\nlines")) == ["/name"]


def test_a_secret_that_is_kept_may_be_left_out() -> None:
    assert wrong({"region": "us"}, kept={"secret": "12345678"}) == {}


def test_what_nobody_says_is_as_usual() -> None:
    assert completed(SETTINGS, {"sender": "us"}) == {"region": "us", "sender": "us"}


def test_secrets_are_parted_from_the_rest() -> None:
    assert parted(SETTINGS, {**GOOD, "sender": ""}) == ({"region": "ie"}, {"secret": "12345678"})


def test_no_value_is_shown() -> None:
    assert "12345678" not in repr(AccountDraft("x", "n", "a", "f", GOOD))
