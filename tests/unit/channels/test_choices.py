"""Quick replies and templates, as a message brings them."""

from typing import Any

import pytest

from ari_app.channels.choices import Choice, choices_of, fitting, in_words, pressed, shortened, template_of
from ari_app.channels.contract import Outgoing

SALES, SUPPORT = Choice("1", "Sales"), Choice("2", "Support")


def message(**extra: Any) -> Outgoing:
    return Outgoing("m", "a", "", "", "Hello", extra=extra)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([{"id": "1", "title": "Sales"}, {"id": 2, "title": "Support"}], [SALES, SUPPORT]),
        ([{"id": "1"}, {"title": "Sales"}, "x", None], []),
        (None, []),
    ],
)
def test_choices(written: object, expected: list[Choice]) -> None:
    assert choices_of(message(choices=written)) == expected


@pytest.mark.parametrize(
    ("choices", "expected"),
    [([SALES], True), ([], False), ([SALES] * 4, False), ([Choice("ä" * 6, "x")], False)],
)
def test_what_fits(choices: list[Choice], expected: bool) -> None:
    assert fitting(choices, most=3, id_limit=10) is expected


@pytest.mark.parametrize(
    ("text", "choices", "expected"),
    [
        ("Where to?", [SALES, SUPPORT], "Where to?\n\n1. Sales\n2. Support"),
        ("", [SALES], "1. Sales"),
        ("Hello", [], "Hello"),
    ],
)
def test_in_words(text: str, choices: list[Choice], expected: str) -> None:
    assert in_words(text, choices) == expected


def test_a_title_is_shortened() -> None:
    assert shortened("Questions about my order", 20) == "Questions about my…"
    assert shortened("Sales", 20) == "Sales"


def test_a_press_is_kept() -> None:
    assert pressed("1") == {"choice": "1"}
    assert pressed("") == {}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"name": "hi", "language": "de", "values": {"1": "Ann"}}, ("hi", "de", [("1", "Ann")])),
        ({"name": "hi", "language": "de", "values": ["Ann", 7]}, ("hi", "de", [("1", "Ann"), ("2", "7")])),
        ({"name": "hi", "language": "de"}, ("hi", "de", [])),
        ({"language": "de"}, None),
        (None, None),
    ],
)
def test_a_template(written: object, expected: object) -> None:
    assert template_of(message(template=written)) == expected
