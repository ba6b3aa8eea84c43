"""Values: how texts and numbers meet."""

import pytest

from ivr.values import MAX_NUMBER, MAX_TEXT, Value, as_number, as_text, bounded, compared, is_true


@pytest.mark.parametrize(
    ("value", "text"), [("a", "a"), (5, "5"), (5.0, "5"), (2.5, "2.5"), (True, "true"), (False, "false")]
)
def test_as_text(value: Value, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12", 12),
        (" -12.5 ", -12.5),
        (True, 1),
        ("", None),
        ("1e5", None),
        ("1_000", None),
        ("٣", None),
        ("nan", None),
        ("9" * 30, None),
    ],
)
def test_as_number(value: Value, number: float | None) -> None:
    assert as_number(value) == number


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("x" * 2_000, "x" * MAX_TEXT),
        (MAX_NUMBER, MAX_NUMBER),
        (10**400, ""),
        (float("inf"), ""),
        (float("nan"), ""),
        (True, True),
    ],
)
def test_bounded(value: Value, kept: Value) -> None:
    assert bounded(value) == kept


@pytest.mark.parametrize(
    ("value", "truth"),
    [("", False), (" No ", False), ("0", False), ("false", False), ("yes", True), (0, False), (0.5, True)],
)
def test_is_true(value: Value, truth: bool) -> None:
    assert is_true(value) is truth


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        ("007", "7", -1),  # both are texts: order numbers keep their zeros
        ("007", 7, 0),
        ("18", 17, 1),
        ("a", "b", -1),
        ("abc", 1, None),
        (1, 1.0, 0),
        (True, 1, 0),
    ],
)
def test_compared(left: Value, right: Value, order: int | None) -> None:
    assert compared(left, right) == order
