"""What providers send is read without trust."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.errors import Malformed
from ari_app.channels.reading import document, fit, form, moment, needed, number, phone, row, rows, text

DEEP = b"[" * 100_000
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize(
    "body", [b"", b"x", b"[]", b"1", b"null", b"\xff", DEEP, b'{"a": ' + b"9" * 9999 + b"}"]
)
def test_what_is_no_object_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        document(body)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a", "a"), (7, "7"), (True, ""), (None, ""), (1.5, ""), ([], ""), ("a\0b", "ab"), ("\ud83d", "\ufffd")],
)
def test_text(value: Any, expected: str) -> None:
    assert text({"key": value}, "key") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1.0),
        ("1.5", 1.5),
        (True, None),
        ("x", None),
        ("1e999", None),
        (float("nan"), None),
        (10**400, None),
    ],
)
def test_number(value: Any, expected: float | None) -> None:
    assert number({"key": value}, "key") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1_700_000_000, 1_700_000_000.0),
        ("1700000000", 1_700_000_000.0),
        ("2023-11-14T22:13:20Z", 1_700_000_000.0),
        ("2023-11-14T23:13:20+01:00", 1_700_000_000.0),
        ("2023-11-14 22:13:20", 1_700_000_000.0),
        ("soon", 5.0),
        (-1, 5.0),
        (1e15, 5.0),
        (None, 5.0),
    ],
)
def test_moment(value: Any, expected: float) -> None:
    assert moment({"key": value}, "key", 5.0) == expected


def test_a_moment_in_thousandths() -> None:
    assert moment({"key": 1_700_000_000_500}, "key", 5.0, per_second=1000) == 1_700_000_000.5


def test_what_is_needed_is_named() -> None:
    with pytest.raises(Malformed, match="`id`"):
        needed({"id": ""}, "id")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+49 30 123456", "+4930123456"),
        ("4930123456", "+4930123456"),
        ("49 30 123456", "+4930123456"),
        ("030 123456", "030123456"),
        ("12345", "12345"),
        ("ACME", "ACME"),
        ("US.1349", "US.1349"),
    ],
)
def test_phone(written: str, expected: str) -> None:
    assert phone(written) == expected


def test_a_form_keeps_the_order_and_what_is_empty() -> None:
    assert form(b"b=1&a=&a=%F0%9F%91%8B+x") == [("b", "1"), ("a", ""), ("a", "👋 x")]


@pytest.mark.parametrize("body", [b"\xff", b"nothing", b"&".join([b"a=1"] * 2000)])
def test_what_is_no_form_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        form(body)


@given(JSON)
def test_whatever_comes_reads_as_something_that_can_be_kept(value: Any) -> None:
    found = {"key": value}
    text(found, "key").encode()
    assert "\0" not in text(found, "key")
    number(found, "key")
    moment(found, "key", 0.0)
    assert isinstance(row(found, "key"), dict)
    assert all(isinstance(one, dict) for one in rows(found, "key"))


@given(st.text())
def test_what_is_fit_can_be_written(written: str) -> None:
    assert json.loads(json.dumps(fit(written).encode().decode())) == fit(written)
