"""Which role may do what. Pure. A scope is `resource:action`; what is not written here is denied.

Actions: `read` looks, `act` steers work that is under way, `write` changes how the centre is set up.
"""

from collections.abc import Collection, Mapping

from ari_app.storage.choices import Role

# What every person may: see and change how they themselves sign in.
OWN_ACCOUNT = frozenset({"account:read", "account:write"})

# What an agent needs for their own work: their state, offers, calls; who else is there, what waits.
_AGENT = OWN_ACCOUNT | {"me:read", "me:act", "agents:read", "queues:read", "live:read"}

# They look customers up and keep them up to date, those of colleagues too: a caller is handed on, and rings again.
_AGENT |= {"customers:read", "customers:act"}

_SUPERVISOR = _AGENT | {
    "agents:act",
    "interactions:read",
    "interactions:act",
    "events:read",
    "recordings:read",
    "voicemails:read",
    "voicemails:act",
    "flows:read",
    "prompts:read",
    "numbers:read",
    "alerts:read",
    "alerts:act",
    "alerts:write",
    "broadcasts:read",
    "broadcasts:act",
    "wallboards:read",
    "wallboards:write",
}

_ADMIN = _SUPERVISOR | {
    "setup:read",
    "setup:write",
    "agents:write",
    "queues:write",
    "flows:write",
    "prompts:write",
    "numbers:write",
    "endpoints:read",
    "endpoints:write",
    "users:read",
    "users:write",
    "tokens:read",
    "tokens:write",
    "metrics:read",
    "audit:read",
}

# Sees everything that was done and set up, changes nothing, and takes no calls.
_AUDITOR = OWN_ACCOUNT | {scope for scope in _ADMIN if scope.endswith(":read") and scope != "me:read"}

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


def sees(narrowed_to: Collection[str] | None, ids: Collection[str | None]) -> bool:
    """Whether somebody who is narrowed to some teams, or queues (None: to none), sees what belongs to `ids`."""
    return narrowed_to is None or any(id in narrowed_to for id in ids)
