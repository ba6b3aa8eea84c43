"""Interactions, live and over: found, read, followed through their events, explained, ended."""

from collections.abc import Iterable
from enum import StrEnum
from http import HTTPStatus
from typing import Any, assert_never

from pydantic import Field

from ari_app.acd.capacity import AtCap, Full, InCall, Obstacle, SetAside
from ari_app.acd.explanation import Why
from ari_app.acd.model import AgentState, InteractionState, MediaType
from ari_app.conversation.journal import from_row
from ari_app.conversation.log import InteractionPutFirst, kind_of
from ari_app.storage import customers, events, pages, recordings, threads
from ari_app.storage.rows.channels import ThreadRow
from ari_app.storage.rows.spine import InteractionRow
from workspace_web.api.shapes import Listing, Page, Paging, Word
from workspace_web.ask import Ask
from workspace_web.paging import after_of, cursor_of
from workspace_web.problems import CONFLICT, NOT_FOUND, Problem
from workspace_web.route import Route, route
from workspace_web.sight import seen, seen_interaction
from workspace_web.views import sees_agent
from workspace_web.wire import Epoch, InteractionCard, RecordingCard, Shape, interaction_card

PUT_FIRST = kind_of(InteractionPutFirst)
AHEAD = 100  # who was put first is among the first


class InteractionPath(Shape):
    interaction: Word


class InteractionQuery(Paging):
    """Which interactions; every field narrows."""

    state: tuple[InteractionState, ...] = Field(
        default=(), description="In one of these states; may come several times."
    )
    queue: Word | None = None
    agent: Word | None = None
    caller: Word | None = Field(default=None, description="The number that called.")
    called: Word | None = Field(default=None, description="The number that was called.")
    start: Epoch | None = Field(default=None, description="Created at this time or later.")
    end: Epoch | None = Field(default=None, description="Created before this time.")
    sort: pages.Sort = Field(
        default=pages.Sort.CREATED_AT, description="Interactions that have no such time are left out."
    )
    descending: bool = True


class InteractionPage(Page[InteractionCard]):
    """Some interactions, in the order asked for."""


class EventCard(Shape):
    """One event of the append-only log; `data` depends on `kind`."""

    seq: int
    at: Epoch
    kind: str = Field(examples=["interaction_queued"])
    interaction: str | None
    agent: str | None
    queue: str | None
    data: dict[str, Any]


class EventList(Listing[EventCard]):
    """All events of an interaction, in order."""


class RecordingList(Listing[RecordingCard]):
    """The recordings of an interaction, oldest first."""


class Lack(Shape):
    """A skill that an agent lacks: their level, and the level wanted."""

    skill: str
    has: int
    wants: int


class ObstacleKind(StrEnum):
    """Why it is more than an agent may have in hand now."""

    IN_CALL = "in_call"
    SET_ASIDE = "set_aside"
    FULL = "full"
    AT_CAP = "at_cap"


class ObstacleCard(Shape):
    """What an agent has in hand, and how it is in the way."""

    kind: ObstacleKind
    media_type: MediaType | None = Field(
        default=None, description="full: of this; set_aside: what goes before it."
    )
    label: str | None = Field(default=None, description="at_cap: of this label.")
    has: int | None = Field(default=None, description="full, at_cap: they have so many in hand,")
    most: int | None = Field(default=None, description="of so many that they may have.")
    units: int | None = Field(
        default=None, description="full: what they have in hand takes so much of their capacity,"
    )
    total: int | None = Field(default=None, description="which is so much.")


class CandidateCard(Shape):
    """An agent of the queue, and what keeps them from taking this one; with an empty `lacks` they could, and with empty
    `obstacles` at once."""

    agent: str
    state: AgentState
    reason: str
    for_seconds: float = Field(description="In this state for so long.")
    busy_with: str | None
    lacks: tuple[Lack, ...]
    obstacles: tuple[ObstacleCard, ...]


class PutFirst(Shape):
    """Somebody has put it before the others of its queue."""

    interaction: str
    by: str
    at: Epoch


class ExplanationCard(Shape):
    """Why an interaction waits, at the moment of asking."""

    interaction: str
    queue: str
    why: Why
    summary: str
    waited: float = Field(description="Seconds.")
    wanted: dict[str, int] = Field(description="Level wanted of each skill.")
    ahead: tuple[str, ...] = Field(description="Who goes before it in its queue, the next to go first.")
    put_first: tuple[PutFirst, ...] = Field(
        description="Who of these, or it itself, goes before others because a person put it first; the last such word."
    )
    offered_to: str | None
    candidates: tuple[CandidateCard, ...] = Field(description="Those who could take it come first.")


@route("GET", "/interactions", scope="interactions:read")
async def list_interactions(ask: Ask, query: InteractionQuery) -> InteractionPage:
    """Find interactions, page by page.

    A page begins where the one before ended, so that what arrives meanwhile neither repeats nor hides one."""
    wanted = pages.Wanted(
        states=query.state,
        queue=query.queue,
        agent=query.agent,
        caller=query.caller,
        called=query.called,
        start=query.start,
        end=query.end,
        seen=seen(ask),
    )
    order = pages.Order(query.sort, query.descending, after_of(query.cursor))
    # One more than asked for, to know whether there is more.
    rows = await pages.page(ask.services.reader, wanted, order, query.limit + 1)
    shown = rows[: query.limit]
    whose = await customers.of_interactions(ask.services.reader, [row.id for row in shown])
    known = await _threads(ask, shown)
    more = len(rows) > len(shown)
    return InteractionPage(
        items=tuple(
            interaction_card(
                from_row(row), whose.get(row.id), ask.services.centre.catalogue, known.get(row.thread or "")
            )
            for row in shown
        ),
        next=cursor_of(getattr(shown[-1], query.sort.value), shown[-1].id) if more else None,
    )


