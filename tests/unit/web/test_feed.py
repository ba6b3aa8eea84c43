"""One numbered stream, without I/O."""

import json

from workspace_web.feed import Feed, Key, Kind

AGENT = Key(Kind.AGENT, "a1")
CALL = Key(Kind.INTERACTION, 'an id with "quotes"')


def test_nothing_that_changed_is_no_delta() -> None:
    feed = Feed("s", keeps=4)
    feed.put(AGENT, b"1")
    feed.publish()
    feed.put(AGENT, b"2")
    feed.put(AGENT, b"1")
    feed.publish()
    assert feed.n == 1


def test_what_was_never_there_is_not_taken_away() -> None:
    feed = Feed("s", keeps=4)
    feed.put(AGENT, None)
    feed.publish()
    assert feed.n == 0


def test_a_delta_carries_the_last_of_each_card() -> None:
    feed = Feed("s", keeps=4)
    feed.put(AGENT, b"1")
    feed.put(CALL, b'{"state":"queued"}')
    feed.put(AGENT, b"2")
    feed.publish()
    (delta,) = feed.after(0) or ()
    assert json.loads(delta) == {
        "type": "delta",
        "n": 1,
        "changes": [
            {"kind": "agent", "id": "a1", "card": 2},
            {"kind": "interaction", "id": 'an id with "quotes"', "card": {"state": "queued"}},
        ],
    }


def test_a_snapshot_is_what_is_there_now() -> None:
    feed = Feed("s", keeps=4)
    feed.put(AGENT, b"1")
    feed.put(CALL, b"2")
    feed.publish()
    feed.put(CALL, None)
    feed.publish()
    assert json.loads(feed.snapshot()) == {
        "type": "snapshot",
        "stream": "s",
        "n": 2,
        "agents": [1],
        "queues": [],
        "interactions": [],
        "alerts": [],
        "broadcasts": [],
        "boards": [],
    }


def test_deltas_are_kept_for_a_while_and_then_gone() -> None:
    feed = Feed("s", keeps=3)
    for number in range(1, 6):
        feed.put(AGENT, b"%d" % number)
        feed.publish()
    assert [json.loads(delta)["n"] for delta in feed.after(2) or ()] == [3, 4, 5]
    assert feed.after(5) == ()
    assert feed.after(1) is None
    assert feed.after(6) is None


def test_listeners_are_told_of_each_delta_and_may_leave_while_they_are() -> None:
    feed, told = Feed("s", keeps=3), []

    def once() -> None:
        told.append(feed.n)
        feed.listeners.discard(once)

    feed.listeners.add(once)
    for number in range(2):
        feed.put(AGENT, b"%d" % number)
        feed.publish()
    assert told == [1]
