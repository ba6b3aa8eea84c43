"""What the spine needs from above, as small promises. `main` hands in the real ones, service tests the doubles."""

from collections.abc import Callable
from typing import Protocol

from ari_app.conversation.changes import Changes
from ari_app.conversation.line import LineCommand, LineEvent


class Lines(Protocol):
    """All live calls of one switch.

    `perform` returns at once, keeps the order of the commands of one line, never raises for what the switch says: a line
    that is gone already is normal and is reported, if at all, by its `LineGone`. Commands given while the switch is away
    are dropped: after `SwitchFound` the spine says again what it wants.
    """

    def perform(self, command: LineCommand, interaction: str) -> None: ...


class Listener(Protocol):
    """Who is told what the lines report; called on the event loop, in order, and does not block."""

    def __call__(self, event: LineEvent) -> None: ...


class Journal(Protocol):
    """The durable memory. `submit` returns at once; all of `changes` becomes durable together, in the order of the
    submits, and then `then` runs on the event loop, in the same order. A journal that cannot write for longer than its
    patience runs `then` all the same and writes later: a full disk must not leave a caller stuck."""

    def submit(self, changes: Changes, then: Callable[[], None]) -> None: ...


class Timer(Protocol):
    def cancel(self) -> None: ...


class Clock(Protocol):
    """Time. `now` in seconds since the epoch (UTC); it never goes back, though somebody sets the clock of the day back."""

    def now(self) -> float: ...

    def of_day(self) -> float:
        """What the clock of the day shows: for what others have signed, or check."""
        ...

    def call_at(self, when: float, action: Callable[[], None]) -> Timer:
        """Run `action` on the event loop at `when` (of `now`'s scale) and not before, or at once if that is past."""
        ...
