"""What one happening means for one interaction outside of its flow: pure decisions, `(interaction, happening, now) -> Turn`.

`centre.py` keeps the turn, tells the router what the turn says, commits, and only then asks the line. What is no longer
true of the interaction (a late answer, a stale timer) gives the same interaction, and nothing else.
"""

from dataclasses import replace

from ari_app.acd import commands as routing
from ari_app.acd.model import InteractionState
from ari_app.acd.tables import InteractionHappening
from ari_app.conversation import line
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.turn import Turn, drop_leg, end, moved, seconds_since, taken
from ivr.flow import Flow
from ivr.node import Medium


def begins(id: str, call: line.CallArrived, flow: Flow, chat: Interaction | None, now: float) -> Interaction:
    """What a call that arrives becomes. One that goes on with a chat has its thread, and all that was learnt there."""
    learnt = {} if chat is None else chat.variables
    return Interaction(
        id=id,
        medium=Medium.VOICE,
        channel=call.trunk,
        called=call.called,
        caller=call.caller,
        line=call.line,
        created_at=now,
        flow=flow.id,
        flow_version=flow.version,
        thread=call.thread,
        variables={**learnt, **call.context},
    )


# --- the offer --------------------------------------------------------------------------------------------------------


def offered(item: Interaction, offer: routing.OfferTo, endpoint: str, now: float) -> Turn:
    """Ring the agent. One that waits no more (its time ran out as the former offer ended) only counts the offer: the
    router has been told, and takes it back."""
    if item.state is not InteractionState.QUEUED:
        return Turn(changed(item, epoch=offer.epoch))
    ringing = changed(
        item,
        state=moved(item, InteractionHappening.OFFER_MADE),
        agent=offer.agent,
        offer=offer.offer,
        leg=offer.offer,
        epoch=offer.epoch,
    )
    ring = line.RingLeg(item.line, offer.offer, endpoint, item.caller, seconds_since(now, offer.deadline))
    return Turn(ringing, (line.PlayMusic(item.line), ring) if item.answered else (ring,))


def accepted_on_screen(item: Interaction, endpoint: str, timeout: float) -> Turn:
    """The agent took it on the screen: their phone is asked again, to pick up by itself. To ask twice changes nothing."""
    leg = f"{item.offer}.screen"
    if item.state is not InteractionState.OFFERED or item.leg in (None, leg):
        return Turn(item)
    ring = line.RingLeg(item.line, leg, endpoint, item.caller, timeout, auto_answer=True)
    return Turn(changed(item, leg=leg), (*drop_leg(item), ring))


def connect(item: Interaction, record: bool, now: float) -> Turn:
    """Offer accepted: customer and agent are joined."""
    if item.leg is None:
        raise ValueError(f"Interaction {item.id} has no agent to connect to.")
    name = f"{item.id}-{item.epoch}" if record else None
    return replace(taken(item, now), asks=(line.Join(item.line, item.leg, name),))


# --- the talk, and the end --------------------------------------------------------------------------------------------


def line_gone(item: Interaction, now: float) -> Turn:
    """The customer hung up, or their call was hung up."""
    match item.state:
        case InteractionState.IN_FLOW if item.voicemail:
            return end(item, InteractionHappening.MESSAGE_LEFT, "message left", now, hang_up=False)
        case InteractionState.IN_FLOW:
            reason = "in flow"
        case InteractionState.QUEUED:
            reason = "in queue"
        case InteractionState.OFFERED:
            reason = "while ringing"
        case InteractionState.CONNECTED:
            reason = "customer or agent hung up"
        case _:
            return Turn(item)
    return end(item, InteractionHappening.CUSTOMER_LEFT, reason, now, hang_up=False)


def fail(item: Interaction, reason: str, now: float) -> Turn:
    """Something of ours broke: the interaction ends as failed, whoever hangs on it is let go."""
    return end(item, InteractionHappening.BROKE, reason, now, hang_up=True)
