"""Wrap-up: what the conversation was about and came to, and the time for it."""

from typing import Annotated

from pydantic import Field, StringConstraints

from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.pasts import WrapUpCard
from workspace_web.problems import CONFLICT, NOT_FOUND, Problem
from workspace_web.route import Route, route
from workspace_web.sight import seen_queue
from workspace_web.views import agent_now
from workspace_web.wire import AgentCard, Shape


class QueuePath(Shape):
    queue: Word


class InteractionPath(Shape):
    interaction: Word


class WhichWrapUp(Shape):
    """Of which interaction."""

    interaction: Word | None = Field(default=None, description="All that I wrap up, unless said.")


class WrapUpCode(Shape):
    """What an agent may choose."""

    id: str
    name: str


class WrapUpCodes(Listing[WrapUpCode]):
    """All codes of a queue, in the order of the queue. The last one stands when the agent chooses none."""


class WrapUpChoice(Shape):
    """How an interaction is wrapped up."""

    code: Word | None = Field(description="One of the queue's; null: none, only the note.")
    note: Annotated[
        str,
        StringConstraints(max_length=4000, strip_whitespace=True, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"),
    ] = ""


@route("GET", "/queues/{queue}/wrap-up-codes", scope="queues:read", problems=(NOT_FOUND,))
async def list_wrap_up_codes(ask: Ask, path: QueuePath) -> WrapUpCodes:
    """What an agent may choose from after an interaction of this queue."""
    seen_queue(ask, path.queue)
    if path.queue not in ask.services.centre.catalogue.queues:
        raise Problem(NOT_FOUND, f"There is no queue {path.queue!r}.")
    rows = await ask.services.wrap_ups.codes(path.queue)
    return WrapUpCodes(items=tuple(WrapUpCode(id=row.id, name=row.name) for row in rows))


@route("PUT", "/interactions/{interaction}/wrap-up", scope="me:act", problems=(NOT_FOUND, CONFLICT))
async def wrap_up_interaction(ask: Ask, path: InteractionPath, body: WrapUpChoice) -> WrapUpCard:
    """Say how an interaction of mine went.

    While it lasts or after it, as often as needed: the last word counts."""
    return WrapUpCard.of(
        await ask.services.wrap_ups.choose(ask.agent, path.interaction, body.code, body.note)
    )


@route("POST", "/me/wrap-up/finish", scope="me:act", problems=(NOT_FOUND, CONFLICT))
async def finish_wrap_up(ask: Ask, query: WhichWrapUp) -> AgentCard:
    """Finish wrap-up before its time."""
    await ask.services.desk.finish_wrap_up(ask.agent, query.interaction)
    return agent_now(ask.services.centre, ask.agent)


@route("POST", "/me/wrap-up/extend", scope="me:act", problems=(NOT_FOUND, CONFLICT))
async def extend_wrap_up(ask: Ask, query: WhichWrapUp) -> AgentCard:
    """Ask for a minute more.

    As often as needed, up to a quarter of an hour in all; a wrap-up without an end stays without."""
    await ask.services.desk.extend_wrap_up(ask.agent, query.interaction)
    return agent_now(ask.services.centre, ask.agent)


ROUTES: tuple[Route, ...] = (list_wrap_up_codes, wrap_up_interaction, finish_wrap_up, extend_wrap_up)
