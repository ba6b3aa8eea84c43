"""E-mail: read from a mailbox by IMAP, sent by SMTP. `ari_app/channels/mail/` takes e-mails apart and puts them together.

The cursor says up to which UID a mailbox was read; it moves with the mail that is taken, and never before. When the server
began to count anew, what came since the last mail is read again: nothing is taken twice, since a Message-ID is the
provider's id.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any, TypeVar

from ari_app.acd.model import MediaType
from ari_app.channels import email_settings
from ari_app.channels.contract import Account, Http, Inlet, Outgoing, Sent, Setting
from ari_app.channels.errors import SignInRefused
from ari_app.channels.file_rules import FileRefused
from ari_app.channels.mail import arriving, imap, reading, smtp
from ari_app.channels.mail.guards import Frequency
from ari_app.channels.mail.imap import Imap, Mailbox
from ari_app.channels.mail.imap_answers import Fetched
from ari_app.channels.mail.tokens import Tokens
from ari_app.channels.mail.writing import Attachment, Written, written
from ari_app.conversation.text import FileArrived, TextEvent
from ari_app.conversation.text_account import AllowedFiles, Facts
from ari_app.storage.choices import IdentityKind, MessageState

IDLE = 9 * 60.0
"""Seconds that we wait at a server before we ask again: less than the 29 minutes of RFC 2177, since routers forget
sooner."""

_T = TypeVar("_T")
_BEGINNING = 256 * 1024
"""What is read of an e-mail that is too large."""

_FACTS = Facts(
    name="email",
    title="E-mail",
    media_type=MediaType.EMAIL,
    known_by=IdentityKind.EMAIL,
    text_limit=200_000,
    html=True,
    subject=True,
    copies=True,
    files=AllowedFiles(types=("*/*",), size=20 * 1024 * 1024, most=20),
    receipts=frozenset({MessageState.FAILED, MessageState.DELIVERED, MessageState.READ}),
    per_second=5.0,
)


@dataclass(slots=True)
class _Place:
    """How far a mailbox was read. `validity` None: never yet. `at`: when the last one came."""

    validity: int | None
    uid: int
    at: float
    recent: Frequency

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "_Place":
        validity = kept.get("validity")
        return cls(
            validity if isinstance(validity, int) else None,
            int(kept.get("uid", 0)),
            float(kept.get("at", 0.0)),
            Frequency.kept(kept.get("recent")),
        )

    def cursor(self) -> Mapping[str, Any]:
        return {"validity": self.validity, "uid": self.uid, "at": self.at, "recent": self.recent.times}


@dataclass(slots=True)
class Email:
    """`now`: seconds since the epoch; for the date of what we write, and how long tokens are good. `poll`: seconds between
    looks at a server that cannot tell us of new e-mail."""

    now: Callable[[], float]
    poll: float = 30.0
    facts: Facts = _FACTS
    settings: tuple[Setting, ...] = email_settings.SETTINGS
    _tokens: Tokens = field(init=False)

    def __post_init__(self) -> None:
        self._tokens = Tokens(self.now)

    async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
        files = [Attachment(one.name, one.content_type, await one.read()) for one in message.files]
        mail = await asyncio.to_thread(self._written, account, message, files)

        async def submit(token: str) -> None:
            server = email_settings.smtp_server(account, token)
            await smtp.submit(server, account.address, mail.recipients, mail.content)

        await self._signed_in(account, http, submit)
        return Sent(mail.message_id)

    def _written(self, account: Account, message: Outgoing, files: list[Attachment]) -> Written:
        return written(message, email_settings.sender(account), files, self.now())

    async def test(self, account: Account, http: Http) -> str:
        async def look(token: str) -> str:
            async with imap.connected(email_settings.imap_server(account, token)) as box:
                name = email_settings.value(account, "mailbox")
                mailbox = await box.select(name)
                await box.sign_out()
            async with smtp.connected(email_settings.smtp_server(account, token)):
                if box.idles:
                    return (
                        f"{name} has {mailbox.count} e-mails, and the server tells us of new e-mail; the SMTP server lets "
                        "us in."
                    )
                return (
                    f"{name} has {mailbox.count} e-mails, and the server is asked every {self.poll:.0f} seconds; the SMTP "
                    "server lets us in."
                )

        return await self._signed_in(account, http, look)

    async def run(self, account: Account, inlet: Inlet, http: Http) -> None:
        async def read(token: str) -> None:
            async with imap.connected(email_settings.imap_server(account, token)) as box:
                await self._read(account, box, inlet)

        await self._signed_in(account, http, read)

    async def _read(self, account: Account, box: Imap, inlet: Inlet) -> None:
        mailbox = await box.select(email_settings.value(account, "mailbox"))
        place = _Place.of(await inlet.cursor())
        waiting = await self._begin(account, box, mailbox, place)
        await inlet.take((), place.cursor())
        while True:
            for uid in waiting:
                await self._take(account, box, uid, place, inlet)
            await box.wait(IDLE, self.poll)
            waiting = await box.after(place.uid)

    async def _begin(self, account: Account, box: Imap, mailbox: Mailbox, place: _Place) -> list[int]:
        """What is to be read first; `place` counts as the server does from now on."""
        if place.validity == mailbox.validity:
            return await box.after(place.uid)
        first, place.validity = place.validity is None, mailbox.validity
        place.uid = mailbox.next - 1
        if not first:
            # UIDs begin anew. A day earlier, since a server's days are those of its own time zone.
            waiting = await box.since(datetime.fromtimestamp(place.at, UTC) - timedelta(days=1))
        elif email_settings.value(account, "begin") == "all":
            waiting = await box.after(0)
        else:
            return []
        place.uid = min([place.uid, *(uid - 1 for uid in waiting)])
        return waiting

    async def _take(self, account: Account, box: Imap, uid: int, place: _Place, inlet: Inlet) -> None:
        limit = email_settings.largest(account)
        mail = await box.fetch(uid, _BEGINNING)
        if mail is not None and len(mail.content) < mail.size <= limit:
            mail = await box.fetch(uid, limit)
        place.uid = max(place.uid, uid)
        if mail is None:
            return  # somebody took it out of the mailbox
        place.at = max(place.at, mail.at)
        await inlet.take(await self._events(account, mail, place, inlet), place.cursor())
        if email_settings.yes(account, "mark_read"):
            await box.mark_read(uid)

    async def _events(self, account: Account, mail: Fetched, place: _Place, inlet: Inlet) -> list[TextEvent]:
        house = email_settings.house(account)
        try:
            message, one = await asyncio.to_thread(_read, mail, house)
        except reading.Unreadable:
            whole = reading.Enclosure("message.eml", "message/rfc822", mail.content)
            files, _ = await _kept(inlet, (whole,))
            return [arriving.unreadable(mail.content, [file for _, file in files], house, mail.at)]
        if arriving.is_ours(one, house):
            return []
        receipts = arriving.receipts(one, message, house)
        if receipts:
            return list(receipts)
        files, refused = await _kept(inlet, () if one.size else one.letter.files)
        count = arriving.counted(one, house, place.recent)
        return [await asyncio.to_thread(arriving.event, one, files, refused, house, count)]

    async def _signed_in(self, account: Account, http: Http, work: Callable[[str], Awaitable[_T]]) -> _T:
        """`work`, by a token where there is to be one. A token may end before its time, when somebody takes it back or
        clocks differ: once, there is another one."""
        if not email_settings.by_oauth(account):
            return await work("")
        token = await self._tokens.access(account, http)
        try:
            return await work(token)
        except SignInRefused:
            self._tokens.forget(account, token)
        return await work(await self._tokens.access(account, http))


def _read(mail: Fetched, house: arriving.House) -> tuple[Message, arriving.Arrived]:
    message = reading.parsed(mail.content)
    return message, arriving.arrived(reading.letter(message), mail.content, mail.at, mail.size, house)


async def _kept(
    inlet: Inlet, files: Sequence[reading.Enclosure]
) -> tuple[list[tuple[reading.Enclosure, FileArrived]], list[arriving.Refused]]:
    """Those that are let in, and those that are not."""
    kept, refused = [], []
    for file in files:
        try:
            id = await inlet.keep_file(file.name, file.content_type, file.content)
        except FileRefused as error:
            refused.append(arriving.Refused(file.name, str(error)))
        else:
            kept.append((file, FileArrived(file.name, file.content_type, len(file.content), id)))
    return kept, refused


CHANNEL = Email(now=lambda: datetime.now(UTC).timestamp())
