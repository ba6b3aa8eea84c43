"""Interactions to rows and back."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ari_app.acd.commands import NoteAgentState
from ari_app.acd.events import AgentRestored
from ari_app.acd.model import AgentState, Hold, HoldState, InteractionState, MediaType
from ari_app.conversation.interaction import Alarm, Interaction, Place, changed
from ari_app.conversation.journal import from_row, noted, restored, to_row
from ari_app.conversation.line import SupervisionMode
from ari_app.conversation.talk import Party, PartyState, Role, Talk
from ari_app.conversation.writing import Going, Writing
from ivr.node import Medium
from ivr.nodes.queue import Queued
from ivr.session import Session

texts, counts, times = st.text(max_size=20), st.integers(0, 1000), st.floats(0, 2e9)
maybe_text, maybe_time = st.none() | texts, st.none() | times
sessions = st.builds(
    Session, texts, texts, texts, counts, st.just(Medium.VOICE), texts, st.dictionaries(texts, texts),
    waiting=st.builds(Queued, counts),
)  # fmt: skip
places = st.builds(
    Place,
    texts,
    st.dictionaries(texts, counts),
    counts,
    times,
    counts,
    counts,
    maybe_time,
    maybe_text,
    maybe_time,
)
parties = st.builds(
    Party, texts, st.sampled_from(Role), maybe_text, maybe_text, st.sampled_from(PartyState),
    st.none() | st.sampled_from(SupervisionMode), maybe_text, st.booleans(),
)  # fmt: skip
talks = st.builds(
    Talk, st.lists(parties, max_size=3).map(tuple), maybe_time, times, maybe_time, maybe_text, st.booleans(),
    counts, texts,
)  # fmt: skip
writings = st.builds(
    Writing, st.sampled_from(Going), maybe_time, maybe_time, maybe_time, maybe_time, maybe_time, counts, texts,
    st.booleans(), st.lists(texts, max_size=3).map(tuple), st.none() | st.dictionaries(texts, times, min_size=1),
    st.booleans(), st.booleans(), maybe_text, st.none() | counts,
)  # fmt: skip
interactions = st.builds(
    Interaction, texts, st.sampled_from(Medium), texts, texts, texts, texts, times, texts, texts,
    state=st.sampled_from(InteractionState), reason=texts, session=st.none() | sessions,
    alarm=st.none() | st.builds(Alarm, counts, times), place=st.none() | places, agent=maybe_text,
    offer=maybe_text, leg=maybe_text, answered=st.booleans(), epoch=counts, voicemail=st.booleans(),
    connected_at=maybe_time, ended_at=maybe_time, version=counts, variables=st.dictionaries(texts, texts),
    talk=talks, media_type=st.sampled_from(MediaType), thread=maybe_text, labels=st.lists(texts, max_size=3).map(tuple),
    writing=writings,
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


def test_what_is_noted_of_an_agent_comes_back_as_it_was() -> None:
    call = Hold("i1", "support", MediaType.CALL, frozenset(), HoldState.WRAP_UP, 1.0, 2.0)
    mail = Hold("i2", "mail", MediaType.EMAIL, frozenset({"vip"}), HoldState.ACTIVE, 0.5, interrupted=True)
    note = NoteAgentState(
        "a1", AgentState.BUSY, "", 1.0, None, "i2", AgentState.AWAY, "lunch", "mail", (call, mail), 100
    )
    assert restored(noted(note)) == AgentRestored(
        "a1",
        AgentState.BUSY,
        "",
        since=1.0,
        interaction="i2",
        next_state=AgentState.AWAY,
        next_reason="lunch",
        holds=(call, replace(mail, interrupted=False)),
    )
