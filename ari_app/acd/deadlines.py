"""When agents' offers and wrap-ups, and the wishes of what waits for one agent, run out: a heap in which what is no
longer true stays until it comes up."""

from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", str, tuple[str, str])


class Deadlines(Generic[KeyT]):
    """At most one deadline per key (an agent and what they are offered or wrap up; an interaction). Setting and clearing
    cost O(log n); stale entries are skipped when they reach the top, and swept when they outnumber the true ones."""

    def __init__(self) -> None:
        self._when: dict[KeyT, float] = {}
        self._heap: list[tuple[float, KeyT]] = []

    def __len__(self) -> int:
        """What is kept, true or stale."""
        return len(self._heap)

    def set(self, key: KeyT, when: float | None) -> None:
        """The deadline of `key` is `when`; None: it has none."""
        if when is None:
            self._when.pop(key, None)
            return
        self._when[key] = when
        heappush(self._heap, (when, key))
        if len(self._heap) > 64 + 2 * len(self._when):
            self._heap = [(true, key) for key, true in self._when.items()]
            heapify(self._heap)

    def first(self) -> tuple[float, KeyT] | None:
        """The earliest deadline and its key (by name among equals)."""
        heap, when = self._heap, self._when
        while heap:
            if when.get(heap[0][1]) == heap[0][0]:
                return heap[0]
            heappop(heap)
        return None
