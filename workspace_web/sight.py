"""What of the database somebody sees who is narrowed to some teams or queues: the same that `view.py` shows them live.

An interaction is seen by its queue and, once it has one, its agent; and by that agent in any case. What is in no queue (yet)
is seen only by those who are narrowed to none. What one does not see is not there: the answer is the same. Customers are
everybody's; what they came for is not.
"""

from collections.abc import Iterable

from ari_app.conversation.journal import to_row
from ari_app.storage import interactions
from ari_app.storage.interactions import ALL, Seen
from ari_app.storage.rows.spine import InteractionRow
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND, Problem
from workspace_web.views import sees_agent


def seen(ask: Ask) -> Seen:
    """The interactions that whoever asks sees, for a query."""
    if _sees_all(ask):
        return ALL
    agents = frozenset(agent for agent in ask.services.centre.catalogue.agents if sees_agent(ask, agent))
    return Seen(queues=ask.caller.queues, agents=agents, own=ask.caller.agent)


def seen_queue(ask: Ask, queue: str) -> None:
    """Raises a problem when they do not see it."""
    if not ask.caller.sees_queue(queue):
        raise Problem(NOT_FOUND, f"There is no queue {queue!r}.")


def sees(ask: Ask, row: InteractionRow) -> bool:
    """Whether whoever asks sees an interaction."""
    if row.agent is not None and row.agent == ask.caller.agent:
        return True
    return ask.caller.sees_queue(row.queue) and (row.agent is None or sees_agent(ask, row.agent))


async def seen_interaction(ask: Ask, interaction: str) -> InteractionRow:
    """Raises a problem when there is none, or they do not see it."""
    row = await interactions.one(ask.services.reader, interaction)
    if row is None and (live := ask.services.centre.interactions.get(interaction)) is not None:
        row = to_row(live)  # whom it concerns may be told of it before it is written
    if row is None or not sees(ask, row):
        raise Problem(NOT_FOUND, f"There is no interaction {interaction!r}.")
    return row


async def seen_interactions(ask: Ask, wanted: Iterable[str]) -> frozenset[str]:
    """Those of `wanted` that they see."""
    ids = frozenset(wanted)
    if _sees_all(ask):
        return ids
    rows = await interactions.several(ask.services.reader, ids)
    return frozenset(row.id for row in rows if sees(ask, row))


def _sees_all(ask: Ask) -> bool:
    return ask.caller.teams is None and ask.caller.queues is None
