"""Who may do what."""

from dataclasses import dataclass

from ari_app.storage.choices import Role


@dataclass(frozen=True, slots=True)
class UserRow:
    id: str
    name: str
    role: Role
    agent: str | None
    created_at: float
    disabled_at: float | None = None


@dataclass(frozen=True, slots=True)
class TokenRow:
    id: str
    hash: str
    user: str
    role: Role
    label: str
    created_at: float
    expires_at: float | None = None
    last_used_at: float | None = None
    revoked_at: float | None = None
