"""An e-mail as it came -> a Letter. Whatever comes, something comes out: of what cannot be taken apart, the whole as a
file."""

import mimetypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from ari_app.channels import clean_html
from ari_app.channels.mail.charsets import file_name, header_text, text_of

FILES = 50  # that are taken from one e-mail
TEXT = 1_000_000  # characters
_DEEPEST = 40  # parts within parts
_RESULTS = 20  # headers of that kind that are looked at
_PARTS, _LINES, _HEADER = 5_000, 1_000_000, 200_000
"""What is more costs more time and memory to take apart than it can be worth: 25 MB of nothing but beginnings of parts are
three million of them, and 4 GB."""
_UNSEEN = {
    "application/ms-tnef",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
}
"""Outlook's copy of what is there already, and signatures that nobody here checks."""

_ADDRESS = re.compile(r"[^@\s<>()\[\],;:\"\\]{1,64}@[^@\s<>()\[\],;:\"\\]{1,190}")
_ID = re.compile(r"<([^<>\s]{1,900})>")


@dataclass(frozen=True, slots=True)
class Mailbox:
    address: str  # in lower case
    name: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file. `cid` is the name by which the HTML shows it, empty when it does not."""

    name: str
    content_type: str
    content: bytes = field(repr=False)
    cid: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """`references`: Message-IDs of what it follows, oldest first, what it answers last. `html` is as it came, and empty when
    there is none. `headers` by their names in lower case, the first of each. `results`: each Authentication-Results, the
    uppermost first."""

    message_id: str
    references: tuple[str, ...]
    sender: Mailbox
    reply_to: tuple[Mailbox, ...]
    to: tuple[Mailbox, ...]
    copies: tuple[Mailbox, ...]
    subject: str
    text: str
    html: str
    files: tuple[Enclosure, ...]
    headers: Mapping[str, str]
    results: tuple[str, ...] = ()


class Unreadable(Exception):
    """Python's parser gave up."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What a part shows: text, HTML, or both when it comes in both."""

    text: str | None
    html: str | None


def parsed(raw: bytes) -> Message:
    """Raises `Unreadable`."""
    if raw.count(b"\n--") > _PARTS or raw.count(b"\n") > _LINES:
        raise Unreadable("more parts or lines than a letter has")
    try:
        return message_from_bytes(raw)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        raise Unreadable(str(error)) from error


