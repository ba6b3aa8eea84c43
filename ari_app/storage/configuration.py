"""What the centre is set up with: agents with their skills and queues, queues, numbers, flows, opening hours; and
how a running centre is told that it changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from sqlalchemy import bindparam, delete, func, select, update

from ari_app.storage import calendars, settings
from ari_app.storage.outbox import posted
from ari_app.storage.reader import Reader
from ari_app.storage.rows.setup import (
    AgentQueueRow,
    AgentRow,
    AgentSkillRow,
    CalendarRow,
    FlowRow,
    NumberRow,
    QueueRow,
    SkillRow,
)
from ari_app.storage.statement import Statement, Write, adding, upserting
from ari_app.storage.tables.setup import agent, agent_queue, agent_skill, flow, number, queue, skill
from ari_app.storage.tables.spine import agent_state


@dataclass(frozen=True, slots=True)
class ConfiguredAgent:
    """An agent, the level of each skill, and the queues they serve."""

    row: AgentRow
    skills: Mapping[str, int]
    queues: frozenset[str]


@dataclass(frozen=True, slots=True)
class Configuration:
    """`flows` holds the published version of each flow that has one; `numbers` maps a number to a flow's
    id."""

    agents: tuple[ConfiguredAgent, ...]
    skills: tuple[SkillRow, ...]
    queues: tuple[QueueRow, ...]
    numbers: Mapping[str, str]
    flows: tuple[FlowRow, ...]
    calendars: tuple[CalendarRow, ...]
    settings: settings.Changeable


CHANGED = "configuration"
"""Outbox topic: somebody changed what the centre is set up with."""

_AGENT = upserting(agent)
_AGENT_SKILL = upserting(agent_skill)
_AGENT_QUEUE = adding(agent_queue)
_SKILL = upserting(skill)
_QUEUE = upserting(queue)
_NUMBER = upserting(number)
_FLOW = adding(flow)
_PUBLISH = Statement(
    "publish flow",
    update(flow)
    .where(flow.c.id == bindparam("this"), flow.c.version == bindparam("this_version"))
    .values(published_at=bindparam("published_at")),
)
_REMOVE_AGENT = Statement("remove agent", delete(agent).where(agent.c.id == bindparam("this")))
_RINGS_AT = Statement(
    "agent rings at",
    update(agent).where(agent.c.id == bindparam("this")).values(endpoint=bindparam("at_endpoint")),
)
_FORGET_STATE = Statement(
    "forget agent state", delete(agent_state).where(agent_state.c.agent == bindparam("this"))
)
_FORGET_SKILLS = Statement(
    "forget skills", delete(agent_skill).where(agent_skill.c.agent == bindparam("this"))
)
_FORGET_QUEUES = Statement(
    "forget queues", delete(agent_queue).where(agent_queue.c.agent == bindparam("this"))
)
_REMOVE_SKILL = Statement("remove skill", delete(skill).where(skill.c.id == bindparam("this")))
_REMOVE_QUEUE = Statement("remove queue", delete(queue).where(queue.c.id == bindparam("this")))
_REMOVE_NUMBER = Statement("remove number", delete(number).where(number.c.number == bindparam("this")))

_queue_values = attrgetter(*_QUEUE.names)
_flow_values = attrgetter(*_FLOW.names)


def agent_set(row: AgentRow, skills: Mapping[str, int], queues: Iterable[str]) -> list[Write]:
    """A new agent, or a known one as they are from now on. The skills and queues must be there."""
    return [
        _AGENT.write_named(id=row.id, name=row.name, endpoint=row.endpoint, team=row.team, units=row.units),
        _FORGET_SKILLS.write_named(this=row.id),
        _FORGET_QUEUES.write_named(this=row.id),
        *(_AGENT_SKILL.write_named(agent=row.id, skill=id, level=level) for id, level in skills.items()),
        *(_AGENT_QUEUE.write_named(agent=row.id, queue=id) for id in sorted(set(queues))),
    ]


def agent_rings_at(id: str, endpoint: str) -> Write:
    """Another of their phones rings from now on; refused when there is no such agent."""
    return _RINGS_AT.write_named(1, this=id, at_endpoint=endpoint)


def agent_removed(id: str) -> list[Write]:
    """With their skills, queues and state; refused when there is no such agent."""
    return [_REMOVE_AGENT.write_named(1, this=id), _FORGET_STATE.write_named(this=id)]


def skill_set(row: SkillRow) -> Write:
    return _SKILL.write_named(id=row.id, name=row.name)


def skill_removed(id: str) -> Write:
    """Agents lose it; refused when there is no such skill."""
    return _REMOVE_SKILL.write_named(1, this=id)


def queue_set(row: QueueRow) -> Write:
    return _QUEUE.write(_queue_values(row))


def queue_removed(id: str) -> Write:
    """Agents no longer serve it; refused when there is no such queue."""
    return _REMOVE_QUEUE.write_named(1, this=id)


def number_set(row: NumberRow) -> Write:
    return _NUMBER.write_named(number=row.number, flow=row.flow)


def number_removed(number: str) -> Write:
    """Refused when there is no such number."""
    return _REMOVE_NUMBER.write_named(1, this=number)


def flow_added(row: FlowRow) -> Write:
    """A new version of a flow; one that is there already stays as it is, for a version never changes."""
    return _FLOW.write(_flow_values(row))


def flow_published(id: str, version: str, at: float) -> Write:
    """This version answers from now on; refused when there is no such version."""
    return _PUBLISH.write_named(1, this=id, this_version=version, published_at=at)


def told(by: str, at: float) -> Write:
    """A running centre takes it up when this is committed; one that is away, when it is back."""
    return posted(CHANGED, by, {}, at)


async def agent_row(reader: Reader, id: str) -> AgentRow | None:
    return await reader.first(select(agent).where(agent.c.id == id), AgentRow)


async def read(reader: Reader) -> Configuration:
    """Everything but the endpoints (`endpoints.py`), each list in the order of its ids."""
    skill_rows = await reader.all(select(agent_skill).order_by(agent_skill.c.skill), AgentSkillRow)
    queue_rows = await reader.all(select(agent_queue), AgentQueueRow)
    number_rows = await reader.all(select(number).order_by(number.c.number), NumberRow)
    return Configuration(
        agents=tuple(
            ConfiguredAgent(
                row,
                {has.skill: has.level for has in skill_rows if has.agent == row.id},
                frozenset(serves.queue for serves in queue_rows if serves.agent == row.id),
            )
            for row in await reader.all(select(agent).order_by(agent.c.id), AgentRow)
        ),
        skills=tuple(await reader.all(select(skill).order_by(skill.c.id), SkillRow)),
        queues=tuple(await reader.all(select(queue).order_by(queue.c.id), QueueRow)),
        numbers={row.number: row.flow for row in number_rows},
        flows=tuple(await published_flows(reader)),
        calendars=tuple(await calendars.every(reader)),
        settings=await settings.read(reader),
    )


async def published_flows(reader: Reader) -> list[FlowRow]:
    """The version of each flow that answers: the one published last."""
    newest = (
        select(flow.c.id, func.max(flow.c.published_at).label("published_at"))
        .group_by(flow.c.id)
        .having(func.max(flow.c.published_at).is_not(None))
        .subquery()
    )
    joined = flow.join(newest, (flow.c.id == newest.c.id) & (flow.c.published_at == newest.c.published_at))
    query = select(flow).select_from(joined).order_by(flow.c.id, flow.c.version)
    rows = await reader.all(query, FlowRow)
    return list({row.id: row for row in rows}.values())  # two at the same instant: one of them


async def versions(reader: Reader, id: str) -> list[FlowRow]:
    """Every version of one flow, published last first, drafts at the end."""
    last_first = flow.c.published_at.desc().nulls_last()
    return await reader.all(select(flow).where(flow.c.id == id).order_by(last_first, flow.c.version), FlowRow)
