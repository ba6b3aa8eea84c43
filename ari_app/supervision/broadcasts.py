"""Broadcasts: words from supervisors to agents: to one, to a team, to all of a queue. It stays with each until
they have read it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ari_app.storage import supervision as store
from ari_app.storage.choices import Recipients
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.rows.supervision import BroadcastReaderRow, BroadcastRow


@dataclass(frozen=True, slots=True)
class Sent:
    """A broadcast, and who has read it when."""

    row: BroadcastRow
    deliveries: tuple[BroadcastReaderRow, ...]


class Broadcasts:
    """`told` hears of every broadcast that was sent or read. `now` in seconds since the epoch."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], float],
        new_id: Callable[[], str],
        told: Callable[[BroadcastRow], None],
    ) -> None:
        self._reader, self._writer = database.reader, database.writer
        self._now = now
        self._new_id = new_id
        self._told = told
        self._rows: dict[str, BroadcastRow] = {}
        self._unread: dict[str, set[str]] = {}  # by whom, by broadcast

    async def restore(self) -> None:
        """What is unread since before the restart."""
        for agent, row in await store.unread(self._reader):
            self._rows[row.id] = row
            self._unread.setdefault(row.id, set()).add(agent)

    def unread(self) -> tuple[BroadcastRow, ...]:
        """Those that somebody has yet to read, oldest first."""
        return tuple(self._rows.values())

    def unread_by(self, broadcast: str) -> frozenset[str]:
        """The agents who have yet to read it."""
        return frozenset(self._unread.get(broadcast, ()))

    async def send(
        self, sender: tuple[str, str], to: tuple[Recipients, str], agents: Collection[str], text: str
    ) -> BroadcastRow:
        """`sender`: the user and their name. On disk, and shown to all of `agents`, on return."""
        row = BroadcastRow(self._new_id(), *sender, *to, text, self._now())
        await self._writer.commit(store.broadcast_sent(row, sorted(agents)))
        if agents:
            self._rows[row.id], self._unread[row.id] = row, set(agents)
            self._told(row)
        return row

    async def read(self, agent: str, broadcast: str) -> bool:
        """The agent has read it; False when there was none to read."""
        try:
            await self._writer.commit([store.broadcast_read(broadcast, agent, self._now())])
        except WriteRefused:
            return False
        row, left = self._rows[broadcast], self._unread[broadcast]
        left.discard(agent)
        if not left:
            del self._rows[broadcast], self._unread[broadcast]
        self._told(row)
        return True

    async def last(self, limit: int) -> list[Sent]:
        """The newest first, each with who has read it."""
        rows = await store.last_broadcasts(self._reader, limit)
        deliveries = await store.deliveries(self._reader, [row.id for row in rows])
        return [Sent(row, tuple(one for one in deliveries if one.broadcast == row.id)) for row in rows]
