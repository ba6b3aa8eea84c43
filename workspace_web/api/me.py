"""Who I am, where I stand, and what I ask for as an agent."""

from enum import StrEnum

from pydantic import Field

from ari_app.access.rules import SCOPES
from ari_app.acd.model import AgentState
from ari_app.storage.choices import Role
from workspace_web.api.shapes import Remark
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND
from workspace_web.route import Route, route
from workspace_web.views import agent_now, interaction_for, offer_to
from workspace_web.wire import AgentCard, InteractionCard, OfferCard, Shape, involved


class Me(Shape):
    """The caller of the API, and the agent that they are."""

    user: str
    role: Role
    scopes: tuple[str, ...] = Field(description="What this token may do.")
    agent: AgentCard | None = Field(description="None for a user who is no agent.")
    interaction: InteractionCard | None = Field(
        description="What the agent talks to now, or takes part in (see `parties`)."
    )
    offer: OfferCard | None = Field(description="What the agent is asked to take now.")


class Wish(StrEnum):
    """The states that one can ask for; the others come of work."""

    AVAILABLE = AgentState.AVAILABLE
    AWAY = AgentState.AWAY
    SIGNED_OUT = AgentState.SIGNED_OUT


class WantedState(Shape):
    """The state to be in."""

    state: Wish
    reason: Remark = Field(default="", description="Why, for supervisors and reports.", examples=["lunch"])


@route("GET", "/me", scope="me:read")
async def read_me(ask: Ask) -> Me:
    """Who I am and where I stand.

    My role and scopes, and, for an agent, their state, the interaction they talk to and the offer they are
    asked to take."""
    centre, caller = ask.services.centre, ask.caller
    card = None if caller.agent is None else agent_now(centre, caller.agent)
    held = None if card is None else centre.interactions.get(card.interaction or "")
    return Me(
        user=caller.name,
        role=caller.role,
        scopes=tuple(sorted(SCOPES[caller.role])),
        agent=card,
        interaction=None
        if held is None or caller.agent not in involved(held)
        else interaction_for(ask, held),
        offer=None if caller.agent is None else offer_to(centre, caller.agent),
    )


@route("PUT", "/me/state", scope="me:act", problems=(NOT_FOUND, CONFLICT))
async def change_state(ask: Ask, body: WantedState) -> AgentCard:
    """Be available, away or signed out.

    During an offer, a call or wrap-up it becomes the state that follows the work (`next_state`); available
    during wrap-up ends the wrap-up. Asking for the state one is in changes nothing."""
    await ask.services.desk.set_state(ask.agent, AgentState(body.state), body.reason)
    return agent_now(ask.services.centre, ask.agent)


ROUTES: tuple[Route, ...] = (read_me, change_state)
