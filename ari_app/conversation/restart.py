"""Coming back: after the app was away (`load`), and whenever Asterisk was (`switch_changed`).

Until Asterisk has said what is true nobody is offered to anybody: the router is on hold.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import assert_never

from ari_app.acd import events as routed
from ari_app.acd.model import AgentState, InteractionState
from ari_app.conversation import line, log, recovery, rules
from ari_app.conversation.centre import Centre
from ari_app.conversation.interaction import Interaction

SWITCH_IDENTITY = "switch_identity"
"""The fact that holds it."""

_log = logging.getLogger(__name__)


class Restart:
    """Brings the centre from what was written, and what Asterisk holds, to what is true.

    `identity` tells which Asterisk process it is now; it is kept, so that a later start knows its restart."""

    def __init__(self, centre: Centre, identity: Callable[[], str] = lambda: "") -> None:
        self._centre = centre
        self._identity = identity
        self._away = True
        centre.router.hold()

    def load(
        self, open_items: Iterable[Interaction], agents: Iterable[routed.AgentRestored], next_order: int
    ) -> None:
        """Take in what the database holds. Runs once, before the first connection to Asterisk."""
        self._centre.receive(lambda: self._take_in(list(open_items), list(agents), next_order))

    def _take_in(
        self, open_items: list[Interaction], agents: list[routed.AgentRestored], next_order: int
    ) -> None:
        centre = self._centre
        centre.next_order = next_order
        for item in open_items:
            centre.adopt(item)
        for stored in agents:
            if stored.agent in centre.catalogue.agents:
                centre.route(self._at_work(stored))
        for item in open_items:
            if item.state in (InteractionState.QUEUED, InteractionState.OFFERED):
                centre.route(rules.wait_again(item))
        if open_items:
            _log.info("Came back to %d open interactions.", len(open_items), extra={"open": len(open_items)})

    def _at_work(self, stored: routed.AgentRestored) -> routed.AgentRestored:
        """With the queue that the agent's call came from, for its wrap-up; no call when it is over."""
        item = self._centre.interactions.get(stored.interaction or "")
        if item is None or item.place is None:
            return stored if stored.state is AgentState.WRAP_UP else replace(stored, interaction=None)
        return replace(stored, queue=item.place.queue)

    def switch_changed(self, event: line.SwitchLost | line.SwitchFound) -> None:
        """Runs inside a turn."""
        if isinstance(event, line.SwitchLost):
            if not self._away:
                self._away = True
                self._centre.router.hold()
                self._centre.changes.log.append(log.SwitchConnectionChanged(False, False))
            return
        self._centre.changes.log.append(log.SwitchConnectionChanged(True, event.restarted))
        self._centre.changes.facts[SWITCH_IDENTITY] = self._identity()
        truth = recovery.Truth(
            {held.id: held for held in event.lines}, {held.id: held for held in event.legs}, event.restarted
        )
        for item in list(self._centre.interactions.values()):
            self._settle(item, truth)
        self._clear(truth)
        self._away = False
        self._centre.release()

    def _settle(self, item: Interaction, truth: recovery.Truth) -> None:
        centre, now = self._centre, self._centre.clock.now()
        decided = recovery.verdict(item, truth)
        match decided:
            case recovery.CarryOn():
                pass
            case recovery.AskAgain():
                centre.keep(rules.reopen(item, centre.setting(item), now))
            case recovery.WaitOn():
                self._wait_on(item, truth)
            case recovery.JoinAgain(leg):
                self._join_again(item, leg)
            case recovery.Ended(happening, reason, hang_up):
                centre.keep(rules.ended_while_away(item, happening, reason, hang_up, now))
            case _:
                assert_never(decided)

    def _wait_on(self, item: Interaction, truth: recovery.Truth) -> None:
        """At the old place; a phone that rings for it stops, a new offer comes when the router is released."""
        centre = self._centre
        if item.leg is not None and item.leg in truth.legs:
            centre.changes.acts.append((line.DropLeg(item.leg), item.id))
        waiting = replace(
            item, state=InteractionState.QUEUED, agent=None, offer=None, leg=None, answered=True
        )
        centre.route(routed.WorkLeft(item.id, "centre was away"))
        centre.keep(rules.Turn(waiting, (line.PlayMusic(item.line),), (rules.wait_again(waiting),)))

    def _join_again(self, item: Interaction, leg: str) -> None:
        centre, now = self._centre, self._centre.clock.now()
        if item.state is InteractionState.CONNECTED:
            centre.changes.acts.append((line.Join(item.line, leg, f"{item.id}-{item.epoch}r"), item.id))
            return
        if item.agent is None:
            return
        centre.route(routed.WorkLeft(item.id, "picked up while the centre was away"))
        centre.route(
            routed.AgentRestored(
                item.agent,
                AgentState.BUSY,
                "",
                now,
                interaction=item.id,
                queue=rules.queue_of(item),
            )
        )
        centre.keep(rules.connect(replace(item, leg=leg), centre.recorded(item), now))

    def _clear(self, truth: recovery.Truth) -> None:
        """Calls that came while nobody looked are taken now; what belongs to nobody is hung up."""
        centre = self._centre
        for held in truth.lines.values():
            if centre.by_line(held.id) is not None:
                continue
            if held.arrival is not None and (
                not held.interaction or held.interaction not in centre.interactions
            ):
                if held.interaction:
                    centre.changes.acts.append((line.HangUp(held.id), held.interaction))
                else:
                    centre.receive(held.arrival)
        for leg in truth.legs.values():
            if centre.by_leg(leg.id) is None:
                centre.changes.acts.append((line.DropLeg(leg.id), leg.interaction))
