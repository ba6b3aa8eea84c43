"""Why does this one wait? For supervisors and the API: who is ahead, and what every agent of the queue
lacks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ari_app.acd.model import AgentState, QueueProfile, Work
from ari_app.acd.skills import Shortfall, shortfalls, wanted
from ari_app.acd.views import AgentStatus


class Why(StrEnum):
    """The one reason that matters most, in the order in which they are looked for."""

    RINGS = "rings"
    QUEUE_UNKNOWN = "queue_unknown"
    FOR_ONE_AGENT = "for_one_agent"
    NOBODY_SERVES = "nobody_serves"
    NOBODY_SKILLED = "nobody_skilled"
    NOBODY_HERE = "nobody_here"
    ALL_BUSY = "all_busy"
    HELD = "held"


_SENTENCES: Mapping[Why, str] = {
    Why.RINGS: "It rings an agent right now.",
    Why.QUEUE_UNKNOWN: "Its queue is not configured, so nobody may take it: create the queue or move it.",
    Why.FOR_ONE_AGENT: "It is for one agent, who is not free yet; when they do not come in time anyone of the queue "
    "may take it.",
    Why.NOBODY_SERVES: "No agent serves this queue: assign agents to it.",
    Why.NOBODY_SKILLED: "No agent of this queue has every skill wanted: train, assign or ask for less.",
    Why.NOBODY_HERE: "The agents who could take it are all signed out, away or not responding.",
    Why.ALL_BUSY: "The agents who could take it are all at work: the next one free gets it, in its turn.",
    Why.HELD: "Routing is being restored after a restart and begins in a moment.",
}

_AT_WORK = frozenset({AgentState.OFFERED, AgentState.BUSY, AgentState.WRAP_UP})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent of the queue: what they lack for this interaction, where they stand (seconds
    `for_seconds`), and with what."""

    agent: str
    shortfalls: tuple[Shortfall, ...]
    state: AgentState
    reason: str
    for_seconds: float
    busy_with: str | None

    @property
    def fits(self) -> bool:
        return not self.shortfalls


@dataclass(frozen=True, slots=True)
class Explanation:
    """`ahead`: who goes before it in its queue, the next to go first; `candidates`: those who could take
    it come first. `wanted_agent`: it is for them alone until `wanted_until`."""

    interaction: str
    queue: str
    why: Why
    waited: float
    wanted: Mapping[str, int]
    ahead: tuple[str, ...]
    offered_to: str | None
    candidates: tuple[Candidate, ...]
    wanted_agent: str | None = None
    wanted_until: float | None = None

    @property
    def summary(self) -> str:
        return _SENTENCES[self.why]


def explain(
    work: Work,
    queue: QueueProfile | None,
    *,
    agents: Iterable[AgentStatus],
    ahead: Sequence[str],
    offered_to: str | None,
    now: float,
) -> Explanation:
    """Put together what is known of the work, its queue (None: not configured) and the agents."""
    candidates: list[Candidate] = []
    if queue is not None:
        candidates = [
            _candidate(agent, queue, work, now)
            for agent in agents
            if (work.wanted == agent.id if work.wanted is not None else queue.id in agent.profile.queues)
        ]
        candidates.sort(key=lambda candidate: (len(candidate.shortfalls), candidate.agent))
    return Explanation(
        interaction=work.interaction,
        queue=work.queue,
        why=_why(queue, candidates, offered_to, work.wanted),
        waited=max(0.0, now - work.since),
        wanted=work.skills if queue is None else wanted(queue, work.skills),
        ahead=tuple(ahead),
        offered_to=offered_to,
        candidates=tuple(candidates),
        wanted_agent=work.wanted,
        wanted_until=work.wanted_until,
    )


def _candidate(agent: AgentStatus, queue: QueueProfile, work: Work, now: float) -> Candidate:
    return Candidate(
        agent=agent.id,
        shortfalls=() if work.wanted is not None else shortfalls(agent.profile, queue, work),
        state=agent.state,
        reason=agent.reason,
        for_seconds=max(0.0, now - agent.since),
        busy_with=agent.interaction,
    )


def _why(
    queue: QueueProfile | None, candidates: Sequence[Candidate], offered_to: str | None, wanted: str | None
) -> Why:
    if offered_to is not None:
        return Why.RINGS
    if queue is None:
        return Why.QUEUE_UNKNOWN
    if wanted is not None and AgentState.AVAILABLE not in {candidate.state for candidate in candidates}:
        return Why.FOR_ONE_AGENT
    if not candidates:
        return Why.NOBODY_SERVES
    states = {candidate.state for candidate in candidates if candidate.fits}
    if not states:
        return Why.NOBODY_SKILLED
    if AgentState.AVAILABLE in states:
        return Why.HELD
    return Why.ALL_BUSY if states & _AT_WORK else Why.NOBODY_HERE
