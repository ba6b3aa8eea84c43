"""Agents: their name, team, phone, queues, and what they know."""

from typing import Annotated

from pydantic import Field

from ari_app.acd.model import MediaType
from ari_app.administration.things import BROWSER_PREFIX, Kind
from ari_app.storage.configuration import ConfiguredAgent
from ari_app.storage.rows.access import UserRow
from ari_app.storage.rows.setup import AgentRow
from workspace_web.api.lists import Column
from workspace_web.api.setup.resource import Kept, Resource, Seen, routes_of
from workspace_web.api.setup.spelling import Id, Level, LineId, Name
from workspace_web.wire import Shape

Units = Annotated[int, Field(ge=0, le=100)]


class AgentDraft(Shape):
    """An agent."""

    name: Name
    team: Id | None = None
    phone: LineId | None = Field(default=None, description="The phone that rings; null: the browser's.")
    skills: dict[Id, Level] = Field(default={}, description="The level of each skill, 1 to 10.")
    queues: tuple[Id, ...] = Field(default=(), description="The queues that they serve.")
    units: dict[MediaType, Units] = Field(
        default={}, description="What one piece of work costs them, where it is not as for everybody."
    )


class AgentSetUp(AgentDraft, Kept):
    """An agent, and who signs in as them."""

    users: tuple[str, ...] = Field(description="Names of the users who are this agent.")


def _thing(id: str, draft: AgentDraft, known: ConfiguredAgent | None) -> ConfiguredAgent:
    # Without a desk phone they go on with the softphone in the browser, which is nobody's to choose here.
    browser = "" if known is None or not known.row.endpoint.startswith(BROWSER_PREFIX) else known.row.endpoint
    units = {media_type.value: cost for media_type, cost in draft.units.items()}
    row = AgentRow(id, draft.name, draft.phone or browser, draft.team, units or None)
    return ConfiguredAgent(row, draft.skills, frozenset(draft.queues))


def _show(agent: ConfiguredAgent, seen: Seen) -> AgentSetUp:
    users = [user for user in seen.plan.of(Kind.USER).values() if isinstance(user, UserRow)]
    return AgentSetUp(
        name=agent.row.name,
        team=agent.row.team,
        phone=None if agent.row.endpoint.startswith(BROWSER_PREFIX) else agent.row.endpoint or None,
        skills=dict(sorted(agent.skills.items())),
        queues=tuple(sorted(agent.queues)),
        units=dict(agent.row.units or {}),
        users=tuple(user.name for user in users if user.agent == agent.row.id and user.disabled_at is None),
        **seen.kept,
    )


ROUTES = routes_of(
    Resource(
        kind=Kind.AGENT,
        one="agent",
        many="agents",
        read_scope="setup:read",
        write_scope="agents:write",
        id=Id,
        draft=AgentDraft,
        card=AgentSetUp,
        columns=(
            Column("name", lambda card: card.name),
            Column("id", lambda card: card.id),
            Column("team", lambda card: card.team),
            Column("skills", lambda card: [f"{skill}:{level}" for skill, level in card.skills.items()]),
            Column("queues", lambda card: card.queues),
            Column("phone", lambda card: card.phone),
            Column("users", lambda card: card.users),
        ),
        thing=_thing,
        show=_show,
    )
)
