"""All that supervisors watch by and act with, held together: told of every change of the centre, it looks at what was
touched; screens are told by `listener`."""

from collections.abc import Callable, Mapping, Set
from typing import Protocol

from ari_app.acd.model import AgentState
from ari_app.analytics.figures import STEP
from ari_app.analytics.today import Today, target_of
from ari_app.conversation.centre import Centre
from ari_app.conversation.changes import Changes
from ari_app.conversation.timers import Timers
from ari_app.storage import supervision as store
from ari_app.storage.choices import Measure, Subject
from ari_app.storage.database import Database
from ari_app.storage.rows.supervision import AlertRow, BroadcastRow, ThresholdRow, WallboardRow
from ari_app.storage.writer import Durability
from ari_app.supervision import rules
from ari_app.supervision.alerts import Alerts
from ari_app.supervision.broadcasts import Broadcasts
from ari_app.supervision.rules import DEFAULTS, Standing, Threshold
from ari_app.supervision.wallboards import Wallboards

_STEP = "step"


class Listener(Protocol):
    """Who shows it. Called on the event loop; does not block."""

    def alert_changed(self, row: AlertRow) -> None: ...

    def broadcast_changed(self, row: BroadcastRow) -> None: ...

    def wallboard_changed(self, id: str, row: WallboardRow | None) -> None: ...

    def figures_moved(self) -> None:
        """Time went on: the service level of now, or the day, is another."""


class Supervision:
    """`restore` before the first change. `new_id` names alerts and broadcasts."""

    def __init__(self, centre: Centre, today: Today, database: Database, new_id: Callable[[], str]) -> None:
        self._centre, self._today, self._database = centre, today, database
        self._catalogue = centre.catalogue
        self._thresholds = dict(DEFAULTS)
        self._steps = Timers(centre.clock, self._stepped)
        self.listener: Listener | None = None
        self.alerts = Alerts(centre.clock, self._thresholds, self._standings, self._alert_noted, new_id)
        self.broadcasts = Broadcasts(database, centre.clock.now, new_id, self._broadcast_changed)
        self.wallboards = Wallboards(database, centre.clock.now, self._wallboard_changed)

    async def restore(self) -> None:
        """What was set, raised and sent before. Raises DatabaseUnavailable."""
        reader = self._database.reader
        for row in await store.thresholds(reader):
            self._thresholds[row.measure] = Threshold(row.amber, row.red)
        self.alerts.restore(await store.open_alerts(reader))
        await self.broadcasts.restore()
        await self.wallboards.restore()
        self._look_at_all()
        self._await_step()

    @property
    def thresholds(self) -> Mapping[Measure, Threshold]:
        return self._thresholds

    async def set_threshold(self, measure: Measure, threshold: Threshold) -> None:
        """From now on, and for what lasts already."""
        await self._database.writer.commit(
            [store.threshold_set(ThresholdRow(measure, threshold.amber, threshold.red))]
        )
        self._thresholds[measure] = threshold
        self._look_at_all()

    async def last_alerts(self, limit: int) -> list[AlertRow]:
        """Raised last, first: the open ones as they are now, and cleared ones, which are written a moment later."""
        now = list(self.alerts)
        known = {row.id for row in now}
        stored = await store.last_alerts(self._database.reader, limit)
        rows = now + [row for row in stored if row.cleared_at is not None and row.id not in known]
        return sorted(rows, key=lambda row: row.raised_at, reverse=True)[:limit]

    def changed(self, changes: Changes, queues: Set[str]) -> None:
        """What one run of turns touched, and the queues whose figures it changed."""
        if self._centre.catalogue is not self._catalogue:
            self._look_at_all()
            return
        agents, touched = set(changes.agents), set(queues)
        for item in changes.interactions.values():
            if item.agent is not None:
                agents.add(item.agent)
            if item.place is not None:
                touched.add(item.place.queue)
        for agent in agents:
            self.alerts.look(Subject.AGENT, agent)
        for queue in touched:
            self.alerts.look(Subject.QUEUE, queue)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _look_at_all(self) -> None:
        former, self._catalogue = self._catalogue, self._centre.catalogue
        for agent in {*former.agents, *self._catalogue.agents}:
            self.alerts.look(Subject.AGENT, agent)
        for queue in {*former.queues, *self._catalogue.queues}:
            self.alerts.look(Subject.QUEUE, queue)

    def _standings(self, subject: Subject, id: str) -> tuple[Standing, ...]:
        if subject is Subject.AGENT:
            status = self._centre.router.agent(id)
            if status is None:
                return ()
            item = self._centre.interactions.get(status.call or "")
            held = item is not None and status.state is AgentState.BUSY and item.agent == id
            return rules.of_agent(status.state, status.since, item.talk.held_since if held and item else None)
        if id not in self._catalogue.queues:
            return ()
        waiting = [work.since for work in self._centre.router.waiting(id)]
        target = target_of(id, self._catalogue)
        level = self._today.level_now(id, self._catalogue, self._centre.clock.now())
        return rules.of_queue(len(waiting), min(waiting, default=None), level, target.percent)

    def _await_step(self) -> None:
        self._steps.set(_STEP, (self._centre.clock.now() // STEP + 1) * STEP)

    def _stepped(self, key: str) -> None:
        for queue in self._catalogue.queues:
            self.alerts.look(Subject.QUEUE, queue)
        if self.listener is not None:
            self.listener.figures_moved()
        self._await_step()

    def _alert_noted(self, row: AlertRow) -> None:
        self._database.writer.submit([store.alert_noted(row)], _whatever, pressing=False)
        if self.listener is not None:
            self.listener.alert_changed(row)

    def _broadcast_changed(self, row: BroadcastRow) -> None:
        if self.listener is not None:
            self.listener.broadcast_changed(row)

    def _wallboard_changed(self, id: str, row: WallboardRow | None) -> None:
        if self.listener is not None:
            self.listener.wallboard_changed(id, row)


def _whatever(durability: Durability) -> None:
    """The writer has said in the log what it refused."""
