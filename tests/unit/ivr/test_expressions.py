"""The expression language: what it means, what it refuses, and that nothing breaks it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import expressions
from ivr.values import MAX_NUMBER, MAX_TEXT, Value, WrongSyntax

VARIABLES: dict[str, Value] = {
    "tries": 2,
    "digits": "042",
    "order.kind": "new",
    "vip": True,
    "caller": "+15551234",
    "empty": "",
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 - 2 - 1", 4),
        ("8 / 4 / 2", 1),
        ("7 % 4", 3),
        ("--3", 3),
        ("-2 + 5", 3),
        ("tries + 1", 3),
        ("digits + 1", 43),
        ("'a' + 'b'", "ab"),
        ("'1' + '2'", "12"),
        ("'n' + 1", "n1"),
        ("'a' * 3", ""),
        ("1 / 0", ""),
        ("1 % 0", ""),
        ("nobody", ""),
        ("order.kind", "new"),
        ('"it\'s"', "it's"),
        ("true", True),
        ("tries == 2", True),
        ("tries != 2", False),
        ("digits == 42", True),
        ("digits == '42'", False),
        ("digits > 41 and digits <= 42", True),
        ("'abc' < 5", False),
        ("'abc' >= 5", False),
        ("'abc' != 5", True),
        ("not vip", False),
        ("not empty", True),
        ("vip or nobody == 1", True),
        ("false or true and false", False),
        ("not false and true", True),
        ("order.kind in ['old', 'new']", True),
        ("order.kind not in ['old', 'new']", False),
        ("'555' in caller", True),
        ("'777' in caller", False),
        ("length(caller)", 9),
        ("lower('ABC')", "abc"),
        ("number('12.5') * 2", 25.0),
        ("number('x')", ""),
        (" 1 ", 1),
    ],
)
def test_value(source: str, value: Value) -> None:
    assert expressions.parse(source).value(VARIABLES) == value


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("", "at position 1"),
        ("1 +", "not the end"),
        ("1 2", "an operator or the end"),
        ("a == ", "a value"),
        ("(1", "')'"),
        ("a in []", "a value"),
        ("a in ['x'", "']'"),
        ("a not 1", "'in'"),
        ("'open", "unreadable"),
        ("a.b.c.d.e.f", "unreadable"),
        ("x = 1", "unreadable"),
        ("__import__('os')", "the functions are"),
        ("a.__class__.__x__()", "the functions are"),
        ("9" * 400, "above"),
        ("1" + "+1" * 60, "more than"),
        ("(" * 40 + "1" + ")" * 40, "deeper"),
        ("not " * 40 + "1", "deeper"),
        ("-" * 40 + "1", "deeper"),
        ("a" * 600, "longer"),
    ],
)
def test_refused(source: str, why: str) -> None:
    with pytest.raises(WrongSyntax, match=re.escape(why)):
        expressions.parse(source)


def test_names() -> None:
    source = "a + b.c > length(d) and not (e in [f, 'g'] or -h == 1) or i in j"
    assert expressions.parse(source).names() == {"a", "b.c", "d", "e", "f", "h", "i", "j"}


words = st.sampled_from(
    (
        *("a", "tries", "digits", "1", "2.5", "'x'", "'12'", "true", "false", "length", "number"),
        *("and", "or", "not", "in", "==", "!=", "<", "<=", ">", ">="),
        *("+", "-", "*", "/", "%", "(", ")", "[", "]", ","),
    )
)
values = st.one_of(
    st.text(max_size=20), st.integers(-(10**15), 10**15), st.floats(-1e15, 1e15), st.booleans()
)


@given(
    source=st.one_of(st.lists(words, max_size=25).map(" ".join), st.text(max_size=50)),
    variables=st.dictionaries(st.sampled_from(["a", "tries", "digits"]), values),
)
def test_whatever_is_written_is_refused_or_has_a_bounded_value(
    source: str, variables: dict[str, Value]
) -> None:
    try:
        expression = expressions.parse(source)
    except WrongSyntax:
        return
    value = expression.value(variables)
    assert len(value) <= MAX_TEXT if isinstance(value, str) else abs(value) <= MAX_NUMBER
    assert expression.holds(variables) in (True, False)
