"""Events as JSON: what comes back is what went in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.incoming import NotAnEvent, account_of, from_json, lane_of, to_json
from ari_app.conversation.text import (
    Correspondent,
    FileArrived,
    MessageArrived,
    RatingGiven,
    ReceiptArrived,
    TextEvent,
    ThreadRead,
    WriterLeft,
)
from ari_app.storage.choices import MessageState

WORD = st.text(st.characters(codec="utf-8"), max_size=20)
TIME = st.floats(0, 4e9)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3),
    max_leaves=5,
)
MAPPING = st.dictionaries(WORD, PLAIN, max_size=3)
WHOM = st.builds(Correspondent, WORD, WORD, WORD, WORD)
FILE = st.builds(FileArrived, WORD, WORD, st.integers(0), st.none() | WORD, st.none() | MAPPING)
EVENT: st.SearchStrategy[TextEvent] = st.one_of(
    st.builds(
        MessageArrived,
        WORD,
        WHOM,
        WORD,
        TIME,
        html=st.none() | WORD,
        files=st.lists(FILE, max_size=2).map(tuple),
        client_id=st.none() | WORD,
        subject=WORD,
        extra=MAPPING,
        context=MAPPING,
        automatic=st.booleans(),
    ),
    st.builds(
        ReceiptArrived, WORD, WORD, WORD, st.sampled_from(MessageState), TIME, WORD, ours=st.none() | WORD
    ),
    st.builds(ThreadRead, WORD, WHOM, TIME),
    st.builds(WriterLeft, WORD, WHOM, TIME, st.booleans()),
    st.builds(RatingGiven, WORD, WHOM, st.integers(1, 5), WORD, TIME),
)


@given(EVENT)
def test_what_comes_back_is_what_went_in(event: TextEvent) -> None:
    assert from_json(json.loads(json.dumps(to_json(event)))) == event


def test_only_what_is_said_is_written() -> None:
    event = MessageArrived("m1", Correspondent("a", "+1"), "Hello", 5.0)
    assert to_json(event) == {
        "kind": "message",
        "provider_id": "m1",
        "whom": {"account": "a", "address": "+1"},
        "text": "Hello",
        "at": 5.0,
    }


def test_what_a_later_release_wrote_is_read_as_far_as_it_is_known() -> None:
    body = {**to_json(WriterLeft("l1", Correspondent("a", "+1"), 5.0)), "mood": "cheerful"}
    assert from_json(body) == WriterLeft("l1", Correspondent("a", "+1"), 5.0)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "weather"},
        {"kind": ["message"]},
        {"kind": "message", "provider_id": "m1"},
        {"kind": "message", "provider_id": "m1", "whom": "me", "text": "", "at": 1.0},
        {"kind": "message", "provider_id": "m1", "whom": {"who": 1}, "text": "", "at": 1.0},
        {"kind": "receipt", "provider_id": "r", "account": "a", "message": "m", "state": "lost", "at": 1.0},
    ],
)
def test_what_is_no_event_is_told(body: dict[str, Any]) -> None:
    with pytest.raises(NotAnEvent):
        from_json(body)


def test_lanes_are_threads_and_receipts_of_one_message() -> None:
    whom = Correspondent("a", "+1", "topic", "Ann")
    message = MessageArrived("m1", whom, "Hello", 5.0)
    receipt = ReceiptArrived("r1", "a", "p1", MessageState.SENT, 5.0)
    assert lane_of(message) == lane_of(ThreadRead("t1", whom, 6.0)) == ("a", "+1", "topic")
    assert lane_of(receipt) == ("a", "p1")
    assert account_of(message) == account_of(receipt) == "a"
