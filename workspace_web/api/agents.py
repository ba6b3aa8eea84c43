"""The agents of the centre and where each stands."""

from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND
from workspace_web.route import Route, route
from workspace_web.views import agent_now
from workspace_web.wire import AgentCard, Shape, agent_card


class AgentList(Listing[AgentCard]):
    """All agents, by id."""


class AgentPath(Shape):
    agent: Word


@route("GET", "/agents", scope="agents:read")
async def list_agents(ask: Ask) -> AgentList:
    """All agents, with their states."""
    centre = ask.services.centre
    return AgentList(items=tuple(agent_card(status, centre.catalogue) for status in centre.router.agents()))


@route("GET", "/agents/{agent}", scope="agents:read", problems=(NOT_FOUND,))
async def read_agent(ask: Ask, path: AgentPath) -> AgentCard:
    """One agent, with their state."""
    return agent_now(ask.services.centre, path.agent)


ROUTES: tuple[Route, ...] = (list_agents, read_agent)
