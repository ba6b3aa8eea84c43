"""Who may do what, how they prove who they are, and what they did."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ari_app.storage.choices import Role


@dataclass(frozen=True, slots=True)
class UserRow:
    id: str
    name: str
    role: Role
    agent: str | None
    created_at: float
    disabled_at: float | None = None
    teams: Sequence[str] | None = None
    queues: Sequence[str] | None = None


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


@dataclass(frozen=True, slots=True)
class PasswordRow:
    user: str
    hash: str = field(repr=False)
    changed_at: float


@dataclass(frozen=True, slots=True)
class SessionRow:
    id: str
    hash: str
    user: str
    way: str
    address: str
    browser: str
    created_at: float
    used_at: float
    proved_at: float
    expires_at: float
    revoked_at: float | None = None


@dataclass(frozen=True, slots=True)
class SecondFactorRow:
    user: str
    secret: str = field(repr=False)
    last_step: int
    made_at: float
    confirmed_at: float | None = None


@dataclass(frozen=True, slots=True)
class RecoveryCodeRow:
    user: str
    hash: str
    used_at: float | None = None


@dataclass(frozen=True, slots=True)
class SetUpLinkRow:
    hash: str
    user: str | None
    made_at: float
    expires_at: float
    used_at: float | None = None


@dataclass(frozen=True, slots=True)
class ExternalIdentityRow:
    issuer: str
    subject: str
    user: str
    since: float


@dataclass(frozen=True, slots=True)
class AuditRow:
    seq: int
    at: float
    user: str | None
    name: str
    action: str
    target: str
    address: str
    detail: str
    seal: str
