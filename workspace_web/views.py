"""What the centre holds, drawn as cards: the one step from its objects to the shapes of `wire.py`."""

from ari_app.conversation.centre import Centre
from workspace_web.problems import NOT_FOUND, Problem
from workspace_web.wire import AgentCard, OfferCard, QueueCard, agent_card, offer_card, queue_card


def agent_now(centre: Centre, agent: str) -> AgentCard:
    """Raises a problem when there is no such agent."""
    status = centre.router.agent(agent)
    if status is None:
        raise Problem(NOT_FOUND, f"There is no agent {agent!r}.")
    return agent_card(status, centre.catalogue)


def queue_now(centre: Centre, queue: str) -> QueueCard:
    """Raises a problem when there is no such queue."""
    if queue not in centre.catalogue.queues:
        raise Problem(NOT_FOUND, f"There is no queue {queue!r}.")
    return queue_card(queue, centre.router.waiting(queue), centre.router.agents(), centre.catalogue)


def offer_to(centre: Centre, agent: str) -> OfferCard | None:
    """The offer that the agent is asked to take now; there is never more than one."""
    for offer in centre.router.offers():
        item = centre.interactions.get(offer.interaction)
        if offer.agent == agent and item is not None:
            return offer_card(offer, item)
    return None
