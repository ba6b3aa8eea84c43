"""The agents, arranged so that "who of all these could take this caller?" costs two operations on
integers.

Every agent owns one bit. A set of agents is an integer: those who serve a queue, those who have a skill
at some level or above, those who are available. Who fits is the AND of a few of them, and with a thousand
agents that takes a tenth of a microsecond each. `skills.fits` is the same rule said in words.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from ari_app.acd.model import AgentProfile, AgentState
from ari_app.acd.views import AgentStatus

KeyT = TypeVar("KeyT")

# A skill and a level of it.
Want: TypeAlias = tuple[str, int]
NOTHING: Want = ("", 0)


@dataclass(slots=True, eq=False)
class Seat:
    """An agent as the router keeps them; the fields mean what `AgentStatus` says. `bit` is theirs as long
    as they stay, `reach` all that they satisfy. A `removed` one stays only to the end of the call they are on."""

    profile: AgentProfile
    bit: int
    reach: frozenset[Want]
    since: float
    state: AgentState = AgentState.SIGNED_OUT
    reason: str = ""
    idle_since: float = 0.0
    until: float | None = None
    interaction: str | None = None
    queue: str | None = None
    offer: str | None = None
    next_state: AgentState = AgentState.AVAILABLE
    next_reason: str = ""
    removed: bool = False

    @property
    def id(self) -> str:
        return self.profile.id

    def status(self) -> AgentStatus:
        return AgentStatus(
            profile=self.profile,
            state=self.state,
            reason=self.reason,
            since=self.since,
            idle_since=self.idle_since,
            until=self.until,
            interaction=self.interaction,
            queue=self.queue,
            offer=self.offer,
            next_state=self.next_state,
            next_reason=self.next_reason,
        )


class Roster:
    """Every agent of the centre, by id and by bit."""

    def __init__(self) -> None:
        self.available = 0
        self._seats: dict[str, Seat] = {}
        self._by_bit: list[Seat | None] = []
        self._unused: list[int] = []
        self._serving: dict[str, int] = {}
        self._skilled: dict[Want, int] = {}
        self._idle: list[tuple[float, str, Seat]] = []

    def __iter__(self) -> Iterator[Seat]:
        return iter(self._seats.values())

    def get(self, agent: str) -> Seat | None:
        return self._seats.get(agent)

    def add(self, profile: AgentProfile, now: float) -> Seat:
        """A new agent, signed out since `now`."""
        if self._unused:
            index = self._unused.pop()
        else:
            index = len(self._by_bit)
            self._by_bit.append(None)
        seat = Seat(profile, 1 << index, _reach(profile), now)
        self._by_bit[index] = self._seats[profile.id] = seat
        self._enter(seat)
        return seat

    def configure(self, seat: Seat, profile: AgentProfile) -> None:
        """Other queues and skills for an agent whom we know."""
        self._leave(seat)
        seat.profile, seat.reach = profile, _reach(profile)
        self._enter(seat)

    def remove(self, seat: Seat) -> None:
        """Forget the agent, who must not be available; their bit goes to the next newcomer."""
        self._leave(seat)
        del self._seats[seat.id]
        index = seat.bit.bit_length() - 1
        self._by_bit[index] = None
        self._unused.append(index)

    def able(self, queue: str, wanted: tuple[Want, ...]) -> int:
        """The agents who serve `queue` and have every skill at the level wanted or above."""
        among = self._serving.get(queue, 0)
        for want in wanted:
            among &= self._skilled.get(want, 0)
        return among

    def alone(self, agent: str) -> int:
        """This one agent, if they are here."""
        seat = self._seats.get(agent)
        return 0 if seat is None or seat.removed else seat.bit

    def free(self, seat: Seat) -> None:
        """The agent is available, idle since `seat.idle_since`."""
        self.available |= seat.bit
        insort(self._idle, (seat.idle_since, seat.id, seat))

    def engage(self, seat: Seat) -> None:
        """The agent is available no more."""
        self.available &= ~seat.bit
        del self._idle[bisect_left(self._idle, (seat.idle_since, seat.id))]

    def longest_idle(self, among: int) -> Seat:
        """The one of `among` (not empty, all of them available) who is idle the longest, by id among
        equals.

        Two ways lead there: down the list of the idle to the first who is among them, or through all who
        are among them. The fewer they are, the longer the first and the shorter the second; neither gets
        long.
        """
        few = among.bit_count()
        if few * few > len(self._idle):
            return next(seat for _, _, seat in self._idle if among & seat.bit)
        return min(self._members(among), key=lambda seat: (seat.idle_since, seat.id))

    def _members(self, among: int) -> Iterator[Seat]:
        while among:
            seat = self._by_bit[among.bit_length() - 1]
            assert seat is not None, "a bit without an agent"
            yield seat
            among ^= seat.bit

    def _enter(self, seat: Seat) -> None:
        for queue in seat.profile.queues:
            self._serving[queue] = self._serving.get(queue, 0) | seat.bit
        for want in seat.reach:
            self._skilled[want] = self._skilled.get(want, 0) | seat.bit

    def _leave(self, seat: Seat) -> None:
        for queue in seat.profile.queues:
            _clear(self._serving, queue, seat.bit)
        for want in seat.reach:
            _clear(self._skilled, want, seat.bit)


def _reach(profile: AgentProfile) -> frozenset[Want]:
    """All that the agent satisfies: every skill at every level up to theirs, and wanting nothing."""
    skills = profile.skills.items()
    return frozenset([NOTHING, *((skill, level) for skill, best in skills for level in range(1, best + 1))])


def _clear(sets: dict[KeyT, int], key: KeyT, bit: int) -> None:
    """Take the agent out of one set; the last one takes the set along."""
    left = sets[key] & ~bit
    if left:
        sets[key] = left
    else:
        del sets[key]
