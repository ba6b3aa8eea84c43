"""A message of ours -> an e-mail. Nothing of what it is made from can add a header: each value is one line of its own.
Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, getaddresses
from html import escape
from typing import Any

from ari_app.channels import clean_html
from ari_app.channels.contract import Outgoing
from ari_app.channels.errors import SendFailed
from ari_app.channels.mail import names

_REFERENCES = 12  # and always the first
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
_ANSWER = re.compile(r"^(?:re|aw|antw|sv|vs|rif|res)\s*(?:\[\d+\])?:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who we are. `signature` and `name` may hold {agent}. `key` signs our Message-IDs; `tagged`: the subject tells the
    thread too."""

    address: str
    name: str
    key: bytes
    signature: str = ""
    tagged: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """`recipients`: those of the envelope, hidden ones too."""

    message_id: str
    recipients: tuple[str, ...]
    content: bytes


class _Ids(BaseHeader):
    """Message-IDs, one to a line and never encoded: Python would break long ones into encoded words, which nobody reads."""

    max_count = 1
    parse = UnstructuredHeader.parse
    value_parser = staticmethod(UnstructuredHeader.value_parser)

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: " + f"{policy.linesep} ".join(str(self).split()) + policy.linesep


_HEADERS = HeaderRegistry()
for _name in ("message-id", "in-reply-to", "references"):
    _HEADERS.map_to_type(_name, _Ids)
_POLICY = SMTP.clone(header_factory=_HEADERS)


def written(message: Outgoing, sender: Sender, attachments: Sequence[Attachment], at: float) -> Written:
    """Raises `SendFailed` when somebody's address is none."""
    named = names.Named(message.id, message.address, message.topic)
    message_id = names.message_id(sender.key, named, _domain(sender.address))
    agent = one_line(str(message.extra.get("agent", "")), 80)
    to = _addresses(message.extra.get("to")) or [_address(message.name, message.address)]
    copies, hidden = _addresses(message.extra.get("cc")), _addresses(message.extra.get("bcc"))
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _address(one_line(sender.name.replace("{agent}", agent), 120), sender.address)
    mail["To"] = to
    if copies:
        mail["Cc"] = copies
    mail["Subject"] = _subject(message, sender)
    mail["Date"] = format_datetime(datetime.fromtimestamp(at, UTC))
    mail["Message-ID"] = f"<{message_id}>"
    references = [one for one in message.references if _is_id(one)]
    if references:
        kept = [references[0], *references[1:][-_REFERENCES:]]
        mail["In-Reply-To"] = f"<{references[-1]}>"
        mail["References"] = " ".join(f"<{one}>" for one in kept)
    if message.automatic:
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    _fill(mail, message, sender.signature.replace("{agent}", agent).strip(), attachments)
    everyone = dict.fromkeys(box.addr_spec for box in (*to, *copies, *hidden))
    return Written(message_id, tuple(everyone), mail.as_bytes())


def _fill(mail: EmailMessage, message: Outgoing, signature: str, attachments: Sequence[Attachment]) -> None:
    text = message.text.rstrip()
    mail.set_content(f"{text}\n\n-- \n{signature}\n" if signature else f"{text}\n", cte="quoted-printable")
    if message.html:
        body = clean_html.safe(message.html)
        end = (
            f"<p>-- <br>{'<br>'.join(escape(line) for line in signature.splitlines())}</p>"
            if signature
            else ""
        )
        mail.add_alternative(f"<html><body>{body}{end}</body></html>", subtype="html", cte="quoted-printable")
    for one in attachments:
        main, _, sub = one.content_type.partition("/")
        known = re.fullmatch(r"[\w.+-]+/[\w.+-]+", one.content_type) and main not in ("message", "multipart")
        kind = (main, sub) if known else ("application", "octet-stream")
        mail.add_attachment(
            one.content, maintype=kind[0], subtype=kind[1], filename=one_line(one.name, 150), cte="base64"
        )


def _subject(message: Outgoing, sender: Sender) -> str:
    subject = names.untagged(one_line(message.subject, 300))
    if message.references and not _ANSWER.match(subject):
        subject = f"Re: {subject}".strip()
    if sender.tagged and message.topic:
        subject = f"{subject} {names.tag(sender.key, message.topic)}".strip()
    return subject


def one_line(text: str, longest: int) -> str:
    """Without line ends and other control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:longest]


def _addresses(value: Any) -> list[Address]:
    """Of a list of `ann@example.org` or `Ann <ann@example.org>`."""
    given = [value] if isinstance(value, str) else list(value or ())
    pairs = [(str(one), getaddresses([one_line(str(one), 400)])) for one in given]
    return [_address(*(found[0] if len(found) == 1 else ("", one))) for one, found in pairs]


def _address(name: str, address: str) -> Address:
    local, _, domain = address.strip().rpartition("@")
    try:
        spelled = domain.encode("idna").decode()
    except UnicodeError:
        spelled = ""
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(spelled):
        raise SendFailed(f"{one_line(address, 100)!r} is no e-mail address that we can write to: check it.")
    return Address(one_line(name, 120), local, spelled)


def _is_id(text: str) -> bool:
    return "@" in text and len(text) < 900 and text.isascii() and not re.search(r"[\s<>\x00-\x1f\x7f]", text)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower() or "localhost"
