"""The centre at work: takes what happens, one at a time, decides, commits, then acts.

One inbox serves the mailbox of every interaction and the router's: a turn is a plain function that never waits, so
turns cannot overlap, and each mailbox keeps its order (docs/adr/0002). One happening, and all that the router decides
because of it, is one run and one transaction; the lines are asked, and people are answered, only when it is durable.

A turn is whole or nothing: it first decides, in `rules.py` or `flow_rules.py`, which changes nothing and may raise; then,
as the last thing, it is kept, which cannot.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import TypeAlias, assert_never

from ari_app.acd import events as routed
from ari_app.acd.model import InteractionState
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
from ari_app.conversation.floor import Floor
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
    RestOver,
    Routing,
    SwitchNews,
)
from ari_app.conversation.inbox import Inbox
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.ports import Clock, Journal, Lines
from ari_app.conversation.routing_turns import RoutingTurns
from ari_app.conversation.turn import Turn, queue_of
from ivr.node import Medium

_log = logging.getLogger(__name__)

CONGESTION = "congestion"

Watcher: TypeAlias = Callable[[Changes], None]


class Centre(Floor):
    """The floor, and the one inbox by which everything that happens comes to it.

    `new_id` makes ids. `watcher` sees every change once it is durable (screens, metrics). `most_calls`: live calls beyond
    which a new one is refused with congestion.
    """

    def __init__(
        self,
        lines: Lines,
        journal: Journal,
        clock: Clock,
        catalogue: Catalogue,
        *,
        new_id: Callable[[], str],
        most_calls: int = 1000,
    ) -> None:
        super().__init__(clock, catalogue, new_id, self.receive)
        self.watcher: Watcher = lambda changes: None
        self._new_id = new_id
        self._most_calls = most_calls
        self._inbox = Inbox(self._run)
        self._routing_turns = RoutingTurns(self)
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

    # --- one run ----------------------------------------------------------------------------------------------------

    def _run(self, happening: Happening) -> None:
        self._changes = changes = Changes(self.clock.now())
        try:
            self._attempt(partial(self._turn, happening), happening)
            while self._routing:
                step = self._routing.popleft()
                self._attempt(partial(self._routing_turns.take, step), step)
            self._settle()
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
            self.interactions.get(named or getattr(about, "interaction", ""))
            or self.by_line(getattr(about, "line", ""))
            or self.by_leg(getattr(about, "leg", ""))
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
                if (item := self.by_line(gone)) is not None:
                    self.keep(rules.line_gone(item, self.changes.at))
                else:
                    self._on_own_call(happening)
            case AlarmRang(interaction):
                self._alarm_turn(interaction)
            case RejoinOver(interaction):
                if (item := self.interactions.get(interaction)) is not None and not self.held:
                    self.keep(rejoin_rules.time_is_up(item, self.setting(item), self.changes.at))
            case RestOver(interaction):
                if (item := self.interactions.get(interaction)) is not None:
                    here = self.is_here(item.agent)
                    self.keep(text_rules.rested(item, self.setting(item), here, self.changes.at))
            case PlaceDue(interaction):
                self._place_turn(interaction)
            case DeadlinePassed():
                self.route(routed.ClockTicked())
            case About(interaction, turn):
                if (item := self.interactions.get(interaction)) is not None:
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
        if self.by_line(call.line) is not None:
            return
        if self.calls >= self._most_calls:
            changes.log.append(log.CallRefused(call.called, call.caller, "centre full"))
            changes.acts.append((line.HangUp(call.line, CONGESTION), ""))
            return
        flow, chat = self.catalogue.flow_of(call), self.by_line(call.thread or "")
        item = rules.begins(self._new_id(), call, flow, chat, changes.at)
        if call.called not in self.catalogue.numbers and not call.account:
            _log.warning(
                "A call to an unknown number.", extra={"called": call.called, "interaction": item.id}
            )
        changes.arrived.add(item.id)
        self.keep(flow_rules.arrive(item, self.setting(item), changes.at))

    def _flow_turn(self, event: FlowEvent) -> None:
        item = self.by_line(event.line)
        if item is None:
            if isinstance(event, line.PlayEnded):
                self._on_own_call(event)
        elif item.state is InteractionState.IN_FLOW:
            self.keep(flow_rules.go_on(item, flow_rules.heard(event), self.setting(item), self.changes.at))

    def _leg_turn(self, event: LegEvent) -> None:
        item = self.by_leg(event.leg)
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
        item = self.interactions.get(interaction)
        if item is None or item.alarm is None:
            return
        if self.held and item.state is InteractionState.IN_FLOW and item.medium is Medium.VOICE:
            return  # a flow that nobody hears asks again when the switch is back
        self.keep(queue_rules.alarm_rang(item, item.alarm.step, self.setting(item), self.changes.at))

    def _place_turn(self, interaction: str) -> None:
        item, position = self.interactions.get(interaction), self.router.position(interaction)
        if item is None or position is None:
            return
        language = announcements.SPOKEN_BY_DEFAULT if item.session is None else item.session.language
        text, spoken = announcements.place_in_line(position.place, language)
        spoken_turn = Turn(item, (line.Announce(item.line, text, spoken),))
        writes = item.medium is Medium.TEXT
        self.keep(text_rules.told_place(item, position.place, text) if writes else spoken_turn)
        self.remind_of(item)

    # --- a new catalogue --------------------------------------------------------------------------------------------

    def _learn(self, catalogue: Catalogue) -> None:
        self._routing += catalogue.taught_to_router([agent.id for agent in self.router.agents()])
        for item in list(self.interactions.values()):
            self._routing += talk_rules.working(item)  # one who was removed, and is back, may still talk
            self.receive(About(item.id, self._look_again))

    def _look_again(self, item: Interaction) -> None:
        """A queue that is no more lets go of who waits there; an agent who is no more, of what they were writing. What rests
        does so for as long as is allowed now."""
        setting, now = self.setting(item), self.changes.at
        if item.state is InteractionState.QUEUED and queue_of(item) not in setting.queues:
            self.keep(queue_rules.queues_changed(item, setting, now))
        elif text_rules.is_nobodys(item, self.catalogue.agents):
            self.keep(text_rules.back_to_queue(item, "the agent was removed", setting, now))
        else:
            self.keep(text_rules.in_time(item, setting))
