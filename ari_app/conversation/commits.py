"""Commit, then act: what a run of turns changed is handed to the journal, and acted upon when it is durable."""

from collections.abc import Callable
from functools import partial

from ari_app.conversation.changes import Changes
from ari_app.conversation.ports import Journal, Lines


class Commits:
    """In order: what has nothing to write still waits for what was decided before it. `watcher` sees what was written."""

    def __init__(self, lines: Lines, journal: Journal, watcher: Callable[[Changes], None]) -> None:
        self._lines = lines
        self._journal = journal
        self._watcher = watcher
        self._uncommitted = 0

    def take(self, changes: Changes) -> None:
        if changes.rows or (self._uncommitted and (changes.acts or changes.replies)):
            self._uncommitted += 1
            self._journal.submit(changes, partial(self._committed, changes))
        else:
            self._act(changes)

    def _committed(self, changes: Changes) -> None:
        self._uncommitted -= 1
        self._act(changes)

    def _act(self, changes: Changes) -> None:
        for command, interaction in changes.acts:
            self._lines.perform(command, interaction)
        for reply in changes.replies:
            reply()
        if changes.rows:
            self._watcher(changes)
