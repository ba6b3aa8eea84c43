"""The floor of the centre: who is here now, by what they are served, and how a turn makes something true.

Every turn, whoever brings it along, finds here what it may look at (`setting`), and hands here what it has decided
(`keep`, `route`). State is in memory, ahead of the database by what is being written.
"""

from collections import deque
from collections.abc import Callable

from ari_app.acd.model import AgentState, InteractionState
from ari_app.acd.router import Router
from ari_app.conversation import announcements, line
from ari_app.conversation.catalogue import Catalogue
from ari_app.conversation.changes import Changes
from ari_app.conversation.happenings import Reminder, Routing
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.live import Live
from ari_app.conversation.ports import Clock
from ari_app.conversation.reminders import Reminders
from ari_app.conversation.threads import Threads
from ari_app.conversation.turn import Setting, Turn, queue_of
from ivr.node import Medium


class Floor:
    """Only the turns of its centre change it, one after the other.

    `new_id` names threads and messages; `remind` takes what has come due."""

    def __init__(
        self,
        clock: Clock,
        catalogue: Catalogue,
        new_id: Callable[[], str],
        remind: Callable[[Reminder], None],
    ) -> None:
        self.router = Router()
        self.catalogue = catalogue
        self.clock = clock
        self.next_order = 1
        self.held = False
        self.threads = Threads(new_id)
        self._live = Live()
        self._routing: deque[Routing] = deque()
        self._changes: Changes | None = None
        self._now_waiting: set[str] = set()
        self._reminders = Reminders(clock, remind)

    # --- to look at -------------------------------------------------------------------------------------------------

    @property
    def interactions(self) -> dict[str, Interaction]:
        """The live ones by id. To be read only."""
        return self._live.by_id

    @property
    def calls(self) -> int:
        """How many of them are calls."""
        return self._live.calls

    @property
    def idle(self) -> bool:
        """Whether nobody is here, and nothing is due."""
        return not self._live.by_id and not self._reminders

    def by_line(self, line_id: str) -> Interaction | None:
        """The live interaction on this line."""
        return self._live.on_line(line_id)

    def by_leg(self, leg: str) -> Interaction | None:
        """The live interaction that this leg rings for, or talks to."""
        return self._live.on_leg(leg)

    def is_here(self, agent: str | None) -> bool:
        """Whether they are signed in."""
        status = None if agent is None else self.router.agent(agent)
        return status is not None and status.state is not AgentState.SIGNED_OUT

    def name_of(self, agent: str) -> str:
        """As people know them; empty for nobody of ours."""
        known = self.catalogue.agents.get(agent)
        return "" if known is None else known.name

    def recorded(self, item: Interaction) -> bool:
        """Whether calls of this interaction's queue are recorded."""
        queue = self.catalogue.queues.get(queue_of(item) or "")
        return queue is not None and queue.record

    # --- for turns --------------------------------------------------------------------------------------------------

    @property
    def changes(self) -> Changes:
        """What the turns of this run have changed so far. Only turns look here."""
        if self._changes is None:
            raise RuntimeError("Changes exist only while turns run: hand the centre a happening instead.")
        return self._changes

    def setting(self, item: Interaction) -> Setting:
        """What a turn of this interaction's flow may look at, with a fresh place in line."""
        self.next_order += 1
        flow, queues = self.catalogue.flow(item.flow), self.catalogue.queues
        account = self.catalogue.accounts.get(item.channel)
        return Setting(flow, queues, self.next_order - 1, self._refusal, self.recorded(item), account)

    def _refusal(self, queue: str) -> str:
        known = self.catalogue.queues[queue]
        waiting = 0 if known.most is None else len(self.router.waiting(queue))
        return known.refusal(waiting, self.changes.at)

    def route(self, event: Routing) -> None:
        """Tell the router (or have done what it would decide itself), before anything else is looked at."""
        self._routing.append(event)

    def keep(self, turn: Turn) -> None:
        """Make a turn true: remember the interaction, note the rows, tell the router."""
        changes = self.changes
        if turn.interaction.thread is not None:
            turn = self.threads.keep(changes, turn, self.catalogue.accounts.get(turn.interaction.channel))
        item = turn.interaction
        changes.log += turn.notes
        mobiles = self.catalogue.mobiles
        changes.acts += [(announcements.asked_first(ask, item.called, mobiles), item.id) for ask in turn.asks]
        self._routing += turn.tells
        before = self._live.by_id.get(item.id)
        if item is before:
            return
        if item.id not in changes.interactions:
            item = changed(item, version=item.version + 1)  # one run is one row written, and one version
        changes.interactions[item.id] = item
        self._live.put(item)
        if item.state is InteractionState.QUEUED and (before is None or before.state is not item.state):
            self._now_waiting.add(item.id)

    def remember(self, item: Interaction) -> None:
        """Take an interaction as it is, without writing it: the database holds it so, or need not know."""
        self._live.put(item)
        self.remind_of(item)

    def remind_of(self, item: Interaction) -> None:
        """What is due for it, as it is now."""
        self._reminders.follow(item, self._announce_every(item), self.changes.at)

    def _announce_every(self, item: Interaction) -> float | None:
        queue = self.catalogue.queues.get(queue_of(item) or "")
        there = item.medium is Medium.VOICE or self.catalogue.there(item.channel)
        return queue.announce_every if queue is not None and there else None

    def hold(self) -> None:
        """Nobody could hear it: offer no caller to anybody, and let no flow of theirs ask, until `release`."""
        self.held = True
        self.router.hold_calls()

    def release(self, *, calls: bool = True) -> None:
        """Go on, after `hold`; or (without `calls`) with what is written, which needs no telephone."""
        self.held = not calls
        self._routing += self.router.release(self.changes.at, calls=calls)

    # --- after the turns --------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Music for whoever waits now, reminders of what is due later."""
        changes = self.changes
        for interaction in self._now_waiting:
            item = changes.interactions[interaction]
            if item.state is InteractionState.QUEUED and item.medium is Medium.VOICE:
                changes.acts.append((line.PlayMusic(item.line), interaction))
                if not item.answered:
                    changes.interactions[interaction] = item = changed(item, answered=True)
                    self._live.put(item)
        self._now_waiting.clear()
        for item in changes.interactions.values():
            self.remind_of(item)
        self._reminders.watch(self.router.next_deadline)
