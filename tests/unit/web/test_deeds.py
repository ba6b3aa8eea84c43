"""What goes into the audit log of what was sent: enough to understand it, never a secret, of bounded size."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from workspace_web.deeds import LONGEST, MOST, shortened
from workspace_web.wire import Shape


class Sent(Shape):
    name: str
    password: SecretStr
    other: str = "not sent"


def test_a_secret_says_only_that_it_was_there() -> None:
    said = Sent(name="ann", password=SecretStr("harbour otter")).model_dump(mode="json", exclude_unset=True)
    assert shortened(said) == {"name": "ann", "password": "**********"}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("short", "short"),
        ("x" * 1000, "x" * LONGEST + "… (1000 characters)"),
        (None, None),
        (7, 7),
        (["a", 1.5, True], ["a", 1.5, True]),
        ({"a": {"b": {"c": {"d": {"e": 1}}}}}, {"a": {"b": {"c": {"d": "(1 entries)"}}}}),
        (list(range(1000)), [*range(MOST), "… (1000 entries)"]),
    ],
)
def test_long_things_are_told_by_their_size(value: Any, said: Any) -> None:
    assert shortened(value) == said


ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=60) | st.dictionaries(st.text(max_size=5), inner, max_size=60),
    max_leaves=200,
)


@given(ANYTHING)
def test_whatever_is_sent_can_be_written_down(value: Any) -> None:
    assert orjson.loads(orjson.dumps(shortened(value), default=str)) is not Ellipsis
