"""Wallboards: who may look from the wall, and at what. A wallboard has a token of its own that shows the figures of its
queues and nothing else; whoever has its address has it."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ari_app.storage import supervision as store
from ari_app.storage.choices import BoardNumber
from ari_app.storage.database import Database
from ari_app.storage.rows.supervision import WallboardRow

PREFIX = "tlw_"  # so that it is told from a person's token, by us and by secret scanners


@dataclass(frozen=True, slots=True)
class Layout:
    """What is on it: `numbers` of each of `queues`, `rotate` seconds for each."""

    title: str
    queues: Sequence[str]
    numbers: Sequence[BoardNumber]
    rotate: float


@dataclass(frozen=True, slots=True)
class NewWallboard:
    """`secret` is shown once and kept nowhere."""

    row: WallboardRow
    secret: str = field(repr=False)


class Wallboards:
    """All in memory, as there are few; every change is on disk on return, and `told` (the row; None: taken down).
    `now` in seconds since the epoch."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], float],
        told: Callable[[str, WallboardRow | None], None],
    ) -> None:
        self._reader, self._writer = database.reader, database.writer
        self._now = now
        self._told = told
        self._by_id: dict[str, WallboardRow] = {}

    async def restore(self) -> None:
        """Those of before the restart."""
        self._by_id = {row.id: row for row in await store.wallboards(self._reader)}

    def all(self) -> tuple[WallboardRow, ...]:
        """Oldest first."""
        return tuple(self._by_id.values())

    def one(self, id: str) -> WallboardRow | None:
        return self._by_id.get(id)

    def by_secret(self, secret: str) -> WallboardRow | None:
        """The wallboard of a token. The time it takes says nothing of the tokens there are: hashes are compared."""
        hash = _hash(secret)
        return next((row for row in self._by_id.values() if row.hash == hash), None)

    async def hang(self, layout: Layout, by: str) -> NewWallboard:
        """Make one; `by`: the name of the user."""
        secret = PREFIX + secrets.token_urlsafe(24)
        row = WallboardRow(
            secrets.token_hex(8),
            _hash(secret),
            layout.title,
            tuple(layout.queues),
            tuple(number.value for number in layout.numbers),
            layout.rotate,
            by,
            self._now(),
        )
        await self._keep(row)
        return NewWallboard(row, secret)

    async def change(self, id: str, layout: Layout) -> WallboardRow | None:
        """Show something else at the same address; None when there is no such wallboard."""
        if (row := self._by_id.get(id)) is None:
            return None
        row = replace(
            row,
            title=layout.title,
            queues=tuple(layout.queues),
            numbers=tuple(number.value for number in layout.numbers),
            rotate=layout.rotate,
        )
        await self._keep(row)
        return row

    async def take_down(self, id: str) -> bool:
        """Its token is good for nothing from now on; False when there is no such wallboard."""
        if id not in self._by_id:
            return False
        await self._writer.commit([store.wallboard_taken_down(id)])
        self._by_id.pop(id, None)
        self._told(id, None)
        return True

    async def _keep(self, row: WallboardRow) -> None:
        await self._writer.commit([store.wallboard_kept(row)])
        self._by_id[row.id] = row
        self._told(row.id, row)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
