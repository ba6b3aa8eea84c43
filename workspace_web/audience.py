"""All feeds, one for each view that somebody has: a card that was drawn goes to those who see it. No clock, no I/O."""

from collections.abc import Callable
from itertools import chain

from workspace_web.feed import Feed, Key, Kind
from workspace_web.view import About, Board, Own, View, Wide

KEPT, KEPT_FOR_AN_AGENT = 512, 64  # deltas: about a minute of the busiest time
SPARE = 64  # feeds that nobody looks at, kept for those who come back

_NOBODY: frozenset[str] = frozenset()


class Audience:
    """`new_stream` makes names that no other life of the program used.

    Agents see their queues only at a `glance`: each change of a queue would else go to all who serve it."""

    def __init__(self, new_stream: Callable[[], str]) -> None:
        self._new_stream = new_stream
        self._shared: dict[Wide | Board, Feed] = {}
        self._own: dict[str, Feed] = {}
        self._cards: dict[Key, tuple[bytes, About, bytes]] = {}
        self._unseen: set[Key] = set()  # queues that changed since the last glance

    @property
    def watched(self) -> bool:
        """Whether anyone looks."""
        return any(feed.listeners for feed in chain(self._shared.values(), self._own.values()))

    @property
    def to_glance(self) -> bool:
        """Whether there are agents, and something new of their queues."""
        return bool(self._unseen and self._own)

    def ids(self, kind: Kind) -> set[str]:
        """Of the cards there are."""
        return {key.id for key in self._cards if key.kind is kind}

    def feed(self, view: View) -> Feed:
        """The one feed of all who see this; a new one begins with all that was drawn so far."""
        known = self._own.get(view.agent) if isinstance(view, Own) else self._shared.get(view)
        if known is not None:
            return known
        self._drop_spare()
        if isinstance(view, Own):
            feed = self._own[view.agent] = Feed(self._new_stream(), KEPT_FOR_AN_AGENT)
        else:
            feed = self._shared[view] = Feed(self._new_stream(), KEPT)
        for key, (card, about, own) in self._cards.items():
            if view.sees(about):
                feed.put(key, own if isinstance(view, Own) else card)
        feed.publish()
        return feed

    def put(self, key: Key, card: bytes | None, about: About, own: bytes | None = None) -> None:
        """It is this now, for all who see it; None: it is gone. `own`: what agents see of it as their own, if less."""
        before, own = self._cards.get(key), own or card
        if card is None or own is None:
            self._cards.pop(key, None)
        elif before == (card, about, own):
            return
        else:
            self._cards[key] = (card, about, own)
        for view, feed in self._shared.items():
            feed.put(key, card if view.sees(about) else None)
        if key.kind is Kind.QUEUE:
            self._unseen.add(key)
            return
        was = _NOBODY if before is None else before[1].whose
        for agent in was | about.whose:
            self._put_for(agent, key, own if agent in about.whose else None)

    def publish(self) -> None:
        """All that was put since the last time."""
        for feed in chain(self._shared.values(), self._own.values()):
            feed.publish()

    def glance(self) -> None:
        """Show the agents what is new of their queues."""
        for key in self._unseen:
            known = self._cards.get(key)
            for agent, feed in self._own.items():
                feed.put(key, known[0] if known is not None and agent in known[1].whose else None)
        self._unseen.clear()
        for feed in self._own.values():
            feed.publish()

    def _put_for(self, agent: str, key: Key, card: bytes | None) -> None:
        if (feed := self._own.get(agent)) is not None:
            feed.put(key, card)

    def _drop_spare(self) -> None:
        """The oldest that nobody looks at. Somebody who just asked for one is among the newest."""
        spare = [view for view, feed in self._shared.items() if not feed.listeners]
        for view in spare[:-SPARE]:
            del self._shared[view]
