"""The day in figures: my own, and of the channels."""

from pydantic import Field

from ari_app.analytics.channel_figures import IN_FLOW
from ari_app.analytics.today import targets_of
from workspace_web.api.shapes import Listing
from workspace_web.ask import Ask
from workspace_web.pasts import PastCard, past_card
from workspace_web.queue_wire import ChannelFigures, channel_figures
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


class QueueChannels(Shape):
    """The day of a queue by channel."""

    id: str | None = Field(description="The queue; null: of what never waited for people.")
    channels: tuple[ChannelFigures, ...]


class ChannelDays(Listing[QueueChannels]):
    """The day by queue and channel."""


@route("GET", "/figures/channels", scope="queues:read")
async def read_channel_figures(ask: Ask) -> ChannelDays:
    """The day by queue, medium and account, of the queues that you see."""
    catalogue, now = ask.services.centre.catalogue, ask.services.centre.clock.now()
    queues = [IN_FLOW] if ask.caller.sees_queue(None) else []
    queues += [queue for queue in sorted(catalogue.queues) if ask.caller.sees_queue(queue)]
    return ChannelDays(
        items=tuple(
            QueueChannels(
                id=queue or None,
                channels=tuple(
                    channel_figures(day, targets_of(queue, catalogue))
                    for day in ask.services.today.accounts(queue, catalogue, now)
                ),
            )
            for queue in queues
        )
    )


ROUTES: tuple[Route, ...] = (read_my_figures, list_my_interactions, read_channel_figures)
