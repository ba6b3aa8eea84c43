"""What agents have begun to write, so that a reload, another tab or another machine goes on with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ari_app.storage import drafts
from ari_app.storage.database import Database
from ari_app.storage.rows.channels import DraftRow


@dataclass(frozen=True, slots=True)
class Drafts:
    """What is kept is on disk on return."""

    database: Database
    now: Callable[[], float]

    async def of(self, agent: str, thread: str) -> DraftRow | None:
        return await drafts.one(self.database.reader, agent, thread)

    async def all_of(self, agent: str) -> list[DraftRow]:
        """The newest first."""
        return await drafts.of_agent(self.database.reader, agent)

    async def keep(self, agent: str, thread: str, text: str, extra: Mapping[str, Any]) -> DraftRow:
        """In the place of what was there."""
        row = DraftRow(agent, thread, text, extra, self.now())
        await self.database.writer.commit([drafts.kept(row)])
        return row

    async def forget(self, agent: str, thread: str) -> None:
        await self.database.writer.commit([drafts.forgotten(agent, thread)])
