"""Names of e-mails. A Message-ID of ours says which message it is, to whom, and in which thread, and is signed: a reply
finds its thread whatever headers it lost on the way and whoever of the house of the customer writes it, and nobody can
name themselves into the thread of another.

The thread of an e-mail (`topic`) is a digest of the Message-ID that the thread began with."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass

_OURS = re.compile(r"tl\.([A-Za-z0-9_-]{2,900})\.([A-Za-z0-9_-]{16})@")
_TAG = re.compile(r"\[#([a-z2-7]{16})-([A-Za-z0-9_-]{8})\]")
_SEPARATOR = "\n"


@dataclass(frozen=True, slots=True)
class Named:
    """What a Message-ID of ours says: `message` is our id of it, `address` and `topic` tell the thread."""

    message: str
    address: str
    topic: str


def topic_of(message_id: str) -> str:
    """Of the e-mail with which a thread begins."""
    return base64.b32encode(hashlib.sha256(message_id.encode()).digest()[:10]).decode().lower()


def message_id(key: bytes, named: Named, domain: str) -> str:
    """Without angle brackets."""
    said = _coded(_SEPARATOR.join((named.message, named.address, named.topic)).encode())
    return f"tl.{said}.{_signature(key, said, 12)}@{domain}"


def own(key: bytes, text: str) -> Iterator[Named]:
    """What Message-IDs of ours that stand in `text` say; a forged one says nothing."""
    for said, signature in _OURS.findall(text):
        if hmac.compare_digest(signature, _signature(key, said, 12)):
            message, address, topic = _decoded(said).decode().split(_SEPARATOR)
            yield Named(message, address, topic)


def own_ids(key: bytes, text: str) -> Iterator[tuple[str, Named]]:
    """Those Message-IDs themselves, as we made them, each with what it says."""
    for found in _OURS.finditer(text):
        domain = re.match(r"[\w.-]{1,255}", text[found.end() : found.end() + 255])
        for named in own(key, found[0]):
            yield found[0] + (domain[0] if domain else ""), named


def tag(key: bytes, topic: str) -> str:
    """For the subject: the last resort of a reply that kept nothing else. Empty for a thread that has no topic."""
    return f"[#{topic}-{_signature(key, topic, 6)}]" if topic else ""


def tagged(key: bytes, subject: str) -> str | None:
    """The topic that a tag of ours names."""
    for topic, signature in _TAG.findall(subject):
        if hmac.compare_digest(signature, _signature(key, topic, 6)):
            return str(topic)
    return None


def untagged(subject: str) -> str:
    return " ".join(_TAG.sub(" ", subject).split())


def _signature(key: bytes, said: str, length: int) -> str:
    return _coded(hmac.digest(key, said.encode(), "sha256")[:length])


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
