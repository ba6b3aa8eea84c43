"""The agents of the centre and where each stands."""

from typing import Literal

from pydantic import Field

from ari_app.acd.model import AgentState
from workspace_web.api.shapes import Listing, Remark, Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND, Problem
from workspace_web.route import Route, route
from workspace_web.views import agent_now, sees_agent
from workspace_web.wire import AgentCard, Shape, agent_card


class AgentList(Listing[AgentCard]):
    """All agents, by id."""


class AgentPath(Shape):
    agent: Word


class AgentWish(Shape):
    """The state that the agent is to be in."""

    state: Literal[AgentState.AVAILABLE, AgentState.AWAY, AgentState.SIGNED_OUT]
    reason: Remark = Field(
        default="", description="Why, for the agent and reports.", examples=["team meeting"]
    )


@route("GET", "/agents", scope="agents:read")
async def list_agents(ask: Ask) -> AgentList:
    """All agents, with their states."""
    centre = ask.services.centre
    seen = [status for status in centre.router.agents() if sees_agent(ask, status.profile.id)]
    return AgentList(items=tuple(agent_card(status, centre.catalogue) for status in seen))


@route("GET", "/agents/{agent}", scope="agents:read", problems=(NOT_FOUND,))
async def read_agent(ask: Ask, path: AgentPath) -> AgentCard:
    """One agent, with their state."""
    if not sees_agent(ask, path.agent):
        raise Problem(NOT_FOUND, f"There is no agent {path.agent!r}.")
    return agent_now(ask.services.centre, path.agent)


@route("PUT", "/agents/{agent}/state", scope="agents:act", problems=(NOT_FOUND, CONFLICT))
async def change_agent_state(ask: Ask, path: AgentPath, body: AgentWish) -> AgentCard:
    """Make an agent available, away or signed out.

    For supervisors. During an offer, a call or wrap-up it becomes the state that follows the work."""
    if not sees_agent(ask, path.agent):
        raise Problem(NOT_FOUND, f"There is no agent {path.agent!r}.")
    await ask.services.desk.set_state(path.agent, AgentState(body.state), body.reason)
    return agent_now(ask.services.centre, path.agent)


ROUTES: tuple[Route, ...] = (list_agents, read_agent, change_agent_state)
