"""What was meant by what was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import grammar

OPTIONS = {
    "sales": ("sales",),
    "support": ("support", "technical help desk"),
    "billing": ("billing", "support with my bill"),
    "agent": ("agent", "speak to a person"),
}


@pytest.mark.parametrize(
    ("said", "option"),
    [
        ("sales", "sales"),
        ("Sales!", "sales"),
        ("i want sales please", "sales"),
        ("support", "support"),
        ("support with my bill", "billing"),
        ("i need support with my bill now", "billing"),  # the longer phrase hides the shorter one inside it
        ("sales or support", None),
        ("sales or support with my bill", None),
        ("technical", "support"),  # fewer words than the phrase
        ("help desk", "support"),
        ("speak to a person please", "agent"),
        ("salesman", None),
        ("something else", None),
        ("", None),
        ("?!", None),
    ],
)
def test_meant(said: str, option: str | None) -> None:
    assert grammar.meant(said, OPTIONS) == option


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("one two three", "123"),
        ("oh seven o zero", "0700"),
        ("double five oh", "550"),
        ("triple nine", "999"),
        ("double 5", "55"),
        ("nineteen eighty four", "1984"),
        ("twenty", "20"),
        ("twenty zero", "200"),
        ("forty two", "42"),
        ("four hundred", "400"),
        ("four hundred and two", "402"),
        ("four hundred twelve", "412"),
        ("my number is four seven one one please", "4711"),
        ("47-11", "4711"),
        ("hundred", None),
        ("double", None),
        ("double trouble", None),
        ("four sales", None),
        ("please", None),
        ("", None),
    ],
)
def test_digits(said: str, digits: str | None) -> None:
    assert grammar.digits(said) == digits


@given(st.text(alphabet="0123456789", min_size=1, max_size=30))
def test_digits_said_one_by_one_are_understood(number: str) -> None:
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    assert grammar.digits(" ".join(names[int(digit)] for digit in number)) == number


@given(st.lists(st.sampled_from((*grammar.DIGIT_PHRASES, "and", "5", "sales")), max_size=12).map(" ".join))
def test_any_words_give_digits_or_nothing(said: str) -> None:
    digits = grammar.digits(said)
    assert digits is None or (digits.isdecimal() and digits.isascii())
