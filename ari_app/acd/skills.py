"""The one rule of who can help whom, in plain words. `roster.py` answers the same question for all agents
at once, by bits; the tests hold the two together."""

from collections.abc import Mapping
from dataclasses import dataclass

from ari_app.acd.model import AgentProfile, QueueProfile, Work


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An agent's level of a skill (0: they do not have it) that is below the level wanted."""

    skill: str
    has: int
    wants: int


def wanted(queue: QueueProfile, skills: Mapping[str, int]) -> Mapping[str, int]:
    """What an interaction that brings `skills` to `queue` wants of an agent: the higher level of both.
    Level 0 wants nothing."""
    if not queue.skills and all(level > 0 for level in skills.values()):
        return skills
    both = {skill: max(level, skills.get(skill, 0)) for skill, level in queue.skills.items()}
    return {skill: level for skill, level in {**skills, **both}.items() if level > 0}


def shortfalls(agent: AgentProfile, queue: QueueProfile, work: Work) -> tuple[Shortfall, ...]:
    """The skills that the agent lacks for this work, in alphabetical order."""
    return tuple(
        Shortfall(skill, agent.skills.get(skill, 0), level)
        for skill, level in sorted(wanted(queue, work.skills).items())
        if agent.skills.get(skill, 0) < level
    )


def fits(agent: AgentProfile, queue: QueueProfile, work: Work) -> bool:
    """Whether it is for this agent; or, for no one in particular, the agent serves the queue and has every
    skill that work and queue want, at the level wanted or above."""
    if work.wanted is not None:
        return work.wanted == agent.id
    return queue.id in agent.queues and not shortfalls(agent, queue, work)
