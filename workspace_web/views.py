"""What the centre holds, drawn as cards: the one step from its objects to the shapes of `wire.py`."""

from ari_app.analytics.today import Today
from ari_app.conversation.centre import Centre
from ari_app.conversation.interaction import Interaction
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND, Problem
from workspace_web.queue_wire import QueueCard, queue_card
from workspace_web.wire import (
    AgentCard,
    InteractionCard,
    OfferCard,
    agent_card,
    interaction_card,
    offer_card,
    unsupervised,
)


def agent_now(centre: Centre, agent: str) -> AgentCard:
    """Raises a problem when there is no such agent."""
    status = centre.router.agent(agent)
    if status is None:
        raise Problem(NOT_FOUND, f"There is no agent {agent!r}.")
    return agent_card(status, centre.catalogue)


def queue_now(centre: Centre, today: Today, queue: str) -> QueueCard:
    """Raises a problem when there is no such queue."""
    if queue not in centre.catalogue.queues:
        raise Problem(NOT_FOUND, f"There is no queue {queue!r}.")
    catalogue, now = centre.catalogue, centre.clock.now()
    day, media = today.of(queue, catalogue, now), today.media(queue, catalogue, now)
    return queue_card(queue, centre.router.waiting(queue), centre.router.agents(), catalogue, day, media)


def sees_agent(ask: Ask, agent: str) -> bool:
    """Whether whoever asks sees this agent."""
    known = ask.services.centre.catalogue.agents.get(agent)
    if known is None:
        return ask.caller.sees_agent(agent)
    return ask.caller.sees_agent(agent, team=known.team, queues=known.profile.queues)


def interaction_now(ask: Ask, interaction: str) -> InteractionCard:
    """One that the centre holds. Raises a problem when it has just ended."""
    item = ask.services.centre.interactions.get(interaction)
    if item is None:
        raise Problem(CONFLICT, f"The interaction {interaction!r} has just ended.")
    return interaction_for(ask, item)


def interaction_for(ask: Ask, item: Interaction) -> InteractionCard:
    """As whoever asks may see it: agents see a supervisor in it only if the settings let them."""
    customer = ask.services.customers.recognition.customer_of(item.id)
    centre = ask.services.centre
    card = interaction_card(item, customer, centre.catalogue, centre.threads.row(item.thread or ""))
    hidden = not ask.services.settings.supervision_visible and not ask.caller.may("interactions:read")
    return unsupervised(card) if hidden else card


def sees_interaction(ask: Ask, interaction: str) -> bool:
    """Whether whoever asks sees this live interaction: by its queue and, once it has one, its agent."""
    item = ask.services.centre.interactions.get(interaction)
    if item is None or not ask.caller.sees_queue(None if item.place is None else item.place.queue):
        return False
    return item.agent is None or sees_agent(ask, item.agent)


def offer_to(centre: Centre, agent: str) -> OfferCard | None:
    """The offer that the agent is asked to take now; there is never more than one."""
    for offer in centre.router.offers():
        item = centre.interactions.get(offer.interaction)
        if offer.agent == agent and item is not None:
            return offer_card(offer, item)
    return None
