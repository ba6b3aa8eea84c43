"""The agents, arranged so that "who of all these could take this caller?" costs two operations on
integers.

Every agent owns one bit. A set of agents is an integer: those who serve a queue, those who have a skill
at some level or above, those who have room for one more chat. Who fits is the AND of a few of them, and with a thousand
agents that takes a tenth of a microsecond each. `skills.fits` and `capacity.fits` are the same rules said in words.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

from ari_app.acd import capacity
from ari_app.acd.capacity import Weight
from ari_app.acd.model import AgentProfile, AgentState, Capacity, Hold, HoldState, MediaType
from ari_app.acd.views import AgentStatus

KeyT = TypeVar("KeyT")

# A skill and a level of it.
Want: TypeAlias = tuple[str, int]
NOTHING: Want = ("", 0)
NO_ROOM: frozenset[MediaType] = frozenset()
NO_LABELS: frozenset[str] = frozenset()

# What work costs one agent alone, and what they have in hand besides: all that its weight depends on.
Costs: TypeAlias = tuple[tuple[MediaType, int], ...]
Load: TypeAlias = tuple[Costs, tuple[tuple[MediaType, HoldState], ...]]
MOST_WEIGHTS = 10_000

# Who has fewer units in use goes first, then who has been idle the longest, by id among equals.
Rank: TypeAlias = tuple[int, float, str]


@dataclass(slots=True, eq=False)
class Seat:
    """An agent as the router keeps them; the fields mean what `AgentStatus` says. `bit` is theirs as long as they stay,
    `reach` all that they satisfy, `costs` what work costs them alone. `stands`: where they stand apart from work,
    `reason` why; `state`: what is shown of it and of the work, whose most pressing piece is `first`. `room`: of what
    one more may be offered to them now; `capped`: labels of which none may; `rank`: their turn among those who have
    room. A `removed` one stays only as long as they are at work."""

    profile: AgentProfile
    bit: int
    reach: frozenset[Want]
    costs: Costs
    since: float
    stands: AgentState = AgentState.SIGNED_OUT
    reason: str = ""
    state: AgentState = AgentState.SIGNED_OUT
    idle_since: float = 0.0
    holds: dict[str, Hold] = field(default_factory=dict)
    first: Hold | None = None
    offer: str | None = None
    units: int = 0
    room: frozenset[MediaType] = NO_ROOM
    capped: frozenset[str] = NO_LABELS
    rank: Rank | None = None
    removed: bool = False

    @property
    def id(self) -> str:
        return self.profile.id

    @property
    def at_work(self) -> bool:
        return self.state is not self.stands

    def wrapping_up(self) -> list[Hold]:
        return [hold for hold in self.holds.values() if hold.state is HoldState.WRAP_UP]

    def status(self) -> AgentStatus:
        first, at_work = self.first, self.at_work
        return AgentStatus(
            profile=self.profile,
            state=self.state,
            reason="" if at_work else self.reason,
            since=self.since,
            idle_since=self.idle_since,
            until=None if first is None else first.until,
            interaction=None if first is None else first.interaction,
            queue=None if first is None else first.queue,
            offer=self.offer,
            next_state=self.stands if at_work else AgentState.AVAILABLE,
            next_reason=self.reason if at_work else "",
            holds=tuple(self.holds.values()),
            units=self.units,
        )


def foremost(holds: Iterable[Hold]) -> Hold | None:
    """The most pressing of what is in hand: what rings, then a call, then what has been active the longest, then the
    first wrap-up. Nothing presses that is parked."""
    pressing = [hold for hold in holds if hold.state is not HoldState.PARKED]
    return pressing[0] if len(pressing) == 1 else min(pressing, key=_pressure, default=None)


def _pressure(hold: Hold) -> tuple[int, bool, float, str]:
    return (
        _PRESSING.index(hold.state),
        hold.media_type is not MediaType.CALL,
        hold.since,
        hold.interaction,
    )


_PRESSING = (HoldState.OFFERED, HoldState.ACTIVE, HoldState.WRAP_UP)
_SHOWN: Mapping[HoldState, AgentState] = {
    HoldState.OFFERED: AgentState.OFFERED,
    HoldState.ACTIVE: AgentState.BUSY,
    HoldState.WRAP_UP: AgentState.WRAP_UP,
}


class Roster:
    """Every agent of the centre, by id and by bit."""

    def __init__(self) -> None:
        self._capacity = Capacity()
        self._weights: dict[Load, Weight] = {}
        self._room = dict.fromkeys(MediaType, 0)
        self._capped: dict[str, int] = {}
        self._seats: dict[str, Seat] = {}
        self._by_bit: list[Seat | None] = []
        self._unused: list[int] = []
        self._serving: dict[str, int] = {}
        self._skilled: dict[Want, int] = {}
        self._idle: list[tuple[Rank, Seat]] = []

    def __iter__(self) -> Iterator[Seat]:
        return iter(self._seats.values())

    @property
    def capacity(self) -> Capacity:
        """What everything in hand is weighed by; who sets another settles all seats anew."""
        return self._capacity

    @capacity.setter
    def capacity(self, capacity: Capacity) -> None:
        self._capacity = capacity
        self._weights.clear()

    def get(self, agent: str) -> Seat | None:
        return self._seats.get(agent)

    def add(self, profile: AgentProfile, now: float) -> Seat:
        """A new agent, signed out since `now`."""
        if self._unused:
            index = self._unused.pop()
        else:
            index = len(self._by_bit)
            self._by_bit.append(None)
        seat = Seat(profile, 1 << index, _reach(profile), _costs(profile), now)
        self._by_bit[index] = self._seats[profile.id] = seat
        self._enter(seat)
        self.settle(seat, now)
        return seat

    def configure(self, seat: Seat, profile: AgentProfile) -> None:
        """Other queues and skills for an agent whom we know."""
        self._leave(seat)
        seat.profile, seat.reach, seat.costs = profile, _reach(profile), _costs(profile)
        self._enter(seat)

    def remove(self, seat: Seat) -> None:
        """Forget the agent, who must have room for nothing; their bit goes to the next newcomer."""
        self._leave(seat)
        self._give_room(seat, NO_ROOM, NO_LABELS)
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

    def open_to(self, media_type: MediaType, labels: Iterable[str]) -> int:
        """The agents who may be offered one more of this, with these labels."""
        among = self._room[media_type]
        for label in labels:
            among &= ~self._capped.get(label, 0)
        return among

    def settle(self, seat: Seat, now: float) -> None:
        """What the agent has in hand, or where they stand, has changed: what follows from it, for all to see and for what
        they may be offered."""
        holds = seat.holds
        weight = self._weight_of(seat)
        for hold in tuple(holds.values()):
            aside = hold.state is HoldState.ACTIVE and hold.media_type in weight.interrupted
            if hold.interrupted is not aside:
                holds[hold.interaction] = replace(hold, interrupted=aside)
        seat.first = first = foremost(holds.values()) if holds else None
        state = seat.stands if first is None else _SHOWN[first.state]
        if state is not seat.state:
            if state is AgentState.AVAILABLE and seat.state is not AgentState.OFFERED:
                seat.idle_since = now
            seat.state, seat.since = state, now
        seat.units = weight.units
        takes_more = seat.offer is None and seat.stands is AgentState.AVAILABLE and not seat.removed
        room = weight.room if takes_more else NO_ROOM
        capped = capacity.at_cap(self._capacity, holds.values()) if self._capacity.label_caps else NO_LABELS
        self._give_room(seat, room, capped)

    def _weight_of(self, seat: Seat) -> Weight:
        """Many agents have the same kinds of work in hand, and one has them often: what follows is known from before."""
        holds = seat.holds.values()
        load = (seat.costs, tuple([(hold.media_type, hold.state) for hold in holds]))
        known = self._weights.get(load)
        if known is None:
            if len(self._weights) >= MOST_WEIGHTS:
                self._weights.clear()
            known = self._weights[load] = capacity.weight(self._capacity, seat.profile, holds)
        return known

    def _give_room(self, seat: Seat, room: frozenset[MediaType], capped: frozenset[str]) -> None:
        for media_type in room ^ seat.room:
            self._room[media_type] ^= seat.bit
        for label in capped ^ seat.capped:
            self._capped[label] = self._capped.get(label, 0) ^ seat.bit
        rank = (seat.units, seat.idle_since, seat.id) if room else None
        if rank != seat.rank:
            if seat.rank is not None:
                del self._idle[bisect_left(self._idle, (seat.rank,))]
            if rank is not None:
                insort(self._idle, (rank, seat))
        seat.room, seat.capped, seat.rank = room, capped, rank

    def next_of(self, among: int) -> Seat:
        """The one of `among` (not empty, all of them with room) whose turn it is.

        Two ways lead there: down the list of those with room to the first who is among them, or through all who
        are among them. The fewer they are, the longer the first and the shorter the second; neither gets
        long.
        """
        few = among.bit_count()
        if few * few > len(self._idle):
            return next(seat for _, seat in self._idle if among & seat.bit)
        return min(self._members(among), key=_rank)

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


def _rank(seat: Seat) -> Rank:
    assert seat.rank is not None, "who may be offered work has a turn"
    return seat.rank


def _reach(profile: AgentProfile) -> frozenset[Want]:
    """All that the agent satisfies: every skill at every level up to theirs, and wanting nothing."""
    skills = profile.skills.items()
    return frozenset([NOTHING, *((skill, level) for skill, best in skills for level in range(1, best + 1))])


def _costs(profile: AgentProfile) -> Costs:
    return tuple(sorted(profile.units.items())) if profile.units else ()


def _clear(sets: dict[KeyT, int], key: KeyT, bit: int) -> None:
    """Take the agent out of one set; the last one takes the set along."""
    left = sets[key] & ~bit
    if left:
        sets[key] = left
    else:
        del sets[key]
