"""A journal without a database, for service tests: durable at once, or when the test says so."""

from collections.abc import Callable

from ari_app.conversation.changes import Changes


class MemoryJournal:
    """Keeps every run of changes. With `held` it commits nothing until `commit`."""

    def __init__(self, *, held: bool = False) -> None:
        self.runs: list[Changes] = []
        self.held = held
        self._waiting: list[tuple[Changes, Callable[[], None]]] = []

    def submit(self, changes: Changes, then: Callable[[], None]) -> None:
        self._waiting.append((changes, then))
        if not self.held:
            self.commit()

    def commit(self) -> None:
        """What was submitted becomes durable, in order."""
        waiting, self._waiting = self._waiting, []
        for changes, then in waiting:
            self.runs.append(changes)
            then()

    def crash(self) -> None:
        """What was not committed is forgotten, and acted upon by nobody."""
        self._waiting.clear()

    @property
    def waiting(self) -> int:
        """How many runs are not committed."""
        return len(self._waiting)

    @property
    def log(self) -> list[object]:
        """Every event written so far, oldest first."""
        return [event for run in self.runs for event in run.log]
