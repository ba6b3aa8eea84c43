"""Who reads what is written: a thread is seen by those who see one of its interactions, and of it they see those.

Who is narrowed to nothing reads all, as with the timelines of customers. A whisper is for the agent it was said to, who
helps them, and those who supervise.
"""

from dataclasses import dataclass

from ari_app.storage import interactions, threads
from ari_app.storage.rows.channels import MessageRow, ThreadRow
from ari_app.storage.rows.spine import InteractionRow
from workspace_web import wire
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND, Problem
from workspace_web.sight import sees
from workspace_web.text_wire import is_whisper


@dataclass(frozen=True, slots=True)
class SeenThread:
    """`interactions`: those of its interactions that are seen; None: all, and what belongs to none. `own`: those that
    whoever asks has, or had, or helps in."""

    row: ThreadRow
    interactions: frozenset[str] | None
    own: frozenset[str]

    def shows(self, ask: Ask, message: MessageRow) -> bool:
        if self.interactions is not None and message.interaction not in self.interactions:
            return False
        if not is_whisper(message) or ask.caller.may("interactions:read"):
            return True
        return message.interaction in self.own


async def seen_thread(ask: Ask, thread: str) -> SeenThread:
    """Raises a problem when there is none, or they see nothing of it."""
    row = await threads.one(ask.services.reader, thread)
    if row is None:
        raise _none(thread)
    rows = await interactions.of_thread(ask.services.reader, thread)
    own = frozenset(each.id for each in rows if _own(ask, each))
    if ask.caller.teams is None and ask.caller.queues is None:
        return SeenThread(row, None, own)
    seen = own | {each.id for each in rows if sees(ask, each)}
    if not seen:
        raise _none(thread)
    return SeenThread(row, seen, own)


def _own(ask: Ask, row: InteractionRow) -> bool:
    agent = ask.caller.agent
    if agent is None:
        return False
    live = ask.services.centre.interactions.get(row.id)
    return row.agent == agent or (live is not None and agent in wire.involved(live))


def _none(thread: str) -> Problem:
    return Problem(NOT_FOUND, f"There is no thread {thread!r}.")
