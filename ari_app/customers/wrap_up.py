"""How agents wrapped up: a code and a note for each interaction that they took part in."""

from collections.abc import Callable
from dataclasses import dataclass

from ari_app.customers.errors import Unfit, Unknown
from ari_app.storage import interactions, notes, wrap_up_codes
from ari_app.storage.database import Database
from ari_app.storage.rows.customers import WrapUpRow
from ari_app.storage.rows.setup import WrapUpCodeRow
from ari_app.storage.writer import Durability


@dataclass(frozen=True, slots=True)
class WrapUps:
    """`now` in seconds since the epoch."""

    database: Database
    now: Callable[[], float]

    def began(self, agent: str, interaction: str, default: str | None) -> None:
        """The agent's wrap-up begins; `default` is the code that stands until they choose one, so that it stands too when
        they never do. Returns at once."""
        row = WrapUpRow(interaction, agent, default, "", chosen=False, at=self.now())
        self.database.writer.submit([notes.wrapped_up_by_default(row)], _whatever)

    async def codes(self, queue: str) -> list[WrapUpCodeRow]:
        """What an agent of this queue may choose from, in order."""
        return await wrap_up_codes.of_queue(self.database.reader, queue)

    async def of(self, agent: str, interaction: str) -> WrapUpRow | None:
        """How this agent wrapped it up, None when they have not begun to."""
        rows = await notes.wrap_ups(self.database.reader, [interaction])
        return next((row for row in rows if row.agent == agent), None)

    async def choose(self, agent: str, interaction: str, code: str | None, note: str) -> WrapUpRow:
        """During the conversation or after it, as often as they like; the last choice counts. None: no code, only the
        note.

        Raises Unknown when the agent took no part in it, Unfit when its queue has no such code."""
        reader = self.database.reader
        item = await interactions.one(reader, interaction)
        if item is None or not await notes.took_part(reader, interaction, agent):
            raise Unknown(
                f"You took no part in {interaction!r}: only your own conversations are yours to wrap up."
            )
        may = [row.id for row in await self.codes(item.queue)] if item.queue is not None else []
        if code is not None and code not in may:
            raise Unfit(f"The queue has no wrap-up code {code!r}; it has: {', '.join(may) or 'none'}.")
        row = WrapUpRow(interaction, agent, code, note, chosen=code is not None, at=self.now())
        await self.database.writer.commit([notes.wrapped_up(row)])
        return row


def _whatever(durability: Durability) -> None:
    """The writer has said in the log what it refused."""
