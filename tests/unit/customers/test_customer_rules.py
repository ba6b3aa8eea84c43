"""One person, however their number is written."""

import pytest

from ari_app.customers.rules import normal, phone_number
from ari_app.storage.choices import IdentityKind


@pytest.mark.parametrize(
    ("written", "country", "known_as"),
    [
        ("+15559001", "", "+15559001"),
        ("+49 (30) 123-456", "", "+4930123456"),
        ("0049 30 123456", "", "+4930123456"),
        ("030 / 123456", "49", "+4930123456"),
        ("30123456", "49", "+4930123456"),
        ("(555) 555-0123", "1", "+15555550123"),
        ("030123456", "", "030123456"),
        ("204", "49", "204"),  # an extension is nobody's in Germany
        ("+49 30\u2013123456", "", "+4930123456"),  # with the dash of a word processor
        ("anonymous", "49", None),
        ("", "49", None),
        ("7", "", None),
        ("+0123456789", "", None),
        ("+1234567890123456", "", None),
        ("0301234567890123", "49", None),
        ("sip:ann@example.com", "", None),
    ],
)
def test_a_number_has_one_form(written: str, country: str, known_as: str | None) -> None:
    assert phone_number(written, country) == known_as


def test_a_number_in_its_form_stays_as_it_is() -> None:
    for number in ("+4930123456", "030123456", "204"):
        assert phone_number(number) == number


@pytest.mark.parametrize(
    ("written", "known_as"),
    [
        (" Ann@Example.COM ", "ann@example.com"),
        ("ann", None),
        ("ann@example", None),
        ("a nn@example.com", None),
        ("+15559001", None),
    ],
)
def test_an_address_has_one_form(written: str, known_as: str | None) -> None:
    assert normal(IdentityKind.EMAIL, written) == known_as


def test_the_kind_decides() -> None:
    assert normal(IdentityKind.PHONE, "0049 30 123456") == "+4930123456"
