"""The page's picture is the server's: whatever is put on a feed, a snapshot and the deltas after it give in JavaScript
what a later snapshot says."""

import json
import random

import pytest

from tests.unit.web_front.node import HERE, node
from workspace_web.feed import Feed, Key, Kind

KINDS = tuple(Kind)
SOME = [Key(kind, f"{kind.value} “{number}”") for kind in KINDS for number in range(6)]


def happen(feed: Feed, chance: random.Random) -> None:
    """A few cards come, change or go; sometimes what came goes before anyone is told."""
    for _ in range(chance.randint(1, 5)):
        key = chance.choice(SOME)
        card = json.dumps(
            {
                "id": key.id,
                "value": chance.randint(0, 3),
                "text": chance.choice(["ä", '"', "\\", "</script>"]),
            }
        )
        feed.put(key, None if chance.random() < 0.3 else card.encode())
    feed.publish()


def drawn(snapshot: bytes) -> dict[str, object]:
    message = json.loads(snapshot)
    cards = [[kind.value, card["id"], card] for kind in KINDS for card in message[f"{kind.value}s"]]
    return {"stream": message["stream"], "n": message["n"], "cards": cards}


def by_place(picture: dict[str, object]) -> dict[str, object]:
    cards = picture["cards"]
    assert isinstance(cards, list)
    return {**picture, "cards": sorted(cards, key=json.dumps)}


@pytest.mark.parametrize("seed", range(4))
def test_snapshot_and_deltas_are_the_later_snapshot(seed: int) -> None:
    chance, feed = random.Random(seed), Feed("s", keeps=1000)
    for _ in range(chance.randint(0, 20)):
        happen(feed, chance)
    begun, first = feed.n, feed.snapshot()
    for _ in range(200):
        happen(feed, chance)
    deltas = feed.after(begun)
    assert deltas
    ran = node(HERE / "picture.mjs", stdin=b"\n".join([first, *deltas]))
    assert ran.returncode == 0, ran.stderr
    assert by_place(json.loads(ran.stdout)) == by_place(drawn(feed.snapshot()))


def test_a_missing_delta_is_noticed() -> None:
    chance, feed = random.Random(7), Feed("s", keeps=1000)
    first = feed.snapshot()
    for _ in range(20):
        happen(feed, chance)
    deltas = list(feed.after(0) or ())
    del deltas[3]
    ran = node(HERE / "picture.mjs", stdin=b"\n".join([first, *deltas]))
    assert "a delta is missing before 5" in ran.stderr
