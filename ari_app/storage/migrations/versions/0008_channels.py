"""Channels: accounts, threads, messages; capacity. What supervisors say to agents is called a broadcast from now on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON_ = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MESSAGES, BROADCASTS = ("message", "delivery"), ("broadcast", "broadcast_reader")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _rename(MESSAGES, BROADCASTS)
    _capacity()
    _accounts()
    _threads()
    _messages()
    _files()
    _desk()


def _rename(before: tuple[str, str], after: tuple[str, str]) -> None:
    """What supervisors say, and who has read it. The rows go over; SQLite has no other way to new names of keys."""
    said, reader = after
    op.create_table(
        said,
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("recipients_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{said}"),
    )
    op.create_index(f"ix_{said}_sent_at", said, ["sent_at"])
    op.create_table(
        reader,
        sa.Column(said, sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("read_at", sa.Double()),
        sa.PrimaryKeyConstraint(said, "agent", name=f"pk_{reader}"),
        sa.ForeignKeyConstraint([said], [f"{said}.id"], name=f"fk_{reader}_{said}", ondelete="CASCADE"),
    )
    for old, new in zip(before, after, strict=True):
        op.execute(f"INSERT INTO {new} SELECT * FROM {old}")  # noqa: S608 - names of ours
    for old in reversed(before):
        op.drop_table(old)


def _capacity() -> None:
    op.add_column("agent", sa.Column("units", JSON_))
    op.add_column("queue", sa.Column("targets", JSON_))
    op.add_column("agent_state", sa.Column("holds", JSON_))
    op.add_column("interaction", sa.Column("media_type", sa.Text(), nullable=False, server_default="call"))
    op.add_column("interaction", sa.Column("thread", sa.Text()))
    op.add_column("interaction", sa.Column("labels", JSON_))
    op.add_column("interaction", sa.Column("writing", JSON_))
    op.create_index("ix_interaction_thread", "interaction", ["thread"])
    op.create_table(
        "capacity_rule",
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("interrupted_by", JSON_, nullable=False),
        sa.PrimaryKeyConstraint("media_type", name="pk_capacity_rule"),
    )
    op.create_table(
        "label_cap",
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("label", name="pk_label_cap"),
    )


def _accounts() -> None:
    op.create_table(
        "channel_account",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("settings", JSON_, nullable=False),
        sa.Column("secrets", sa.Text()),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("changed_at", sa.Double(), nullable=False),
        sa.Column("archived_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_channel_account"),
    )
    op.create_table(
        "channel_cursor",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("value", JSON_, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_channel_cursor"),
    )
    op.create_table(
        "inbound",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("body", JSON_, nullable=False),
        sa.Column("received_at", sa.Double(), nullable=False),
        sa.Column("done_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_inbound"),
        sqlite_autoincrement=True,
    )
    op.create_index("ux_inbound_provider_id", "inbound", ["account", "provider_id"], unique=True)
    undone = sa.text("done_at IS NULL")
    op.create_index("ix_inbound_undone", "inbound", ["id"], sqlite_where=undone, postgresql_where=undone)


def _threads() -> None:
    op.create_table(
        "thread",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text()),
        sa.Column("interaction", sa.Text()),
        sa.Column("agent", sa.Text()),
        sa.Column("queue", sa.Text()),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("last_in_at", sa.Double()),
        sa.Column("last_out_at", sa.Double()),
        sa.Column("read_at", sa.Double()),
        sa.Column("context", JSON_, nullable=False),
        sa.Column("handled_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_thread"),
    )
    op.create_index("ux_thread_of_address", "thread", ["account", "address", "topic"], unique=True)
    op.create_index("ix_thread_customer", "thread", ["customer"])


def _messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("interaction", sa.Text()),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text()),
        sa.Column("files", JSON_, nullable=False),
        sa.Column("extra", JSON_, nullable=False),
        sa.Column("provider_id", sa.Text()),
        sa.Column("client_id", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state_at", sa.Double(), nullable=False),
        sa.Column("due_at", sa.Double()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.create_index("ux_message_seq", "message", ["thread", "seq"], unique=True)
    op.create_index("ux_message_client_id", "message", ["thread", "client_id"], unique=True)
    op.create_index("ix_message_provider_id", "message", ["provider_id"])
    op.create_index("ix_message_interaction", "message", ["interaction"])
    due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_message_due", "message", ["due_at"], sqlite_where=due, postgresql_where=due)


def _files() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", JSON_),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_file"),
    )
    op.create_index("ix_file_thread", "file", ["thread"])
    op.create_table(
        "visitor",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("context", JSON_, nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_visitor"),
    )
    op.create_index("ix_visitor_seen_at", "visitor", ["seen_at"])


def _desk() -> None:
    op.create_table(
        "canned_reply",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shortcut", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("queues", JSON_),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("changed_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canned_reply"),
    )
    op.create_index("ux_canned_reply_shortcut", "canned_reply", ["shortcut", "language"], unique=True)
    op.create_table(
        "draft",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("extra", JSON_, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "thread", name="pk_draft"),
    )
    op.create_table(
        "rating",
        sa.Column("interaction", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("interaction", name="pk_rating"),
    )
    op.create_table(
        "customer_merge",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("merged", sa.Text(), nullable=False),
        sa.Column("moved", JSON_, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("undone_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_customer_merge"),
        sa.ForeignKeyConstraint(["kept"], ["customer.id"], name="fk_customer_merge_kept", ondelete="CASCADE"),
    )
    op.create_index("ix_customer_merge_kept", "customer_merge", ["kept"])


def downgrade() -> None:
    for table in (
        "customer_merge", "rating", "draft", "canned_reply", "visitor", "file", "message", "thread", "inbound",
        "channel_cursor", "channel_account", "label_cap", "capacity_rule",
    ):  # fmt: skip
        op.drop_table(table)
    op.drop_index("ix_interaction_thread", "interaction")
    with op.batch_alter_table("interaction") as interaction:
        for column in ("writing", "labels", "thread", "media_type"):
            interaction.drop_column(column)
    op.drop_column("agent_state", "holds")
    op.drop_column("agent", "units")
    op.drop_column("queue", "targets")
    _rename(BROADCASTS, MESSAGES)
