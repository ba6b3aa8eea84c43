"""What waits, arranged so that the best work for an agent is found without looking at all of it.

Interactions that want exactly the same (queue, media type, skills, levels, labels that are capped; or one agent) stand in
one *lane*, in order: only the head of a lane can be the next to go. Lanes stand on *shelves*, one per queue, media type and
rarest want (a skill at a level) and one per agent who is wanted and media type, sorted by their heads: an agent looks
only at the shelves within their reach, and at each no further than the first lane that they can serve.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from ari_app.acd.deadlines import Deadlines
from ari_app.acd.model import Capacity, MediaType, QueueProfile, Work
from ari_app.acd.roster import NOTHING, Roster, Seat, Want
from ari_app.acd.skills import wanted

# Who goes first, as a tuple that sorts so: priority (negated), since, order, and the id so that no two are
# equal.
Key: TypeAlias = tuple[int, float, int, str]
Wanted: TypeAlias = tuple[Want, ...]
# A queue, or an agent who is wanted, and what kind of work.
Desk: TypeAlias = tuple[str, MediaType]
LaneName: TypeAlias = tuple[str, Wanted, str | None, MediaType, frozenset[str]]
KeyT = TypeVar("KeyT")


def key_of(work: Work) -> Key:
    return (-work.priority, work.since, work.order, work.interaction)


@dataclass(slots=True, eq=False)
class Lane:
    """Those who want the same; never empty. `able` is the set of the agents who could take them, had they room (see
    `roster.py`). For those who want one `agent`, `wanted` is empty. `labels`: those that are capped."""

    queue: str
    wanted: Wanted
    agent: str | None
    media_type: MediaType
    labels: frozenset[str]
    rarest: Want
    able: int
    keys: list[Key]

    @property
    def name(self) -> LaneName:
        return (self.queue, self.wanted, self.agent, self.media_type, self.labels)


Shelf: TypeAlias = list[tuple[Key, Lane]]


@dataclass(slots=True, eq=False)
class Place:
    """An interaction's place: kept while it is offered (`offer`, and then it stands in no lane)."""

    work: Work
    epoch: int
    offer: str | None = None
    lane: Lane | None = None


