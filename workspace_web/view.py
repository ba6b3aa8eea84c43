"""Who sees which card: all, what one is narrowed to, one's own, or what hangs on a wall. Pure.

A view is a value: those who see the same share one feed.
"""

from dataclasses import dataclass
from typing import TypeAlias

from ari_app.access.service import Identity
from workspace_web.feed import Kind


@dataclass(frozen=True, slots=True)
class About:
    """What a card is about, as far as it decides who sees it. `whose`: the agents who see it as their own; `agent` with
    `team` and `serves`, and `queue`: whom and what it tells of; `queue` None with no agent: an interaction that is in no
    queue (yet). `board`: whose layout it is."""

    kind: Kind
    whose: frozenset[str] = frozenset()
    agent: str | None = None
    team: str | None = None
    serves: frozenset[str] = frozenset()
    queue: str | None = None
    board: str | None = None


@dataclass(frozen=True, slots=True)
class Wide:
    """A supervisor's: all, or narrowed to teams and queues (None: not narrowed)."""

    teams: frozenset[str] | None = None
    queues: frozenset[str] | None = None

    def sees(self, about: About) -> bool:
        """Of an agent: by their team, and the queues that they serve. Of an interaction: by its queue and, once it has
        one, its agent."""
        match about.kind:
            case Kind.BROADCAST | Kind.BOARD:
                return False
            case Kind.INTERACTION:
                return self._queue(about) and (about.agent is None or self._agent(about))
            case _:
                return self._queue(about) if about.agent is None else self._agent(about)

    def _queue(self, about: About) -> bool:
        return self.queues is None or about.queue in self.queues

    def _agent(self, about: About) -> bool:
        of_team = self.teams is None or about.team in self.teams
        return of_team and (self.queues is None or not self.queues.isdisjoint(about.serves))


@dataclass(frozen=True, slots=True)
class Own:
    """An agent's: themselves, what they take part in, their broadcasts, and the queues that they serve."""

    agent: str

    def sees(self, about: About) -> bool:
        return self.agent in about.whose


@dataclass(frozen=True, slots=True)
class Board:
    """A wallboard's: what is on it, and the figures of its queues; nobody's name or number."""

    board: str
    queues: frozenset[str]

    def sees(self, about: About) -> bool:
        if about.kind is Kind.BOARD:
            return about.board == self.board
        return about.kind is Kind.QUEUE and about.queue in self.queues


View: TypeAlias = Wide | Own | Board


def view_of(identity: Identity, *, sees_all: bool) -> View | None:
    """What somebody sees; `sees_all`: they may read all interactions. None: nothing, as they are no agent."""
    if sees_all:
        return Wide(identity.teams, identity.queues)
    return None if identity.agent is None else Own(identity.agent)
