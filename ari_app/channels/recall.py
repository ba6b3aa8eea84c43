"""Whether a provider's message was written before: who asks while somebody looks is told by the next look."""

import asyncio
from collections.abc import Collection

from ari_app.storage import messages
from ari_app.storage.reader import Reader

Named = tuple[str, str]
"""An account, and what its provider calls the message."""


class Recall:
    """One look at a time, for all who have asked by then: in a flood few looks are for many messages."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._wanted: set[Named] = set()
        self._next: asyncio.Task[set[Named]] | None = None
        self._looking = asyncio.Lock()

    async def known(self, account: str, names: Collection[str]) -> set[str]:
        """Those of the names that were written before. Raises DatabaseUnavailable."""
        if not names:
            return set()
        self._wanted.update((account, name) for name in names)
        if self._next is None:
            self._next = asyncio.create_task(self._look(), name="recall")
        found = await asyncio.shield(self._next)  # others wait for it too
        return {name for name in names if (account, name) in found}

    async def _look(self) -> set[Named]:
        async with self._looking:
            wanted, self._wanted, self._next = self._wanted, set(), None
            return await messages.came_in(self._reader, wanted)
