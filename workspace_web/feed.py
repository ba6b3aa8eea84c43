"""One numbered stream of changes: the picture now, and the last deltas that led to it. No I/O, no clock.

`snapshot` at number n, and then every delta of `after(n)` in order, give the same picture as a later
snapshot; a property test holds that. Cards are kept as the JSON that is sent: made once however many read
it, and equal when the same.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import orjson


class Kind(StrEnum):
    """What a card is about."""

    AGENT = "agent"
    QUEUE = "queue"
    INTERACTION = "interaction"
    ALERT = "alert"
    BROADCAST = "broadcast"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class Key:
    """Which card."""

    kind: Kind
    id: str


class Feed:
    """`stream` names it: numbers of another stream mean nothing here. `keeps`: the deltas that a reader may
    be behind.

    `listeners` are called, without arguments, after each new delta."""

    def __init__(self, stream: str, keeps: int) -> None:
        self.stream = stream
        self.n = 0
        self.listeners: set[Callable[[], None]] = set()
        self._picture: dict[Key, bytes] = {}
        self._staged: dict[Key, bytes | None] = {}
        self._deltas: deque[bytes] = deque(maxlen=keeps)

    def put(self, key: Key, card: bytes | None) -> None:
        """The card is this now; None: it is gone. What changes nothing is not sent."""
        if self._picture.get(key) == card:
            self._staged.pop(key, None)
        else:
            self._staged[key] = card

    def publish(self) -> None:
        """All that was put since the last time is one delta; none when nothing changed."""
        if not self._staged:
            return
        self.n += 1
        changes = b",".join(_change(key, card) for key, card in self._staged.items())
        self._deltas.append(b'{"type":"delta","n":%d,"changes":[%s]}' % (self.n, changes))
        for key, card in self._staged.items():
            if card is None:
                del self._picture[key]
            else:
                self._picture[key] = card
        self._staged.clear()
        for listener in tuple(self.listeners):
            listener()

    def snapshot(self) -> bytes:
        """The whole picture at number `n`."""
        cards = b",".join(b'"%ss":[%s]' % (kind.encode(), self._cards(kind)) for kind in Kind)
        return b'{"type":"snapshot","stream":%s,"n":%d,%s}' % (orjson.dumps(self.stream), self.n, cards)

    def after(self, n: int) -> Sequence[bytes] | None:
        """The deltas that follow number `n`; None when they are not kept any more, or never were."""
        behind = self.n - n
        if not 0 <= behind <= len(self._deltas):
            return None
        return tuple(islice(self._deltas, len(self._deltas) - behind, None))

    def _cards(self, kind: Kind) -> bytes:
        return b",".join(card for key, card in self._picture.items() if key.kind is kind)


def _change(key: Key, card: bytes | None) -> bytes:
    return b'{"kind":"%s","id":%s,"card":%s}' % (
        key.kind.encode(),
        orjson.dumps(key.id),
        b"null" if card is None else card,
    )
