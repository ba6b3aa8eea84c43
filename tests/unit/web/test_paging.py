"""Cursors: what was made is read back; what was not is refused, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace_web.paging import after_of, cursor_of
from workspace_web.problems import INVALID, Problem


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", exclude_characters="\0")),
)
def test_a_cursor_is_read_back(time: float, id: str) -> None:
    assert after_of(cursor_of(time, id)) == (time, id)


@given(st.text())
def test_anything_else_is_a_problem_or_a_cursor_but_never_a_fault(cursor: str) -> None:
    try:
        after_of(cursor)
    except Problem as problem:
        assert problem.kind is INVALID


@pytest.mark.parametrize(
    "cursor", ["", "e30", "W10", "WzEsMl0", "WyJhIiwiYiJd", "W25hbiwiYSJd", "WzEsIlx1MDAwMCJd"]
)
def test_json_that_is_no_place_is_refused(cursor: str) -> None:
    with pytest.raises(Problem):
        after_of(cursor)
