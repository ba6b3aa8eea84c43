"""The centre at work: takes what happens, one at a time, decides, commits, then acts.

One inbox serves the mailbox of every interaction and the router's: a turn is a plain function that never waits, so
turns cannot overlap, and each mailbox keeps its order (docs/adr/0002). All that one run of turns changed is one
transaction; the lines are asked, and people are answered, only when it is durable.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias, assert_never

import ivr.events as flow_event
from ari_app.acd import commands as routing
from ari_app.acd import events as routed
from ari_app.acd.model import InteractionState
from ari_app.acd.router import Router
from ari_app.conversation import line, log, rules
from ari_app.conversation.catalogue import Catalogue
from ari_app.conversation.changes import Changes
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.ports import Clock, Journal, Lines, Timer
from ivr.node import Medium

_log = logging.getLogger(__name__)

CONGESTION = "congestion"


@dataclass(frozen=True, slots=True)
class AlarmRang:
    """The timer of a session, or the end of its wait, is due."""

    interaction: str
    step: int


@dataclass(frozen=True, slots=True)
class PlaceAnnounced:
    """Time to tell a waiting caller their place."""

    interaction: str


Happening: TypeAlias = line.LineEvent | routing.Command | AlarmRang | PlaceAnnounced | Callable[[], None]
Watcher: TypeAlias = Callable[[Changes], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """`calls`: live interactions beyond which a new call is refused with congestion."""

    calls: int = 1000
    language: str = "en"


class Centre:
    """State in memory, ahead of the database by what is being written; only this class changes it.

    `new_id` makes interaction ids. `watcher` sees every change once it is durable (screens, metrics).
    """

    def __init__(
        self,
        lines: Lines,
        journal: Journal,
        clock: Clock,
        catalogue: Catalogue,
        *,
        new_id: Callable[[], str],
        limits: Limits | None = None,
    ) -> None:
        self.router = Router()
        self.interactions: dict[str, Interaction] = {}
        self.catalogue = catalogue
        self.clock = clock
        self.watcher: Watcher = lambda changes: None
        self.next_order = 1
        self._lines = lines
        self._journal = journal
        self._new_id = new_id
        self._limits = limits or Limits()
        self._by_line: dict[str, str] = {}
        self._by_leg: dict[str, str] = {}
        self._inbox: deque[Happening] = deque()
        self._changes: Changes | None = None
        self._waiting: set[str] = set()
        self._alarms: dict[str, tuple[float, Timer]] = {}
        self._announcements: dict[str, Timer] = {}
        self._deadline: tuple[float, Timer] | None = None
        self._on_special: Callable[[line.AgentDialled | line.PlayEnded | line.LineGone], None] = (
            lambda event: None
        )
        self._on_switch: Callable[[line.SwitchLost | line.SwitchFound], None] = lambda event: None
        self._on_endpoint: Callable[[line.EndpointReached | line.EndpointLost], None] = lambda event: None
        self._learn(catalogue)
        self._inbox.clear()  # a router that has just met its agents only says that they are signed out: no news

    # --- what others call -------------------------------------------------------------------------------------------

    def receive(self, happening: Happening) -> None:
        """Take one thing that happened. Called on the event loop; returns when all that follows is decided and handed
        to the journal. A call from within a turn is queued, never nested."""
        self._inbox.append(happening)
        if self._changes is None:
            self._run()

    def attend(
        self,
        *,
        desk: Callable[[line.AgentDialled | line.PlayEnded | line.LineGone], None],
        switch: Callable[[line.SwitchLost | line.SwitchFound], None],
        endpoint: Callable[[line.EndpointReached | line.EndpointLost], None],
    ) -> None:
        """Who takes what belongs to no interaction: agents' own calls, the switch coming and going, phones."""
        self._on_special, self._on_switch, self._on_endpoint = desk, switch, endpoint

    def configure(self, catalogue: Catalogue) -> None:
        """Work by a new catalogue from now on; whoever waits is looked at anew."""
        self.catalogue = catalogue
        self.receive(partial(self._learn, catalogue))

    @property
    def changes(self) -> Changes:
        """What the turns of this run have changed so far. Only turns look here."""
        if self._changes is None:
            raise RuntimeError("Changes exist only while turns run: hand the centre a happening instead.")
        return self._changes

    def route(self, event: routed.Event) -> None:
        """Tell the router; what it decides is put in line behind what waits already."""
        self._inbox.extend(self.router.apply(event, self.clock.now()))

    def keep(self, turn: rules.Turn) -> None:
        """Make a turn true: remember the interaction, note the rows, tell the router."""
        changes, item = self.changes, turn.interaction
        if item.id not in changes.interactions:
            item = replace(item, version=item.version + 1)  # one run is one row written, and one version
        before = self.interactions.get(item.id)
        changes.interactions[item.id] = item
        changes.log.extend(turn.notes)
        changes.acts.extend((command, item.id) for command in turn.asks)
        self._index(before, item)
        if item.state is InteractionState.QUEUED and (before is None or before.state is not item.state):
            self._waiting.add(item.id)
        for event in turn.tells:
            self.route(event)

    def adopt(self, item: Interaction) -> None:
        """Take in an interaction that the database holds already, as it is."""
        self._index(None, item)
        self._set_alarm(item)

    def release(self) -> None:
        """Let the router match again, after `router.hold()`."""
        self._inbox.extend(self.router.release(self.clock.now()))

    def by_line(self, line_id: str) -> Interaction | None:
        """The live interaction on this line."""
        return self.interactions.get(self._by_line.get(line_id, ""))

    def by_leg(self, leg: str) -> Interaction | None:
        return self.interactions.get(self._by_leg.get(leg, ""))

    def setting(self, item: Interaction) -> rules.Setting:
        """What a turn of this interaction's flow may look at."""
        return rules.Setting(
            self.catalogue.flow(item.flow), self.catalogue.queues, self.next_order, self._limits.language
        )

    # --- the run of turns -------------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._changes = changes = Changes(self.clock.now())
        try:
            while self._inbox:
                happening = self._inbox.popleft()
                try:
                    self._turn(happening)
                except Exception:
                    # One interaction's fault never stops the others: it ends as failed, the turn of nobody else is lost.
                    _log.exception("A turn failed on %s.", type(happening).__name__)
                    self._fail(happening)
            self._settle(changes)
        finally:
            self._changes = None
        self._commit(changes)

    def _commit(self, changes: Changes) -> None:
        if changes.rows:
            self._journal.submit(changes, partial(self._act, changes))
        else:
            self._act(changes)

    def _act(self, changes: Changes) -> None:
        for command, interaction in changes.acts:
            self._lines.perform(command, interaction)
        for reply in changes.replies:
            reply()
        if changes.rows:
            self.watcher(changes)

    def _turn(self, happening: Happening) -> None:
        match happening:
            case line.CallArrived():
                self._arrive(happening)
            case line.SwitchLost() | line.SwitchFound():
                self._on_switch(happening)
            case line.EndpointReached() | line.EndpointLost():
                self._on_endpoint(happening)
            case line.AgentDialled():
                self._on_special(happening)
            case line.PlayEnded() | line.LineGone() if happening.line not in self._by_line:
                self._on_special(happening)
            case line.LegAnswered() | line.LegFailed() | line.LegGone():
                self._leg_turn(happening)
            case (
                routing.OfferTo()
                | routing.CloseOffer()
                | routing.ConnectTo()
                | routing.ReturnToQueue()
                | routing.NoteAgentState()
            ):
                self._routing_turn(happening)
            case AlarmRang(interaction, step):
                self._alarms.pop(interaction, None)
                if (item := self.interactions.get(interaction)) is not None:
                    self.keep(rules.alarm_rang(item, step, self._ordered(item), self.clock.now()))
            case PlaceAnnounced(interaction):
                self._announce(interaction)
            case (
                line.PlayEnded()
                | line.KeyPressed()
                | line.SpeechBegan()
                | line.SpeechHeard()
                | line.HearingFailed()
                | line.MessageRecorded()
                | line.LineGone()
                | line.Joined()
                | line.JoinFailed()
                | line.CallRecorded()
            ):
                self._line_turn(happening)
            case _ if callable(happening):
                happening()
            case _:
                assert_never(happening)

    def _ordered(self, item: Interaction) -> rules.Setting:
        """The setting, with a fresh place in line reserved."""
        setting = self.setting(item)
        self.next_order += 1
        return setting

    def _arrive(self, call: line.CallArrived) -> None:
        now = self.clock.now()
        if call.line in self._by_line:
            return
        if len(self.interactions) >= self._limits.calls:
            self.changes.log.append(log.CallRefused(call.called, call.caller, "centre full"))
            self.changes.acts.append((line.HangUp(call.line, CONGESTION), ""))
            return
        flow = self.catalogue.flow_for(call.called)
        item = Interaction(
            id=self._new_id(),
            medium=Medium.VOICE,
            channel=call.trunk,
            called=call.called,
            caller=call.caller,
            line=call.line,
            created_at=now,
            flow=flow.id,
            flow_version=flow.version,
        )
        if call.called not in self.catalogue.numbers:
            _log.warning(
                "A call to an unknown number.", extra={"called": call.called, "interaction": item.id}
            )
        self.changes.arrived.add(item.id)
        self.keep(rules.arrive(item, self._ordered(item), now))

    def _line_turn(self, event: line.LineEvent) -> None:
        now = self.clock.now()
        if isinstance(event, line.CallRecorded):
            return self._note_recording(event)
        if isinstance(event, line.Joined | line.JoinFailed):
            return self._joined(event)
        item = self.by_line(getattr(event, "line", ""))
        if item is None:
            return None
        if isinstance(event, line.LineGone):
            return self.keep(rules.line_gone(item, now))
        happened = _for_the_flow(event)
        if happened is not None and item.state is InteractionState.IN_FLOW:
            self.keep(rules.flow_happened(item, happened, self._ordered(item), now))
        return None

    def _leg_turn(self, event: line.LegAnswered | line.LegFailed | line.LegGone) -> None:
        item = self.by_leg(event.leg)
        if item is None:
            if isinstance(event, line.LegAnswered):
                self.changes.acts.append((line.DropLeg(event.leg), ""))
            return
        match event:
            case line.LegAnswered(leg):
                self.keep(rules.leg_answered(item, leg))
            case line.LegFailed(leg, reason):
                self.keep(rules.leg_failed(item, leg, reason))
            case line.LegGone(leg, cause):
                self.keep(rules.leg_gone(item, leg, cause, self.clock.now()))
            case _:
                assert_never(event)

    def _joined(self, event: line.Joined | line.JoinFailed) -> None:
        item = self.by_leg(event.leg)
        if item is None or item.state is not InteractionState.CONNECTED or isinstance(event, line.Joined):
            return
        _log.warning(
            "Customer and agent could not be joined: %s", event.reason, extra={"interaction": item.id}
        )
        self.keep(rules.lose_agent(item, "could not be joined"))

    def _note_recording(self, event: line.CallRecorded) -> None:
        interaction = event.name.rsplit("-", 1)[0]
        self.changes.log.append(log.CallRecorded(interaction, event.name, event.seconds))

    def _routing_turn(self, command: routing.Command) -> None:
        changes, now = self.changes, self.clock.now()
        if isinstance(command, routing.NoteAgentState):
            changes.agents[command.agent] = command
            changes.log.append(log.AgentStateChanged(command.agent, command.state.value, command.reason))
            return
        # One that ended in this very run still has a phone to silence.
        item = self.interactions.get(command.interaction) or changes.interactions.get(command.interaction)
        if isinstance(command, routing.CloseOffer):
            changes.offers_closed[command.offer] = command
        if item is None:
            return
        match command:
            case routing.OfferTo():
                changes.offers_made.append(command)
                self.keep(rules.offered(item, command, self.catalogue.agents[command.agent].endpoint, now))
            case routing.CloseOffer():
                self.keep(rules.offer_closed(item, command))
            case routing.ReturnToQueue():
                self.keep(rules.returned(item, "not taken", self._ordered(item), now))
            case routing.ConnectTo():
                self.keep(rules.connect(item, self.recorded(item), now))
            case _:
                assert_never(command)

    def recorded(self, item: Interaction) -> bool:
        """Whether calls of this interaction's queue are recorded."""
        queue = None if item.place is None else self.catalogue.queues.get(item.place.queue)
        return queue is not None and queue.record

    def _fail(self, happening: Happening) -> None:
        """End the interaction that a broken turn was about; give up on it quietly if even that breaks."""
        named = getattr(happening, "interaction", "")
        item = (
            self.by_line(getattr(happening, "line", ""))
            or self.by_leg(getattr(happening, "leg", ""))
            or self.interactions.get(named)
        )
        if item is None or item.over:
            return
        try:
            self.keep(rules.fail(item, "internal error", self.clock.now()))
        except Exception:
            _log.exception("An interaction could not be ended.", extra={"interaction": item.id})

    # --- after the turns --------------------------------------------------------------------------------------------

    def _settle(self, changes: Changes) -> None:
        """Music for whoever waits now, timers for what is due later."""
        for interaction in sorted(self._waiting):
            item = self.interactions.get(interaction)
            if item is not None and item.state is InteractionState.QUEUED:
                if not item.answered:
                    item = replace(item, answered=True)
                    self.interactions[interaction] = changes.interactions[interaction] = item
                changes.acts.append((line.PlayMusic(item.line), interaction))
                self._announce_later(item)
        self._waiting.clear()
        for item in changes.interactions.values():
            self._set_alarm(item)
        self._set_deadline()

    def _set_alarm(self, item: Interaction) -> None:
        known = self._alarms.get(item.id)
        due = None if item.alarm is None or item.over else item.alarm
        if known is not None and (due is None or known[0] != due.at):
            known[1].cancel()
            del self._alarms[item.id]
            known = None
        if due is not None and known is None:
            rang = AlarmRang(item.id, due.step)
            self._alarms[item.id] = (due.at, self.clock.call_at(due.at, partial(self.receive, rang)))

    def _set_deadline(self) -> None:
        due = self.router.next_deadline
        if self._deadline is not None:
            if self._deadline[0] == due:
                return
            self._deadline[1].cancel()
            self._deadline = None
        if due is not None:
            self._deadline = (due, self.clock.call_at(due, self._tick))

    def _tick(self) -> None:
        self._deadline = None
        self.receive(partial(self.route, routed.ClockTicked()))

    def _announce_later(self, item: Interaction) -> None:
        queue = None if item.place is None else self.catalogue.queues.get(item.place.queue)
        if queue is None or queue.announce_every is None:
            return
        if (former := self._announcements.pop(item.id, None)) is not None:
            former.cancel()
        at = self.clock.now() + queue.announce_every
        self._announcements[item.id] = self.clock.call_at(at, partial(self.receive, PlaceAnnounced(item.id)))

    def _announce(self, interaction: str) -> None:
        self._announcements.pop(interaction, None)
        item = self.interactions.get(interaction)
        if item is None or item.state is not InteractionState.QUEUED:
            return
        position = self.router.position(interaction)
        if position is not None:
            text = f"Thank you for waiting. You are number {position.place} in line."
            self.changes.acts.append((line.Announce(item.line, text, self._limits.language), interaction))
        self._announce_later(item)

    def _index(self, before: Interaction | None, item: Interaction) -> None:
        if before is not None and before.leg is not None and before.leg != item.leg:
            self._by_leg.pop(before.leg, None)
        if item.over:
            self.interactions.pop(item.id, None)
            self._by_line.pop(item.line, None)
            if item.leg is not None:
                self._by_leg.pop(item.leg, None)
            if (timer := self._announcements.pop(item.id, None)) is not None:
                timer.cancel()
            return
        self.interactions[item.id] = item
        self._by_line[item.line] = item.id
        if item.leg is not None:
            self._by_leg[item.leg] = item.id

    def _learn(self, catalogue: Catalogue) -> None:
        events: Iterable[routed.Event] = (
            *(routed.QueueConfigured(queue.profile) for queue in catalogue.queues.values()),
            *(routed.AgentConfigured(agent.profile) for agent in catalogue.agents.values()),
            *(
                routed.AgentRemoved(agent.id)
                for agent in self.router.agents()
                if agent.id not in catalogue.agents
            ),
        )
        for event in events:
            self.route(event)


def _for_the_flow(event: line.LineEvent) -> flow_event.Event | None:
    """The flow's word for what the line reports; None for what is no business of a flow."""
    match event:
        case line.PlayEnded(_, step, failed):
            return flow_event.SayingEnded(step, failed)
        case line.KeyPressed(_, key):
            return flow_event.KeyPressed(key)
        case line.SpeechBegan(_, step):
            return flow_event.SpeechBegan(step)
        case line.SpeechHeard(_, step, text, confidence):
            return flow_event.SpeechHeard(step, text, confidence)
        case line.HearingFailed(_, step, reason):
            return flow_event.HearingFailed(step, reason)
        case line.MessageRecorded(_, step, name, seconds, failed):
            return flow_event.RecordingEnded(step, name, seconds, failed)
        case _:
            return None
