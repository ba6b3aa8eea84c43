"""Our Message-IDs: they say signed which thread they are of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.mail import names
from ari_app.channels.mail.names import Named

KEY = b"a key of the tests"
NAMED = Named("0123456789abcdef", "ann@customer.test", "abcdefghijklmnop")


@given(
    st.builds(
        Named, *(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=40),) * 3
    )
)
def test_it_says_what_was_put_in(named: Named) -> None:
    made = names.message_id(KEY, named, "us.test")
    assert list(names.own(KEY, f"<x@y.test> <{made}> rest")) == [named]
    assert list(names.own_ids(KEY, f"<{made}>")) == [(made, named)]


@pytest.mark.parametrize("at", range(3, 90, 7))
def test_a_changed_one_says_nothing(at: int) -> None:
    made = names.message_id(KEY, NAMED, "us.test")
    assert made[at] != "."
    changed = made[:at] + ("A" if made[at] != "A" else "B") + made[at + 1 :]
    assert list(names.own(KEY, changed)) == []
    assert list(names.own(b"another key", made)) == []


def test_a_tag_in_the_subject() -> None:
    topic = names.topic_of("first@customer.test")
    tag = names.tag(KEY, topic)
    assert names.tagged(KEY, f"AW: Re: My order {tag} [x]") == topic
    assert names.tagged(b"another key", tag) is None
    assert names.tagged(KEY, "no [#tag]") is None
    assert names.untagged(f"AW: {tag} My order") == "AW: My order"
    assert names.tag(KEY, "") == ""


def test_the_same_beginning_is_the_same_thread() -> None:
    assert names.topic_of("a@b") == names.topic_of("a@b") != names.topic_of("a@c")
    assert len(names.topic_of("a@b")) == 16
