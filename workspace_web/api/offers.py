"""What I am asked to take: accept it, decline it. The phone on the desk can do the same by picking up or
refusing."""

from pydantic import Field

from workspace_web.api.shapes import Listing, Remark, Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND
from workspace_web.route import Route, route
from workspace_web.views import agent_now, offer_to
from workspace_web.wire import AgentCard, OfferCard, Shape


class OfferList(Listing[OfferCard]):
    """My pending offers."""


class OfferPath(Shape):
    offer: Word


class Decline(Shape):
    """Why not."""

    reason: Remark = Field(default="declined", examples=["wrong skill"])


@route("GET", "/offers", scope="me:read")
async def my_offers(ask: Ask) -> OfferList:
    """My pending offers."""
    offer = offer_to(ask.services.centre, ask.agent)
    return OfferList(items=() if offer is None else (offer,))


@route("POST", "/offers/{offer}/accept", scope="me:act", problems=(NOT_FOUND, CONFLICT))
async def accept_offer(ask: Ask, path: OfferPath) -> AgentCard:
    """Accept an offer of mine.

    My phone is rung once more so that it answers by itself; when it has answered I am connected."""
    await ask.services.desk.accept(ask.agent, path.offer)
    return agent_now(ask.services.centre, ask.agent)


@route("POST", "/offers/{offer}/decline", scope="me:act", problems=(NOT_FOUND, CONFLICT))
async def decline_offer(ask: Ask, path: OfferPath, body: Decline) -> AgentCard:
    """Decline an offer of mine.

    The caller is offered to someone else, and I am away until I say that I am available."""
    await ask.services.desk.decline(ask.agent, path.offer, body.reason)
    return agent_now(ask.services.centre, ask.agent)


ROUTES: tuple[Route, ...] = (my_offers, accept_offer, decline_offer)
