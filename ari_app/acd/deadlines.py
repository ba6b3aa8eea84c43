"""When agents' offers and wrap-ups run out: a heap in which what is no longer true stays until it comes
up."""

from heapq import heapify, heappop, heappush


class Deadlines:
    """At most one deadline per agent (an offer or a wrap-up). Setting and clearing cost O(log n); stale
    entries are skipped when they reach the top, and swept when they outnumber the true ones."""

    def __init__(self) -> None:
        self._when: dict[str, float] = {}
        self._heap: list[tuple[float, str]] = []

    def __len__(self) -> int:
        """What is kept, true or stale."""
        return len(self._heap)

    def set(self, agent: str, when: float | None) -> None:
        """The agent's deadline is `when`; None: they have none."""
        if when is None:
            self._when.pop(agent, None)
            return
        self._when[agent] = when
        heappush(self._heap, (when, agent))
        if len(self._heap) > 64 + 2 * len(self._when):
            self._heap = [(true, agent) for agent, true in self._when.items()]
            heapify(self._heap)

    def first(self) -> tuple[float, str] | None:
        """The earliest deadline and its agent (by id among equals)."""
        heap, when = self._heap, self._when
        while heap:
            if when.get(heap[0][1]) == heap[0][0]:
                return heap[0]
            heappop(heap)
        return None
