"""A throwaway mail house for tests: Debian's dovecot (IMAP, with TLS and without) in a folder of its own on free ports; in
this process an SMTP server that delivers to it by LMTP, by TLS, STARTTLS and without; and who gives tokens (OAuth), of whom
dovecot asks whether one is good.

    async with mail_house() as house:
        house.post(sender, recipients, content)

As root, dovecot runs as `nobody`. Every address is a mailbox; the password of all is PASSWORD, and tokens are for `us`.
"""

import asyncio
import base64
import binascii
import grp
import imaplib
import os
import pwd
import re
import shutil
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiohttp import web
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.certificates import Authority, Issued
from tests.ports import free_ports

PASSWORD = "quite-secret"
HOST = "127.0.0.1"
LIMIT = 60.0

_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_username_chars =
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
{capability}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service auth {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service lmtp {{
  user = {user}
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
"""


_OAUTH = """
introspection_mode = post
introspection_url = http://127.0.0.1:{tokens_port}/introspect
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass(slots=True)
class Dovecot:
    """`idles` False: it does not offer IDLE, as some servers do not."""

    folder: Path
    user: str
    imap_port: int
    imaps_port: int
    lmtp_port: int
    authority: Authority
    _process: subprocess.Popen[bytes] | None = None

    def configure(self, *, tokens_port: int, idles: bool = True) -> None:
        self.show(self.authority.issue("localhost"))
        (self.folder / "oauth2.conf").write_text(_OAUTH.format(tokens_port=tokens_port))
        entry = pwd.getpwnam(self.user)
        capability = "" if idles else "imap_capability = IMAP4rev1 SASL-IR AUTH=PLAIN"
        (self.folder / "dovecot.conf").write_text(
            _CONFIGURATION.format(
                folder=self.folder,
                user=self.user,
                group=_group(entry.pw_gid),
                uid=entry.pw_uid,
                gid=entry.pw_gid,
                password=PASSWORD,
                capability=capability,
                imap_port=self.imap_port,
                imaps_port=self.imaps_port,
                lmtp_port=self.lmtp_port,
            )
        )

    def show(self, issued: Issued) -> None:
        """This certificate, from when it is started."""
        (self.folder / "certificate.pem").write_text(issued.certificate)
        (self.folder / "key.pem").write_text(issued.key)

    def start(self) -> None:
        as_root = os.geteuid() == 0
        entry = pwd.getpwnam(self.user)
        with (self.folder / "errors").open("wb") as errors:
            self._process = subprocess.Popen(
                ["/usr/sbin/dovecot", "-F", "-c", str(self.folder / "dovecot.conf")],
                stdout=errors,
                stderr=errors,
                user=entry.pw_uid if as_root else None,
                group=entry.pw_gid if as_root else None,
                extra_groups=[] if as_root else None,
                start_new_session=True,
            )
        end = time.monotonic() + LIMIT
        while not _accepts(self.imap_port) or not _accepts(self.lmtp_port):
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self.folder / "errors").read_text() + self.log())
            time.sleep(0.05)

    def stop(self) -> None:
        """With all connections to it."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(LIMIT)
        self._process = None

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def begin_anew(self, address: str) -> None:
        """The mailbox counts anew, as after it was restored from a backup: another UIDVALIDITY."""
        folder = self.folder / "mail" / address
        for path in folder.glob("dovecot.*"):
            path.unlink()
        uids = folder / "dovecot-uidlist"
        validity, globally = re.findall(r"^3 V(\d+) N\d+ (G\w+)", uids.read_text())[0]
        uids.write_text(f"3 V{int(validity) + 7} N1 {globally}\n")

    @contextmanager
    def mailbox(self, address: str) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4(HOST, self.imap_port, timeout=LIMIT) as imap:
            imap.login(address, PASSWORD)
            imap.select("INBOX")
            yield imap

    def mails(self, address: str) -> list[EmailMessage]:
        with self.mailbox(address) as imap:
            _, found = imap.uid("SEARCH", "ALL")
            fetched = [imap.uid("FETCH", uid.decode(), "(BODY.PEEK[])")[1][0][1] for uid in found[0].split()]
        return [message_from_bytes(content, policy=policy.default) for content in fetched]

    async def mail(self, address: str, count: int = 1) -> EmailMessage:
        """The newest, as soon as there are so many."""
        return await asyncio.to_thread(self._mail, address, count)

    def _mail(self, address: str, count: int) -> EmailMessage:
        end = time.monotonic() + LIMIT
        while len(found := self.mails(address)) < count:
            assert time.monotonic() < end, f"{address} has {len(found)} e-mails"
            time.sleep(0.05)
        return found[-1]


@dataclass(slots=True)
class PostOffice:
    """An SMTP server that delivers to dovecot. `refuses` says by recipient what it answers instead;
    `silent_after_content`: it takes a mail and hangs up without a word."""

    dovecot: Dovecot
    refuses: dict[str, str] = field(default_factory=dict)
    tokens: "Tokens | None" = None
    silent_after_content: bool = False
    on_mail: Callable[[Envelope], str | None] = lambda envelope: None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        """As Google has it: what is wrong with a token is told first, and answered by an empty line."""
        try:
            said = base64.b64decode(args[1]).decode()
        except (IndexError, binascii.Error, UnicodeDecodeError):
            return AuthResult(success=False, handled=False)
        found = re.fullmatch("user=([^\1]+)\1auth=Bearer ([^\1]+)\1\1", said)
        if found is not None and self.tokens is not None and self.tokens.good.get(found[2]) == found[1]:
            return AuthResult(success=True, auth_data=found[1])
        await server.challenge_auth('{"status":"400","schemes":"bearer"}')
        return AuthResult(success=False, handled=False)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.silent_after_content:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return ""
        refusal = self.on_mail(envelope)
        if refusal is None:
            await asyncio.to_thread(self.deliver, envelope)
        return refusal or "250 OK"

    def deliver(self, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        with smtplib.LMTP(HOST, self.dovecot.lmtp_port) as lmtp:
            for recipient in envelope.rcpt_tos:  # smtplib reads one answer, LMTP gives one for each
                lmtp.sendmail(envelope.mail_from or "", [recipient], envelope.content)


@dataclass(slots=True)
class Tokens:
    """Who gives tokens for the mailbox of `user`. A refresh token is good for once: whoever comes with an old one is
    refused, and so is everybody after them (RFC 9700, 4.14). `good`: tokens, with whose they are."""

    user: str
    refresh: str = "refresh-0"
    good: dict[str, str] = field(default_factory=dict)
    forms: list[dict[str, str]] = field(default_factory=list)
    stolen: bool = False
    port: int = 0

    async def token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.forms.append(form)
        if (form.get("client_id"), form.get("client_secret")) != ("us", "client-secret"):
            return web.json_response({"error": "invalid_client"}, status=401)
        answer: dict[str, object] = {"access_token": f"token-{len(self.forms)}", "expires_in": 3600}
        if form["grant_type"] == "refresh_token":
            self.stolen = self.stolen or form["refresh_token"] != self.refresh
            if self.stolen:
                return web.json_response({"error": "invalid_grant"}, status=400)
            answer["refresh_token"] = self.refresh = f"refresh-{len(self.forms)}"
        self.good[str(answer["access_token"])] = self.user
        return web.json_response(answer)

    async def introspect(self, request: web.Request) -> web.Response:
        user = self.good.get(str((await request.post()).get("token", "")))
        return web.json_response({"active": user is not None, "username": user or ""})

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Tokens"]:
        app = web.Application()
        app.router.add_post("/token", self.token)
        app.router.add_post("/introspect", self.introspect)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, HOST, 0)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield self
        finally:
            await runner.cleanup()


@dataclass(slots=True)
class MailHouse:
    dovecot: Dovecot
    office: PostOffice
    tokens: Tokens
    smtp_port: int
    smtps_port: int
    submission_port: int

    def settings(self, address: str) -> dict[str, str]:
        """Of an account that has this mailbox here."""
        return {
            "user": address,
            "password": PASSWORD,
            "imap_host": HOST,
            "imap_port": str(self.dovecot.imap_port),
            "imap_security": "none",
            "smtp_host": HOST,
            "smtp_port": str(self.smtp_port),
            "smtp_security": "none",
        }

    def safe_settings(self, security: str) -> dict[str, str]:
        """Beside those: both servers by `tls` or `starttls`, with their certificates."""
        at_once = security == "tls"
        return {
            "imap_host": "localhost",
            "imap_port": str(self.dovecot.imaps_port if at_once else self.dovecot.imap_port),
            "imap_security": security,
            "smtp_host": "localhost",
            "smtp_port": str(self.smtps_port if at_once else self.submission_port),
            "smtp_security": security,
            "certificate": self.dovecot.authority.certificate,
        }

    def by_tokens(self) -> dict[str, str]:
        """Beside those: OAuth instead of the password."""
        return {
            "password": "",
            "token_url": f"http://{HOST}:{self.tokens.port}/token",
            "client_id": "us",
            "client_secret": "client-secret",
            "refresh_token": self.tokens.refresh,
        }

    async def post(self, sender: str, recipient: str, content: bytes) -> None:
        """Somebody outside sends an e-mail."""
        await asyncio.to_thread(self._post, sender, recipient, content)

    def _post(self, sender: str, recipient: str, content: bytes) -> None:
        with smtplib.LMTP(HOST, self.dovecot.lmtp_port) as lmtp:
            lmtp.sendmail(sender, [recipient], content)


@asynccontextmanager
async def mail_house(*, idles: bool = True, user: str = "help@trunkline.test") -> AsyncIterator[MailHouse]:
    """Started on entry, gone with all mails on exit. Without dovecot on the machine the test is skipped."""
    async with Tokens(user).open() as tokens:
        dovecot = await asyncio.to_thread(_made, tokens.port, idles)
        controllers: list[Controller] = []
        try:
            await asyncio.to_thread(dovecot.start)
            office = PostOffice(dovecot, tokens=tokens)
            safe = _safe(dovecot)
            plain, smtps, submission = free_ports(3)
            for port, more in (
                (plain, {"auth_require_tls": False}),
                (smtps, {"ssl_context": safe, "auth_require_tls": False}),
                (submission, {"tls_context": safe, "require_starttls": True}),
            ):
                controllers.append(
                    Controller(office, HOST, port, authenticator=_let_in, ready_timeout=LIMIT, **more)
                )
                controllers[-1].start()
            yield MailHouse(dovecot, office, tokens, plain, smtps, submission)
        finally:
            for controller in controllers:
                controller.stop(no_assert=True)
            await asyncio.to_thread(dovecot.stop)
            shutil.rmtree(dovecot.folder)


def _safe(dovecot: Dovecot) -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(dovecot.folder / "certificate.pem", dovecot.folder / "key.pem")
    return made


def _made(tokens_port: int, idles: bool) -> Dovecot:
    if not Path("/usr/sbin/dovecot").exists() or not Path("/usr/lib/dovecot/lmtp").exists():
        pytest.skip("no dovecot: docker/install --test")
    folder = Path(tempfile.mkdtemp(prefix="trunkline-mail-"))
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    imap, imaps, lmtp = free_ports(3)
    dovecot = Dovecot(folder, user, imap, imaps, lmtp, Authority())
    dovecot.configure(tokens_port=tokens_port, idles=idles)
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user)
    return dovecot


def _let_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=right)


def _group(gid: int) -> str:
    return grp.getgrgid(gid).gr_name


def _accepts(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=LIMIT):
            return True
    except OSError:
        return False
