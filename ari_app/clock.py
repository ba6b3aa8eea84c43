"""Time, as a thing that is handed in: `main` makes the real clock, tests move theirs by hand."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable


class SystemClock:
    """Wall-clock `now`, monotonic deadlines: setting the clock back neither fires nor delays what is due."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def now(self) -> float:
        return time.time()  # noqa: TID251 - this is the clock that everyone else is handed

    def call_at(self, when: float, action: Callable[[], None]) -> asyncio.TimerHandle:
        return self._loop.call_later(max(0.0, when - self.now()), action)


class _HandTimer:
    def __init__(self, action: Callable[[], None]) -> None:
        self.action: Callable[[], None] | None = action

    def cancel(self) -> None:
        self.action = None


class HandClock:
    """A clock that stands still until a test moves it; what falls due runs in order of its time. It may be set back, as
    the clock of the day: what is due comes after as many seconds as before."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self._elapsed = now
        self._set_back = 0.0
        self._due: list[tuple[float, int, _HandTimer]] = []
        self._order = itertools.count()

    def now(self) -> float:
        return self._elapsed - self._set_back

    def call_at(self, when: float, action: Callable[[], None]) -> _HandTimer:
        timer = _HandTimer(action)
        heapq.heappush(self._due, (when + self._set_back, next(self._order), timer))
        return timer

    def set_back(self, seconds: float) -> None:
        self._set_back += seconds

    def advance(self, seconds: float) -> None:
        """Move `seconds` ahead, running all that falls due on the way, at its own time."""
        end = self._elapsed + seconds
        while self._due and self._due[0][0] <= end:
            when, _, timer = heapq.heappop(self._due)
            self._elapsed = max(self._elapsed, when)
            action, timer.action = timer.action, None
            if action is not None:
                action()
        self._elapsed = end
