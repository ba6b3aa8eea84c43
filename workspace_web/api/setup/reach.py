"""Which phones and trunks can be reached now."""

from workspace_web.api.shapes import Listing
from workspace_web.ask import Ask
from workspace_web.ports import Reached
from workspace_web.route import Route, route
from workspace_web.wire import Shape


class ReachCard(Shape):
    """A phone or trunk as Asterisk sees it: online answers, or is registered; unknown is never asked."""

    id: str
    state: Reached


class ReachList(Listing[ReachCard]):
    """All that Asterisk knows of; empty while it is away."""


@route("GET", "/setup/reach", scope="endpoints:read")
async def read_reach(ask: Ask) -> ReachList:
    """Which phones and trunks can be reached now."""
    states = await ask.services.reach.states()
    return ReachList(items=tuple(ReachCard(id=id, state=state) for id, state in sorted(states.items())))


ROUTES: tuple[Route, ...] = (read_reach,)
