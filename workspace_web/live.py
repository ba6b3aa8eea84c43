"""The live picture: told what changed, it draws the cards anew and puts them on the feeds of those who may
see them.

There is one feed for those who see everything, and one for each agent who looks at their own things.
However often something changes within `SPACING` seconds, it is drawn once. `live_socket.py` sends the feeds.
"""

import asyncio
from collections.abc import Callable

from ari_app.conversation.centre import Centre
from ari_app.conversation.changes import Changes
from ari_app.conversation.log import SwitchConnectionChanged
from workspace_web import wire
from workspace_web.feed import Feed, Key, Kind

SPACING = 0.05  # seconds between two deltas of a feed; the first change after a quiet time goes out at once
UNDRAWN = 1000  # interactions that may have changed while nobody looked, before they are drawn all the same
KEPT_FOR_ALL, KEPT_FOR_AN_AGENT = 512, 64  # deltas: about half a minute of the busiest time


class Live:
    """`changed` is for the centre's `watcher`. `new_stream` makes names that no other life of the program
    used."""

    def __init__(self, centre: Centre, new_stream: Callable[[], str], *, spacing: float = SPACING) -> None:
        self._centre = centre
        self._new_stream = new_stream
        self._spacing = spacing
        self._everything = Feed(new_stream(), KEPT_FOR_ALL)
        self._of_agent: dict[str, Feed] = {}
        self._holder: dict[str, str | None] = {}
        self._queue_of: dict[str, str] = {}
        self._catalogue = centre.catalogue
        self._agents: set[str] = set()
        self._interactions: set[str] = set()
        self._queues: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._drawn_at = 0.0
        self._touch_all()
        self.draw()

    # --- who looks ------------------------------------------------------------------------------------------

    def everything(self) -> Feed:
        """The feed of those who see all, as things are now."""
        self.draw()
        return self._everything

    def of_agent(self, agent: str) -> Feed:
        """The feed of one agent: their own card, and the interactions that they are offered or talk to."""
        self.draw()
        feed = self._of_agent.get(agent)
        if feed is None:
            feed = self._of_agent[agent] = Feed(self._new_stream(), KEPT_FOR_AN_AGENT)
            self._agents.add(agent)
            self._interactions.update(item for item, holder in self._holder.items() if holder == agent)
            self.draw()
        return feed

    # --- what changed ---------------------------------------------------------------------------------------

    def changed(self, changes: Changes) -> None:
        """Note what one run of turns touched, and draw it soon."""
        self._agents.update(changes.agents)
        self._interactions.update(changes.interactions)
        if any(isinstance(event, SwitchConnectionChanged) for event in changes.log):
            self._touch_all()
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._drawn_at + self._spacing), self._draw_now)

    def close(self) -> None:
        """Draw no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _touch_all(self) -> None:
        """A new catalogue, or Asterisk came or went: rare, so all is looked at."""
        former, self._catalogue = self._catalogue, self._centre.catalogue
        self._queues.update(former.queues, self._catalogue.queues)
        self._agents.update(former.agents, self._catalogue.agents)
        self._interactions.update(self._holder, self._centre.interactions)

    # --- drawing --------------------------------------------------------------------------------------------

    def _draw_now(self) -> None:
        self._timer = None
        self._drawn_at = asyncio.get_running_loop().time()
        if self._watched() or len(self._interactions) > UNDRAWN:
            self.draw()

    def _watched(self) -> bool:
        """Whether anyone looks. If not, what changed is noted only, and drawn for the next one who does."""
        return bool(self._everything.listeners) or any(feed.listeners for feed in self._of_agent.values())

    def draw(self) -> None:
        """Put all that was touched on the feeds, as it is now. (A new catalogue need not have changed any row: it is
        seen here, with the next change or the next one who looks.)"""
        if self._centre.catalogue is not self._catalogue:
            self._touch_all()
        for interaction in self._interactions:
            self._draw_interaction(interaction)
        self._draw_agents()
        self._draw_queues()
        self._interactions.clear()
        self._agents.clear()
        self._queues.clear()
        self._everything.publish()
        for feed in self._of_agent.values():
            feed.publish()

    def _draw_interaction(self, interaction: str) -> None:
        item = self._centre.interactions.get(interaction)
        card = None if item is None else wire.interaction_card(item).model_dump_json().encode()
        key = Key(Kind.INTERACTION, interaction)
        self._everything.put(key, card)

        before = self._holder.pop(interaction, None)
        holder = None if item is None else item.agent
        if before != holder:
            self._put_for(before, key, None)
        self._put_for(holder, key, card)
        if item is not None:
            self._holder[interaction] = holder

        if (queue := self._queue_of.pop(interaction, None)) is not None:
            self._queues.add(queue)
        if item is not None and item.place is not None:
            self._queue_of[interaction] = item.place.queue
            self._queues.add(item.place.queue)

    def _draw_agents(self) -> None:
        for agent in self._agents:
            status = self._centre.router.agent(agent)
            card = None
            if status is None:
                self._queues.update(self._centre.catalogue.queues)
            else:
                card = wire.agent_card(status, self._centre.catalogue).model_dump_json().encode()
                self._queues.update(status.profile.queues)
            key = Key(Kind.AGENT, agent)
            self._everything.put(key, card)
            self._put_for(agent, key, card)

    def _draw_queues(self) -> None:
        if not self._queues:
            return
        router, catalogue = self._centre.router, self._centre.catalogue
        agents = router.agents()
        for queue in self._queues:
            card = None
            if queue in catalogue.queues:
                drawn = wire.queue_card(queue, router.waiting(queue), agents, catalogue)
                card = drawn.model_dump_json().encode()
            self._everything.put(Key(Kind.QUEUE, queue), card)

    def _put_for(self, agent: str | None, key: Key, card: bytes | None) -> None:
        feed = None if agent is None else self._of_agent.get(agent)
        if feed is not None:
            feed.put(key, card)
