"""One connection to an IMAP server: as much of RFC 3501 as it takes to read a mailbox, with IDLE (RFC 2177), STARTTLS,
and OAuth by XOAUTH2. Every wait has a limit. What goes wrong is an error of `ari_app/channels/errors.py`.

Our own, since the one library for asyncio is under the GPL, which Trunkline is not.
"""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from ari_app.channels import tls
from ari_app.channels.errors import Malformed, Misconfigured, SignInRefused, Unreachable
from ari_app.channels.mail import imap_answers
from ari_app.channels.mail.imap_answers import Answer, Fetched
from ari_app.channels.unreachable import why_not

_LINE = 256 * 1024
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Server:
    """`security`: `tls` from the first byte, `starttls`, or `none`, which is for servers on this machine only. `token`
    takes the place of a password. `limit`: seconds for any one answer."""

    host: str
    port: int
    security: str
    user: str
    password: str = ""
    token: str = ""
    tls: ssl.SSLContext | None = None
    limit: float = 30.0


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`validity`: UIDs of another validity say nothing here. `next` is the UID that the next mail gets."""

    validity: int
    next: int
    count: int


class Imap:
    """Commands in turn; nobody else uses the connection meanwhile."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._largest = _LINE
        self._count = 0
        self._capabilities: frozenset[bytes] = frozenset()
        self._news = False  # told in the middle of something else; a server says it once

    @property
    def idles(self) -> bool:
        return b"IDLE" in self._capabilities

    async def sign_in(self) -> None:
        """Raises `Misconfigured` when the server does not let us in."""
        server = self._server
        greeting = await self._answer(server.limit)
        if greeting.kind not in (b"OK", b"PREAUTH"):
            raise Unreachable(f"{server.host} does not want us now: {_said(greeting)}")
        await self._learn()
        if server.security == "starttls":
            await self._start_tls()
        if greeting.kind != b"PREAUTH":
            await self._authenticate()
        await self._learn()

    async def select(self, mailbox: str) -> Mailbox:
        answers = await self._command(
            b"SELECT " + _quoted(mailbox),
            lambda said: Misconfigured(f"There is no mailbox {mailbox!r}: {said}"),
        )
        validity = next(
            (n for one in answers if (n := imap_answers.code(one.text, b"UIDVALIDITY")) is not None), 0
        )
        following = next(
            (n for one in answers if (n := imap_answers.code(one.text, b"UIDNEXT")) is not None), 1
        )
        count = next((one.number or 0 for one in reversed(answers) if one.kind == b"EXISTS"), 0)
        return Mailbox(validity, following, count)

    async def after(self, uid: int) -> list[int]:
        """UIDs of the mails after this one, in order."""
        return [one for one in await self._search(f"UID {uid + 1}:*") if one > uid]

    async def since(self, day: datetime) -> list[int]:
        """UIDs of all that came on this day or later."""
        return await self._search(f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}")

    async def fetch(self, uid: int, limit: int) -> Fetched | None:
        """At most `limit` bytes of it; it stays unread. None when it is gone."""
        self._largest = limit + _LINE
        try:
            answers = await self._command(
                f"UID FETCH {uid} (UID RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.{limit}>)".encode()
            )
        finally:
            self._largest = _LINE
        found = (imap_answers.fetched(one) for one in answers)
        return next((one for one in found if one is not None and one.uid == uid), None)

    async def mark_read(self, uid: int) -> None:
        await self._command(f"UID STORE {uid} +FLAGS.SILENT (\\Seen)".encode())

    async def wait(self, seconds: float, poll: float) -> None:
        """Until mail comes, or came since the last search; but at most `seconds`. A server that cannot tell is asked after
        `poll`."""
        if self._news:
            return
        if not self.idles:
            await asyncio.sleep(min(poll, seconds))
            await self._command(b"NOOP")
            return
        tag = self._send(b"IDLE")
        await self._drain()
        while (one := await self._answer(self._server.limit)).tag != b"+":
            if one.tag == tag:
                raise Unreachable(f"{self._server.host} does not let us wait: {_said(one)}")
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self._news:
                    if (one := await self._answer(None)).kind == b"BYE":
                        raise Unreachable(f"{self._server.host} said good-bye: {_said(one)}")
        self._writer.write(b"DONE\r\n")
        await self._until(tag)

    async def sign_out(self) -> None:
        with suppress(Unreachable, Malformed):
            await self._command(b"LOGOUT")

    async def _learn(self) -> None:
        answers = await self._command(b"CAPABILITY")
        told = [word for one in answers if one.kind == b"CAPABILITY" for word in one.words[1:]]
        self._capabilities = frozenset(word.upper() for word in told if isinstance(word, bytes))

    async def _start_tls(self) -> None:
        if b"STARTTLS" not in self._capabilities:
            raise Misconfigured(
                f"{self._server.host} offers no STARTTLS on port {self._server.port}; choose TLS (993)."
            )
        await self._command(b"STARTTLS")
        if await self._said_more():
            raise Malformed(
                f"{self._server.host}, or somebody between us, speaks before the connection is safe."
            )
        try:
            async with asyncio.timeout(self._server.limit):
                await self._writer.start_tls(
                    self._server.tls or ssl.create_default_context(), server_hostname=self._server.host
                )
        except ssl.SSLError as error:
            raise tls.trouble(self._server.host, self._server.port, error) from error
        except (OSError, TimeoutError) as error:
            raise Unreachable(f"{self._server.host} does not answer.") from error
        await self._learn()

    async def _said_more(self) -> bytes:
        """What has come already."""
        try:
            async with asyncio.timeout(0):
                return await self._reader.read(1)
        except TimeoutError:
            return b""

    async def _authenticate(self) -> None:
        server = self._server
        if server.token:
            await self._sasl(b"XOAUTH2", f"user={server.user}\1auth=Bearer {server.token}\1\1")
        elif b"AUTH=PLAIN" in self._capabilities:
            await self._sasl(b"PLAIN", f"\0{server.user}\0{server.password}")
        else:
            await self._command(
                b"LOGIN " + _quoted(server.user) + b" " + _quoted(server.password),
                lambda said: SignInRefused(f"{server.host} does not let {server.user} in: {said}"),
            )

    async def _sasl(self, mechanism: bytes, response: str) -> None:
        tag = self._send(b"AUTHENTICATE " + mechanism)
        await self._drain()
        said = base64.b64encode(response.encode())
        while (one := await self._answer(self._server.limit)).tag != tag:
            if one.tag == b"+":
                self._writer.write(said + b"\r\n")
                said = b""  # what is asked further tells an error in detail, and wants an empty answer
                await self._drain()
        if one.kind != b"OK":
            raise SignInRefused(f"{self._server.host} does not let {self._server.user} in: {_said(one)}")

    async def _search(self, what: str) -> list[int]:
        self._news = False
        answers = await self._command(f"UID SEARCH {what}".encode())
        found = [word for one in answers if one.kind == b"SEARCH" for word in one.words[1:]]
        return sorted({int(word) for word in found if isinstance(word, bytes) and word.isdigit()})

    async def _command(
        self, command: bytes, wrong: Callable[[str], Misconfigured] | None = None
    ) -> Sequence[Answer]:
        """What was said until it was done. `wrong`: what it means when it is not, of what the server says then."""
        tag = self._send(command)
        answers = await self._until(tag)
        last = answers[-1]
        if last.kind != b"OK":
            if wrong is not None:
                raise wrong(_said(last))
            raise Unreachable(
                f"{self._server.host} did not do {command.split(None, 1)[0].decode()}: {_said(last)}"
            )
        return answers

    async def _until(self, tag: bytes) -> list[Answer]:
        await self._drain()
        answers = []
        while True:
            answers.append(await self._answer(self._server.limit))
            if answers[-1].tag == tag:
                return answers

    def _send(self, command: bytes) -> bytes:
        self._count += 1
        tag = b"T%d" % self._count
        self._writer.write(tag + b" " + command + b"\r\n")
        return tag

    async def _drain(self) -> None:
        try:
            async with asyncio.timeout(self._server.limit):
                await self._writer.drain()
        except (OSError, TimeoutError) as error:
            raise Unreachable(f"The connection to {self._server.host} is lost.") from error

    async def _answer(self, limit: float | None) -> Answer:
        """The next one; `limit` None: the caller limits it."""
        try:
            async with asyncio.timeout(limit):
                pieces = [await self._line()]
                while (length := imap_answers.literal(pieces[-1])) is not None:
                    if length > self._largest:
                        raise Malformed(f"{self._server.host} sends more than was asked for.")
                    pieces.append(await self._reader.readexactly(length))
                    pieces.append(await self._line())
            answer = imap_answers.answer(pieces)
        except imap_answers.Unintelligible as error:
            raise Malformed(f"{self._server.host} does not speak IMAP: {error}") from error
        except TimeoutError as error:
            raise Unreachable(f"{self._server.host} does not answer.") from error
        except (OSError, EOFError, ValueError) as error:
            raise Unreachable(f"The connection to {self._server.host} is lost.") from error
        self._news = self._news or answer.kind == b"EXISTS"
        return answer

    async def _line(self) -> bytes:
        line = await self._reader.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        return line


@asynccontextmanager
async def connected(server: Server) -> AsyncIterator[Imap]:
    """Signed in; closed on the way out. Raises `Unreachable`, `Misconfigured`."""
    safe = (server.tls or ssl.create_default_context()) if server.security == "tls" else None
    try:
        async with asyncio.timeout(server.limit):
            reader, writer = await asyncio.open_connection(server.host, server.port, ssl=safe, limit=_LINE)
    except ssl.SSLError as error:
        raise tls.trouble(server.host, server.port, error) from error
    except (OSError, TimeoutError) as error:
        raise Unreachable(
            f"{server.host} cannot be reached on port {server.port}: {why_not(error)}."
        ) from error
    try:
        imap = Imap(server, reader, writer)
        await imap.sign_in()
        yield imap
    finally:
        writer.close()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(1):
                await writer.wait_closed()


def _quoted(text: str) -> bytes:
    """Raises `Misconfigured` for what would end the line and begin another command."""
    if any(char in "\r\n\0" for char in text):
        raise Misconfigured("User, password and mailbox are one line each.")
    return b'"' + text.encode().replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _said(one: Answer) -> str:
    return one.text.decode("utf-8", "replace")[:200]
