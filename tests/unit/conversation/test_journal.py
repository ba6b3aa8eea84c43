"""Interactions to rows and back."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ari_app.acd.model import InteractionState
from ari_app.conversation.interaction import Alarm, Interaction, Place, changed
from ari_app.conversation.journal import from_row, to_row
from ivr.node import Medium
from ivr.nodes.queue import Queued
from ivr.session import Session

texts, counts, times = st.text(max_size=20), st.integers(0, 1000), st.floats(0, 2e9)
maybe_text, maybe_time = st.none() | texts, st.none() | times
sessions = st.builds(
    Session, texts, texts, texts, counts, st.just(Medium.VOICE), texts, st.dictionaries(texts, texts),
    waiting=st.builds(Queued, counts),
)  # fmt: skip
places = st.builds(Place, texts, st.dictionaries(texts, counts), counts, times, counts, counts, maybe_time)
interactions = st.builds(
    Interaction, texts, st.sampled_from(Medium), texts, texts, texts, texts, times, texts, texts,
    state=st.sampled_from(InteractionState), reason=texts, session=st.none() | sessions,
    alarm=st.none() | st.builds(Alarm, counts, times), place=st.none() | places, agent=maybe_text,
    offer=maybe_text, leg=maybe_text, answered=st.booleans(), epoch=counts, voicemail=st.booleans(),
    connected_at=maybe_time, ended_at=maybe_time, version=counts, variables=st.dictionaries(texts, texts),
)  # fmt: skip


@given(interactions)
def test_a_row_is_the_whole_interaction(item: Interaction) -> None:
    assert from_row(to_row(item)) == item


@given(interactions, st.sampled_from(("reason", "agent", "epoch", "place", "session")))
def test_changed_is_replace(item: Interaction, name: str) -> None:
    value = getattr(from_row(to_row(item)), name)
    assert changed(item, **{name: value}) == replace(item, **{name: value})


def test_a_session_that_cannot_be_read_is_none_and_the_rest_stays() -> None:
    item = Interaction("i1", Medium.VOICE, "t", "+1", "+2", "line", 1.0, "menu", "v1", version=3)
    stored = replace(to_row(item), session={"of": "another release"})
    assert from_row(stored) == item
