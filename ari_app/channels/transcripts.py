"""What was written in a thread, sent to its customer by e-mail: a message in a thread of its own."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from ari_app.storage import messages, threads, visitors
from ari_app.storage.choices import Author, Direction, MessageState
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.rows.channels import MessageRow, ThreadRow, VisitorRow
from ari_app.storage.writer import Durability

MOST = 500  # messages
_SUBJECTS = {"de": "Ihr Chat-Verlauf", "en": "Your chat transcript"}
_WORDS = {
    "de": ("Sie", "Assistent", "Wir", "Zeiten in UTC."),
    "en": ("You", "Assistant", "We", "Times in UTC."),
}


class Transcripts:
    """`name_of` an agent, as customers see it; `wake` is called when something is to be sent."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], float],
        new_id: Callable[[], str],
        name_of: Callable[[str], str | None],
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._now = now
        self._new_id = new_id
        self._name_of = name_of
        self._wake = wake

    async def send(self, visitor: VisitorRow, mail_account: str, address: str) -> None:
        """On its way, durably; nothing when nothing was written. Raises DatabaseUnavailable."""
        reader, now = self._database.reader, self._now()
        written = await visitors.thread_of(reader, visitor.account, visitor.address)
        if written is None:
            return
        rows = await visitors.written(reader, written.id, MOST)
        language = "de" if str(visitor.context.get("language", "")).startswith("de") else "en"
        subject, id = _SUBJECTS[language], self._new_id()
        thread = ThreadRow(
            id,
            mail_account,
            address.lower(),
            id,
            visitor.name,
            subject,
            language,
            None,
            None,
            None,
            None,
            now,
        )
        message = MessageRow(
            id=self._new_id(),
            thread=id,
            interaction=None,
            seq=1,
            at=now,
            direction=Direction.OUT,
            author=Author.SYSTEM,
            author_id=None,
            text=transcript(rows, language, self._name_of),
            html=None,
            files=(),
            extra={"subject": subject, "automatic": True},
            provider_id=None,
            client_id=None,
            state=MessageState.QUEUED,
            reason="",
            state_at=now,
            due_at=now,
        )
        if (
            await self._database.writer.commit([threads.added(thread), messages.added(message)])
            is not Durability.DURABLE
        ):
            raise DatabaseUnavailable("The transcript cannot be written down now.")
        self._wake()


def transcript(rows: Sequence[MessageRow], language: str, name_of: Callable[[str], str | None]) -> str:
    """What a customer may read of it, as text."""
    me, bot, we, note = _WORDS[language]

    def writer(row: MessageRow) -> str:
        if row.direction is Direction.IN:
            return me
        return (name_of(row.author_id or "") or we) if row.author is Author.AGENT else bot

    lines = [
        f"{datetime.fromtimestamp(row.at, UTC):%Y-%m-%d %H:%M}  {writer(row)}: {row.text or '[...]'}"
        for row in rows
        if row.direction is not Direction.INTERNAL and "call" not in row.extra
    ]
    return "\n".join((*lines, "", note))
