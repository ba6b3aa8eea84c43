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
