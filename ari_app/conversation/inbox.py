"""One after the other: what is given while something is taken waits its turn, and is never nested."""

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

HappeningT = TypeVar("HappeningT")


class Inbox(Generic[HappeningT]):
    """`take` is called with each, in order."""

    def __init__(self, take: Callable[[HappeningT], None]) -> None:
        self._take = take
        self._waiting: deque[HappeningT] = deque()
        self._running = False

    def put(self, happening: HappeningT) -> None:
        """Returns when it, and all that came before it, is taken; at once when called from within `take`."""
        self._waiting.append(happening)
        if not self._running:
            self._running = True
            try:
                while self._waiting:
                    self._take(self._waiting.popleft())
            finally:
                self._running = False
