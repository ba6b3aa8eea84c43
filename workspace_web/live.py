"""The live picture: told what changed, it draws the cards anew, and puts them before those who may see them.

However often something changes within `SPACING` seconds it is drawn once, and once however many look. Who sees which
card: `view.py`; the feeds: `audience.py`; `live_socket.py` sends them.
"""

import asyncio
from collections.abc import Callable, Iterable, Set

from ari_app.access.service import Identity
from ari_app.acd.views import AgentStatus
from ari_app.analytics.today import Today
from ari_app.conversation.centre import Centre
from ari_app.conversation.changes import Changes
from ari_app.conversation.log import SwitchConnectionChanged
from ari_app.storage.choices import Subject
from ari_app.storage.rows.supervision import AlertRow, BroadcastRow, WallboardRow
from ari_app.supervision.service import Supervision
from workspace_web import wire
from workspace_web.audience import Audience
from workspace_web.feed import Feed, Key, Kind
from workspace_web.queue_wire import queue_card
from workspace_web.view import About, View
from workspace_web.wire import Shape

SPACING = 0.125  # seconds between two deltas of a feed; the first change after a quiet time goes out at once
GLANCE = 2.0  # seconds between two looks of agents at their queues
UNDRAWN = 1000  # interactions that may have changed while nobody looked, before they are drawn all the same


