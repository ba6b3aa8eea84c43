"""Who may do what, as one table."""

import re

import pytest

from ari_app.access.rules import ALL_SCOPES, SCOPES, allowed, within
from ari_app.storage.choices import Role

# Columns: agent, supervisor, admin, auditor, service.
TABLE = {
    "account:read": "x x x x .",
    "account:write": "x x x x .",
    "audit:read": ". . x x .",
    "me:read": "x x x . .",
    "me:act": "x x x . .",
    "agents:read": "x x x x x",
    "agents:act": ". x x . .",
    "agents:write": ". . x . .",
    "queues:read": "x x x x x",
    "queues:write": ". . x . .",
    "live:read": "x x x x x",
    "interactions:read": ". x x x x",
    "interactions:act": ". x x . .",
    "events:read": ". x x x x",
    "recordings:read": ". x x x .",
    "voicemails:read": ". x x x .",
    "voicemails:act": ". x x . .",
    "flows:read": ". x x x .",
    "flows:write": ". . x . .",
    "numbers:read": ". x x x .",
    "numbers:write": ". . x . .",
    "endpoints:read": ". . x x .",
    "endpoints:write": ". . x . .",
    "users:read": ". . x x .",
    "users:write": ". . x . .",
    "tokens:read": ". . x x .",
    "tokens:write": ". . x . .",
    "metrics:read": ". . x x x",
    "alerts:act": ". x x . .",
    "alerts:read": ". x x x .",
    "alerts:write": ". x x . .",
    "customers:act": "x x x . .",
    "customers:read": "x x x x .",
    "broadcasts:act": ". x x . .",
    "broadcasts:read": ". x x x .",
    "prompts:read": ". x x x .",
    "prompts:write": ". . x . .",
    "setup:read": ". . x x .",
    "setup:write": ". . x . .",
    "wallboards:read": ". x x x .",
    "wallboards:write": ". x x . .",
}
ROLES = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR, Role.SERVICE)


@pytest.mark.parametrize("scope", TABLE)
def test_each_role_may_do_what_the_table_says(scope: str) -> None:
    assert [allowed(role, scope) for role in ROLES] == [mark == "x" for mark in TABLE[scope].split()]


def test_the_table_is_complete() -> None:
    assert TABLE.keys() == ALL_SCOPES
    assert set(ROLES) == set(Role) == SCOPES.keys()
    assert all(re.fullmatch(r"[a-z]+:(read|act|write)", scope) for scope in ALL_SCOPES)


@pytest.mark.parametrize("scope", ["", "*", "me:*", "everything:read", "me", "agents:delete", "ME:READ"])
def test_what_is_not_written_is_denied(scope: str) -> None:
    assert not any(allowed(role, scope) for role in Role)


def test_who_is_within_whom() -> None:
    pairs = {
        (role.value, other.value) for role in Role for other in Role if role != other and within(role, other)
    }
    assert pairs == {
        ("agent", "supervisor"),
        ("agent", "admin"),
        ("supervisor", "admin"),
        ("auditor", "admin"),
        ("service", "admin"),
        ("service", "auditor"),
    }
    assert all(within(role, role) for role in Role)
