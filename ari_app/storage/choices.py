"""The enumerations that only tables, and those who fill them, need; the life cycles' own are in
`ari_app.acd.model`."""

from enum import StrEnum


class EndpointKind(StrEnum):
    """How a phone or trunk is known: it registers, sits at a fixed address, is called by its number over a trunk; a trunk
    calls from an address, or we register with it."""

    REGISTERED = "registered"
    FIXED = "fixed"
    MOBILE = "mobile"
    TRUNK_IP = "trunk_ip"
    TRUNK_REGISTERING = "trunk_registering"


class Role(StrEnum):
    """What a user or a token is; `ari_app.access.rules` says what that lets them do."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"
    SERVICE = "service"


class IdentityKind(StrEnum):
    """By what a customer is known."""

    PHONE = "phone"
    EMAIL = "email"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"
    INSTAGRAM = "instagram"
    TELEGRAM = "telegram"
    USER = "user"  # as a web site or an app knows them: it vouches for it by a signature


class PromptOrigin(StrEnum):
    """Where the sound of a prompt comes from."""

    RECORDED = "recorded"
    UPLOADED = "uploaded"
    SPOKEN = "spoken"


class Measure(StrEnum):
    """What supervisors set thresholds on. The first of an agent, in seconds; then of a queue: seconds of the longest
    wait, how many wait, and by how many percent the service level is below its target."""

    TALK = "talk"
    HOLD = "hold"
    WRAP_UP = "wrap_up"
    AWAY = "away"
    NOT_RESPONDING = "not_responding"
    WAIT = "wait"
    WAITING = "waiting"
    SERVICE_LEVEL = "service_level"


class AlertLevel(StrEnum):
    """How bad it is."""

    AMBER = "amber"
    RED = "red"


class Subject(StrEnum):
    """Whom an alert is about."""

    AGENT = "agent"
    QUEUE = "queue"


class Recipients(StrEnum):
    """Whom a message goes to: one agent, all of a team, all of a queue."""

    AGENT = "agent"
    TEAM = "team"
    QUEUE = "queue"


class BoardNumber(StrEnum):
    """What a wallboard can show of a queue."""

    WAITING = "waiting"
    LONGEST_WAIT = "longest_wait"
    SERVICE_LEVEL = "service_level"
    SERVICE_LEVEL_NOW = "service_level_now"
    AVAILABLE = "available"
    WORKING = "working"
    ABANDONED = "abandoned"
    ABANDONED_SHARE = "abandoned_share"
    OFFERED = "offered"
    ANSWERED = "answered"
    AVERAGE_WAIT = "average_wait"
    AVERAGE_HANDLE = "average_handle"
    CHAT_LEVEL = "chat_level"
    MESSAGE_LEVEL = "message_level"
    EMAIL_LEVEL = "email_level"
    RATING = "rating"


class Direction(StrEnum):
    """Which way a message goes; an internal one (a note, a whisper) never leaves the house."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    FLOW = "flow"
    SYSTEM = "system"


class MessageState(StrEnum):
    """How far a message is, in this order; it never goes back. What came in, and what stays inside, is `RECEIVED`.

    `UNKNOWN`: it was given to the provider, whose answer we do not have: it may have gone out, and is not sent again
    unasked. A receipt says later what became of it."""

    RECEIVED = "received"
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"

    @property
    def rank(self) -> int:
        """A message moves to a higher one only. It may fail after it was sent, and never once it was delivered."""
        return _RANKS[self]


_RANKS = {
    MessageState.RECEIVED: 0,
    MessageState.QUEUED: 1,
    MessageState.SENDING: 2,
    MessageState.UNKNOWN: 3,
    MessageState.SENT: 4,
    MessageState.FAILED: 5,
    MessageState.DELIVERED: 6,
    MessageState.READ: 7,
}


class Failure(StrEnum):
    """What it takes until a message that did not get through can: `PASSING`: it may the next time, perhaps when an
    administrator has mended something. `WINDOW`: only a template can, before the customer has written. `LASTING`: the same
    words to the same address never will."""

    PASSING = "passing"
    WINDOW = "window"
    LASTING = "lasting"


class FileState(StrEnum):
    """Whether a file can be had: still to be fetched, here, or not let in."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"
