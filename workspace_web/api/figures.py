"""My day: figures, and what I talked to."""

from pydantic import Field

from workspace_web.api.shapes import Listing
from workspace_web.ask import Ask
from workspace_web.pasts import PastCard, past_card
from workspace_web.route import Route, route
from workspace_web.wire import Epoch, Shape

LATEST = 20
DAY = 24 * 3600.0


class AgentFigures(Shape):
    """An agent's figures since midnight where the centre is. Seconds."""

    at: Epoch = Field(description="They are of this moment, what goes on now included.")
    handled: int = Field(description="Interactions that I was connected to.")
    missed: int = Field(description="Offers that rang out, or did not reach my phone.")
    declined: int
    average_handle: float | None = Field(description="Talk, hold and wrap-up of each; null before the first.")
    talk: float
    hold: float
    wrap_up: float
    available: float
    away: float


class MyInteractions(Listing[PastCard]):
    """What I was connected to within a day, the last one first."""


@route("GET", "/me/figures", scope="me:read")
async def read_my_figures(ask: Ask) -> AgentFigures:
    """My figures of the day."""
    now = ask.services.centre.clock.now()
    day = ask.services.agent_days.of(ask.agent, now)
    return AgentFigures(
        at=now,
        handled=day.handled,
        missed=day.missed,
        declined=day.declined,
        average_handle=day.average_handle,
        talk=day.talk,
        hold=day.hold,
        wrap_up=day.wrap_up,
        available=day.available,
        away=day.away,
    )


@route("GET", "/me/interactions", scope="me:read")
async def list_my_interactions(ask: Ask) -> MyInteractions:
    """What I talked to lately, the last one first: at most twenty, of a day at most."""
    since = ask.services.centre.clock.now() - DAY
    pasts = await ask.services.customers.handled(ask.agent, since, LATEST)
    catalogue = ask.services.centre.catalogue
    return MyInteractions(items=tuple(past_card(past, catalogue) for past in pasts))


ROUTES: tuple[Route, ...] = (read_my_figures, list_my_interactions)
