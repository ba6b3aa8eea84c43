"""Which role may do what. Pure. A scope is `resource:action`; what is not written here is denied.

Actions: `read` looks, `act` steers work that is under way, `write` changes how the centre is set up.
"""

from collections.abc import Mapping

from ari_app.storage.choices import Role

# What an agent needs for their own work: their state, offers, calls; who else is there, what waits.
_AGENT = frozenset({"me:read", "me:act", "agents:read", "queues:read", "live:read"})

_SUPERVISOR = _AGENT | {
    "agents:act",
    "interactions:read",
    "interactions:act",
    "events:read",
    "recordings:read",
    "voicemails:read",
    "voicemails:act",
    "flows:read",
    "numbers:read",
}

_ADMIN = _SUPERVISOR | {
    "agents:write",
    "queues:write",
    "flows:write",
    "numbers:write",
    "endpoints:read",
    "endpoints:write",
    "users:read",
    "users:write",
    "tokens:read",
    "tokens:write",
    "metrics:read",
}

# Sees everything that was done and set up, changes nothing, and takes no calls.
_AUDITOR = frozenset(scope for scope in _ADMIN if scope.endswith(":read") and scope != "me:read")

# Another program: it follows what happens; what changes the centre is done by people.
_SERVICE = frozenset(
    {"agents:read", "queues:read", "interactions:read", "events:read", "live:read", "metrics:read"}
)

SCOPES: Mapping[Role, frozenset[str]] = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.ADMIN: _ADMIN,
    Role.AUDITOR: _AUDITOR,
    Role.SERVICE: _SERVICE,
}

ALL_SCOPES = frozenset[str]().union(*SCOPES.values())


def allowed(role: Role, scope: str) -> bool:
    """Whether `role` may do `scope`."""
    return scope in SCOPES[role]


def within(role: Role, other: Role) -> bool:
    """Whether `role` may do nothing that `other` may not: a token never does more than its user."""
    return SCOPES[role] <= SCOPES[other]
