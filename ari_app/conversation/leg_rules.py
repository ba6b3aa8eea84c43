"""What it means for an interaction that an agent's phone, or a party's, answers, fails or is gone. Pure, as `rules.py`.

While an offer is out its leg rings; in a talk there are the agent's leg and those of the parties (`talk_rules.py`); an
agent who was lost has a new one rung (`rejoin_rules.py`)."""

from typing import assert_never

from ari_app.acd import events as routed
from ari_app.acd.model import InteractionState
from ari_app.acd.tables import InteractionHappening
from ari_app.conversation import line, queue_rules, rejoin_rules, talk_rules
from ari_app.conversation.happenings import LegEvent
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.line import LegFailure
from ari_app.conversation.rejoin_rules import LOST_LEG_CAUSES
from ari_app.conversation.talk import Role
from ari_app.conversation.turn import Setting, Turn, end


def reported(item: Interaction, event: LegEvent, setting: Setting, now: float) -> Turn:
    """What follows from what a leg reports."""
    match event:
        case line.LegAnswered(leg):
            return answered(item, leg, setting, now)
        case line.LegFailed(leg, reason):
            return failed(item, leg, reason, setting, now)
        case line.LegGone(leg, cause):
            return gone(item, leg, cause, setting, now)
        case line.Joined(_, leg):
            return Turn(joined(item, leg))
        case line.JoinFailed(_, leg, _):
            return join_failed(item, leg, setting, now)
        case _:
            assert_never(event)


def answered(item: Interaction, leg: str, setting: Setting, now: float) -> Turn:
    """A phone was picked up. The agent's: that accepts the offer, or they have rejoined. A leg that nobody waits for is
    let go."""
    party = item.talk.party(leg)
    if party is not None:
        return talk_rules.party_answered(item, party, setting.record, now)
    if item.leg != leg:
        return Turn(item, (line.DropLeg(leg),))
    if item.state is InteractionState.OFFERED and item.offer is not None:
        return Turn(item, tells=(routed.OfferAccepted(item.offer),))
    if item.state is InteractionState.CONNECTED:
        return rejoin_rules.rejoined(item, setting.record, now)
    return Turn(item)


def failed(item: Interaction, leg: str, reason: LegFailure, setting: Setting, now: float) -> Turn:
    """A phone said no, or said nothing."""
    party = item.talk.party(leg)
    if party is not None:
        return talk_rules.party_lost(item, party, reason.value, setting, now)
    if item.leg != leg:
        return Turn(item)
    forgotten = changed(item, leg=None)
    if item.state is InteractionState.CONNECTED:
        return Turn(forgotten)  # rung to rejoin: they may ask again
    if item.state is not InteractionState.OFFERED or item.offer is None:
        return Turn(item)
    match reason:
        case LegFailure.BUSY | LegFailure.DECLINED:
            return Turn(forgotten, tells=(routed.OfferDeclined(item.offer, reason.value),))
        case LegFailure.NO_ANSWER | LegFailure.UNREACHABLE:
            return Turn(forgotten, tells=(routed.OfferFailed(item.offer, reason.value),))
        case _:
            assert_never(reason)


def joined(item: Interaction, leg: str) -> Interaction:
    """Customer and agent hear each other."""
    if item.state is not InteractionState.CONNECTED or item.leg != leg or item.joined:
        return item
    return changed(item, joined=True)


def join_failed(item: Interaction, leg: str, setting: Setting, now: float) -> Turn:
    """One of the two was gone before they heard each other. If it was the customer, the end of their line follows."""
    party = item.talk.party(leg)
    if party is not None:
        turn = talk_rules.party_lost(item, party, "could not be joined", setting, now)
        return Turn(turn.interaction, (line.DropLeg(leg), *turn.asks), turn.tells, turn.notes)
    if item.state is not InteractionState.CONNECTED or item.leg != leg:
        return Turn(item)
    return queue_rules.lose_agent(item, "could not be joined", setting, now)


def gone(item: Interaction, leg: str, cause: int, setting: Setting, now: float) -> Turn:
    """The agent hung up: who talks with the customer besides, or was asked, takes their place; else the call is over. Their
    phone was lost: they may come back. They hung up before they could hear the customer: the customer goes back to the
    queue."""
    if item.state is not InteractionState.CONNECTED:
        return Turn(item)
    party = item.talk.party(leg)
    if party is not None:
        return talk_rules.party_lost(item, party, "hung up", setting, now)
    if item.leg != leg:
        return Turn(item)
    left = changed(item, leg=None)
    lost = cause in LOST_LEG_CAUSES and item.agent is not None
    if lost and item.talk.in_role(Role.TRANSFER) is None:
        return rejoin_rules.lost(left, now)
    if talk_rules.can_leave(left):
        return talk_rules.leave(left, setting.record, now)
    if not item.joined:
        return queue_rules.lose_agent(left, "hung up before they were joined", setting, now)
    return end(left, InteractionHappening.AGENT_LEFT, "agent hung up", now, hang_up=True)
