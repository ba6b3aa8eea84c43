"""Where an interaction waits that is handed on: at a queue, or for an agent in the queue it came from. Refused with the
reason; talks and conversations in writing share it."""

from dataclasses import dataclass, replace

from ari_app.acd.model import AgentState
from ari_app.conversation.centre import Centre
from ari_app.conversation.interaction import Interaction, Place
from ari_app.conversation.requests import Conflict, NotFound

CANNOT_BE_HANDED = frozenset({AgentState.SIGNED_OUT, AgentState.AWAY, AgentState.NOT_RESPONDING})
HIGHEST_PRIORITY = 100


@dataclass(frozen=True, slots=True)
class Target:
    """Whom to hand on to, or ask: exactly one of them."""

    agent: str | None = None
    queue: str | None = None
    number: str | None = None


def place_for(centre: Centre, item: Interaction, target: Target, wanted_for: float) -> Place:
    """Before those who did not wait yet. An agent alone gets it for `wanted_for` seconds, then anyone of the queue."""
    if item.place is None:
        raise Conflict("This conversation came from no queue, so it cannot wait in one.")
    setting, now = centre.setting(item), centre.changes.at
    place = replace(
        item.place,
        priority=min(HIGHEST_PRIORITY, item.place.priority + 1),
        since=now,
        order=setting.next_order,
        until=None,
        wanted=None,
        wanted_until=None,
    )
    if target.agent is not None:
        _can_be_handed(centre, item, target.agent)
        return replace(place, wanted=target.agent, wanted_until=now + wanted_for)
    queue = target.queue or ""
    if queue not in setting.queues:
        raise NotFound(f"There is no queue {queue!r}.")
    if refused := setting.refusal(queue):
        raise Conflict(f"The queue {queue!r} takes nobody now: it is {refused}.")
    skills = place.skills if queue == place.queue else {}
    return replace(place, queue=queue, skills=skills)


def _can_be_handed(centre: Centre, item: Interaction, agent: str) -> None:
    another(centre, item, agent)
    status = centre.router.agent(agent)
    stands = AgentState.SIGNED_OUT if status is None else status.stands
    if stands in CANNOT_BE_HANDED:
        name = centre.catalogue.agents[agent].name
        raise Conflict(f"{name} is {stands.value.replace('_', ' ')}: choose somebody else, or a queue.")


def another(centre: Centre, item: Interaction, agent: str) -> None:
    """Raises Refused unless it is an agent who has no part in it yet."""
    if agent not in centre.catalogue.agents:
        raise NotFound(f"There is no agent {agent!r}.")
    if agent == item.agent:
        raise Conflict("That is yourself: choose somebody else.")
    if item.talk.party_of(agent) is not None:
        raise Conflict(f"{centre.catalogue.agents[agent].name} takes part already.")
