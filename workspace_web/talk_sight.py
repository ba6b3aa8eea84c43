"""Who acts in a conversation in writing: those who take part in it, and those who supervise it. For all others it is not
there."""

from ari_app.conversation.interaction import Interaction
from ari_app.conversation.text_desk import Person
from ivr.node import Medium
from workspace_web import wire
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND, Problem
from workspace_web.views import sees_interaction

SUPERVISES = "interactions:act"


def person(ask: Ask) -> Person:
    """Whoever asks, as the conversation room knows people."""
    return Person(ask.caller.name, ask.caller.agent, ask.caller.may(SUPERVISES))


def my_talk(ask: Ask, interaction: str) -> Person:
    """Whoever asks, who takes part in this conversation or supervises it. Raises a problem for others."""
    item = written(ask, interaction)
    takes_part = ask.caller.agent is not None and ask.caller.agent in wire.involved(item)
    if not takes_part and not _supervises(ask, interaction):
        raise gone(interaction)
    return person(ask)


def supervised_talk(ask: Ask, interaction: str) -> Person:
    """Whoever asks, who supervises it. Raises a problem for who does not see it."""
    written(ask, interaction)
    if not _supervises(ask, interaction):
        raise gone(interaction)
    return person(ask)


def takeable_talk(ask: Ask, interaction: str) -> Person:
    """Whoever asks, who serves the queue that it waits in, or supervises it. Raises a problem for others."""
    item = written(ask, interaction)
    queue = None if item.place is None else item.place.queue
    if not serves(ask, queue) and not _supervises(ask, interaction):
        raise gone(interaction)
    return person(ask)


def serves(ask: Ask, queue: str | None) -> bool:
    """Whether whoever asks is an agent of this queue."""
    known = ask.services.centre.catalogue.agents.get(ask.caller.agent or "")
    return known is not None and queue in known.profile.queues


def written(ask: Ask, interaction: str) -> Interaction:
    """One that is written, and goes on. Raises a problem when there is none."""
    item = ask.services.centre.interactions.get(interaction)
    if item is None or item.medium is not Medium.TEXT:
        raise gone(interaction)
    return item


def gone(interaction: str) -> Problem:
    return Problem(
        NOT_FOUND,
        f"There is no conversation {interaction!r} of yours. It may have ended, or gone to somebody else.",
    )


def _supervises(ask: Ask, interaction: str) -> bool:
    return ask.caller.may(SUPERVISES) and sees_interaction(ask, interaction)
