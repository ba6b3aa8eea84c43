"""The figures of the agents of one day, folded from the log of events. Pure.

Time is counted by the states of the log: an agent who is busy talks or has their customer on hold. *Handled* are the
interactions that the agent was connected to, each once; *handle time* is what they were busy and wrapping up for, for each
of them; *missed* are offers that rang out or could not reach their phone.
"""

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final

from ari_app.acd.model import AgentState, OfferState
from ari_app.analytics.figures import bounds_of_day
from ari_app.conversation import log

COUNTED: Final[tuple[type[log.LogEvent], ...]] = (
    log.AgentStateChanged,
    log.InteractionConnected,
    log.OfferClosed,
    log.CallHeld,
    log.CallResumed,
)
"""What is looked at; all else changes no figure."""

_MISSED = frozenset({OfferState.EXPIRED.value, OfferState.FAILED.value})


@dataclass(frozen=True, slots=True)
class AgentDay:
    """An agent's figures of a day, up to the moment they were asked for. Seconds; `average_handle` is None before the
    first interaction."""

    handled: int
    missed: int
    declined: int
    average_handle: float | None
    talk: float
    hold: float
    wrap_up: float
    available: float
    away: float


@dataclass(slots=True)
class _Agent:
    """`spent`: seconds in each state that was left today. The state that they are in is not in it."""

    state: str = AgentState.SIGNED_OUT.value
    since: float = float("-inf")
    spent: dict[str, float] = field(default_factory=dict)
    held: float = 0.0
    holds: dict[str, float] = field(default_factory=dict)  # since when, by interaction
    handled: set[str] = field(default_factory=set)
    missed: int = 0
    declined: int = 0


class AgentDays:
    """Takes the events in their order, each with its time (seconds since the epoch); a day is one of `zone`. The same
    events give the same figures, whether they come as they happen or are read from the log."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._begins = self._ends = float("-inf")
        self._agents: dict[str, _Agent] = {}

    def take(self, at: float, event: log.LogEvent) -> None:
        """Count one event."""
        self._turn_to(at)
        match event:
            case log.AgentStateChanged(agent, state):
                of = self._of(agent)
                of.spent[of.state] = of.spent.get(of.state, 0.0) + self._lasted(of.since, at)
                of.state, of.since = state, at
                self._unhold(of, set(of.holds) if state != AgentState.BUSY.value else set(), at)
            case log.InteractionConnected(interaction, agent):
                self._of(agent).handled.add(interaction)
            case log.CallHeld(interaction, agent):
                self._of(agent).holds.setdefault(interaction, at)
            case log.CallResumed(interaction, agent):
                of = self._of(agent)
                self._unhold(of, {interaction} & set(of.holds), at)
            case log.OfferClosed(_, agent, _, state) if state in _MISSED:
                self._of(agent).missed += 1
            case log.OfferClosed(_, agent, _, OfferState.DECLINED.value):
                self._of(agent).declined += 1
            case _:
                pass

    def of(self, agent: str, now: float) -> AgentDay:
        """The figures of the day that `now` is in."""
        self._turn_to(now)
        known = self._agents.get(agent) or _Agent()
        spent = defaultdict(float, known.spent)
        spent[known.state] += self._lasted(known.since, now)
        busy, wrap_up = spent[AgentState.BUSY.value], spent[AgentState.WRAP_UP.value]
        hold = min(busy, known.held + sum(self._lasted(since, now) for since in known.holds.values()))
        return AgentDay(
            handled=len(known.handled),
            missed=known.missed,
            declined=known.declined,
            average_handle=(busy + wrap_up) / len(known.handled) if known.handled else None,
            talk=busy - hold,
            hold=hold,
            wrap_up=wrap_up,
            available=spent[AgentState.AVAILABLE.value],
            away=spent[AgentState.AWAY.value] + spent[AgentState.NOT_RESPONDING.value],
        )

    def _unhold(self, of: _Agent, interactions: Set[str], at: float) -> None:
        """Holds are over: by a word, or with the work."""
        for interaction in interactions:
            of.held += self._lasted(of.holds.pop(interaction), at)

    def _of(self, agent: str) -> _Agent:
        return self._agents.setdefault(agent, _Agent())

    def _lasted(self, since: float, until: float) -> float:
        """How much of it belongs to this day; nothing when the clock was set back."""
        return max(0.0, until - max(since, self._begins))

    def _turn_to(self, at: float) -> None:
        """A new day begins with nothing counted; whoever talks goes on talking."""
        if at < self._ends:
            return
        self._begins, self._ends = bounds_of_day(at, self._zone)
        for agent, of in self._agents.items():
            self._agents[agent] = _Agent(of.state, of.since, holds=of.holds)
