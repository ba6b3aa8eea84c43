"""What a variable of a flow can hold, and how the kinds of value meet.

A value is a text, a number or true/false: it fits JSON, and it is bounded, so no flow can make a session grow
without end. Nothing in this file raises: where no answer makes sense it is the empty text.
"""

import re
from typing import TypeAlias

Value: TypeAlias = str | int | float | bool

MAX_TEXT = 1_000
MAX_NUMBER = 1e15  # up to here a float is exact to the unit, and JSON readers agree on it
NAME_PATTERN = r"[A-Za-z_][A-Za-z0-9_]{0,39}(?:\.[A-Za-z_][A-Za-z0-9_]{0,39}){0,3}"
_NUMBER = re.compile(r"\s*-?\d{1,16}(\.\d{1,16})?\s*", re.ASCII)


class WrongSyntax(ValueError):
    """A template or an expression that cannot be read; the message says where and why."""

    retryable = False


def bounded(value: Value) -> Value:
    """The value, cut to what a session may hold: long text is shortened, an impossible number empty."""
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if isinstance(value, bool) or abs(value) <= MAX_NUMBER:
        return value
    return ""


def as_text(value: Value) -> str:
    """As it is said or sent: `5.0` is `5`, true is `true`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def as_number(value: Value) -> int | float | None:
    """The number that the value is or spells (`" 12.5 "`), or None."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if not _NUMBER.fullmatch(value):
        return None
    number = float(value) if "." in value else int(value)
    return number if abs(number) <= MAX_NUMBER else None


def is_true(value: Value) -> bool:
    """Empty text, `"false"`, `"no"`, `"0"`, zero and false are not true."""
    return value.strip().lower() not in ("", "false", "no", "0") if isinstance(value, str) else bool(value)


def compared(left: Value, right: Value) -> int | None:
    """-1, 0, 1 as left is less, same, more; None when they cannot be ordered.

    Two texts compare as texts, so the order numbers "007" and "7" differ. As soon as one side is a number,
    both are numbers if they can be: keys arrive as text, and `{age} > 17` must mean what it says.
    """
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    left_number, right_number = as_number(left), as_number(right)
    if left_number is None or right_number is None:
        return None
    return (left_number > right_number) - (left_number < right_number)
