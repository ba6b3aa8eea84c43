"""The centre at work: takes what happens, one at a time, decides, commits, then acts.

One inbox serves the mailbox of every interaction and the router's: a turn is a plain function that never waits, so
turns cannot overlap, and each mailbox keeps its order (docs/adr/0002). One happening, and all that the router decides
because of it, is one run and one transaction; the lines are asked, and people are answered, only when it is durable.

A turn is whole or nothing: it first decides, in `rules.py` or `flow_rules.py`, which changes nothing and may raise; then,
as the last thing, it is kept, which cannot.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias, assert_never

from ari_app.acd import commands as routing
from ari_app.acd import events as routed
from ari_app.acd.matching import PULLED
from ari_app.acd.model import AgentState, InteractionState, MediaType
from ari_app.acd.router import Router
from ari_app.conversation import (
    announcements,
    flow_rules,
    leg_rules,
    line,
    log,
    queue_rules,
    rejoin_rules,
    rules,
    talk_rules,
    text_rules,
)
from ari_app.conversation.catalogue import Catalogue
from ari_app.conversation.changes import Changes
from ari_app.conversation.commits import Commits
from ari_app.conversation.happenings import (
    About,
    AlarmRang,
    DeadlinePassed,
    EndpointNews,
    FlowEvent,
    Happening,
    LegEvent,
    OwnCall,
    PlaceDue,
    RejoinOver,
    Reminder,
    RestOver,
    Routing,
    SwitchNews,
)
from ari_app.conversation.inbox import Inbox
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.live import Live
from ari_app.conversation.ports import Clock, Journal, Lines
from ari_app.conversation.reminders import Reminders
from ari_app.conversation.threads import Threads
from ari_app.conversation.turn import Setting, Turn, queue_of
from ivr.node import Medium

_log = logging.getLogger(__name__)

CONGESTION = "congestion"


Watcher: TypeAlias = Callable[[Changes], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """`calls`: live calls beyond which a new one is refused with congestion."""

    calls: int = 1000


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
        self.catalogue = catalogue
        self.clock = clock
        self.watcher: Watcher = lambda changes: None
        self.next_order = 1
        self.held = False
        self.threads = Threads(new_id)
        self._live = Live()
        self._new_id = new_id
        self._limits = limits or Limits()
        self._inbox = Inbox(self._run)
        self._routing: deque[Routing] = deque()
        self._changes: Changes | None = None
        self._now_waiting: set[str] = set()
        self._reminders = Reminders(clock, self.receive)
        self._commits = Commits(lines, journal, self._watched)
        self._on_own_call: Callable[[OwnCall], None] = lambda event: None
        self._on_switch: Callable[[SwitchNews], None] = lambda event: None
        self._on_endpoint: Callable[[EndpointNews], None] = lambda event: None
        for event in catalogue.taught_to_router(()):
            self.router.apply(event, clock.now())  # it has just met its agents, who are signed out: no news

    # --- what others call -------------------------------------------------------------------------------------------

    def receive(self, happening: Happening) -> None:
        """Take one thing that happened. Called on the event loop; returns when all that follows is decided and handed
        to the journal. A call from within a turn is queued, never nested."""
        self._inbox.put(happening)

    def attend(
        self,
        *,
        desk: Callable[[OwnCall], None],
        switch: Callable[[SwitchNews], None],
        endpoint: Callable[[EndpointNews], None],
    ) -> None:
        """Who takes what belongs to no interaction: agents' own calls, the switch coming and going, phones."""
        self._on_own_call, self._on_switch, self._on_endpoint = desk, switch, endpoint

    def configure(self, catalogue: Catalogue) -> None:
        """Work by a new catalogue from now on; whoever waits is looked at anew."""
        self.catalogue = catalogue
        self.receive(partial(self._learn, catalogue))

    @property
    def interactions(self) -> dict[str, Interaction]:
        """The live ones by id. To be read only."""
        return self._live.by_id

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

    # --- what turns do ----------------------------------------------------------------------------------------------

    @property
    def changes(self) -> Changes:
        """What the turns of this run have changed so far. Only turns look here."""
        if self._changes is None:
            raise RuntimeError("Changes exist only while turns run: hand the centre a happening instead.")
        return self._changes

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
        self._reminders.follow(item, self._announce_every(item), self.changes.at)

    def hold(self) -> None:
        """Nobody could hear it: offer no caller to anybody, and let no flow of theirs ask, until `release`."""
        self.held = True
        self.router.hold_calls()

    def release(self, *, calls: bool = True) -> None:
        """Go on, after `hold`; or (without `calls`) with what is written, which needs no telephone."""
        self.held = not calls
        self._routing += self.router.release(self.changes.at, calls=calls)

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

    def recorded(self, item: Interaction) -> bool:
        """Whether calls of this interaction's queue are recorded."""
        queue = self.catalogue.queues.get(queue_of(item) or "")
        return queue is not None and queue.record

    # --- one run ----------------------------------------------------------------------------------------------------

    def _run(self, happening: Happening) -> None:
        due = happening.at if isinstance(happening, Reminder) else 0.0
        self._changes = changes = Changes(max(self.clock.now(), due))
        try:
            self._attempt(partial(self._turn, happening), happening)
            while self._routing:
                step = self._routing.popleft()
                self._attempt(partial(self._routing_turn, step), step)
            self._settle(changes)
        finally:
            self._changes = None
        self._commits.take(changes)

    def _attempt(self, turn: Callable[[], None], about: Happening | Routing) -> None:
        """One interaction's fault never stops the others: it ends as failed, the turn of nobody else is lost."""
        try:
            turn()
        except Exception:
            _log.exception("A turn failed on %s.", type(about).__name__)
            self._fail(about)

    def _fail(self, about: Happening | Routing) -> None:
        """End the interaction that a broken turn was about."""
        named = about.work.interaction if isinstance(about, routed.WorkQueued) else ""
        item = (
            self._live.by_id.get(named or getattr(about, "interaction", ""))
            or self._live.on_line(getattr(about, "line", ""))
            or self._live.on_leg(getattr(about, "leg", ""))
        )
        if item is not None:
            self.keep(rules.fail(item, "internal error", self.changes.at))

    def _watched(self, changes: Changes) -> None:
        self.watcher(changes)

    # --- the turns --------------------------------------------------------------------------------------------------

    def _turn(self, happening: Happening) -> None:
        match happening:
            case line.CallArrived():
                self._arrive(happening)
            case (
                line.PlayEnded()
                | line.KeyPressed()
                | line.SpeechBegan()
                | line.SpeechHeard()
                | line.HearingFailed()
                | line.MessageRecorded()
            ):
                self._flow_turn(happening)
            case line.LegAnswered() | line.LegFailed() | line.LegGone() | line.Joined() | line.JoinFailed():
                self._leg_turn(happening)
            case line.LineGone(gone):
                if (item := self._live.on_line(gone)) is not None:
                    self.keep(rules.line_gone(item, self.changes.at))
                else:
                    self._on_own_call(happening)
            case AlarmRang(interaction):
                self._alarm_turn(interaction)
            case RejoinOver(interaction):
                if (item := self._live.by_id.get(interaction)) is not None and not self.held:
                    self.keep(rejoin_rules.time_is_up(item, self.setting(item), self.changes.at))
            case RestOver(interaction):
                if (item := self._live.by_id.get(interaction)) is not None:
                    self.keep(text_rules.rested(item, self.setting(item), self.changes.at))
            case PlaceDue(interaction):
                self._place_turn(interaction)
            case DeadlinePassed():
                self.route(routed.ClockTicked())
            case About(interaction, turn):
                if (item := self._live.by_id.get(interaction)) is not None:
                    turn(item)
            case line.CallRecorded(_, name, seconds):
                self.changes.log.append(log.CallRecorded(name.rsplit("-", 1)[0], name, seconds))
            case line.SwitchLost() | line.SwitchFound():
                self._on_switch(happening)
            case line.EndpointReached() | line.EndpointLost():
                self._on_endpoint(happening)
            case line.AgentDialled() | line.TransferAsked():
                self._on_own_call(happening)
            case _ if callable(happening):
                happening()
            case _:
                assert_never(happening)

    def _arrive(self, call: line.CallArrived) -> None:
        changes = self.changes
        if self._live.on_line(call.line) is not None:
            return
        if self._live.calls >= self._limits.calls:
            changes.log.append(log.CallRefused(call.called, call.caller, "centre full"))
            changes.acts.append((line.HangUp(call.line, CONGESTION), ""))
            return
        flow, chat = self.catalogue.flow_of(call), self._live.on_line(call.thread or "")
        item = rules.begins(self._new_id(), call, flow, chat, changes.at)
        if call.called not in self.catalogue.numbers and not call.account:
            _log.warning(
                "A call to an unknown number.", extra={"called": call.called, "interaction": item.id}
            )
        changes.arrived.add(item.id)
        self.keep(flow_rules.arrive(item, self.setting(item), changes.at))

    def _flow_turn(self, event: FlowEvent) -> None:
        item = self._live.on_line(event.line)
        if item is None:
            if isinstance(event, line.PlayEnded):
                self._on_own_call(event)
        elif item.state is InteractionState.IN_FLOW:
            self.keep(flow_rules.go_on(item, flow_rules.heard(event), self.setting(item), self.changes.at))

    def _leg_turn(self, event: LegEvent) -> None:
        item = self._live.on_leg(event.leg)
        if item is None:
            if isinstance(event, line.LegAnswered):
                self.changes.acts.append((line.DropLeg(event.leg), ""))
            return
        if isinstance(event, line.Joined):
            self.remember(leg_rules.joined(item, event.leg))
            return
        if isinstance(event, line.JoinFailed):
            _log.warning(
                "Two who were to talk could not be joined: %s", event.reason, extra={"interaction": item.id}
            )
        self.keep(leg_rules.reported(item, event, self.setting(item), self.changes.at))

    def _alarm_turn(self, interaction: str) -> None:
        item = self._live.by_id.get(interaction)
        if item is None or item.alarm is None:
            return
        if self.held and item.state is InteractionState.IN_FLOW and item.medium is Medium.VOICE:
            return  # a flow that nobody hears asks again when the switch is back
        self.keep(queue_rules.alarm_rang(item, item.alarm.step, self.setting(item), self.changes.at))

    def _place_turn(self, interaction: str) -> None:
        item, position = self._live.by_id.get(interaction), self.router.position(interaction)
        if item is None or position is None:
            return
        language = announcements.SPOKEN_BY_DEFAULT if item.session is None else item.session.language
        text, spoken = announcements.place_in_line(position.place, language)
        spoken_turn = Turn(item, (line.Announce(item.line, text, spoken),))
        writes = item.medium is Medium.TEXT
        self.keep(text_rules.told_place(item, position.place, text) if writes else spoken_turn)
        self._reminders.follow(item, self._announce_every(item), self.changes.at)

    def _routing_turn(self, step: Routing) -> None:
        changes = self.changes
        match step:
            case routing.NoteAgentState(agent, state, reason):
                changes.agents[agent] = step
                changes.log.append(log.AgentStateChanged(agent, state.value, reason, step.call))
                self._in_hand(step)
            case routing.OfferTo():
                self._offer(step)
            case routing.CloseOffer(offer, agent, interaction, ending, reason):
                # The phone stops with what follows: the return to the queue, or the end of the interaction.
                changes.offers_closed[offer] = step
                changes.log.append(log.OfferClosed(interaction, agent, offer, ending.value, reason))
                if reason == PULLED and (item := self._live.by_id.get(interaction)) is not None:
                    changes.log.append(text_rules.pulled(item, agent, self.router.agent(agent)))
            case routing.ReturnToQueue(interaction):
                if (item := self._live.by_id.get(interaction)) is not None:
                    self.keep(queue_rules.returned(item, "not taken", self.setting(item), changes.at))
            case routing.ConnectTo(_, agent, interaction):
                item = self._live.by_id.get(interaction)
                if item is None or item.state is not InteractionState.OFFERED:
                    self.route(routed.WorkEnded(agent, interaction))  # nobody is left to talk to
                elif item.medium is Medium.TEXT:
                    self.keep(text_rules.connect(item, self.setting(item), changes.at))
                else:
                    self.keep(rules.connect(item, self.recorded(item), changes.at))
            case _:
                self._routing += self.router.apply(step, changes.at)

    def _in_hand(self, noted: routing.NoteAgentState) -> None:
        """What the agent has in hand stands so from now on; what they left behind goes to others."""
        for hold in noted.holds:
            if hold.media_type is not MediaType.CALL and (item := self._live.by_id.get(hold.interaction)):
                self.keep(text_rules.stands(item, hold))
        if noted.state is AgentState.SIGNED_OUT:
            for item in [item for item in self._live.by_id.values() if item.agent == noted.agent]:
                self.keep(text_rules.left_behind(item, noted.agent, self.setting(item), self.changes.at))

    def _offer(self, made: routing.OfferTo) -> None:
        item, agent = self._live.by_id.get(made.interaction), self.catalogue.agents.get(made.agent)
        if item is None:
            self.route(routed.WorkLeft(made.interaction, "over"))
        elif agent is None:
            self.route(routed.OfferFailed(made.offer, "removed"))
        elif item.medium is Medium.TEXT:
            self.keep(text_rules.offered(item, made))
        else:
            self.keep(rules.offered(item, made, agent.endpoint, self.changes.at))
        self.changes.offers_made.append(made)
        self.changes.log.append(
            log.OfferMade(made.interaction, made.agent, made.queue, made.offer, made.deadline)
        )

    # --- after the turns --------------------------------------------------------------------------------------------

    def _settle(self, changes: Changes) -> None:
        """Music for whoever waits now, reminders of what is due later."""
        for interaction in self._now_waiting:
            item = changes.interactions[interaction]
            if item.state is InteractionState.QUEUED and item.medium is Medium.VOICE:
                changes.acts.append((line.PlayMusic(item.line), interaction))
                if not item.answered:
                    changes.interactions[interaction] = item = changed(item, answered=True)
                    self._live.put(item)
        self._now_waiting.clear()
        for item in changes.interactions.values():
            self._reminders.follow(item, self._announce_every(item), changes.at)
        self._reminders.watch(self.router.next_deadline)

    def _announce_every(self, item: Interaction) -> float | None:
        queue = self.catalogue.queues.get(queue_of(item) or "")
        there = item.medium is Medium.VOICE or self.catalogue.there(item.channel)
        return queue.announce_every if queue is not None and there else None

    def _learn(self, catalogue: Catalogue) -> None:
        self._routing += catalogue.taught_to_router([agent.id for agent in self.router.agents()])
        for item in list(self._live.by_id.values()):
            self._routing += talk_rules.working(item)  # one who was removed, and is back, may still talk
            self.receive(About(item.id, self._look_again))

    def _look_again(self, item: Interaction) -> None:
        """A queue that is no more lets go of who waits there; an agent who is no more, of what they were writing."""
        setting, now = self.setting(item), self.changes.at
        if item.state is InteractionState.QUEUED and queue_of(item) not in setting.queues:
            self.keep(queue_rules.queues_changed(item, setting, now))
        elif text_rules.is_nobodys(item, self.catalogue.agents):
            self.keep(text_rules.back_to_queue(item, "the agent was removed", setting, now))