class Waiting:
    """Every interaction that waits or is offered, and the queues that they wait in. `wishes`: until when one
    waits for the agent whom it wants."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._queues: dict[str, QueueProfile] = {}
        self._places: dict[str, Place] = {}
        self._lanes: dict[LaneName, Lane] = {}
        self._shelves: dict[Desk, dict[Want, Shelf]] = {}
        self._shelf_of_agent: dict[Desk, Shelf] = {}
        self._in_queue: dict[str, list[Key]] = {}
        self.wishes: Deadlines[str] = Deadlines()

    # Reading.

    def queue(self, queue: str) -> QueueProfile | None:
        return self._queues.get(queue)

    def get(self, interaction: str) -> Place | None:
        return self._places.get(interaction)

    def count(self, queue: str) -> int:
        return len(self._in_queue.get(queue, ()))

    def ahead(self, work: Work) -> list[str]:
        """The interactions that wait in the same queue and go before it, in order."""
        keys = self._in_queue.get(work.queue, [])
        return [key[3] for key in keys[: bisect_left(keys, key_of(work))]]

    def rank(self, work: Work) -> int:
        """How many go before it in its queue."""
        return bisect_left(self._in_queue.get(work.queue, ()), key_of(work))

    def ordered(self, queue: str | None = None) -> list[Work]:
        """What waits in one queue, or in all, who goes first standing first."""
        if queue is None:
            keys = sorted(key for keys in self._in_queue.values() for key in keys)
        else:
            keys = self._in_queue.get(queue, [])
        return [self._places[key[3]].work for key in keys]

    def lanes(self) -> Iterable[Lane]:
        return self._lanes.values()

    def head(self, lane: Lane) -> Place:
        """The one that goes first of a lane."""
        return self._places[lane.keys[0][3]]

    def free_for(self, lane: Lane) -> int:
        """The agents who could take who stands in this lane, and have room for them."""
        return lane.able & self._roster.open_to(lane.media_type, lane.labels)

    def best_for(self, seat: Seat, *, calls: bool = True) -> Place | None:
        """The one that goes first of all that wait and that this agent can take and has room for, over all their
        queues; without `calls`, of all others."""
        best: Key | None = None
        bit = seat.bit
        for shelf in self._shelves_of(seat, calls):
            for key, lane in shelf:
                if best is not None and best < key:
                    break
                if lane.able & bit and not lane.labels & seat.capped:
                    best = key
                    break
        return None if best is None else self._places[best[3]]

    def _shelves_of(self, seat: Seat, calls: bool) -> Iterator[Shelf]:
        """In any order: `best_for` finds the same whichever it sees first."""
        for media_type in seat.room:
            if media_type is MediaType.CALL and not calls:
                continue
            for queue in seat.profile.queues:
                shelves = self._shelves.get((queue, media_type))
                if shelves:
                    for want in shelves.keys() & seat.reach:
                        yield shelves[want]
            if (seat.id, media_type) in self._shelf_of_agent:
                yield self._shelf_of_agent[seat.id, media_type]

    # Changing.

    def add(self, work: Work) -> Place:
        """The interaction waits; it must have no place yet."""
        place = self._places[work.interaction] = Place(work, work.epoch)
        if work.wanted is not None:
            self.wishes.set(work.interaction, work.wanted_until)
        self.put_back(place)
        return place

    def move(self, place: Place, work: Work) -> None:
        """The waiting interaction waits as `work` says from now on."""
        self.take(place)
        self.change(place, work)
        self.put_back(place)

    def change(self, place: Place, work: Work) -> None:
        """What is known of an interaction that stands in no lane."""
        place.work = work
        self.wishes.set(work.interaction, None if work.wanted is None else work.wanted_until)

    def put_back(self, place: Place) -> None:
        """The interaction waits again where it would if it had never been offered."""
        place.offer = None
        place.epoch = max(place.epoch, place.work.epoch)
        key = key_of(place.work)
        insort(self._in_queue.setdefault(place.work.queue, []), key)
        lane = place.lane = self._lane_for(place.work, key)
        if lane.keys[0] is key:
            return
        if key < lane.keys[0]:
            self._unshelve(lane)
            lane.keys.insert(0, key)
            self._shelve(lane)
        else:
            insort(lane.keys, key)

    def take(self, place: Place) -> None:
        """The interaction waits no more, but keeps its place."""
        lane = place.lane
        assert lane is not None, "taken twice"
        place.lane = None
        key = key_of(place.work)
        _drop(self._in_queue, place.work.queue, key)
        if lane.keys[0] != key:
            del lane.keys[bisect_left(lane.keys, key)]
            return
        self._unshelve(lane)
        del lane.keys[0]
        if lane.keys:
            self._shelve(lane)
        else:
            del self._lanes[lane.name]

    def remove(self, place: Place) -> None:
        """The interaction is gone."""
        if place.lane is not None:
            self.take(place)
        if place.work.wanted is not None:
            self.wishes.set(place.work.interaction, None)
        del self._places[place.work.interaction]

    def configure(self, queue: QueueProfile) -> None:
        """A new queue, or other settings of one: those who wait in it may want other skills now."""
        known = self._queues.get(queue.id)
        if known is not None and known.skills == queue.skills:
            self._queues[queue.id] = queue
            return
        here = self._taken(self._in_queue.get(queue.id, ()))
        self._queues[queue.id] = queue
        for place in here:
            self.put_back(place)

    def measure(self, capacity: Capacity) -> None:
        """Another measure of what agents have in hand: other labels may be capped, and make lanes, now."""
        if capacity.label_caps.keys() == self._roster.capacity.label_caps.keys():
            self._roster.capacity = capacity
            return
        here = self._taken([key for keys in self._in_queue.values() for key in keys])
        self._roster.capacity = capacity
        for place in here:
            self.put_back(place)

    def _taken(self, keys: Iterable[Key]) -> list[Place]:
        """They stand in no lane now."""
        places = [self._places[key[3]] for key in keys]
        for place in places:
            self.take(place)
        return places

    def reconsider(self, queues: frozenset[str]) -> None:
        """Agents of these queues, or who may be wanted, changed: who is able to take what?"""
        for lane in self._lanes.values():
            if lane.queue in queues or lane.agent is not None:
                lane.able = self._able(lane.queue, lane.wanted, lane.agent)

    def _able(self, queue: str, wants: Wanted, agent: str | None = None) -> int:
        """Nobody is able to take what waits in a queue that is not configured (yet): nobody knows what it
        wants."""
        if queue not in self._queues:
            return 0
        return self._roster.able(queue, wants) if agent is None else self._roster.alone(agent)

    def _lane_for(self, work: Work, key: Key) -> Lane:
        """Its lane; a new one starts with `key` in it."""
        profile = self._queues.get(work.queue)
        skills = work.skills if profile is None else wanted(profile, work.skills)
        wants = tuple(sorted(skills.items())) if work.wanted is None else ()
        capped = work.labels.intersection(self._roster.capacity.label_caps)
        lane = self._lanes.get((work.queue, wants, work.wanted, work.media_type, capped))
        if lane is None:
            able = self._able(work.queue, wants, work.wanted)
            rarest = self._rarest(work.queue, wants)
            lane = Lane(work.queue, wants, work.wanted, work.media_type, capped, rarest, able, [key])
            self._lanes[lane.name] = lane
            self._shelve(lane)
        return lane

    def _rarest(self, queue: str, wants: Wanted) -> Want:
        """What the fewest agents of the queue have: the shelf that the fewest look at."""
        if len(wants) < 2:
            return wants[0] if wants else NOTHING
        return min(wants, key=lambda want: (self._able(queue, (want,)).bit_count(), want))

    def _shelve(self, lane: Lane) -> None:
        if lane.agent is None:
            shelves = self._shelves.setdefault((lane.queue, lane.media_type), {})
            shelf = shelves.setdefault(lane.rarest, [])
        else:
            shelf = self._shelf_of_agent.setdefault((lane.agent, lane.media_type), [])
        insort(shelf, (lane.keys[0], lane))

    def _unshelve(self, lane: Lane) -> None:
        if lane.agent is None:
            _take_off(self._shelves[lane.queue, lane.media_type], lane.rarest, lane)
        else:
            _take_off(self._shelf_of_agent, (lane.agent, lane.media_type), lane)


def _take_off(shelves: dict[KeyT, Shelf], name: KeyT, lane: Lane) -> None:
    """Take the lane off one shelf; the last one takes the shelf along."""
    shelf = shelves[name]
    del shelf[bisect_left(shelf, (lane.keys[0],))]
    if not shelf:
        del shelves[name]


def _drop(lists: dict[str, list[Key]], name: str, key: Key) -> None:
    """Take the key out of one sorted list; the last one takes the list along."""
    keys = lists[name]
    del keys[bisect_left(keys, key)]
    if not keys:
        del lists[name]
