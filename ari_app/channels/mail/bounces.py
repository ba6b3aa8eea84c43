"""What became of an e-mail of ours, told by other servers (RFC 3464) and by readers' programs (RFC 8098), and by those that
write a bounce in words only. Believed when it has a Message-ID that we signed; anybody can write the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message

from ari_app.channels.mail import names
from ari_app.channels.mail.charsets import clean, header_text
from ari_app.storage.choices import Failure, MessageState

_MOST = 200_000  # characters that are searched for our Message-ID


@dataclass(frozen=True, slots=True)
class Fate:
    """`message_id` is the one we gave it, `message` our own id of it."""

    message_id: str
    message: str
    state: MessageState
    reason: str = ""
    failure: Failure = Failure.PASSING


def fates(message: Message, key: bytes, bounced: bool) -> tuple[Fate, ...]:
    """`bounced`: it comes from a server, though it may not say so in a form for machines. Of a copy that did not arrive
    nothing is said: the message itself did."""
    report = message.get_content_type() == "multipart/report"
    if not report and not bounced:
        return ()
    parts = list(message.walk())
    about = next((one for told in _told(message, parts) for one in names.own_ids(key, told)), None)
    if about is None:
        return ()
    message_id, named = about
    kinds = {part.get_content_type(): part for part in reversed(parts)}
    if notification := kinds.get("message/disposition-notification"):
        shown = "displayed" in _fields(notification).get("disposition", "").lower()
        return (Fate(message_id, named.message, MessageState.READ),) if shown else ()
    status = kinds.get("message/delivery-status")
    if status is None:
        return (Fate(message_id, named.message, MessageState.FAILED, _in_words(parts)),)
    for recipient in _recipients(status):
        whose = {_address(recipient.get(name, "")) for name in ("final-recipient", "original-recipient")} - {
            ""
        }
        if whose and named.address not in whose:
            continue
        match recipient.get("action", "").strip().lower():
            case "failed":
                why = _reason(recipient), _failure(recipient)
                return (Fate(message_id, named.message, MessageState.FAILED, *why),)
            case "delivered":
                return (Fate(message_id, named.message, MessageState.DELIVERED),)
    return ()


def _told(message: Message, parts: list[Message]) -> Iterator[str]:
    """Where our Message-ID may stand, the surest first: in the headers of the mail that came back, in what is said about it,
    among what it answers."""
    for part in parts[1:]:
        yield header_text(part.get("message-id", ""))
        if part.get_content_type() == "text/rfc822-headers":
            yield header_text(message_from_string(_text(part)).get("message-id", ""))
        if part.get_content_type() == "message/disposition-notification":
            yield _fields(part).get("original-message-id", "")
    yield from (_text(part) for part in parts if part.get_content_type() in ("text/plain", "text/html"))
    yield header_text(message.get("in-reply-to", ""))


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return clean(content.decode("utf-8", "replace"))[:_MOST] if isinstance(content, bytes) else ""


def _recipients(status: Message) -> Iterator[dict[str, str]]:
    payload = status.get_payload()
    for block in payload if isinstance(payload, list) else []:
        if isinstance(block, Message):
            fields = {name.lower(): header_text(value) for name, value in block.raw_items()}
            if "action" in fields:
                yield fields


def _fields(part: Message) -> dict[str, str]:
    payload = part.get_payload()
    if isinstance(payload, list):
        blocks = [block for block in payload if isinstance(block, Message)]
        found = {name.lower(): header_text(value) for block in blocks for name, value in block.raw_items()}
        if found or not blocks:
            return found
        payload = blocks[0].get_payload()
    lines = [line.partition(":") for line in str(payload).splitlines()]
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _address(field: str) -> str:
    """`rfc822; Ann@Example.org` -> `ann@example.org`"""
    return field.rpartition(";")[2].strip().strip("<>").lower()


def _reason(recipient: dict[str, str]) -> str:
    diagnosis = recipient.get("diagnostic-code", "").rpartition("; ")[2] or recipient.get(
        "diagnostic-code", ""
    )
    return (diagnosis or f"The other server refused it ({recipient.get('status', 'no reason given')}).")[:500]


def _failure(recipient: dict[str, str]) -> Failure:
    """By its class (RFC 3463): 5 is for good, but for a mailbox that is full (5.2.2)."""
    status = recipient.get("status", "")
    return Failure.LASTING if status.startswith("5.") and not status.startswith("5.2.2") else Failure.PASSING


def _in_words(parts: list[Message]) -> str:
    for part in parts:
        if part.get_content_type() == "text/plain":
            words = _text(part)
            if words.strip():
                return " ".join(words.split())[:500]
    return "It came back."
