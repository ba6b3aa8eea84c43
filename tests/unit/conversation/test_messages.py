"""What is in a message: links, how it begins, choices as lines; how far it can go."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.conversation.messages import NewMessage, Words, links, numbered, pieces_of, preview
from ari_app.storage.choices import Author, Direction, MessageState


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nothing here", []),
        ("See https://a.test/x?y=1#z.", ["https://a.test/x?y=1#z"]),
        ("(https://a.test/w_(b)) and <http://b.test>", ["https://a.test/w_(b)", "http://b.test"]),
        ("www.a.test, www.a.test!", ["https://www.a.test"]),
        ("HTTP://A.TEST and https://", ["HTTP://A.TEST"]),
        ("javascript:alert(1) ftp://a.test mail@a.test", []),
        ('"https://a.test/"', ["https://a.test/"]),
    ],
)
def test_links(text: str, found: list[str]) -> None:
    assert links(text) == found


def test_links_of_a_hostile_text_are_bounded() -> None:
    assert len(links(" ".join(f"https://a.test/{n}" for n in range(100)))) == 20
    assert links("https://" + "(" * 5000) is not None
    began = time.process_time()
    links(("http://a" + ")" * 1990 + " ") * 500)
    assert time.process_time() - began < 30.0  # seconds of the processor, on however slow a machine


def test_how_it_begins() -> None:
    def said(text: str) -> str:
        return preview(NewMessage(Direction.IN, Author.CUSTOMER, text))

    assert said("  Hello\n\nthere ") == "Hello there"
    assert len(said("x" * 500)) == 120 and said("x" * 500).endswith("…")


def test_choices_as_lines() -> None:
    choices = [{"id": "1", "title": "Sales"}]
    assert numbered("Which?", choices) == "Which?\n1: Sales"
    assert numbered("", choices) == "1: Sales"


def test_what_is_kept_besides_the_text() -> None:
    assert Words("k", "x").extra() == {}
    words = Words("k", "x", subject="Re: x", cc=("a",), choices=("Yes",), internal="note")
    assert words.extra() == {
        "subject": "Re: x",
        "cc": ["a"],
        "choices": [{"id": "Yes", "title": "Yes"}],
        "internal": "note",
    }


def test_what_is_about_a_call_is_not_sent() -> None:
    assert NewMessage(Direction.OUT, Author.FLOW, "x").sends
    assert not NewMessage(Direction.OUT, Author.SYSTEM, "x", extra={"call": "began"}).sends
    assert not NewMessage(Direction.INTERNAL, Author.AGENT, "x").sends


def test_a_message_may_fail_after_it_was_sent_and_not_once_it_is_there() -> None:
    order = sorted(MessageState, key=lambda state: state.rank)
    assert [state.value for state in order] == [
        "received", "queued", "sending", "unknown", "sent", "failed", "delivered", "read",
    ]  # fmt: skip


@given(st.text(), st.booleans())
def test_pieces_are_short_enough_and_lose_no_word(text: str, in_bytes: bool) -> None:
    pieces = pieces_of(text, 8, in_bytes=in_bytes)
    assert all(len(piece.encode() if in_bytes else piece) <= 8 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_pieces_end_between_words() -> None:
    assert pieces_of("one two three four", 9) == ["one two", "three", "four"]
