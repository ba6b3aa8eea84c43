"""Timers by name, so that one that is set anew, or not needed any more, takes the former one along."""

from collections.abc import Callable
from functools import partial

from ari_app.conversation.ports import Clock, Timer


class Timers:
    """At most one timer for each key, which `ring` is told."""

    def __init__(self, clock: Clock, ring: Callable[[str], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._set: dict[str, tuple[float, Timer]] = {}

    def __len__(self) -> int:
        """How many are set."""
        return len(self._set)

    def __contains__(self, key: str) -> bool:
        return key in self._set

    def get(self, key: str) -> float | None:
        """When it rings."""
        known = self._set.get(key)
        return None if known is None else known[0]

    def set(self, key: str, at: float | None) -> None:
        """Ring at `at` (seconds since the epoch; at once when that is past), and not at any time set before. None: do
        not ring."""
        known = self._set.get(key)
        if known is not None:
            if known[0] == at:
                return
            known[1].cancel()
            del self._set[key]
        if at is not None:
            self._set[key] = (at, self._clock.call_at(at, partial(self._rings, key)))

    def _rings(self, key: str) -> None:
        del self._set[key]
        self._ring(key)
