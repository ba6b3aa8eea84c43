"""Visitors of web chats and apps: who they are, and what they do, each thing durable before they are told so.

A visitor comes back with a token, of which only the hash is kept. Whoever the site vouches for writes in the thread of their
user id, on every device; everybody else in one that belongs to their token.
"""

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Protocol

from ari_app.channels import identity
from ari_app.channels.contract import Account
from ari_app.channels.errors import Forged
from ari_app.channels.in_app import CHANNEL as IN_APP
from ari_app.channels.webchat import CHANNEL as WEB_CHAT
from ari_app.channels.widget_settings import WidgetSettings, understood
from ari_app.conversation.ports import Clock
from ari_app.conversation.text import (
    Correspondent,
    FileArrived,
    MessageArrived,
    RatingGiven,
    TextEvent,
    ThreadRead,
    WriterLeft,
)
from ari_app.storage import calendars, messages, visitors
from ari_app.storage.choices import Direction, FileState
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.rows.channels import FileRow, MessageRow, ThreadRow, VisitorRow
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability
from ivr import calendar

TOKEN_BYTES = 32
USER, ANONYMOUS = "user:", "v-"
SEEN_EVERY = 3600.0  # seconds between two notes that somebody is still there
MOST_AT_ONCE = 100  # messages of a snapshot, and of what is asked for before it
FILES_AT_ONCE = 5
_MAIL = re.compile(r"[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,189}")
NEW_FILE = ""
"""The thread of a file until the message comes that it is for: who knows its id has sent it."""


class Refused(Exception):
    """The visitor may not, or not so. The message is for who writes the page; `word` for the page itself."""

    def __init__(self, word: str, message: str) -> None:
        super().__init__(message)
        self.word = word


@dataclass(frozen=True, slots=True)
class Hours:
    """`opens_at`: when somebody is there again; None when that is now, or not foreseen."""

    is_open: bool
    opens_at: float | None = None


class Intake(Protocol):
    async def take(self, account: str, events: Sequence[TextEvent]) -> None:
        """On return they are durable; the same `provider_id` is one event."""


class Files(Protocol):
    async def keep(self, thread: str, name: str, content: bytes, claimed: str = "") -> FileRow:
        """Raises of `errors.ChannelError` for what is not let in."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says they are: by `token` (JWT), by `signature`, or just so."""

    id: str = ""
    email: str = ""
    name: str = ""
    signature: str = ""
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new visitor comes with."""

    claim: Claim | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    consent: str = ""
    page: str = ""
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a visitor's. `choice`: the id of the quick reply that they pressed."""

    client_id: str
    text: str
    files: tuple[str, ...] = ()
    choice: str = ""
    page: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """`more`: there is more before. `read_at`: when the visitor's last message was written that was read here. `seen_at`:
    when they last read what we wrote."""

    thread: ThreadRow | None
    messages: Sequence[MessageRow] = ()
    files: Mapping[str, FileRow] = field(default_factory=dict)
    more: bool = False
    read_at: float = 0.0

    @property
    def seen_at(self) -> float:
        return 0.0 if self.thread is None else self.thread.read_at or 0.0


