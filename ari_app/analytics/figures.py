"""The figures of the queues of one day, folded from the log of events. Pure.

The words, as the field uses them (docs/howto/supervisors.md tells them to people):

* *offered*: came into the queue. Each is, in the end, *answered*, *abandoned*, or *left* (waited too long and went on in
  the flow, left a message, moved to another queue), or it waits still; so that always
  offered = answered + abandoned + left + waiting. To come back to the queue from a phone that nobody picked up is not to
  be offered again, and to be answered a second time, after an agent's phone was lost, is not to be answered again; to be
  transferred to another queue is;
* what is written is offered, answered, and so on as a call is, but the service level, waits and handle times here are those
  of calls: `channel_figures.py` measures each medium by what is promised there;
* *service level*: of those answered or abandoned, but for short abandons, the share answered within the target. It is
  counted by how long each waited, so that a new target holds for the whole day, past hours included;
* *handle time*: of an agent, from the connection until they are done with it, wrap-up included.

What happens counts where it happens: offered at the entry, answered at the answer.
"""

from collections import Counter, deque
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from math import ceil
from typing import Final

from ari_app.acd.model import AgentState, InteractionState, MediaType
from ari_app.conversation import log

SHORT: Final = 5  # seconds: who hangs up before has not waited
HALF_HOUR: Final = 1800.0
STEP: Final = 300.0  # seconds; the service level of now moves on in such steps
RECENT: Final = 6  # steps that "now" is made of: the last half hour

COUNTED: Final[tuple[type[log.LogEvent], ...]] = (
    log.InteractionArrived,
    log.InteractionQueued,
    log.InteractionConnected,
    log.InteractionEnded,
    log.FlowStepped,
    log.AgentStateChanged,
)
"""What is looked at; all else changes no figure."""

_NOBODY: Final[Set[str]] = frozenset()
_AT_WORK = frozenset({AgentState.BUSY.value, AgentState.WRAP_UP.value})


@dataclass(frozen=True, slots=True)
class Target:
    """So many percent of those who count shall be answered within so many seconds."""

    seconds: float = 20.0
    percent: float = 80.0


@dataclass(frozen=True, slots=True)
class Half:
    """Half an hour of a queue."""

    offered: int
    answered: int
    abandoned: int
    service_level: float | None


@dataclass(frozen=True, slots=True)
class QueueDay:
    """A queue's figures of a day. Seconds; shares are percent, None where there is nothing to have a share of.

    `by_half_hour`: from the beginning of the day to this half hour."""

    offered: int
    answered: int
    in_target: int
    abandoned: int
    short_abandoned: int
    left: int
    waiting: int
    service_level: float | None
    service_level_now: float | None
    average_wait: float | None
    longest_wait: float | None
    average_handle: float | None
    by_half_hour: tuple[Half, ...]


@dataclass(slots=True)
class _Counts:
    """`answered`, `abandoned`: how many calls, by the whole seconds that they waited; `replied`, `gone`: how many of those
    who write."""

    offered: int = 0
    answered: Counter[int] = field(default_factory=Counter)
    abandoned: Counter[int] = field(default_factory=Counter)
    replied: int = 0
    gone: int = 0
    left: int = 0
    waited: float = 0.0
    longest: float = 0.0
    handled: int = 0
    handled_for: float = 0.0

    def answer(self, waited: float) -> None:
        self.answered[ceil(waited)] += 1  # 20.4 s is not within 20 s
        self.waited += waited
        self.longest = max(self.longest, waited)

    def abandon(self, waited: float) -> None:
        self.abandoned[int(waited)] += 1  # 4.9 s is short, as it is less than 5 s
        self.longest = max(self.longest, waited)

    def handle(self, lasted: float) -> None:
        self.handled += 1
        self.handled_for += lasted

    @property
    def all_answered(self) -> int:
        return self.answered.total() + self.replied

    @property
    def all_abandoned(self) -> int:
        return self.abandoned.total() + self.gone

    @property
    def short(self) -> int:
        return sum(many for waited, many in self.abandoned.items() if waited < SHORT)

    def within(self, seconds: float) -> int:
        return sum(many for waited, many in self.answered.items() if waited <= seconds)


@dataclass(slots=True)
class _Queue:
    """`recent`: the last steps, oldest first, each with its number since the epoch."""

    day: _Counts = field(default_factory=_Counts)
    halves: dict[int, _Counts] = field(default_factory=dict)
    recent: deque[tuple[int, _Counts]] = field(default_factory=lambda: deque(maxlen=RECENT))


@dataclass(frozen=True, slots=True)
class _Since:
    """In, or at work for, a queue since."""

    queue: str
    at: float


def _has_no_call(state: str, call: str | None) -> bool:
    """Whether the agent is done with their call, wrap-up included; they may write with others meanwhile."""
    return state not in _AT_WORK if call is None else not call


