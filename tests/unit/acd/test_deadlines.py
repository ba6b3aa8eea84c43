"""The earliest deadline, however often they change."""

from hypothesis import given
from hypothesis import strategies as st

from ari_app.acd.deadlines import Deadlines

changes = st.lists(st.tuples(st.sampled_from("abcd"), st.none() | st.integers(0, 9)), max_size=300)


@given(changes)
def test_the_first_is_the_earliest_of_what_is_true(changes: list[tuple[str, int | None]]) -> None:
    deadlines = Deadlines()
    true: dict[str, float] = {}
    for agent, when in changes:
        deadlines.set(agent, when)
        true.pop(agent, None)
        if when is not None:
            true[agent] = when
        assert deadlines.first() == min(((at, agent) for agent, at in true.items()), default=None)


def test_what_is_no_longer_true_is_swept() -> None:
    deadlines = Deadlines()
    for second in range(10_000):
        deadlines.set("ann", 1_000_000.0 - second)
        deadlines.set("ann", None)
    deadlines.set("bob", 5.0)
    assert deadlines.first() == (5.0, "bob")
    assert len(deadlines) < 100
