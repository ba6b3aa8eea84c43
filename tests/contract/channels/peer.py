"""What the contract suite has to know of a channel to play its provider: `PEER` in `tests/contract/channels/<name>.py`,
where `<name>` is that of its facts. Look at `double.py` for one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ari_app.channels.contract import Account, Channel, Outgoing, Request, Response, Sent
from ari_app.channels.errors import ChannelError
from ari_app.conversation.text import TextEvent

NOW = 1_800_000_000.0
"""When the suite's requests arrive."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A body as the provider documents it, and what it says. No events: a kind that we do not need."""

    body: bytes
    events: tuple[TextEvent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A provider that calls us.

    `signed(body, at)`: its request with this body, signed by it at this time. `carries`: names of the headers (lower case)
    or of the query that hold the signature. `signs_body`: a changed body is noticed. `has_time`: so is a replay that is
    old. `handshakes`: what it asks before it trusts our address (not signed), and our answer; `wrong_handshakes`: what
    somebody else would ask.
    `recorded`: by a name for the test."""

    signed: Callable[[bytes, float], Request]
    carries: tuple[str, ...]
    recorded: Mapping[str, Recorded]
    signs_body: bool = True
    has_time: bool = False
    handshakes: tuple[tuple[Request, bytes], ...] = ()
    wrong_handshakes: tuple[Request, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the provider answers to each request that one message makes, and what comes of it."""

    answers: tuple[Response | ChannelError, ...]
    becomes: Sent | type[ChannelError]
    after: float | None = None  # what a TryLater asks for


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """`account`: one that works. `hook`: of a channel that is `Hooked`. `message` and `exchanges`: of one that sends by
    HTTP (by a name for the test); others say in `sends_otherwise` where their sending is tested. `works`: what it answers to
    the test of an account that works."""

    channel: Channel
    account: Account
    hook: Hook | None = None
    message: Outgoing = field(
        default_factory=lambda: Outgoing(
            id="0" * 32, address="+15559001", topic="", name="Ann", text="Good morning."
        )
    )
    exchanges: Mapping[str, Exchange] = field(default_factory=dict)
    works: tuple[Response, ...] = ()
    sends_otherwise: str = ""
