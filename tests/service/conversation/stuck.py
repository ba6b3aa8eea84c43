"""Who waits for what will never come: nobody may, whatever has happened before.

Each live interaction has something that moves it on: a time that is still to come, an agent who is here, or the router, who
gives it to the first one free."""

from collections.abc import Iterator

from ari_app.acd.explanation import Why
from ari_app.acd.model import AgentState, InteractionState
from ari_app.conversation.centre import Centre
from ari_app.conversation.interaction import Interaction
from ivr.node import Medium


def overdue(centre: Centre) -> Iterator[str]:
    """What was to come by now, and did not. While nobody could hear them, the flows of callers wait."""
    now = centre.clock.now()
    for item in centre.interactions.values():
        hears = not centre.held or item.medium is Medium.TEXT
        if hears and item.alarm is not None and item.alarm.at <= now:
            yield f"the alarm of {item}"
        if not centre.held and item.talk.rejoin_until is not None and item.talk.rejoin_until <= now:
            yield f"the end of the wait for the agent of {item}"
        if item.writing.due is not None and item.writing.due <= now:
            yield f"the end of the rest of {item}"
    deadline = centre.router.next_deadline
    if deadline is not None and deadline <= now:
        yield "an offer, a wrap-up or a wish"


def stuck(centre: Centre) -> Iterator[str]:
    """Who waits for nothing that could come; asked while nothing is held, and all that happened was heard."""
    for item in centre.interactions.values():
        if why := _stuck(centre, item):
            yield f"{why}: {item}"


def _stuck(centre: Centre, item: Interaction) -> str:
    match item.state:
        case InteractionState.QUEUED:
            return _waits_for_nobody(centre, item)
        case InteractionState.OFFERED:
            offers = {offer.id: offer for offer in centre.router.offers()}
            return "" if item.offer in offers else "nobody is offered it"
        case InteractionState.CONNECTED if item.medium is Medium.TEXT:
            return _is_nobodys(centre, item)
        case InteractionState.IN_FLOW if item.medium is Medium.TEXT:
            return "" if item.alarm is not None else "a flow waits for the customer for ever"
        case _:
            return ""  # of calls the lines say more


def _waits_for_nobody(centre: Centre, item: Interaction) -> str:
    waits = centre.router.explain(item.id, centre.clock.now())
    if waits is None:
        return "the router does not know it"
    match waits.why:
        case Why.HELD:
            return "somebody is free for it, and is not offered it"
        case Why.FOR_ONE_AGENT:
            return "" if waits.wanted_until is not None else "it is for one agent for ever"
        case Why.QUEUE_UNKNOWN:
            return "its queue is no more"
        case _:
            return ""


def _is_nobodys(centre: Centre, item: Interaction) -> str:
    """Who has gone home may leave somebody behind who waits for no answer: they go to others when they write again. (Who
    has only asked to finishes first what they have in hand.)"""
    status = centre.router.agent(item.agent or "")
    if status is None or item.agent not in centre.catalogue.agents:
        return "its agent is no more"
    account = centre.catalogue.accounts.get(item.channel)
    sits_there = account is not None and account.facts.synchronous
    waits = sits_there or item.writing.unanswered_since is not None
    return "its agent has gone home" if waits and status.state is AgentState.SIGNED_OUT else ""