class Figures:
    """Takes the events in their order, each with its time (seconds since the epoch); a day is one of `zone`. The same
    events give the same figures, whether they come as they happen or are read from the log."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._begins = self._ends = float("-inf")
        self._queues: dict[str, _Queue] = {}
        self._waiting: dict[str, _Since] = {}  # by interaction
        self._came_to: dict[str, str] = {}  # the last queue, by interaction, to its end
        self._work: dict[str, _Since] = {}  # by agent
        self._many: Counter[str] = Counter()  # who waits, by queue
        self._written: set[str] = set()  # interactions that are no calls

    def take(self, at: float, event: log.LogEvent) -> Set[str]:
        """Count one event; the queues whose figures it changed."""
        match event:
            case log.InteractionArrived(interaction=interaction, media_type=media_type):
                if media_type != MediaType.CALL.value:
                    self._written.add(interaction)
                return _NOBODY
            case log.InteractionQueued(interaction, queue, _, _, again):
                if again and self._came_to.get(interaction, queue) == queue:
                    return _NOBODY
                return self._queued(interaction, queue, at)
            case log.InteractionConnected(interaction, agent, queue, waited):
                written = interaction in self._written
                if not written:
                    self._work[agent] = _Since(queue, at)
                if (entry := self._out(interaction)) is None:
                    return _NOBODY
                for counts in self._now(entry.queue, at):
                    if written:
                        counts.replied += 1
                    else:
                        counts.answer(waited)
                return {entry.queue}
            case log.InteractionEnded(interaction, InteractionState.ABANDONED.value):
                written = self._over(interaction)
                if (entry := self._out(interaction)) is None:
                    return _NOBODY
                for counts in self._now(entry.queue, at):
                    if written:
                        counts.gone += 1
                    else:
                        counts.abandon(max(0.0, at - entry.at))
                return {entry.queue}
            case log.InteractionEnded(interaction):
                self._over(interaction)
                return self._left(interaction, at)
            case log.FlowStepped(interaction):
                return self._left(interaction, at)
            case log.AgentStateChanged(agent, state, _, call) if _has_no_call(state, call):
                return self._done(agent, at)
            case _:
                return _NOBODY

    def of(self, queue: str, target: Target, now: float) -> QueueDay:
        """The figures of the day that `now` is in."""
        self._turn_to(now)
        known = self._queues.get(queue) or _Queue()
        day, calls = known.day, known.day.answered.total()
        ended = calls + day.abandoned.total()
        empty = _Counts()
        halves = range(int((now - self._begins) // HALF_HOUR) + 1)
        return QueueDay(
            offered=day.offered,
            answered=day.all_answered,
            in_target=day.within(target.seconds),
            abandoned=day.all_abandoned,
            short_abandoned=day.short,
            left=day.left,
            waiting=self._many[queue],
            service_level=_service_level([day], target),
            service_level_now=self.level_now(queue, target, now),
            average_wait=day.waited / calls if calls else None,
            longest_wait=day.longest if ended else None,
            average_handle=day.handled_for / day.handled if day.handled else None,
            by_half_hour=tuple(_half(known.halves.get(n, empty), target) for n in halves),
        )

    def level_now(self, queue: str, target: Target, now: float) -> float | None:
        """The service level of the last half hour."""
        known, newest = self._queues.get(queue), int(now // STEP)
        recent = () if known is None else known.recent
        return _service_level([counts for step, counts in recent if newest - RECENT < step], target)

    def day_begins(self, now: float) -> float:
        """When the day of `now` began."""
        self._turn_to(now)
        return self._begins

    # --- what happens -----------------------------------------------------------------------------------------------

    def _queued(self, interaction: str, queue: str, at: float) -> Set[str]:
        touched = self._left(interaction, at)
        self._waiting[interaction] = _Since(queue, at)
        self._came_to[interaction] = queue
        self._many[queue] += 1
        for counts in self._now(queue, at):
            counts.offered += 1
        return {*touched, queue}

    def _left(self, interaction: str, at: float) -> Set[str]:
        if (entry := self._out(interaction)) is None:
            return _NOBODY
        for counts in self._now(entry.queue, at):
            counts.left += 1
        return {entry.queue}

    def _over(self, interaction: str) -> bool:
        """Forget it; whether it was written."""
        written = interaction in self._written
        self._written.discard(interaction)
        self._came_to.pop(interaction, None)
        return written

    def _out(self, interaction: str) -> _Since | None:
        entry = self._waiting.pop(interaction, None)
        if entry is not None:
            self._many[entry.queue] -= 1
        return entry

    def _done(self, agent: str, at: float) -> Set[str]:
        work = self._work.pop(agent, None)
        if work is None:
            return _NOBODY
        for counts in self._now(work.queue, at):
            counts.handle(max(0.0, at - work.at))
        return {work.queue}

    # --- where it counts --------------------------------------------------------------------------------------------

    def _now(self, queue: str, at: float) -> tuple[_Counts, _Counts, _Counts]:
        """Where something of this moment is counted: the day, its half hour, the step."""
        self._turn_to(at)
        of = self._queues.setdefault(queue, _Queue())
        # A clock that was set back over midnight counts to the day that has begun.
        half = of.halves.setdefault(max(0, int((at - self._begins) // HALF_HOUR)), _Counts())
        step = int(at // STEP)
        if not of.recent or of.recent[-1][0] < step:
            of.recent.append((step, _Counts()))
        return of.day, half, of.recent[-1][1]

    def _turn_to(self, at: float) -> None:
        """A new day begins with nothing counted; who waits goes on waiting, and the last half hour remains."""
        if at < self._ends:
            return
        self._begins, self._ends = bounds_of_day(at, self._zone)
        for of in self._queues.values():
            of.day, of.halves = _Counts(), {}


def bounds_of_day(at: float, zone: tzinfo) -> tuple[float, float]:
    """From midnight to midnight where the centre is; 23 or 25 hours when the clocks change."""
    day = datetime.fromtimestamp(at, zone).date()
    begins, ends = (
        datetime.combine(each, time(), zone).timestamp() for each in (day, day + timedelta(days=1))
    )
    return begins, ends


def _service_level(parts: list[_Counts], target: Target) -> float | None:
    counted = sum(part.answered.total() + part.abandoned.total() - part.short for part in parts)
    return 100.0 * sum(part.within(target.seconds) for part in parts) / counted if counted else None


def _half(counts: _Counts, target: Target) -> Half:
    return Half(
        offered=counts.offered,
        answered=counts.all_answered,
        abandoned=counts.all_abandoned,
        service_level=_service_level([counts], target),
    )
