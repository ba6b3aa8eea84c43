"""Threads in memory: numbered without gaps, few of those at rest."""

import itertools

import pytest

from ari_app.conversation.changes import Changes
from ari_app.conversation.interaction import changed
from ari_app.conversation.messages import NewMessage
from ari_app.conversation.text import Correspondent
from ari_app.conversation.threads import RESTING, SENT, Threads
from ari_app.conversation.turn import Turn
from ari_app.storage.choices import Author, Direction, MessageState
from tests.unit.conversation.examples import NOW
from tests.unit.conversation.text_examples import CHAT, QUEUED

OUT = NewMessage(Direction.OUT, Author.AGENT, "Hello, see https://a.test", client_id="k1")


def new() -> Threads:
    names = itertools.count(1)
    return Threads(lambda: f"n{next(names)}")


def test_a_message_is_numbered_and_one_that_goes_out_is_due_and_told_of_when_it_is_durable() -> None:
    threads, changes, told = new(), Changes(NOW), list[tuple[str, str]]()
    threads.outgoing = lambda account, message: told.append((account, message))
    thread = threads.begin(changes, Correspondent("sms", "c1", name="Casey"))
    first = threads.write(changes, thread.id, NewMessage(Direction.IN, Author.CUSTOMER, "Hi"), "i1")
    second = threads.write(changes, thread.id, OUT, "i1")
    assert [first.seq, second.seq] == [1, 2]
    assert (first.state, first.due_at) == (MessageState.RECEIVED, None)
    assert (second.state, second.due_at) == (MessageState.QUEUED, NOW)
    assert second.extra["links"] == ["https://a.test"]
    row = threads.row(thread.id)
    assert row is not None and (row.last_in_at, row.last_out_at, row.interaction) == (NOW, NOW, "i1")
    assert changes.new_messages == {first.id, second.id} and changes.new_threads == {thread.id}
    assert not told
    for reply in changes.replies:
        reply()
    assert told == [("sms", second.id)]
    assert threads.lately(thread.id, "k1") == second == threads.sent(second.id)


@pytest.mark.parametrize(
    ("wrote", "open_from"),
    [
        ((NOW - 3600,), NOW - 3600),  # told an hour late: the provider counts from then
        ((NOW + 60,), NOW),  # another clock than ours
        ((NOW - 60, NOW - 3600), NOW - 60),  # told in the wrong order
    ],
)
def test_a_window_is_open_from_when_the_customer_wrote(wrote: tuple[float, ...], open_from: float) -> None:
    threads, changes = new(), Changes(NOW)
    thread = threads.begin(changes, Correspondent("wa", "c1"))
    for at in wrote:
        threads.write(changes, thread.id, NewMessage(Direction.IN, Author.CUSTOMER, "Hi", at=at), "i1")
    row = threads.row(thread.id)
    assert row is not None and row.last_in_at == open_from


def test_what_is_loaded_never_takes_the_place_of_what_is_newer() -> None:
    threads, changes = new(), Changes(NOW)
    whom = Correspondent("sms", "c1")
    thread = threads.begin(changes, whom)
    threads.write(changes, thread.id, OUT, None)
    threads.load([(thread, 0)])
    assert threads.write(changes, thread.id, OUT, None).seq == 2
    assert threads.of(whom) == threads.row(thread.id)


def test_those_at_rest_are_few_and_those_at_work_all_there() -> None:
    threads, changes = new(), Changes(NOW)
    first = threads.begin(changes, Correspondent("sms", "first"))
    item = changed(QUEUED, line=first.id, thread=first.id)
    threads.keep(changes, Turn(item), CHAT)
    for n in range(RESTING + 10):
        threads.begin(changes, Correspondent("sms", f"c{n}"))
    assert len(threads) == RESTING + 1
    assert threads.row(first.id) is not None
    assert threads.of(Correspondent("sms", "c0")) is None


def test_of_messages_only_the_last_ones_are_remembered() -> None:
    threads, changes = new(), Changes(NOW)
    thread = threads.begin(changes, Correspondent("sms", "c1"))
    first = threads.write(changes, thread.id, OUT, None)
    for _ in range(SENT):
        threads.write(changes, thread.id, NewMessage(Direction.OUT, Author.FLOW, "x"), None)
    assert threads.sent(first.id) is None and threads.lately(thread.id, "k1") is None
