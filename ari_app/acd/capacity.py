"""The one rule of how much an agent has in hand, in plain words.

Work fits when what the agent has in hand, without what rests (parked) and what it would set aside (interrupted), leaves
the units that it costs; when it would not itself be set aside at once; when no label of it is at its cap; and when nobody
would be in two calls. `roster.py` keeps the answers for all agents as bits; the tests hold the two together.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ari_app.acd.model import AgentProfile, Capacity, Hold, HoldState, MediaType, Work

NOTHING: frozenset[MediaType] = frozenset()
_AT_WORK = (HoldState.ACTIVE, HoldState.WRAP_UP)


@dataclass(frozen=True, slots=True)
class InCall:
    """They are in a call, and nobody is in two."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """It would wait in their hand instead of in the queue: work of this media type goes before it."""

    by: MediaType


@dataclass(frozen=True, slots=True)
class Full:
    """What they have in hand takes `used` units of `total`, and this would take `wants` more. `has`: how many of its
    media type they have; `most`: how many would fit, had they nothing else."""

    used: int
    wants: int
    total: int
    has: int
    most: int
    media_type: MediaType


@dataclass(frozen=True, slots=True)
class AtCap:
    """They have as many of this label as anybody may have."""

    label: str
    has: int
    most: int


Obstacle: TypeAlias = InCall | SetAside | Full | AtCap


def cost(capacity: Capacity, profile: AgentProfile, media_type: MediaType) -> int:
    """The units that one piece of such work takes of this agent."""
    own = profile.units.get(media_type)
    return capacity.units.get(media_type, capacity.total) if own is None else own


def in_use(capacity: Capacity, profile: AgentProfile, holds: Iterable[Hold]) -> int:
    """The units that the agent's work takes up; what rings them counts as if they had it."""
    return _used(capacity, profile, [hold for hold in holds if hold.state is not HoldState.PARKED], NOTHING)


def obstacles(
    capacity: Capacity, profile: AgentProfile, holds: Collection[Hold], work: Work
) -> tuple[Obstacle, ...]:
    """All that keeps the work from an agent who has these `holds` in hand; nothing: it fits."""
    counting = [hold for hold in holds if hold.state is not HoldState.PARKED]
    found: list[Obstacle] = []
    kinds = {hold.media_type for hold in counting}
    if work.media_type is MediaType.CALL and MediaType.CALL in kinds:
        found.append(InCall())
    if before := capacity.interrupted_by.get(work.media_type, NOTHING) & kinds:
        found.append(SetAside(min(before)))
    wants = cost(capacity, profile, work.media_type)
    used = _used(capacity, profile, counting, frozenset({work.media_type}))
    if wants and used + wants > capacity.total:
        has = sum(hold.media_type is work.media_type for hold in counting)
        most = capacity.total // wants
        found.append(Full(used, wants, capacity.total, has, most, work.media_type))
    labels = Counter(label for hold in counting for label in hold.labels)
    for label in sorted(work.labels):
        cap = capacity.label_caps.get(label)
        if cap is not None and labels[label] >= cap:
            found.append(AtCap(label, labels[label], cap))
    return tuple(found)


def fits(capacity: Capacity, profile: AgentProfile, holds: Collection[Hold], work: Work) -> bool:
    """Whether the agent may be given this work with these holds in hand."""
    return not obstacles(capacity, profile, holds, work)


@dataclass(frozen=True, slots=True)
class Weight:
    """What follows from what an agent has in hand, by media types and states alone: the `units` that it takes, the media
    types of which one more fits (labels apart), and those whose active work is `interrupted`."""

    units: int
    room: frozenset[MediaType]
    interrupted: frozenset[MediaType]


def weight(capacity: Capacity, profile: AgentProfile, holds: Collection[Hold]) -> Weight:
    """All of it at once."""
    at_work = frozenset(hold.media_type for hold in holds if hold.state in _AT_WORK)
    return Weight(
        in_use(capacity, profile, holds),
        room(capacity, profile, holds),
        _set_aside(capacity.interrupted_by, at_work),
    )


def room(capacity: Capacity, profile: AgentProfile, holds: Collection[Hold]) -> frozenset[MediaType]:
    """The media types of which one more fits, labels apart."""
    ones = (Work("", "", {}, 0, 0.0, 0, media_type=media_type) for media_type in MediaType)
    return frozenset(one.media_type for one in ones if fits(capacity, profile, holds, one))


def at_cap(capacity: Capacity, holds: Iterable[Hold]) -> frozenset[str]:
    """The labels of which the agent has as many as anybody may have."""
    labels = Counter(label for hold in holds if hold.state is not HoldState.PARKED for label in hold.labels)
    return frozenset(label for label, most in capacity.label_caps.items() if labels[label] >= most)


def _used(
    capacity: Capacity, profile: AgentProfile, counting: Collection[Hold], more: frozenset[MediaType]
) -> int:
    """The units of what counts, beside work of the media types that are to come."""
    kinds = more | {hold.media_type for hold in counting}
    set_aside = _set_aside(capacity.interrupted_by, kinds)
    return sum(
        cost(capacity, profile, hold.media_type)
        for hold in counting
        if hold.state is not HoldState.ACTIVE or hold.media_type not in set_aside
    )


def _set_aside(
    interrupted_by: Mapping[MediaType, frozenset[MediaType]], kinds: frozenset[MediaType]
) -> frozenset[MediaType]:
    return frozenset(kind for kind, before in interrupted_by.items() if not before.isdisjoint(kinds))
