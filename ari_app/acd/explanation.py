"""Why does this one wait? For supervisors and the API: who is ahead, and what every agent of the queue
lacks: skills, presence, or hands that are free."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from ari_app.acd import capacity as capacities
from ari_app.acd.capacity import AtCap, Full, InCall, Obstacle, SetAside
from ari_app.acd.model import AgentState, Capacity, MediaType, QueueProfile, Work
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
    ALL_FULL = "all_full"
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
    Why.ALL_FULL: "The agents who could take it have as much in hand as they may: the next with room for it gets it, in "
    "its turn.",
    Why.ALL_BUSY: "The agents who could take it are all at work: the next one free gets it, in its turn.",
    Why.HELD: "Routing is being restored after a restart and begins in a moment.",
}

_AT_WORK = frozenset({AgentState.OFFERED, AgentState.BUSY, AgentState.WRAP_UP})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent of the queue: what they lack for this interaction, where they stand (seconds
    `for_seconds`), and with what. `obstacles`: why it is more than they may have in hand now."""

    agent: str
    shortfalls: tuple[Shortfall, ...]
    state: AgentState
    reason: str
    for_seconds: float
    busy_with: str | None
    obstacles: tuple[Obstacle, ...] = ()
    takes_more: bool = False
    """They stand available apart from work, and nothing rings them."""

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
        sentence = _SENTENCES[self.why]
        return sentence if self.why is not Why.ALL_FULL else f"{sentence} {self._in_the_way()}"

    def _in_the_way(self) -> str:
        """What is in the way of how many, what is in the way of most first."""
        counted = Counter(
            _words(obstacle)
            for candidate in self.candidates
            if candidate.fits and candidate.takes_more
            for obstacle in candidate.obstacles[:1]
        )
        return " ".join(f"{count} {words}." for words, count in counted.most_common())


_PLURAL: Mapping[MediaType, str] = {
    MediaType.CALL: "calls",
    MediaType.CHAT: "chats",
    MediaType.MESSAGE: "messages",
    MediaType.EMAIL: "e-mails",
}


def _words(obstacle: Obstacle) -> str:
    match obstacle:
        case InCall():
            return "in a call"
        case SetAside(by):
            return f"at work on {_PLURAL[by]}, which go before it"
        case Full(used, _, total, has, most) if has < most:
            return f"with {used} of {total} units in use"
        case Full(media_type=media_type, has=has, most=most):
            return f"full: {has} {_PLURAL[media_type]} of {most}"
        case AtCap(label, has, most):
            return f"at the cap of the label {label}: {has} of {most}"
        case _:
            assert_never(obstacle)


def explain(
    work: Work,
    queue: QueueProfile | None,
    *,
    agents: Iterable[AgentStatus],
    ahead: Sequence[str],
    offered_to: str | None,
    capacity: Capacity,
    now: float,
) -> Explanation:
    """Put together what is known of the work, its queue (None: not configured) and the agents."""
    candidates: list[Candidate] = []
    if queue is not None:
        candidates = [
            _candidate(agent, queue, work, capacity, now)
            for agent in agents
            if (work.wanted == agent.id if work.wanted is not None else queue.id in agent.profile.queues)
        ]
        candidates.sort(
            key=lambda candidate: (len(candidate.shortfalls), len(candidate.obstacles), candidate.agent)
        )
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


def _candidate(
    agent: AgentStatus, queue: QueueProfile, work: Work, capacity: Capacity, now: float
) -> Candidate:
    return Candidate(
        agent=agent.id,
        shortfalls=() if work.wanted is not None else shortfalls(agent.profile, queue, work),
        state=agent.state,
        reason=agent.reason,
        for_seconds=max(0.0, now - agent.since),
        busy_with=agent.interaction,
        obstacles=capacities.obstacles(capacity, agent.profile, agent.holds, work),
        takes_more=agent.offer is None and agent.stands is AgentState.AVAILABLE,
    )


def _why(
    queue: QueueProfile | None, candidates: Sequence[Candidate], offered_to: str | None, wanted: str | None
) -> Why:
    if offered_to is not None:
        return Why.RINGS
    if queue is None:
        return Why.QUEUE_UNKNOWN
    fitting = [candidate for candidate in candidates if candidate.fits]
    taking = [candidate for candidate in fitting if candidate.takes_more]
    free = any(not candidate.obstacles for candidate in taking)
    if wanted is not None and not free:
        return Why.FOR_ONE_AGENT
    if not candidates:
        return Why.NOBODY_SERVES
    if not fitting:
        return Why.NOBODY_SKILLED
    if free:
        return Why.HELD
    if any(InCall() not in candidate.obstacles for candidate in taking):
        return Why.ALL_FULL
    return Why.ALL_BUSY if any(candidate.state in _AT_WORK for candidate in fitting) else Why.NOBODY_HERE
