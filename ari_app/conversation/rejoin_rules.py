"""An agent's leg that is lost (a page that reloads, a network that breaks) does not end the talk: the customer hears music,
the agent has some seconds to come back. Pure, as `rules.py`."""

from dataclasses import replace

from ari_app.acd.model import InteractionState
from ari_app.conversation import line, log, queue_rules, talk_rules
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.turn import Setting, Turn, drop_leg, queue_of, seconds_since

REJOIN_SECONDS = 20.0
"""For how long the agent is waited for."""

REJOIN_RING_SECONDS = 8.0
"""For how long the page that came back may take to answer by itself; then it may ask again."""

LOST_LEG_CAUSES = frozenset({27, 38, 41, 44})
"""Q.850 causes of a leg that was lost rather than hung up: the customer is not let go for these."""


def lost(item: Interaction, now: float) -> Turn:
    """The agent's leg is gone, the agent may come back. Who talks with others in a conference goes on talking."""
    until = item.talk.rejoin_until or now + REJOIN_SECONDS
    waiting = changed(item, leg=None, joined=False, talk=replace(item.talk, rejoin_until=until))
    if item.talk.rejoin_until is not None:
        return Turn(waiting, _music(item))
    noted = log.AgentLost(item.id, item.agent or "", queue_of(item) or "", until)
    return Turn(waiting, _music(item), notes=(noted,))


def rejoin(item: Interaction, endpoint: str, now: float) -> Turn:
    """The agent's page is back: its phone is rung, to answer by itself. A leg of before that is still up is replaced. To ask
    twice changes nothing while it rings."""
    if item.talk.rejoin_until is not None and item.leg is not None:
        return Turn(item)
    before = Turn(item)
    if item.leg is not None:
        left = lost(item, now)
        quiet = () if item.talk.on_hold or talk_rules.has_company(item) else (line.Hold(item.line, item.leg),)
        before = replace(left, asks=(*quiet, *drop_leg(item), *left.asks))
    leg, talk = talk_rules.new_leg(before.interaction)
    ring = line.RingLeg(item.line, leg, endpoint, item.caller, REJOIN_RING_SECONDS, auto_answer=True)
    return replace(
        before, interaction=changed(before.interaction, leg=leg, talk=talk), asks=(*before.asks, ring)
    )


def rejoined(item: Interaction, record: bool, now: float) -> Turn:
    """The agent has picked up: they talk to the customer again, or, when the customer was on hold, to whom they asked."""
    until = item.talk.rejoin_until
    if item.leg is None or until is None:
        return Turn(item)
    back = changed(item, talk=replace(item.talk, rejoin_until=None))
    away = seconds_since(until - REJOIN_SECONDS, now)
    noted = log.AgentRejoined(item.id, item.agent or "", queue_of(item) or "", away)
    return replace(join_again(back, record), notes=(noted,))


def join_again(item: Interaction, record: bool) -> Turn:
    """Customer and agent are to be as they were, hold and all, with the leg that the agent has now. (A muted recording stays
    so by itself.)"""
    if item.leg is None:
        raise ValueError(f"Interaction {item.id} has no agent's leg to join.")
    again = changed(item, joined=False, talk=replace(item.talk, legs=item.talk.legs + 1))
    asks = (
        talk_rules.join(again, record),
        *((line.Hold(item.line, item.leg),) if item.talk.on_hold else ()),
    )
    return Turn(again, asks)


def time_is_up(item: Interaction, setting: Setting, now: float) -> Turn:
    """The agent has not come back: who talks with the customer, or was asked, takes their place; else the customer waits
    for another, at the front of the queue."""
    until = item.talk.rejoin_until
    if item.state is not InteractionState.CONNECTED or until is None or now < until:
        return Turn(item)
    after = talk_rules.heir(item)
    if after is not None:
        return talk_rules.hand_over(item, after, setting.record, now)
    return queue_rules.lose_agent(item, "did not come back", setting, now)


def _music(item: Interaction) -> tuple[line.LineCommand, ...]:
    return () if talk_rules.has_company(item) else (line.PlayMusic(item.line),)
