"""The enumerations that only tables, and those who fill them, need; the life cycles' own are in
`ari_app.acd.model`."""

from enum import StrEnum


class EndpointKind(StrEnum):
    """How a phone or trunk is known: it registers, sits at a fixed address, calls from one; or we register
    with it."""

    REGISTERED = "registered"
    FIXED = "fixed"
    TRUNK_IP = "trunk_ip"
    TRUNK_REGISTERING = "trunk_registering"


class Role(StrEnum):
    """What a user or a token is; `ari_app.access.rules` says what that lets them do."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"
    SERVICE = "service"