def letter(message: Message) -> Letter:
    """Raises `Unreadable`."""
    try:
        return _letter(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        raise Unreadable(str(error)) from error


def _letter(message: Message) -> Letter:
    if any(len(str(value)) > _HEADER for part in message.walk() for _, value in part.raw_items()):
        raise Unreadable("a header that is longer than any of a letter")
    headers: dict[str, str] = {}
    for name, value in message.raw_items():
        headers.setdefault(name.lower(), header_text(value, 20_000))
    pieces: list[_Piece] = []
    files: list[Enclosure] = []
    for found in _content(message, 0):
        if isinstance(found, _Piece):
            pieces.append(found)
        elif len(files) < FILES:
            files.append(found)
    text, html = _put_together(pieces)
    senders = _mailboxes(message, "from") or _mailboxes(message, "sender") or (Mailbox(""),)
    ids = _ID.findall(headers.get("message-id", ""))
    return Letter(
        message_id=ids[0] if ids else headers.get("message-id", "").strip("<> ")[:900],
        references=_references(headers),
        sender=senders[0],
        reply_to=_mailboxes(message, "reply-to"),
        to=_mailboxes(message, "to"),
        copies=_mailboxes(message, "cc"),
        subject=headers.get("subject", "")[:500],
        text=text[:TEXT],
        html=html[:TEXT],
        files=tuple(files),
        headers=headers,
        results=tuple(
            str(value) for name, value in message.raw_items() if name.lower() == "authentication-results"
        )[:_RESULTS],
    )


def _references(headers: Mapping[str, str]) -> tuple[str, ...]:
    answered = _ID.findall(headers.get("in-reply-to", ""))[:1]
    before = [one for one in _ID.findall(headers.get("references", "")) if one not in answered]
    return tuple(dict.fromkeys([*before, *answered]))


def _mailboxes(message: Message, name: str) -> tuple[Mailbox, ...]:
    """Of the raw header: an encoded name may hold what looks like an address once it is decoded."""
    values = [str(value)[:50_000] for header, value in message.raw_items() if header.lower() == name]
    flat = [" ".join(value.split()) for value in values]
    found = getaddresses(flat) or []
    boxes = [
        Mailbox(address.lower(), header_text(shown, 200))
        for shown, address in found[:200]
        if _ADDRESS.fullmatch(address)
    ]
    if not boxes:
        boxes = [
            Mailbox(address.lower()) for value in flat for address in _ADDRESS.findall(value[:2000])[:20]
        ]
    return tuple(dict.fromkeys(boxes))


def _content(part: Message, depth: int) -> Iterator[_Piece | Enclosure]:
    kind = part.get_content_type()
    if depth > _DEEPEST or kind == "message/rfc822":
        yield from _enclosed(part, kind)
        return
    children = part.get_payload()
    if part.is_multipart() and isinstance(children, list):
        inside = [
            found for child in children if isinstance(child, Message) for found in _content(child, depth + 1)
        ]
        if kind == "multipart/alternative":
            inside = [*_one_of(inside), *(found for found in inside if isinstance(found, Enclosure))]
        yield from inside
        return
    if kind in ("text/plain", "text/html") and not _is_file(part):
        text = text_of(_bytes(part), _charset(part))
        yield _Piece(text, None) if kind == "text/plain" else _Piece(None, text)
        return
    yield from _enclosed(part, kind)


def _one_of(inside: list[_Piece | Enclosure]) -> list[_Piece | Enclosure]:
    """The same thing said twice, as text and as HTML. (Apple's HTML may come in pieces, with images between.)"""
    texts = [found.text for found in inside if isinstance(found, _Piece) and found.text is not None]
    htmls = [found.html for found in inside if isinstance(found, _Piece) and found.html is not None]
    return [_Piece("\n".join(texts) if texts else None, "\n".join(htmls) if htmls else None)]


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _enclosed(part: Message, kind: str) -> Iterator[Enclosure]:
    if kind in _UNSEEN or kind == "message/delivery-status":
        return
    if kind == "message/rfc822" or part.is_multipart():
        inner = part.get_payload()
        within = inner[0] if isinstance(inner, list) and inner else part
        content = within.as_bytes() if isinstance(within, Message) else b""
        title = header_text(within.get("subject", "")) if isinstance(within, Message) else ""
        yield Enclosure(
            file_name(f"{title.replace('/', ' ')[:100] or 'message'}.eml"),
            "message/rfc822",
            content,
        )
        return
    content = _bytes(part)
    kind = kind if re.fullmatch(r"[\w.+-]{1,80}/[\w.+-]{1,80}", kind) else "application/octet-stream"
    name = file_name(part.get_filename() or "")
    if "." not in name:
        name += mimetypes.guess_extension(kind) or ""
    cid = header_text(part.get("content-id", ""), 300).strip("<> ")
    if content:
        yield Enclosure(name, kind, content, cid)


def _bytes(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (LookupError, ValueError):
        return ""


def _put_together(pieces: list[_Piece]) -> tuple[str, str]:
    texts = [
        piece.text
        if piece.text is not None and piece.text.strip()
        else clean_html.words(clean_html.safe(piece.html or ""))
        for piece in pieces
    ]
    if not any(piece.html for piece in pieces):
        return "\n".join(texts).strip("\n"), ""
    htmls = [piece.html or clean_html.of_text(piece.text or "") for piece in pieces]
    return "\n".join(texts).strip("\n"), "<br>\n".join(htmls)
