"""What I do as a supervisor with a conversation of others: hear it, be heard, take it over; put one that waits first.

To hear a call I need a phone, so I am an agent too."""

from pydantic import Field

from ari_app.conversation.line import SupervisionMode
from ivr.node import Medium
from workspace_web.api.shapes import Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND, Problem
from workspace_web.route import Route, route
from workspace_web.talk_sight import supervised_talk
from workspace_web.views import interaction_now, sees_interaction
from workspace_web.wire import InteractionCard, Shape


class SupervisedPath(Shape):
    interaction: Word


class Mode(Shape):
    """Who hears me: nobody, the agent alone, or both."""

    mode: SupervisionMode = Field(examples=["listen"])


@route(
    "POST", "/interactions/{interaction}/supervise", scope="interactions:act", problems=(NOT_FOUND, CONFLICT)
)
async def supervise(ask: Ask, path: SupervisedPath, body: Mode) -> InteractionCard:
    """Hear a conversation, or change who hears me.

    The first time my phone is rung and is to answer by itself; neither customer nor agent hears that I come. I am busy as
    long as it lasts."""
    _visible(ask, path.interaction)
    await ask.services.supervision_desk.supervise(ask.agent, path.interaction, body.mode)
    return interaction_now(ask, path.interaction)


@route(
    "DELETE",
    "/interactions/{interaction}/supervise",
    scope="interactions:act",
    problems=(NOT_FOUND, CONFLICT),
)
async def stop_supervising(ask: Ask, path: SupervisedPath) -> InteractionCard:
    """Hear it no more."""
    _visible(ask, path.interaction)
    await ask.services.supervision_desk.stop(ask.agent, path.interaction)
    return interaction_now(ask, path.interaction)


@route(
    "POST", "/interactions/{interaction}/take-over", scope="interactions:act", problems=(NOT_FOUND, CONFLICT)
)
async def take_over(ask: Ask, path: SupervisedPath) -> InteractionCard:
    """Take over a conversation: a call that I supervise, or what is written and I see.

    I talk to the customer from now on; the agent is done with it."""
    _visible(ask, path.interaction)
    item = ask.services.centre.interactions.get(path.interaction)
    if item is not None and item.medium is Medium.TEXT:
        await ask.services.text.take_over(supervised_talk(ask, path.interaction), path.interaction)
        return interaction_now(ask, path.interaction)
    await ask.services.supervision_desk.take_over(ask.agent, path.interaction)
    return interaction_now(ask, path.interaction)


@route("POST", "/interactions/{interaction}/first", scope="interactions:act", problems=(NOT_FOUND, CONFLICT))
async def put_first(ask: Ask, path: SupervisedPath) -> InteractionCard:
    """Put one that waits before all others of its queue, a call or what is written.

    Whoever is put first after it goes before it. How long it waits is counted from its beginning as before."""
    _visible(ask, path.interaction)
    await ask.services.supervision_desk.put_first(ask.caller.name, path.interaction)
    return interaction_now(ask, path.interaction)


def _visible(ask: Ask, interaction: str) -> None:
    """What somebody does not see is not there for them."""
    if not sees_interaction(ask, interaction):
        raise Problem(NOT_FOUND, f"There is no live interaction {interaction!r}. It may have ended already.")


ROUTES: tuple[Route, ...] = (supervise, stop_supervising, take_over, put_first)
