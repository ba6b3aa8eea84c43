"""The first schema: interactions, the event log, agents, queues, flows, endpoints, recordings, users and
tokens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON_ = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TABLES = (
    "agent",
    "agent_state",
    "endpoint",
    "event",
    "flow",
    "interaction",
    "number",
    "offer",
    "outbox",
    "queue",
    "recording",
    "skill",
    "state",
    "user",
    "voicemail",
    "agent_queue",
    "agent_skill",
    "token",
)


def upgrade() -> None:

    op.create_table(
        "agent",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agent"),
    )
    op.create_table(
        "agent_state",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("until", sa.Double()),
        sa.Column("interaction", sa.Text()),
        sa.Column("next_state", sa.Text(), nullable=False),
        sa.Column("next_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("agent", name="pk_agent_state"),
    )
    op.create_table(
        "endpoint",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text()),
        sa.Column("username", sa.Text()),
        sa.Column("ha1", sa.Text()),
        sa.Column("contact", sa.Text()),
        sa.Column("match", sa.Text()),
        sa.Column("server_uri", sa.Text()),
        sa.Column("client_uri", sa.Text()),
        sa.Column("secret", sa.Text()),
        sa.Column("codecs", JSON_, nullable=False),
        sa.Column("webrtc", sa.Boolean(), nullable=False),
        sa.Column("transport", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_endpoint"),
    )
    op.create_table(
        "event",
        sa.Column("seq", COUNTER, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("interaction", sa.Text()),
        sa.Column("agent", sa.Text()),
        sa.Column("queue", sa.Text()),
        sa.Column("data", JSON_, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_at", "event", ["at"])
    op.create_index("ix_event_interaction", "event", ["interaction", "seq"])
    op.create_table(
        "flow",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("body", JSON_, nullable=False),
        sa.Column("published_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", "version", name="pk_flow"),
    )
    op.create_table(
        "interaction",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("flow_version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("session", JSON_),
        sa.Column("alarm_step", sa.Integer()),
        sa.Column("alarm_at", sa.Double()),
        sa.Column("queue", sa.Text()),
        sa.Column("skills", JSON_),
        sa.Column("priority", sa.Integer()),
        sa.Column("queued_at", sa.Double()),
        sa.Column("queue_order", sa.BigInteger()),
        sa.Column("queue_step", sa.Integer()),
        sa.Column("queue_until", sa.Double()),
        sa.Column("agent", sa.Text()),
        sa.Column("offer", sa.Text()),
        sa.Column("leg", sa.Text()),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("voicemail", sa.Boolean(), nullable=False),
        sa.Column("connected_at", sa.Double()),
        sa.Column("ended_at", sa.Double()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("variables", JSON_),
        sa.PrimaryKeyConstraint("id", name="pk_interaction"),
    )
    op.create_index("ix_interaction_created_at", "interaction", ["created_at"])
    op.create_index("ix_interaction_line", "interaction", ["line"])
    op.create_index(
        "ix_interaction_open",
        "interaction",
        ["id"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ux_interaction_one_live_call_per_agent",
        "interaction",
        ["agent"],
        unique=True,
        sqlite_where=sa.text("medium = 'voice' AND state IN ('offered', 'connected')"),
        postgresql_where=sa.text("medium = 'voice' AND state IN ('offered', 'connected')"),
    )
    op.create_table(
        "number",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_number"),
    )
    op.create_table(
        "offer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("interaction", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.Double(), nullable=False),
        sa.Column("deadline", sa.Double(), nullable=False),
        sa.Column("closed_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_offer"),
    )
    op.create_index("ix_offer_interaction", "offer", ["interaction"])
    op.create_index(
        "ux_offer_one_pending_per_agent",
        "offer",
        ["agent"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", JSON_, nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.Double()),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["due_at"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "queue",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("skills", JSON_, nullable=False),
        sa.Column("offer_timeout", sa.Double(), nullable=False),
        sa.Column("wrap_up", sa.Double(), nullable=False),
        sa.Column("announce_every", sa.Double()),
        sa.Column("record", sa.Boolean(), nullable=False),
        sa.Column("max_waiting", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_queue"),
    )
    op.create_table(
        "recording",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("interaction", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recording"),
    )
    op.create_index("ix_recording_interaction", "recording", ["interaction"])
    op.create_table(
        "skill",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_skill"),
    )
    op.create_table(
        "state",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", JSON_, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_state"),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text()),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("disabled_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("name", name="uq_user_name"),
    )
    op.create_table(
        "voicemail",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("interaction", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("heard_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_voicemail"),
    )
    op.create_index("ix_voicemail_mailbox", "voicemail", ["mailbox", "created_at"])
    op.create_table(
        "agent_queue",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agent.id"], name="fk_agent_queue_agent", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["queue"], ["queue.id"], name="fk_agent_queue_queue", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("agent", "queue", name="pk_agent_queue"),
    )
    op.create_table(
        "agent_skill",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agent.id"], name="fk_agent_skill_agent", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["skill"], ["skill.id"], name="fk_agent_skill_skill", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("agent", "skill", name="pk_agent_skill"),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double()),
        sa.Column("last_used_at", sa.Double()),
        sa.Column("revoked_at", sa.Double()),
        sa.ForeignKeyConstraint(["user"], ["user.id"], name="fk_token_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.UniqueConstraint("hash", name="uq_token_hash"),
    )
    op.create_index("ix_token_user", "token", ["user"])
    _make_event_log_append_only()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _make_event_log_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_refuses_{change.lower()} BEFORE {change} ON event "
                "BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the event log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