class Live:
    """`changed` is for the centre's `watcher`, `recognised` for who knows customers (`customer_of` an interaction); the
    supervision tells it of alerts, broadcasts and the time. `supervision_visible`: agents see who listens.
    `new_stream` makes names that no other life of the program used."""

    def __init__(
        self,
        centre: Centre,
        today: Today,
        supervision: Supervision,
        new_stream: Callable[[], str],
        customer_of: Callable[[str], str | None],
        *,
        supervision_visible: bool = True,
    ) -> None:
        self._centre, self._today, self._supervision = centre, today, supervision
        self._customer_of = customer_of
        self._supervision_visible = supervision_visible
        self._audience = Audience(new_stream)
        self._catalogue = centre.catalogue
        self._queue_of: dict[str, str] = {}  # by interaction
        self._agents: set[str] = set()
        self._interactions: set[str] = set()
        self._queues: set[str] = set()
        self._alerts: dict[str, AlertRow] = {row.id: row for row in supervision.alerts}
        self._broadcasts: dict[str, BroadcastRow] = {row.id: row for row in supervision.broadcasts.unread()}
        self._boards: dict[str, WallboardRow | None] = {row.id: row for row in supervision.wallboards.all()}
        self._timer: asyncio.TimerHandle | None = None
        self._glance_timer: asyncio.TimerHandle | None = None
        self._drawn_at = self._glanced_at = float("-inf")
        supervision.listener = self
        self._touch_all()
        self.draw()

    def feed(self, view: View) -> Feed:
        """The feed of all who see this, as things are now."""
        self.draw()
        return self._audience.feed(view)

    def name_of(self, identity: Identity) -> str:
        """What colleagues call somebody."""
        known = self._centre.catalogue.agents.get(identity.agent or "")
        return identity.name if known is None else known.name

    def now(self) -> float:
        """The centre's clock."""
        return self._centre.clock.now()

    # --- what changed -----------------------------------------------------------------------------------------------

    def changed(self, changes: Changes, queues: Set[str]) -> None:
        """Note what one run of turns touched, and the queues whose figures it changed, and draw it soon."""
        self._agents.update(changes.agents)
        self._interactions.update(changes.interactions)
        self._queues.update(queues)
        if any(isinstance(event, SwitchConnectionChanged) for event in changes.log):
            self._touch_all()
        self._soon()

    def recognised(self, interaction: str) -> None:
        """It has become known whose it is."""
        self._interactions.add(interaction)
        self._soon()

    def alert_changed(self, row: AlertRow) -> None:
        self._alerts[row.id] = row
        self._soon()

    def broadcast_changed(self, row: BroadcastRow) -> None:
        self._broadcasts[row.id] = row
        self._soon()

    def wallboard_changed(self, id: str, row: WallboardRow | None) -> None:
        self._boards[id] = row
        self._soon()

    def figures_moved(self) -> None:
        """Time went on: the service level of now, or the day, is another."""
        self._queues.update(self._catalogue.queues)
        self._soon()

    def _touch_all(self) -> None:
        """The beginning, a new catalogue, or Asterisk came or went: rare, so all is looked at."""
        former, self._catalogue = self._catalogue, self._centre.catalogue
        self._queues.update(former.queues, self._catalogue.queues)
        self._agents.update(former.agents, self._catalogue.agents)
        self._interactions.update(self._audience.ids(Kind.INTERACTION), self._centre.interactions)

    # --- when it is drawn -------------------------------------------------------------------------------------------

    def _soon(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._drawn_at + SPACING), self._draw_now)

    def _draw_now(self) -> None:
        """If nobody looks, what changed is noted only, and drawn for the next one who does."""
        self._timer, loop = None, asyncio.get_running_loop()
        self._drawn_at = loop.time()
        if self._audience.watched or len(self._interactions) > UNDRAWN:
            self.draw()
        if self._audience.to_glance and self._glance_timer is None:
            self._glance_timer = loop.call_at(max(loop.time(), self._glanced_at + GLANCE), self._glance)

    def _glance(self) -> None:
        self._glance_timer, self._glanced_at = None, asyncio.get_running_loop().time()
        self._audience.glance()

    def close(self) -> None:
        """Draw no more."""
        for timer in (self._timer, self._glance_timer):
            if timer is not None:
                timer.cancel()

    # --- drawing ----------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Put all that was touched on the feeds, as it is now. (A new catalogue need not have changed any row: it is
        seen here, with the next change or the next one who looks.)"""
        if self._centre.catalogue is not self._catalogue:
            self._touch_all()
        for interaction in self._interactions:
            self._draw_interaction(interaction)
        agents = self._centre.router.agents() if self._agents or self._queues else ()
        for agent in self._agents:
            self._draw_agent(agent)
        for queue in self._queues:
            self._draw_queue(queue, agents)
        for row in self._alerts.values():
            self._draw_alert(row)
        for broadcast in self._broadcasts.values():
            self._draw_broadcast(broadcast)
        for id, board in self._boards.items():
            card = None if board is None else wire.board_card(board)
            self._put(Key(Kind.BOARD, id), card, About(Kind.BOARD, board=id))
        for seen in (
            self._interactions,
            self._agents,
            self._queues,
            self._alerts,
            self._broadcasts,
            self._boards,
        ):
            seen.clear()
        self._audience.publish()

    def _draw_interaction(self, interaction: str) -> None:
        if (former := self._queue_of.pop(interaction, None)) is not None:
            self._queues.add(former)
        item = self._centre.interactions.get(interaction)
        if item is None:
            self._put(Key(Kind.INTERACTION, interaction), None, About(Kind.INTERACTION))
            return
        queue = None if item.place is None else item.place.queue
        if queue is not None:
            self._queue_of[interaction] = queue
            self._queues.add(queue)
        thread = self._centre.threads.row(item.thread or "")
        card = wire.interaction_card(item, self._customer_of(interaction), self._catalogue, thread)
        about = self._about(Kind.INTERACTION, wire.involved(item), item.agent, queue)
        own = card if self._supervision_visible else wire.unsupervised(card)
        self._put(Key(Kind.INTERACTION, interaction), card, about, own)

    def _draw_agent(self, agent: str) -> None:
        status, key = self._centre.router.agent(agent), Key(Kind.AGENT, agent)
        if status is None:
            self._queues.update(self._catalogue.queues)
            self._put(key, None, About(Kind.AGENT))
            return
        self._queues.update(status.profile.queues)
        about = self._about(Kind.AGENT, frozenset({agent}), agent)
        self._put(key, wire.agent_card(status, self._catalogue), about)

    def _draw_queue(self, queue: str, agents: Iterable[AgentStatus]) -> None:
        key, card = Key(Kind.QUEUE, queue), None
        if queue in self._catalogue.queues:
            day = self._today.of(queue, self._catalogue, self.now())
            waiting = self._centre.router.waiting(queue)
            media = self._today.media(queue, self._catalogue, self.now())
            card = queue_card(queue, waiting, agents, self._catalogue, day, media)
        whose = frozenset(agent.id for agent in agents if queue in agent.profile.queues)
        self._put(key, card, About(Kind.QUEUE, whose, queue=queue))

    def _draw_alert(self, row: AlertRow) -> None:
        key, card = Key(Kind.ALERT, row.id), None
        if row.cleared_at is None:
            card = wire.AlertCard.of(row)
        if row.subject is Subject.AGENT:
            self._put(key, card, self._about(Kind.ALERT, frozenset(), row.subject_id))
        else:
            self._put(key, card, About(Kind.ALERT, queue=row.subject_id))

    def _draw_broadcast(self, row: BroadcastRow) -> None:
        readers = self._supervision.broadcasts.unread_by(row.id)
        card = wire.broadcast_card(row) if readers else None
        self._put(Key(Kind.BROADCAST, row.id), card, About(Kind.BROADCAST, readers))

    def _about(self, kind: Kind, whose: frozenset[str], agent: str | None, queue: str | None = None) -> About:
        known = None if agent is None else self._catalogue.agents.get(agent)
        if known is None:
            return About(kind, whose, agent, queue=queue)
        return About(kind, whose, agent, known.team, known.profile.queues, queue)

    def _put(self, key: Key, card: Shape | None, about: About, own: Shape | None = None) -> None:
        def body(shape: Shape | None) -> bytes | None:
            return None if shape is None else shape.model_dump_json().encode()

        self._audience.put(key, body(card), about, None if own is card else body(own))