@route("GET", "/interactions/{interaction}", scope="interactions:read", problems=(NOT_FOUND,))
async def read_interaction(ask: Ask, path: InteractionPath) -> InteractionCard:
    """One interaction, live or over."""
    row = await seen_interaction(ask, path.interaction)
    whose = await customers.of_interactions(ask.services.reader, [row.id])
    known = await _threads(ask, [row])
    return interaction_card(
        from_row(row), whose.get(row.id), ask.services.centre.catalogue, known.get(row.thread or "")
    )


@route("GET", "/interactions/{interaction}/events", scope="events:read", problems=(NOT_FOUND,))
async def list_events(ask: Ask, path: InteractionPath) -> EventList:
    """All that happened to an interaction, in order."""
    await seen_interaction(ask, path.interaction)
    rows = await events.of_interaction(ask.services.reader, path.interaction)
    return EventList(
        items=tuple(
            EventCard(
                seq=row.seq,
                at=row.at,
                kind=row.kind,
                interaction=row.interaction,
                agent=row.agent,
                queue=row.queue,
                data=dict(row.data),
            )
            for row in rows
        )
    )


@route("GET", "/interactions/{interaction}/recordings", scope="recordings:read", problems=(NOT_FOUND,))
async def list_recordings(ask: Ask, path: InteractionPath) -> RecordingList:
    """The recordings of an interaction, which may be none."""
    await seen_interaction(ask, path.interaction)
    rows = await recordings.of_interaction(ask.services.reader, path.interaction)
    return RecordingList(items=tuple(RecordingCard.of(row) for row in rows))


@route(
    "GET",
    "/interactions/{interaction}/explanation",
    scope="interactions:read",
    problems=(NOT_FOUND, CONFLICT),
)
async def explain_interaction(ask: Ask, path: InteractionPath) -> ExplanationCard:
    """Why an interaction waits.

    Who is ahead of it, and what every agent of the queue (whom you see) lacks to take it now."""
    await seen_interaction(ask, path.interaction)
    centre = ask.services.centre
    found = centre.router.explain(path.interaction, centre.clock.now())
    if found is None:
        raise Problem(CONFLICT, f"The interaction {path.interaction!r} does not wait: read it for its state.")
    words = await events.last_of(ask.services.reader, PUT_FIRST, [found.interaction, *found.ahead[:AHEAD]])
    return ExplanationCard(
        interaction=found.interaction,
        queue=found.queue,
        why=found.why,
        summary=found.summary,
        waited=found.waited,
        wanted=dict(found.wanted),
        ahead=found.ahead,
        put_first=tuple(
            PutFirst(interaction=row.interaction or "", by=row.data["by"], at=row.at) for row in words
        ),
        offered_to=found.offered_to if found.offered_to and sees_agent(ask, found.offered_to) else None,
        candidates=tuple(
            CandidateCard(
                agent=candidate.agent,
                state=candidate.state,
                reason=candidate.reason,
                for_seconds=candidate.for_seconds,
                busy_with=candidate.busy_with,
                lacks=tuple(
                    Lack(skill=lack.skill, has=lack.has, wants=lack.wants) for lack in candidate.shortfalls
                ),
                obstacles=tuple(map(obstacle_card, candidate.obstacles)),
            )
            for candidate in found.candidates
            if sees_agent(ask, candidate.agent)
        ),
    )


def obstacle_card(obstacle: Obstacle) -> ObstacleCard:
    match obstacle:
        case InCall():
            return ObstacleCard(kind=ObstacleKind.IN_CALL)
        case SetAside(by):
            return ObstacleCard(kind=ObstacleKind.SET_ASIDE, media_type=by)
        case Full(used, _, total, has, most, media_type):
            return ObstacleCard(
                kind=ObstacleKind.FULL, media_type=media_type, has=has, most=most, units=used, total=total
            )
        case AtCap(label, has, most):
            return ObstacleCard(kind=ObstacleKind.AT_CAP, label=label, has=has, most=most)
        case _:
            assert_never(obstacle)


@route(
    "POST",
    "/interactions/{interaction}/end",
    scope="me:act",
    problems=(NOT_FOUND, CONFLICT),
    status=HTTPStatus.ACCEPTED,
)
async def end_interaction(ask: Ask, path: InteractionPath) -> None:
    """Hang up the conversation that I am in.

    Accepted means that Asterisk is asked to; the interaction is over when it says so, a moment later."""
    await ask.services.desk.end(ask.agent, path.interaction)


async def _threads(ask: Ask, rows: Iterable[InteractionRow]) -> dict[str, ThreadRow]:
    """Those that are written in, by id."""
    wanted = {row.thread for row in rows if row.thread is not None}
    return {row.id: row for row in await threads.several(ask.services.reader, wanted)} if wanted else {}


ROUTES: tuple[Route, ...] = (
    list_interactions,
    read_interaction,
    list_events,
    list_recordings,
    explain_interaction,
    end_interaction,
)
