"""A Letter -> what the spine is told of it: who writes in which thread, what they wrote this time, and whether they are a
person. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message

from ari_app.channels import clean_html
from ari_app.channels.mail import authenticity, bounces, guards, names, quotes
from ari_app.channels.mail.charsets import clean
from ari_app.channels.mail.reading import Enclosure, Letter, Mailbox
from ari_app.conversation.text import Correspondent, FileArrived, MessageArrived, ReceiptArrived

NOBODY = "nobody@invalid"
"""Who writes without an address: it is shown, and cannot be answered."""


@dataclass(frozen=True, slots=True)
class House:
    """We: the account, its address, the key that signs our Message-IDs; `by_reply_to`: customers are who should be answered,
    not who sent it (forms on web sites); `most`: e-mails of one address in an hour that a person may write; `server`: by
    which name our server says who is genuine, see `authenticity.py`."""

    account: str
    address: str
    key: bytes
    by_reply_to: bool = False
    most: int = 20
    server: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """An e-mail, read. `provider_id` is its Message-ID, or a digest when it has none."""

    provider_id: str
    letter: Letter
    why_machine: str
    at: float
    size: int | None = None  # of the whole, when only its beginning was read


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not let in, and why."""

    name: str
    reason: str


def arrived(letter: Letter, raw: bytes, at: float, whole: int, house: House) -> Arrived:
    message_id = clean(letter.message_id).replace("\n", " ")
    provider_id = message_id or f"none:{hashlib.sha256(raw).hexdigest()}"
    why = guards.machine(letter.headers, sender(letter, house).address, letter.subject)
    return Arrived(provider_id, letter, why, at, whole if whole > len(raw) else None)


def is_ours(one: Arrived, house: House) -> bool:
    """A copy of what we sent ourselves: it is in its thread already."""
    return any(names.own(house.key, one.provider_id))


def receipts(one: Arrived, message: Message, house: House) -> tuple[ReceiptArrived, ...]:
    """What it says about an e-mail of ours; then it is no message itself."""
    from_server = one.why_machine in ("Return-Path", "multipart/report", "sender")
    return tuple(
        ReceiptArrived(
            provider_id=f"{one.provider_id}#{fate.state}",
            account=house.account,
            message=fate.message_id,
            state=fate.state,
            at=one.at,
            reason=fate.reason,
            ours=fate.message,
            failure=fate.failure,
        )
        for fate in bounces.fates(message, house.key, from_server)
    )


def sender(letter: Letter, house: House) -> Mailbox:
    """Who the customer is."""
    if house.by_reply_to and letter.reply_to:
        return letter.reply_to[0]
    box = letter.sender
    return box if box.address else Mailbox(NOBODY, box.name)


def event(
    one: Arrived,
    files: Sequence[tuple[Enclosure, FileArrived]],
    refused: Sequence[Refused],
    house: House,
    count: int,
) -> MessageArrived:
    """`count`: how many this is of its writer in the last hour."""
    letter, writer = one.letter, sender(one.letter, house)
    doubt = authenticity.doubt(letter.results, house.server, letter.sender.address)
    address, topic = _thread(one, writer, house, doubted=bool(doubt))
    may_redirect = writer.address == address and not doubt
    why = one.why_machine or _why_not_to_answer(writer, house, count)
    images = {
        file.cid: f"{clean_html.FILES}{kept.id}"
        for file, kept in files
        if file.cid and file.content_type.startswith("image/")
    }
    html = clean_html.safe_reply(letter.html, images) if letter.html else None
    whole = clean_html.safe(letter.html, images) if letter.html else None
    text = quotes.written(letter.text)
    if html and whole and len(html) < len(whole) and text == letter.text.strip():
        text = quotes.written(clean_html.words(html)) or text
    extra = {
        "to": [_shown(box) for box in letter.to if box.address != house.address],
        "cc": [_shown(box) for box in letter.copies if box.address != house.address],
        "reply_to": [
            _shown(box) for box in letter.reply_to if may_redirect and box.address != writer.address
        ],
        "from": _shown(writer) if writer.address != address else "",
        "full": letter.text if letter.text.strip() != text else "",
        "full_html": whole if whole != html else "",
        "inline": [
            kept.id for file, kept in files if file.cid in images and html and images[file.cid] in html
        ],
        "refused": [{"name": file.name, "reason": file.reason} for file in refused],
        "truncated": one.size,
        "machine": why,
        "unverified": doubt,
    }
    return MessageArrived(
        provider_id=one.provider_id,
        whom=Correspondent(house.account, address, topic, writer.name if writer.address == address else ""),
        text=text,
        at=one.at,
        html=html,
        files=tuple(kept for _, kept in files),
        subject=names.untagged(letter.subject),
        extra={name: value for name, value in extra.items() if value},
        automatic=bool(why),
    )


def unreadable(raw: bytes, files: Sequence[FileArrived], house: House, at: float) -> MessageArrived:
    """What cannot be taken apart is shown as a file."""
    return MessageArrived(
        provider_id=f"none:{hashlib.sha256(raw).hexdigest()}",
        whom=Correspondent(house.account, NOBODY, names.topic_of(hashlib.sha256(raw).hexdigest())),
        text="",
        at=at,
        files=tuple(files),
        extra={"machine": "unreadable"},
        automatic=True,
    )


def _thread(one: Arrived, writer: Mailbox, house: House, *, doubted: bool) -> tuple[str, str]:
    """Address and topic. First by what we signed, the latest of it; then by what it follows; then by the subject; else it
    begins one.

    What we signed is known to those alone who were sent it, so that a colleague of the customer may answer in the thread;
    by all the rest nobody comes into a thread of another address. Who is doubted (`authenticity.py`) may have stolen the
    address as well: they come into its thread by what we signed for it, and else begin one of their own."""
    references = one.letter.references
    for said in (*reversed(references), one.letter.headers.get("references", "")):
        for named in names.own(house.key, said):
            if not doubted or named.address == writer.address:
                return named.address, named.topic
    if doubted:
        return writer.address, names.topic_of(f"doubted:{one.provider_id}")
    topic = names.tagged(house.key, one.letter.subject)
    if topic is None:
        topic = names.topic_of(references[0] if references else one.provider_id)
    return writer.address, topic


def _why_not_to_answer(writer: Mailbox, house: House, count: int) -> str:
    if writer.address == house.address:
        return "own address"
    if writer.address == NOBODY:
        return "no sender"
    return "too many" if count > house.most else ""


def _shown(box: Mailbox) -> str:
    """As it can be written to again."""
    name = box.name.replace("\\", "").replace('"', "")
    if any(char in name for char in "()<>@,;:[]"):
        name = f'"{name}"'
    return f"{name} <{box.address}>" if name else box.address


def counted(one: Arrived, house: House, recent: guards.Frequency) -> int:
    return recent.count(sender(one.letter, house).address, one.at)
