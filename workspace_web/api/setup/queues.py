"""Queues: what they want of an agent, how long they ring, wrap up and wait, and what they promise."""

from typing import Annotated, Literal

from pydantic import Field

from ari_app.acd.model import AgentProfile, QueueProfile, Work, WrapUpMode
from ari_app.acd.skills import shortfalls
from ari_app.administration.things import Kind
from ari_app.storage.configuration import ConfiguredAgent
from ari_app.storage.rows.setup import QueueRow
from workspace_web.api.lists import Column
from workspace_web.api.setup.resource import Kept, Resource, Seen, routes_of
from workspace_web.api.setup.spelling import Id, Level, Name
from workspace_web.wire import Shape

Written = Literal["chat", "message", "email"]
Seconds = Annotated[float, Field(ge=1, le=30 * 24 * 3600)]


class QueueDraft(Shape):
    """A queue."""

    name: Name
    skills: dict[Id, Level] = Field(default={}, description="The least level wanted of each skill.")
    offer_timeout: float = Field(
        default=20.0, ge=5, le=120, description="Seconds that an agent's phone rings."
    )
    wrap_up_mode: WrapUpMode = WrapUpMode.TIMED
    wrap_up: float = Field(
        default=30.0, ge=0, le=3600, description="Seconds of wrap-up, for the timed modes."
    )
    wrap_up_codes: tuple[Id, ...] = Field(default=(), description="In the order that agents see; at most 15.")
    announce_every: float | None = Field(
        default=None, ge=15, le=600, description="Seconds between two words of the place in line; null: none."
    )
    record: bool = Field(default=True, description="Whether its conversations are recorded.")
    max_waiting: int | None = Field(
        default=None, ge=1, le=10_000, description="Whoever comes when so many wait is turned away."
    )
    service_level_seconds: float = Field(default=20.0, ge=1, le=3600, description="The promise: within this,")
    service_level_percent: float = Field(
        default=80.0, ge=1, le=100, description="so many per cent are answered."
    )
    calendar: Id | None = Field(default=None, description="Whoever comes outside these hours is turned away.")
    targets: dict[Written, Seconds] = Field(
        default={},
        description="Of what is written: seconds until a person has replied; the usual where none is said.",
    )


class Server(Shape):
    """An agent who serves the queue, and the skills that they lack for it."""

    id: str
    name: str
    lacks: tuple[str, ...]


class QueueSetUp(QueueDraft, Kept):
    """A queue, and who serves it."""

    agents: tuple[Server, ...]


def _thing(id: str, draft: QueueDraft, known: QueueRow | None) -> QueueRow:
    return QueueRow(
        id=id,
        name=draft.name,
        skills=draft.skills,
        offer_timeout=draft.offer_timeout,
        wrap_up=draft.wrap_up,
        announce_every=draft.announce_every,
        record=draft.record,
        max_waiting=draft.max_waiting,
        wrap_up_mode=draft.wrap_up_mode,
        service_level_seconds=draft.service_level_seconds,
        service_level_percent=draft.service_level_percent,
        calendar=draft.calendar,
        wrap_up_codes=list(draft.wrap_up_codes),
        targets={str(name): seconds for name, seconds in draft.targets.items()} or None,
    )


def _show(row: QueueRow, seen: Seen) -> QueueSetUp:
    return QueueSetUp(
        name=row.name,
        skills=dict(row.skills),
        offer_timeout=row.offer_timeout,
        wrap_up_mode=row.wrap_up_mode,
        wrap_up=row.wrap_up,
        wrap_up_codes=tuple(row.wrap_up_codes),
        announce_every=row.announce_every,
        record=row.record,
        max_waiting=row.max_waiting,
        service_level_seconds=row.service_level_seconds,
        service_level_percent=row.service_level_percent,
        calendar=row.calendar,
        targets=dict(row.targets or {}),
        agents=tuple(_serving(row, seen)),
        **seen.kept,
    )


def _serving(row: QueueRow, seen: Seen) -> list[Server]:
    queue = QueueProfile(row.id, dict(row.skills))
    anything = Work("", row.id, {}, 0, 0.0, 0)
    return [
        Server(
            id=agent.row.id,
            name=agent.row.name,
            lacks=tuple(
                lack.skill
                for lack in shortfalls(
                    AgentProfile(agent.row.id, agent.queues, dict(agent.skills)), queue, anything
                )
            ),
        )
        for agent in seen.plan.of(Kind.AGENT).values()
        if isinstance(agent, ConfiguredAgent) and row.id in agent.queues
    ]


ROUTES = routes_of(
    Resource(
        kind=Kind.QUEUE,
        one="queue",
        many="queues",
        read_scope="setup:read",
        write_scope="queues:write",
        id=Id,
        draft=QueueDraft,
        card=QueueSetUp,
        columns=(
            Column("name", lambda card: card.name),
            Column("id", lambda card: card.id),
            Column("skills", lambda card: [f"{skill}:{level}" for skill, level in card.skills.items()]),
            Column("agents", lambda card: len(card.agents), searched=False),
            Column("service_level_percent", lambda card: card.service_level_percent, searched=False),
            Column("service_level_seconds", lambda card: card.service_level_seconds, searched=False),
            Column("offer_timeout", lambda card: card.offer_timeout, searched=False),
            Column("wrap_up_mode", lambda card: card.wrap_up_mode.value),
            Column("wrap_up", lambda card: card.wrap_up, searched=False),
            Column("max_waiting", lambda card: card.max_waiting, searched=False),
            Column("calendar", lambda card: card.calendar),
            Column("record", lambda card: card.record, searched=False),
        ),
        thing=_thing,
        show=_show,
    )
)
