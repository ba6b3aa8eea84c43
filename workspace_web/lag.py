"""How late the event loop is: the one number that tells when a process has too much to do, or something
blocks it."""

import asyncio
from collections.abc import Iterator

from workspace_web.ports import Figure

EVERY = 0.5  # seconds


class LoopLag:
    """Asks to be called every `EVERY` seconds and notes how much later it was. The worst since the last
    look is shown."""

    def __init__(self) -> None:
        self._worst = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """On the running loop."""
        loop = asyncio.get_running_loop()
        due = loop.time() + EVERY

        def look() -> None:
            self._worst = max(self._worst, loop.time() - due)
            self.start()

        self._timer = loop.call_at(due, look)

    def stop(self) -> None:
        """Ask no more."""
        if self._timer is not None:
            self._timer.cancel()

    def figures(self) -> Iterator[Figure]:
        """For `/metrics`."""
        worst, self._worst = self._worst, 0.0
        yield Figure(
            "event_loop_lag_seconds", "The longest that the event loop was late, since the last look.", worst
        )
