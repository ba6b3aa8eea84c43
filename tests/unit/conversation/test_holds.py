"""What agents have in hand is written and read back."""

import json

from hypothesis import given
from hypothesis import strategies as st

from ari_app.acd.model import Hold, HoldState, MediaType
from ari_app.conversation import holds

names = st.text(min_size=1, max_size=5)
times = st.floats(0, 2e9)
in_hand = st.builds(
    Hold,
    names,
    st.none() | names,
    st.sampled_from(MediaType),
    st.frozensets(names, max_size=2),
    st.sampled_from([HoldState.ACTIVE, HoldState.PARKED, HoldState.WRAP_UP]),
    times,
    st.none() | times,
    exceeding=st.booleans(),
)


@given(st.lists(in_hand, max_size=4))
def test_they_come_back_as_they_were(written: list[Hold]) -> None:
    assert holds.from_json(json.loads(json.dumps(holds.to_json(written)))) == tuple(written)


def test_an_offer_is_not_kept_and_nothing_is_null() -> None:
    offered = Hold("i1", "q", MediaType.CHAT, frozenset(), HoldState.OFFERED, 1.0, 2.0, "i1.1")
    assert holds.to_json([offered]) is None
    assert holds.from_json(None) == ()
