"""Coming back: after the app was away (`load`), and whenever Asterisk was (`switch_changed`).

Until Asterisk has said what is true no caller is offered to anybody, and no flow of theirs goes on: the centre is held. What
is written goes on as soon as it is loaded. Each interaction is settled in a turn of its own, so that one that cannot be does
not keep the others from it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import assert_never

from ari_app.acd import commands as routing
from ari_app.acd import events as routed
from ari_app.acd.model import AgentState, Hold, HoldState, InteractionState, OfferState
from ari_app.conversation import (
    flow_rules,
    line,
    log,
    queue_rules,
    recovery,
    rejoin_rules,
    rules,
    talk_rules,
    text_rules,
)
from ari_app.conversation.centre import Centre
from ari_app.conversation.happenings import About, SwitchNews
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.talk import PartyState
from ari_app.conversation.turn import Turn, drop, drop_leg, end, queue_of
from ivr.node import Medium

SWITCH_IDENTITY = "switch_identity"
"""The fact that holds it."""

AWAY = "the centre was away"

_log = logging.getLogger(__name__)


class Restart:
    """Brings the centre from what was written, and what Asterisk holds, to what is true.

    `identity` tells which Asterisk process it is now; it is kept, so that a later start knows its restart."""

    def __init__(self, centre: Centre, identity: Callable[[], str] = lambda: "") -> None:
        self._centre = centre
        self._identity = identity
        self._found_before = False
        centre.hold()
        centre.router.hold()  # and nothing else, until all is loaded

    def load(
        self, open_items: Iterable[Interaction], agents: Iterable[routed.AgentRestored], next_order: int
    ) -> None:
        """Take in what the database holds. Runs once, before the first connection to Asterisk."""
        centre, items = self._centre, list(open_items)
        centre.next_order = next_order
        for item in items:
            centre.receive(partial(centre.remember, item))
        for stored in agents:
            if stored.agent in centre.catalogue.agents:
                centre.receive(partial(centre.route, self._at_work(stored)))
        for item in items:
            if item.medium is Medium.TEXT:
                centre.receive(About(item.id, self._settle_text))
            elif item.state in (InteractionState.QUEUED, InteractionState.OFFERED):
                centre.receive(About(item.id, self._wait_for_the_switch))
        centre.receive(partial(centre.release, calls=False))
        if items:
            _log.info("Came back to %d open interactions.", len(items), extra={"open": len(items)})

    def _wait_for_the_switch(self, item: Interaction) -> None:
        """Whether the phone rings still, or somebody has picked up, only Asterisk knows. Until it is found the agent may be
        offered what is written, and nobody has two offers at once: this one is over."""
        if item.state is InteractionState.OFFERED:
            self._close_offer(item, OfferState.WITHDRAWN)
            self._centre.keep(Turn(changed(item, offer=None)))
        self._centre.route(queue_rules.wait_again(item))

    def _at_work(self, stored: routed.AgentRestored) -> routed.AgentRestored:
        """With what is still theirs in hand, and the queue that it came from, for its wrap-up; nothing that is over, or
        somebody else's."""
        if stored.holds:
            kept = tuple(self._still_theirs(stored))
            return replace(stored, holds=kept, interaction=None)
        item = self._centre.interactions.get(stored.interaction or "")
        if item is None or item.place is None or not item.involves(stored.agent):
            return stored if stored.state is AgentState.WRAP_UP else replace(stored, interaction=None)
        return replace(stored, queue=item.place.queue if item.agent == stored.agent else None)

    def _still_theirs(self, stored: routed.AgentRestored) -> Iterator[Hold]:
        for hold in stored.holds:
            item = self._centre.interactions.get(hold.interaction)
            if hold.state is HoldState.WRAP_UP:
                yield hold  # of what may well be over
            elif item is not None and item.involves(stored.agent):
                yield replace(
                    hold, queue=(queue_of(item) or hold.queue) if item.agent == stored.agent else None
                )

    def switch_changed(self, event: SwitchNews) -> None:
        """Runs inside a turn. Also when it is found twice without having been lost, what it says now is the truth."""
        centre = self._centre
        if isinstance(event, line.SwitchLost):
            if not centre.held:
                centre.hold()
                centre.changes.log.append(log.SwitchConnectionChanged(False, False))
            return
        centre.hold()
        centre.changes.log.append(log.SwitchConnectionChanged(True, event.restarted))
        centre.changes.facts[SWITCH_IDENTITY] = self._identity()
        truth = recovery.Truth(
            {held.id: held for held in event.lines}, {held.id: held for held in event.legs}, event.restarted
        )
        for item in centre.interactions.values():
            if item.medium is Medium.VOICE:
                centre.receive(About(item.id, partial(self._settle, truth=truth)))
        centre.receive(partial(self._clear, truth))
        centre.receive(centre.release)

    # --- one interaction: in writing ------------------------------------------------------------------------------

    def _settle_text(self, item: Interaction) -> None:
        """The rows are the truth: it is where it was, but for an offer, which outlives no restart."""
        centre, now = self._centre, self._centre.changes.at
        match item.state:
            case InteractionState.QUEUED:
                centre.route(queue_rules.wait_again(item))
            case InteractionState.OFFERED:
                self._close_offer(item, OfferState.WITHDRAWN)
                turn = queue_rules.returned(item, AWAY, centre.setting(item), now)
                centre.keep(turn)
                if turn.interaction.state is InteractionState.QUEUED:
                    centre.route(queue_rules.wait_again(turn.interaction))
            case InteractionState.CONNECTED if text_rules.is_nobodys(item, centre.catalogue.agents):
                centre.keep(text_rules.back_to_queue(item, AWAY, centre.setting(item), now))
            case InteractionState.CONNECTED:
                for event in text_rules.in_hand(item):
                    centre.route(event)
                centre.keep(text_rules.in_time(item, centre.setting(item)))
            case _:
                pass  # the flow waits for the customer, or for its alarm

    # --- one interaction: a call ------------------------------------------------------------------------------------

    def _settle(self, item: Interaction, truth: recovery.Truth) -> None:
        centre, now = self._centre, self._centre.changes.at
        if item.talk.parties and item.state is InteractionState.CONNECTED and item.line in truth.lines:
            item = self._settle_parties(item, truth)
        decided = recovery.verdict(item, truth)
        match decided:
            case recovery.CarryOn():
                self._engage(item)
                centre.remember(changed(item, joined=True))
            case recovery.AskAgain():
                centre.keep(flow_rules.reopen(item, centre.setting(item), now))
            case recovery.WaitOn():
                self._close_offer(item, OfferState.WITHDRAWN)
                centre.keep(queue_rules.wait_on(item, AWAY, centre.setting(item), now))
            case recovery.JoinAgain(leg):
                self._join_again(changed(item, leg=leg))
            case recovery.Inherit():
                left = changed(item, leg=None)
                centre.keep(talk_rules.leave(left, centre.recorded(item), now))
            case recovery.AwaitAgent():
                self._engage(item)
                turn = rejoin_rules.lost(item, now)
                centre.keep(replace(turn, asks=(*drop_leg(item), *turn.asks)))
            case recovery.Ended(happening, reason, hang_up):
                turn = end(item, happening, reason, now, hang_up=hang_up)
                self._close_offer(item, OfferState.WITHDRAWN)
                centre.keep(turn)
            case _:
                assert_never(decided)

    def _settle_parties(self, item: Interaction, truth: recovery.Truth) -> Interaction:
        """Who is still there takes part as before, and is busy with it; who is not is let go."""
        centre = self._centre
        for party in item.talk.parties:
            now_is = centre.interactions[item.id]
            if not recovery.is_there(party, truth):
                turn = talk_rules.party_lost(now_is, party, AWAY, centre.setting(now_is), centre.changes.at)
                centre.keep(replace(turn, asks=(*drop(party), *turn.asks)))
                continue
            if party.agent is not None:
                centre.route(routed.AgentEngaged(party.agent, item.id))
            if not party.talks or truth.legs[party.leg].peer != item.line:
                rings = replace(party, state=PartyState.RINGING)
                again = changed(now_is, talk=now_is.talk.with_party(rings))
                centre.keep(talk_rules.party_answered(again, rings, centre.recorded(item), centre.changes.at))
        return centre.interactions[item.id]

    def _join_again(self, item: Interaction) -> None:
        """Both have picked up. The router that made the offer takes its end from us; one that was started since knows
        the caller as waiting, and the agent as free."""
        centre = self._centre
        record = centre.recorded(item)
        if item.state is InteractionState.CONNECTED:
            self._engage(item)
            if item.talk.rejoin_until is not None:
                centre.keep(rejoin_rules.rejoined(item, record, centre.changes.at))
            else:
                centre.keep(rejoin_rules.join_again(item, record))
        elif self._is_pending(item):
            centre.keep(Turn(item, tells=(routed.OfferAccepted(item.offer or ""),)))
        else:
            turn = rules.connect(item, record, centre.changes.at)
            self._close_offer(item, OfferState.ACCEPTED)
            centre.route(routed.WorkLeft(item.id, f"picked up while {AWAY}"))
            self._engage(item)
            centre.keep(turn)

    def _is_pending(self, item: Interaction) -> bool:
        status = None if item.agent is None else self._centre.router.agent(item.agent)
        return status is not None and status.offer is not None and status.offer == item.offer

    def _close_offer(self, item: Interaction, state: OfferState) -> None:
        """The router closes what it knows to be pending. An offer of before the app's restart it does not know."""
        if item.state is InteractionState.OFFERED and item.offer is not None and not self._is_pending(item):
            self._centre.route(routing.CloseOffer(item.offer, item.agent or "", item.id, state, AWAY))

    def _engage(self, item: Interaction) -> None:
        """See to it that the router, and what is written, has the agent busy with this interaction."""
        agent = item.agent or ""
        self._centre.route(routed.AgentEngaged(agent, item.id, queue_of(item), found=True))

    # --- what belongs to no interaction -----------------------------------------------------------------------------

    def _clear(self, truth: recovery.Truth) -> None:
        """Calls that came while nobody looked are taken now; what belongs to nobody is hung up. A call that has the name
        of an interaction on it which is not open: one that ended while Asterisk was away, or (after our own restart) one
        whose rows were never written. Better to greet that caller again than to hang up on them."""
        centre, known_to_be_over = self._centre, self._found_before
        self._found_before = True
        for held in truth.lines.values():
            if centre.by_line(held.id) is not None:
                continue
            if held.arrival is not None and not (held.interaction and known_to_be_over):
                centre.receive(held.arrival)
            else:
                centre.changes.acts.append((line.HangUp(held.id), held.interaction))
        for leg in truth.legs.values():
            if centre.by_leg(leg.id) is None:
                centre.changes.acts.append((line.DropLeg(leg.id), leg.interaction))
