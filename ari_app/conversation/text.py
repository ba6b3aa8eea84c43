"""What is written, as the spine sees it: what comes in from a channel, and what became of what went out.

`account` is the id of a channel's account, `address` the customer's in its normal form, `topic` what tells two threads of
one address apart (an e-mail thread; empty elsewhere). Each event has a `provider_id`, unique in its account: what arrives
twice is taken once. Times in seconds since the epoch (UTC), those of the provider where it says them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ari_app.storage.choices import Failure, MessageState


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Who writes to whom. `name` is what the customer calls themselves, empty when nobody says."""

    account: str
    address: str
    topic: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class FileArrived:
    """A file that came along: kept already (`id`), or to be fetched from where `source` says."""

    name: str
    content_type: str
    bytes: int = 0
    id: str | None = None
    source: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class MessageArrived:
    """`html` is as it came; it is cleaned before anybody sees it. `client_id`: the writer's own name of it. `extra`: the
    subject and copies of an e-mail, the choice that was pressed (`choice`), the form that was filled in (`form`), the
    message that it is a `reaction` to, or that it `edits`. `context` is kept with the thread: the page that they look at,
    who vouches for them. `automatic`: a machine wrote it (an absence note, a bounce): it is shown, and nothing answers it by
    itself."""

    provider_id: str
    whom: Correspondent
    text: str
    at: float
    html: str | None = None
    files: tuple[FileArrived, ...] = ()
    client_id: str | None = None
    subject: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptArrived:
    """The provider says what became of our message, which it calls `message`; `SENT`, `DELIVERED`, `READ` or `FAILED`,
    with the reason in words and `failure`, its kind. In any order, and more than once. `ours`: our own id of it, where the
    provider hands that back: so a receipt clears up an unknown outcome, after which we have no name of the provider's."""

    provider_id: str
    account: str
    message: str
    state: MessageState
    at: float
    reason: str = ""
    ours: str | None = None
    failure: Failure = Failure.PASSING


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """The customer has read all that we wrote until `at`."""

    provider_id: str
    whom: Correspondent
    at: float


@dataclass(frozen=True, slots=True)
class WriterLeft:
    """The customer closed the conversation: they said so, or `vanished` while they waited, and were away too long."""

    provider_id: str
    whom: Correspondent
    at: float
    vanished: bool = False


@dataclass(frozen=True, slots=True)
class RatingGiven:
    """What the customer thought of the last interaction of the thread: 1 to 5."""

    provider_id: str
    whom: Correspondent
    score: int
    comment: str
    at: float


TextEvent: TypeAlias = MessageArrived | ReceiptArrived | ThreadRead | WriterLeft | RatingGiven
"""What is durable before the provider is told that we have it."""


@dataclass(frozen=True, slots=True)
class MessageMoved:
    """The sender on what became of our message `message` (our id). `provider_id` as soon as the provider has named it."""

    message: str
    state: MessageState
    at: float
    reason: str = ""
    provider_id: str | None = None
    failure: Failure | None = None
