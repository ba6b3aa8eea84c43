"""Time, as a thing that is handed in: `main` makes the real clock, tests move theirs by hand."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable

SLOWED = 0.9
"""How fast the time of the app goes as long as the clock of the day, which was set back, is behind it."""
BELIEVED = 86_400.0
"""Seconds by which what was written may lie ahead: no clock that goes right is set back by more."""
LOOK_AGAIN = 60.0
"""Seconds after which a timer looks whether the clock was set ahead meanwhile, or the machine slept."""


class SystemClock:
    """The time of the app is that of the day, but never goes back: when somebody sets that back, ours goes more slowly until
    they meet. So what is written later is later, and nothing waits for an hour to come once more.

    `wall`: what the clock of the day shows. `written_at`: the last time that was written down, by a process before this
    one: the promise is kept over a restart, unless that lies so far ahead that whoever wrote it had a wrong clock."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        wall: Callable[[], float] = time.time,  # noqa: TID251 - this is the clock that everyone else is handed
        *,
        written_at: float = 0.0,
    ) -> None:
        self._loop = loop
        self.of_day = wall
        self._now, self._looked = wall(), loop.time()
        if self._now < written_at <= self._now + BELIEVED:
            self._now = written_at

    def now(self) -> float:
        wall, elapsed = self.of_day(), self._loop.time()
        self._now = max(wall, self._now + (elapsed - self._looked) * SLOWED)
        self._looked = elapsed
        return self._now

    def call_at(self, when: float, action: Callable[[], None]) -> "_SystemTimer":
        return _SystemTimer(self._loop, self.now, when, action)


class _SystemTimer:
    """Rings at its time, and not before: the loop's timers may be some microseconds early."""

    __slots__ = ("_action", "_handle", "_loop", "_now", "_when")

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        now: Callable[[], float],
        when: float,
        action: Callable[[], None],
    ) -> None:
        self._loop, self._now, self._when, self._action = loop, now, when, action
        self._handle = self._look_again()

    def cancel(self) -> None:
        self._handle.cancel()

    def _look_again(self) -> asyncio.TimerHandle:
        return self._loop.call_later(min(max(0.0, self._when - self._now()), LOOK_AGAIN), self._look)

    def _look(self) -> None:
        if self._now() < self._when:
            self._handle = self._look_again()
        else:
            self._action()


class _HandTimer:
    def __init__(self, action: Callable[[], None]) -> None:
        self.action: Callable[[], None] | None = action

    def cancel(self) -> None:
        self.action = None


class HandClock:
    """A clock that stands still until a test moves it; what falls due runs in order of its time. What the clock of the day
    shows may be set back."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self._now = now
        self._set_back = 0.0
        self._due: list[tuple[float, int, _HandTimer]] = []
        self._order = itertools.count()

    def now(self) -> float:
        return self._now

    def of_day(self) -> float:
        return self._now - self._set_back

    def call_at(self, when: float, action: Callable[[], None]) -> _HandTimer:
        timer = _HandTimer(action)
        heapq.heappush(self._due, (when, next(self._order), timer))
        return timer

    def set_back(self, seconds: float) -> None:
        self._set_back += seconds

    def advance(self, seconds: float) -> None:
        """Move `seconds` ahead, running all that falls due on the way, at its own time."""
        end = self._now + seconds
        while self._due and self._due[0][0] <= end:
            when, _, timer = heapq.heappop(self._due)
            self._now = max(self._now, when)
            action, timer.action = timer.action, None
            if action is not None:
                action()
        self._now = end
