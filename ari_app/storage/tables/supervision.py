"""What supervisors watch by and act with: thresholds, alerts, messages to agents, wallboards."""

from sqlalchemy import Double, ForeignKey, Index, Table, Text, UniqueConstraint

from ari_app.storage.choices import AlertLevel, Measure, Recipients, Subject
from ari_app.storage.tables.columns import Choice, Json, has, key, may_have, metadata

threshold = Table(
    "threshold",
    metadata,
    key("measure", Choice(Measure)),
    may_have("amber", Double),
    may_have("red", Double),
)

alert = Table(
    "alert",
    metadata,
    key("id"),
    has("measure", Choice(Measure)),
    has("subject", Choice(Subject)),
    has("subject_id"),
    has("level", Choice(AlertLevel)),
    has("since", Double),  # since when it was so
    has("raised_at", Double),  # and since when that is too long, or too much
    may_have("acknowledged_at", Double),
    may_have("acknowledged_by"),
    may_have("cleared_at", Double),
)
Index("ix_alert_raised_at", alert.c.raised_at)
_open = alert.c.cleared_at.is_(None)
Index("ix_alert_open", alert.c.id, sqlite_where=_open, postgresql_where=_open)

broadcast = Table(
    "broadcast",
    metadata,
    key("id"),
    has("sender"),  # the user, and the name that they had then
    has("sender_name"),
    has("recipients", Choice(Recipients)),
    has("recipients_id"),
    has("text"),
    has("sent_at", Double),
)
Index("ix_broadcast_sent_at", broadcast.c.sent_at)

broadcast_reader = Table(
    "broadcast_reader",
    metadata,
    key("broadcast", Text, ForeignKey("broadcast.id", ondelete="CASCADE")),
    key("agent"),
    may_have("read_at", Double),
)

wallboard = Table(
    "wallboard",
    metadata,
    key("id"),
    has("hash"),  # of its token, SHA-256 in hex; the token itself is kept nowhere
    has("title"),
    has("queues", Json),
    has("numbers", Json),
    has("rotate", Double),  # seconds for each queue
    has("created_by"),
    has("created_at", Double),
    UniqueConstraint("hash", name="uq_wallboard_hash"),
)
