"""Stored sessions: exact there and back; refused when damaged."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.commands import Outcome
from ivr.node import Medium, Waiting
from ivr.nodes.asking import Asking
from ivr.nodes.queue import Queued
from ivr.nodes.say import Saying
from ivr.nodes.voicemail import TakingMessage
from ivr.session import BadSession, Session
from ivr.values import MAX_NUMBER, MAX_TEXT

steps = st.integers(1, 10_000)
maybe_step = st.none() | steps
waitings: st.SearchStrategy[Waiting] = st.one_of(
    st.builds(Saying, steps),
    st.builds(Queued, steps),
    st.builds(TakingMessage, maybe_step, maybe_step),
    st.builds(
        Asking,
        maybe_step,
        maybe_step,
        maybe_step,
        st.booleans(),
        steps,
        steps,
        st.text("0123456789"),
        st.text(),
    ),
)
values = st.one_of(
    st.text(max_size=MAX_TEXT),
    st.booleans(),
    st.integers(-int(MAX_NUMBER), int(MAX_NUMBER)),
    st.floats(-MAX_NUMBER, MAX_NUMBER),
)
sessions = st.builds(
    Session,
    flow=st.text(),
    flow_version=st.text(),
    node=st.text(),
    step=steps,
    medium=st.sampled_from(Medium),
    language=st.text(),
    variables=st.dictionaries(st.text(), values, max_size=5),
    typed_ahead=st.text(),
    waiting=st.none() | waitings,
    outcome=st.none() | st.sampled_from(Outcome),
    reason=st.text(),
)


@given(sessions)
def test_there_and_back_exactly(session: Session) -> None:
    back = Session.from_json(json.loads(json.dumps(session.to_json())))
    assert back == session
    assert back.to_json() == session.to_json()


STORED: dict[str, Any] = Session("f", "1", "n", 3, Medium.VOICE, "en", {"a": 1}, "", Saying(2)).to_json()


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        STORED | {"more": 1},
        STORED | {"node": 5},
        STORED | {"step": "3"},
        STORED | {"step": True},
        STORED | {"medium": "smell"},
        STORED | {"variables": []},
        STORED | {"variables": {"a": None}},
        STORED | {"outcome": "great"},
        STORED | {"waiting": []},
        STORED | {"waiting": {"for": "Godot"}},
        STORED | {"waiting": {"for": ["Saying"], "say": 1}},
        STORED | {"waiting": {"for": "Saying"}},
        STORED | {"waiting": {"for": "Saying", "say": "2"}},
        STORED | {"waiting": {"for": "Saying", "say": 2, "more": 1}},
    ],
)
def test_what_is_no_session_is_refused(data: object) -> None:
    assert Session.from_json(STORED)
    with pytest.raises(BadSession):
        Session.from_json(data)
