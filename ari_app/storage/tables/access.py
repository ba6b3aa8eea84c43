"""Who may do what."""

from sqlalchemy import Column, Double, ForeignKey, Index, Table, Text

from ari_app.storage.choices import Role
from ari_app.storage.tables.columns import Choice, has, key, may_have, metadata

user = Table(
    "user",
    metadata,
    key("id"),
    Column("name", Text, nullable=False, unique=True),
    has("role", Choice(Role)),
    may_have("agent"),
    has("created_at", Double),
    may_have("disabled_at", Double),
)

token = Table(
    "token",
    metadata,
    key("id"),
    Column("hash", Text, nullable=False, unique=True),  # SHA-256 in hex; the token itself is kept nowhere
    has("user", Text, ForeignKey("user.id", ondelete="CASCADE")),
    has("role", Choice(Role)),
    has("label"),
    has("created_at", Double),
    may_have("expires_at", Double),
    may_have("last_used_at", Double),
    may_have("revoked_at", Double),
)
Index("ix_token_user", token.c.user)