class Visitors:
    """`account` knows the enabled accounts, secrets and all; `typing` is told of account, address and whether they type."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        account: Callable[[str], Account | None],
        intake: Intake,
        files: Files,
        typing: Callable[[str, str, bool], None],
        transcript: Callable[[VisitorRow, str, str], Awaitable[None]],
    ) -> None:
        self._reader, self._writer = database.reader, database.writer
        self._now, self._of_day = clock.now, clock.of_day
        self._account = account
        self._intake = intake
        self._files = files
        self._typing = typing
        self._transcript = transcript

    def settings(self, account: str) -> WidgetSettings | None:
        """None: no visitor comes there."""
        known = self._account(account)
        if known is None or known.channel not in (WEB_CHAT.facts.name, IN_APP.facts.name):
            return None
        return understood(known.settings, in_app=known.channel == IN_APP.facts.name)

    def gone_after(self, account: str) -> float:
        """Seconds after which somebody without an open page has left; 0: never, as in an app, whose users read later."""
        known = self._account(account)
        if known is None or known.channel != WEB_CHAT.facts.name:
            return 0.0
        return understood(known.settings, in_app=False).gone_after

    def longest_call(self, account: str) -> float:
        """Seconds that a call from a page of it may last; of an account that is no more, as long as is usual."""
        known = self._account(account)
        return understood({} if known is None else known.settings, in_app=False).call_minutes * 60.0

    async def hours(self, settings: WidgetSettings) -> Hours:
        """By its calendar; one that is gone keeps nobody out."""
        now = self._now()
        for row in await calendars.every(self._reader) if settings.calendar else ():
            if row.id == settings.calendar:
                kept = calendar.parse(
                    {"time_zone": row.time_zone, "weekly": row.weekly, "holidays": row.holidays}
                )
                if kept.at(now) is not calendar.Now.OPEN:
                    return Hours(is_open=False, opens_at=kept.opens_after(now))
        return Hours(is_open=True)

    # --- who they are ---------------------------------------------------------------------------------------

    async def begin(self, account: str, settings: WidgetSettings, wish: Wish) -> tuple[str, VisitorRow]:
        """A new visitor, and the token that they come back with. Raises Refused, Forged."""
        person = identity.Person() if wish.claim is None else self.person(settings, wish.claim)
        if settings.identity_needed and not person.verified:
            raise Refused(
                "identity", "This account takes only users that the app vouches for by its signature."
            )
        if settings.consent and wish.consent != settings.consent_version:
            raise Refused("consent", "The visitor has to agree first: send the version of the consent.")
        form = {name: value.strip() for name, value in wish.form.items() if value.strip()}
        if missing := settings.wants({"name": person.name, "email": person.email, **form}):
            raise Refused("form", f"The form wants {', '.join(missing)}.")
        token, now = secrets.token_urlsafe(TOKEN_BYTES), self._now()
        hashed = hash_of(token)
        context = {
            "page": wish.page if settings.page else "",
            "title": wish.title if settings.page else "",
            "language": wish.language,
            "form": form,
            "identity": person.known(),
            "verified": person.verified,
        }
        if settings.consent:
            context["consent"] = {"version": settings.consent_version, "text": settings.consent, "at": now}
        row = VisitorRow(
            token_hash=hashed,
            account=account,
            address=f"{USER}{person.id}" if person.verified else f"{ANONYMOUS}{hashed[:32]}",
            name=person.name or form.get("name", ""),
            context=context,
            created_at=now,
            seen_at=now,
        )
        await self._keep([visitors.added(row)])
        return token, row

    async def known(self, account: str, token: str) -> VisitorRow | None:
        """Whose token it is."""
        row = await visitors.one(self._reader, hash_of(token))
        if row is None or row.account != account:
            return None
        now = self._now()
        if now - row.seen_at > SEEN_EVERY:
            await self._keep([visitors.seen(row.token_hash, row.name, row.context, now)])
        return row

    async def identify(self, visitor: VisitorRow, settings: WidgetSettings, claim: Claim) -> VisitorRow:
        """Who they turn out to be: kept with what they write from now on. Raises Forged; Refused for another user than the
        one whose thread this is."""
        person = self.person(settings, claim)
        if visitor.address.startswith(USER) and visitor.address != f"{USER}{person.id}":
            raise Refused("identity", "This visitor is somebody else: reset first.")
        if visitor.context.get("verified"):
            if not person.verified:
                raise Forged("Who was vouched for stays so: sign the new claim too.")
            if visitor.context.get("identity", {}).get("id") != person.id:
                raise Refused("identity", "This visitor is somebody else: reset first.")
        context = {**visitor.context, "identity": person.known(), "verified": person.verified}
        row = replace(visitor, name=person.name or visitor.name, context=context, seen_at=self._now())
        await self._keep([visitors.seen(row.token_hash, row.name, row.context, row.seen_at)])
        return row

    async def forget(self, visitor: VisitorRow) -> None:
        """Their token is worth nothing from now on."""
        await self._keep([visitors.forgotten(visitor.token_hash)])

    def person(self, settings: WidgetSettings, claim: Claim) -> identity.Person:
        """Raises Forged for a signature that is none; without any, it is what they say."""
        if claim.token:
            return identity.by_token(settings.identity_secret, claim.token, self._of_day())
        person = identity.claimed(claim.id, claim.email, claim.name)
        if claim.signature:
            return identity.by_signature(settings.identity_secret, person, claim.signature)
        return person

    # --- what they do: durable on return -------------------------------------------------------------------------

    async def say(self, visitor: VisitorRow, settings: WidgetSettings, said: Said) -> None:
        """Raises Refused."""
        text = said.text.strip()
        if not text and not said.files:
            raise Refused("empty", "A message has a text or files.")
        if len(text) > WEB_CHAT.facts.text_limit:
            raise Refused("too-long", f"A message has {WEB_CHAT.facts.text_limit} characters at most.")
        if said.files and not settings.files:
            raise Refused("files", "This account takes no files.")
        files = await self._arrived(visitor, said.files)
        await self._take(
            visitor,
            MessageArrived(
                provider_id=f"{visitor.address}:{said.client_id}",
                whom=_whom(visitor),
                text=text,
                at=self._now(),
                files=files,
                client_id=said.client_id,
                extra={"choice": said.choice} if said.choice else {},
                context=told(visitor, said.page, said.title) if settings.page else told(visitor),
            ),
        )

    async def _arrived(self, visitor: VisitorRow, ids: tuple[str, ...]) -> tuple[FileArrived, ...]:
        if len(ids) > FILES_AT_ONCE:
            raise Refused("files", f"A message has {FILES_AT_ONCE} files at most.")
        rows = {row.id: row for row in await visitors.files_of(self._reader, frozenset(ids))}
        thread = await visitors.thread_of(self._reader, visitor.account, visitor.address)
        mine = {NEW_FILE, NEW_FILE if thread is None else thread.id}
        if any(id not in rows or rows[id].thread not in mine for id in ids):
            raise Refused("files", "There is no such file: upload it first.")
        return tuple(
            FileArrived(rows[id].name, rows[id].content_type, rows[id].bytes, id)
            for id in ids
            if rows[id].state is FileState.READY
        )

    async def keep_file(self, name: str, content: bytes, claimed: str) -> FileRow:
        """For a message that follows. Raises of `errors.ChannelError`."""
        return await self._files.keep(NEW_FILE, name, content, claimed)

    async def read(self, visitor: VisitorRow, seq: int, at: float) -> None:
        """They have read until the message of this number, written at `at`."""
        await self._take(
            visitor, ThreadRead(f"{visitor.address}:read:{seq}", _whom(visitor), min(at, self._now()))
        )

    async def leave(self, visitor: VisitorRow, interaction: str) -> None:
        await self._take(
            visitor, WriterLeft(f"{visitor.address}:left:{interaction}", _whom(visitor), self._now())
        )

    async def vanish(self, account: str, address: str, interaction: str, since: float) -> None:
        """They went away while they waited, and did not come back. Given again, it is the same, by `since` when it was."""
        name = f"{address}:vanished:{interaction}:{since:.0f}"
        left = WriterLeft(name, Correspondent(account, address), self._now(), vanished=True)
        await self._intake.take(account, [left])

    async def rate(self, visitor: VisitorRow, interaction: str, score: int, comment: str) -> None:
        """Once for each interaction; a comment that is given afterwards is a second time, and the last one stands."""
        name = f"{visitor.address}:rated:{interaction}:{score}:{hash_of(comment)[:8]}"
        await self._take(
            visitor, RatingGiven(name, _whom(visitor), score, comment.strip()[:1000], self._now())
        )

    def type(self, visitor: VisitorRow, on: bool) -> None:
        self._typing(visitor.account, visitor.address, on)

    async def leave_message(
        self, account: str, settings: WidgetSettings, note_id: str, form: Mapping[str, str], page: str
    ) -> None:
        """What somebody writes while nobody is there: answered by e-mail, where the account names one to do it from; else
        in a thread of its own. Raises Refused."""
        email, text = form.get("email", "").strip(), form.get("question", "").strip()
        if not text or not _MAIL.fullmatch(email):
            raise Refused("form", "It needs an e-mail address to answer to, and a question.")
        mail = self._account(settings.mail_account) if settings.mail_account else None
        where = account if mail is None else mail.id
        address = f"{ANONYMOUS}{hash_of(note_id)[:32]}" if mail is None else email.lower()
        topic = "" if mail is None else f"left:{note_id}"
        event = MessageArrived(
            provider_id=f"left:{note_id}",
            whom=Correspondent(where, address, topic, form.get("name", "").strip()),
            text=text,
            at=self._now(),
            subject="" if mail is None else settings.title,
            extra={"form": dict(form)},
            context={**form, "page": page, "left_while_closed": "yes"},
        )
        await self._intake.take(where, [event])

    async def transcript(self, visitor: VisitorRow, settings: WidgetSettings, address: str) -> None:
        """Raises Refused."""
        if not settings.mail_account or self._account(settings.mail_account) is None:
            raise Refused("transcript", "No e-mail account sends transcripts of this chat.")
        await self._transcript(visitor, settings.mail_account, address)

    async def _keep(self, writes: list[Write]) -> None:
        if await self._writer.commit(writes) is not Durability.DURABLE:
            raise DatabaseUnavailable("Who it is cannot be written down now.")

    async def _take(self, visitor: VisitorRow, event: TextEvent) -> None:
        await self._intake.take(visitor.account, [event])

    # --- what they see --------------------------------------------------------------------------------------

    async def history(self, visitor: VisitorRow, after: int = 0, before: int | None = None) -> History:
        """The last that was written after a number, and before another, as far as it is theirs to see."""
        thread = await visitors.thread_of(self._reader, visitor.account, visitor.address)
        if thread is None:
            return History(None)
        found = await visitors.written(self._reader, thread.id, MOST_AT_ONCE + 1, after=after, before=before)
        shown = found[-MOST_AT_ONCE:]
        ids = frozenset(id for message in shown for id in message.files)
        files = {row.id: row for row in await visitors.files_of(self._reader, ids)}
        read_at = await visitors.read_until(self._reader, thread.id)
        return History(thread, shown, files, len(found) > len(shown), read_at)

    async def file(self, visitor: VisitorRow, id: str) -> FileRow | None:
        """One of their thread, that can be had."""
        rows = await visitors.files_of(self._reader, frozenset({id}))
        thread = await visitors.thread_of(self._reader, visitor.account, visitor.address)
        if thread is None or not rows:
            return None
        # What agents sent each other, or have not sent yet, lies in the same thread.
        of = await messages.with_file(self._reader, thread.id, id)
        told = any(message.direction is not Direction.INTERNAL for message in of)
        (row,) = rows
        return row if told and row.thread == thread.id and row.state is FileState.READY else None


def hash_of(token: str) -> str:
    return sha256(token.encode(errors="surrogateescape")).hexdigest()


def told(visitor: VisitorRow, page: str = "", title: str = "") -> dict[str, Any]:
    """What flows and agents are told of who it is: what they said in the form, then what the site says, plain by name.
    `page`, `title`: what they look at now; without, it is what they looked at when they came."""
    context = visitor.context
    person = context.get("identity", {})
    plain = {
        **context.get("form", {}),
        **{key: person[key] for key in ("name", "email") if person.get(key)},
        "user": person.get("id", ""),
        "verified": "yes" if context.get("verified") else "no",
        "page": page or context.get("page", ""),
        "page_title": title if page else context.get("title", ""),
        "language": context.get("language", ""),
        "consent": context.get("consent", {}).get("version", ""),
    }
    return {key: value for key, value in plain.items() if value}


def _whom(visitor: VisitorRow) -> Correspondent:
    return Correspondent(visitor.account, visitor.address, "", visitor.name)
