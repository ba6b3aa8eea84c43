"""Broadcasts: words of supervisors: to an agent, to a team, to all who serve a queue."""

from http import HTTPStatus
from typing import Annotated

from pydantic import Field, StringConstraints

from ari_app.storage.choices import Recipients
from ari_app.storage.rows.supervision import BroadcastRow
from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND, Problem
from workspace_web.route import Route, route
from workspace_web.views import sees_agent
from workspace_web.wire import Epoch, Shape

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class NewBroadcast(Shape):
    """What is to be said."""

    text: Text = Field(examples=["Great call! Please take a break at eleven."])


class Reader(Shape):
    """Who gets a broadcast, and when they read it."""

    agent: str
    read_at: Epoch | None


class SentBroadcast(Shape):
    """A broadcast, and who has read it."""

    id: str
    sender: str
    recipients: Recipients
    recipients_id: str = Field(description="The agent, team or queue.")
    text: str
    sent_at: Epoch
    readers: tuple[Reader, ...]


class SentBroadcasts(Listing[SentBroadcast]):
    """Broadcasts, newest first."""


class BroadcastQuery(Shape):
    limit: int = Field(default=50, ge=1, le=200)


class ToAgent(Shape):
    agent: Word


class ToTeam(Shape):
    team: Word


class ToQueue(Shape):
    queue: Word


class BroadcastPath(Shape):
    broadcast: Word


@route("GET", "/broadcasts", scope="broadcasts:read")
async def list_broadcasts(ask: Ask, query: BroadcastQuery) -> SentBroadcasts:
    """Broadcasts to agents whom I see, and who has read them when."""
    sent = await ask.services.supervision.broadcasts.last(query.limit)
    cards = [_card(one.row, {of.agent: of.read_at for of in one.deliveries}) for one in sent]
    return SentBroadcasts(
        items=tuple(card for card in cards if all(sees_agent(ask, reader.agent) for reader in card.readers))
    )


@route(
    "POST",
    "/agents/{agent}/broadcasts",
    scope="broadcasts:act",
    problems=(NOT_FOUND,),
    status=HTTPStatus.CREATED,
)
async def broadcast_to_agent(ask: Ask, path: ToAgent, body: NewBroadcast) -> SentBroadcast:
    """Say something to an agent.

    It stands on their screen until they have read it."""
    if path.agent not in ask.services.centre.catalogue.agents or not sees_agent(ask, path.agent):
        raise Problem(NOT_FOUND, f"There is no agent {path.agent!r}.")
    return await _send(ask, (Recipients.AGENT, path.agent), {path.agent}, body.text)


@route(
    "POST",
    "/teams/{team}/broadcasts",
    scope="broadcasts:act",
    problems=(NOT_FOUND,),
    status=HTTPStatus.CREATED,
)
async def broadcast_to_team(ask: Ask, path: ToTeam, body: NewBroadcast) -> SentBroadcast:
    """Say something to all of a team whom I see."""
    agents = ask.services.centre.catalogue.agents
    team = {id for id, agent in agents.items() if agent.team == path.team and sees_agent(ask, id)}
    if not team:
        raise Problem(NOT_FOUND, f"There is nobody in the team {path.team!r}.")
    return await _send(ask, (Recipients.TEAM, path.team), team, body.text)


@route(
    "POST",
    "/queues/{queue}/broadcasts",
    scope="broadcasts:act",
    problems=(NOT_FOUND, CONFLICT),
    status=HTTPStatus.CREATED,
)
async def broadcast_to_queue(ask: Ask, path: ToQueue, body: NewBroadcast) -> SentBroadcast:
    """Say something to all who serve a queue and whom I see."""
    catalogue = ask.services.centre.catalogue
    if path.queue not in catalogue.queues or not ask.caller.sees_queue(path.queue):
        raise Problem(NOT_FOUND, f"There is no queue {path.queue!r}.")
    agents = catalogue.agents.items()
    serving = {id for id, agent in agents if path.queue in agent.profile.queues and sees_agent(ask, id)}
    if not serving:
        raise Problem(CONFLICT, f"Nobody serves the queue {path.queue!r}: assign agents to it first.")
    return await _send(ask, (Recipients.QUEUE, path.queue), serving, body.text)


@route("POST", "/me/broadcasts/{broadcast}/read", scope="me:act", problems=(NOT_FOUND,))
async def read_broadcast(ask: Ask, path: BroadcastPath) -> None:
    """I have read it."""
    if not await ask.services.supervision.broadcasts.read(ask.agent, path.broadcast):
        raise Problem(NOT_FOUND, f"You have no unread broadcast {path.broadcast!r}.")


async def _send(ask: Ask, to: tuple[Recipients, str], agents: set[str], text: str) -> SentBroadcast:
    sender = (ask.caller.user, ask.caller.name)
    row = await ask.services.supervision.broadcasts.send(sender, to, agents, text)
    return _card(row, dict.fromkeys(sorted(agents)))


def _card(row: BroadcastRow, readers: dict[str, float | None]) -> SentBroadcast:
    return SentBroadcast(
        id=row.id,
        sender=row.sender_name,
        recipients=row.recipients,
        recipients_id=row.recipients_id,
        text=row.text,
        sent_at=row.sent_at,
        readers=tuple(Reader(agent=agent, read_at=at) for agent, at in readers.items()),
    )


ROUTES: tuple[Route, ...] = (
    list_broadcasts,
    broadcast_to_agent,
    broadcast_to_team,
    broadcast_to_queue,
    read_broadcast,
)
