"""Who may do what, how they prove who they are, and what they did."""

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, Table, Text

from ari_app.storage.choices import Role
from ari_app.storage.tables.columns import Choice, Json, has, key, may_have, metadata

user = Table(
    "user",
    metadata,
    key("id"),
    Column("name", Text, nullable=False, unique=True),
    has("role", Choice(Role)),
    may_have("agent"),
    has("created_at", Double),
    may_have("disabled_at", Double),
    may_have("teams", Json),  # ids; NULL: all of them
    may_have("queues", Json),
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

password = Table(
    "password",
    metadata,
    key("user", Text, ForeignKey("user.id", ondelete="CASCADE")),
    has("hash"),  # argon2id in its own notation, with salt and cost
    has("changed_at", Double),
)

session = Table(
    "session",
    metadata,
    key("id"),
    Column("hash", Text, nullable=False, unique=True),  # SHA-256 in hex, as of a token
    has("user", Text, ForeignKey("user.id", ondelete="CASCADE")),
    has("way"),
    has("address"),
    has("browser"),
    has("created_at", Double),
    has("used_at", Double),
    has("proved_at", Double),  # when they last showed who they are
    has("expires_at", Double),
    may_have("revoked_at", Double),
)
Index("ix_session_user", session.c.user)

second_factor = Table(
    "second_factor",
    metadata,
    key("user", Text, ForeignKey("user.id", ondelete="CASCADE")),
    has("secret"),  # encrypted, see ari_app/access/sealing.py
    has("last_step", BigInteger),  # the newest time step that a code was taken of: no code counts twice
    has("made_at", Double),
    may_have("confirmed_at", Double),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    key("user", Text, ForeignKey("user.id", ondelete="CASCADE")),
    key("hash"),
    may_have("used_at", Double),
)

set_up_link = Table(
    "set_up_link",
    metadata,
    key("hash"),
    Column("user", Text, ForeignKey("user.id", ondelete="CASCADE")),  # NULL: it makes the first administrator
    has("made_at", Double),
    has("expires_at", Double),
    may_have("used_at", Double),
)

external_identity = Table(
    "external_identity",
    metadata,
    key("issuer"),
    key("subject"),
    Column("user", Text, ForeignKey("user.id", ondelete="CASCADE"), nullable=False, unique=True),
    has("since", Double),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    has("at", Double),
    may_have("user"),
    has("name"),
    has("action"),
    has("target"),
    has("address"),
    has("detail"),  # JSON as text: the seal is over its very characters
    has("seal"),
)
Index("ix_audit_at", audit.c.at)
Index("ix_audit_user", audit.c.user, audit.c.seq)
