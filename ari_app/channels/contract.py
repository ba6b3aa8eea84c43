"""What a channel promises. One file and one line in `everything.py` make a channel; what it can do is data (`Facts`, of
`conversation/text_account.py`), so
that the composer, the flows and the router need not know which one it is.

A channel is stateless: what belongs to one account is handed in with each call. It never retries and never waits longer than
it is told: `intake.py`, `sender.py` and `pollers.py` do that for all, by the `retryable` of the error.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from ari_app.conversation.text import TextEvent
from ari_app.conversation.text_account import Facts
from ari_app.storage.choices import MessageState


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that an account must be told: the page that sets it up is drawn from these. A secret is sealed at rest, and
    never shown again. `pattern`: a regular expression of the whole value."""

    name: str
    title: str
    help: str
    secret: bool = False
    required: bool = True
    default: str = ""
    pattern: str = ""
    choices: tuple[str, ...] = ()


async def _kept_nowhere(name: str, secret: str) -> None:
    """Of an account that nobody has set up."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its channel sees it; `settings` has the secret ones in plain text too, so that it is never logged.
    `address` is ours: the number, the mailbox, the page. `public_url`: where the provider reaches us, exactly as it is
    signed. `key` is its own, signs what only we may say, and lasts as long as the account. `keep(name, secret)`: the
    provider has changed a secret of the settings, and it is written down."""

    id: str
    channel: str
    name: str
    address: str
    settings: Mapping[str, str] = field(repr=False)
    public_url: str = ""
    key: bytes = field(default=b"", repr=False)
    keep: Callable[[str, str], Awaitable[None]] = field(default=_kept_nowhere, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request as it came in: `body` raw, since that is what is signed; header names in lower case. `at`: when, by
    our clock, to tell a replayed one by its age."""

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    at: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider is answered when all is durable."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a request says; one may bring many events, in any order. No events: a handshake, or nothing that matters.
    `unread`: what else was in it and could not be understood, a sentence each, for the log."""

    events: tuple[TextEvent, ...] = ()
    answer: Answer = Answer()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    name: str
    content_type: str
    size: int
    read: Callable[[], Awaitable[bytes]]
    url: str  # where the provider may fetch it for an hour, signed


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way. `id` is ours, and the idempotency key where the provider takes one. `extra`: `template`
    ({name, language, values}), `choices` (quick replies), `cc`, `bcc`. `references`: provider ids of what came before in the
    thread, oldest first (e-mail)."""

    id: str
    address: str
    topic: str
    name: str
    text: str
    html: str | None = None
    subject: str = ""
    files: Sequence[OutgoingFile] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it. `provider_id` is its name for it (SMS in parts: the last one); `state` is SENT, or further when
    the provider says so at once."""

    provider_id: str
    state: MessageState = MessageState.SENT


class Http(Protocol):
    """Requests to providers: each with a time limit, to public addresses only (unless the account's host is allowed).

    Raises `Unreachable` before anything was sent, `OutcomeUnknown` when the request went out and no answer came."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        limit: int = 1 << 20,
    ) -> "Response": ...


@dataclass(frozen=True, slots=True)
class Response:
    """At most `limit` bytes of body were read."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Inlet(Protocol):
    """Where a poller puts what it finds. On return of `take` it is durable: only then may the provider be told, or the
    cursor moved."""

    async def take(self, events: Sequence[TextEvent], cursor: Mapping[str, Any] | None = None) -> None: ...

    async def cursor(self) -> Mapping[str, Any]: ...

    def now(self) -> float:
        """By our clock, for what the provider gives no time."""
        ...

    async def keep_file(self, name: str, content_type: str, content: bytes) -> str:
        """Its id, for `FileArrived.id`."""
        ...


class Channel(Protocol):
    """The promise. `settings` are what an account of it has to be told."""

    @property
    def facts(self) -> Facts: ...

    @property
    def settings(self) -> tuple[Setting, ...]: ...

    async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
        """Once. Raises of `errors.SendFailed`: `retryable` ones left nothing with the provider; `OutcomeUnknown` may
        have."""
        ...

    async def test(self, account: Account, http: Http) -> str:
        """Whether the account works, told in one sentence; raises of `errors.ChannelError` with what to do."""
        ...


@runtime_checkable
class Hooked(Channel, Protocol):
    """A channel whose provider calls us."""

    def verify(self, account: Account, request: Request) -> None:
        """Raises `Forged`. In constant time, on the raw body."""
        ...

    def parse(self, account: Account, request: Request) -> Parsed:
        """Raises `Malformed`. Called after `verify` only. Pure: time is in the request, or the provider's."""
        ...


@runtime_checkable
class Fetching(Channel, Protocol):
    """A channel whose files are fetched from the provider."""

    async def fetch(self, account: Account, source: Mapping[str, Any], http: Http, limit: int) -> bytes:
        """Raises of `errors.ChannelError`."""
        ...


@dataclass(frozen=True, slots=True)
class Template:
    """A text that the provider has approved, for when the window is closed. `fields` are what is to be filled in, in order;
    `text` has them in double braces, but those of links. A message's `extra["template"]` is {name, language, values:
    {field: value}}; a bare list of values fills the fields 1, 2, …"""

    name: str
    language: str
    text: str
    fields: tuple[str, ...] = ()
    category: str = ""


@runtime_checkable
class Templated(Channel, Protocol):
    """A channel whose provider keeps templates."""

    async def templates(self, account: Account, http: Http) -> Sequence[Template]:
        """Those that may be used now. Raises of `errors.ChannelError`."""
        ...


@runtime_checkable
class Adjusted(Channel, Protocol):
    """A channel of which an account's settings say what it can do (Messenger: seven days for a human answer)."""

    def facts_of(self, account: Account) -> Facts: ...


def facts_of(channel: Channel, account: Account) -> Facts:
    """What can be done there, whoever says so."""
    return channel.facts_of(account) if isinstance(channel, Adjusted) else channel.facts


@runtime_checkable
class Typing(Channel, Protocol):
    """A channel over which the customer is shown that we write. It is not durable, and nobody waits for it."""

    async def typing(self, account: Account, address: str, on: bool, http: Http) -> None:
        """The provider shows it for some seconds (Telegram 5, Messenger 20). Raises of `errors.ChannelError`."""
        ...


@runtime_checkable
class Polled(Channel, Protocol):
    """A channel that we ask, or hold a connection to. `run` goes on until it is cancelled, or raises of
    `errors.ChannelError` when the connection is lost: `pollers.py` starts it again, later and later."""

    async def run(self, account: Account, inlet: Inlet, http: Http) -> None: ...
