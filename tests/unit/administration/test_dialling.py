"""Whoever can make us dial can make us pay."""

import pytest

from ari_app.administration.dialling import own_number, refusal, text_refusal, tidy

GERMANY = ("+49", "0049")


def test_what_people_write_between_the_digits_is_left_out() -> None:
    assert tidy(" +49 (30) 12-34.56/7 ") == "+49301234567"


@pytest.mark.parametrize("number", ["+493012345", "004930123"])
def test_a_number_that_begins_as_allowed_is_called(number: str) -> None:
    assert refusal(number, GERMANY, in_use=0, most=1) == ""


@pytest.mark.parametrize(
    ("number", "allowed", "in_use", "why"),
    [
        ("+493012345", (), 0, "Outside numbers cannot be called"),
        ("+441234567", GERMANY, 0, "may not be called"),
        ("+49900123456", GERMANY, 0, "premium"),
        ("0049900123456", GERMANY, 0, "premium"),
        ("+8811234567", ("+",), 0, "premium"),
        ("+493012345", GERMANY, 1, "as many as may be"),
        ("12", GERMANY, 0, "no telephone number"),
        ("+49301234567890123", GERMANY, 0, "no telephone number"),
        ("+49*21#", GERMANY, 0, "no telephone number"),
        ("+4930@evil", GERMANY, 0, "no telephone number"),
        ("+49301\n", GERMANY, 0, "no telephone number"),
        ("", GERMANY, 0, "no telephone number"),
    ],
)
def test_every_other_is_refused(number: str, allowed: tuple[str, ...], in_use: int, why: str) -> None:
    assert why in refusal(number, allowed, in_use, most=1)


@pytest.mark.parametrize(
    ("number", "allowed", "why"),
    [
        ("+491701234567", GERMANY, ""),
        ("+491701234567", (), "Nobody may be written to first"),
        ("+8821612345", GERMANY, "+8821612345 may not be written to first"),
        ("+8821612345", ("+",), "premium"),
        ("+491379000123", GERMANY, "premium"),
        ("Ann", GERMANY, "no telephone number"),
    ],
)
def test_who_may_be_written_to_first(number: str, allowed: tuple[str, ...], why: str) -> None:
    refused = text_refusal(number, allowed)
    assert (why in refused) if why else refused == ""


@pytest.mark.parametrize(
    ("contact", "known"),
    [("+4917012@carrier", ("+4917012", "carrier")), (None, ("", "")), ("+49", ("+49", ""))],
)
def test_a_mobile_is_a_number_and_a_trunk(contact: str | None, known: tuple[str, str]) -> None:
    assert own_number(contact) == known
