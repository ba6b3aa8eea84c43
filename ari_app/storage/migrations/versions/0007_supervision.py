"""Thresholds, alerts, messages, wallboards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON_ = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "threshold",
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("amber", sa.Double()),
        sa.Column("red", sa.Double()),
        sa.PrimaryKeyConstraint("measure", name="pk_threshold"),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("raised_at", sa.Double(), nullable=False),
        sa.Column("acknowledged_at", sa.Double()),
        sa.Column("acknowledged_by", sa.Text()),
        sa.Column("cleared_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
    )
    op.create_index("ix_alert_raised_at", "alert", ["raised_at"])
    still_open = sa.text("cleared_at IS NULL")
    op.create_index("ix_alert_open", "alert", ["id"], sqlite_where=still_open, postgresql_where=still_open)
    op.create_table(
        "message",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("recipients_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.create_index("ix_message_sent_at", "message", ["sent_at"])
    op.create_table(
        "delivery",
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("read_at", sa.Double()),
        sa.PrimaryKeyConstraint("message", "agent", name="pk_delivery"),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_delivery_message", ondelete="CASCADE"),
    )
    op.create_table(
        "wallboard",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("queues", JSON_, nullable=False),
        sa.Column("numbers", JSON_, nullable=False),
        sa.Column("rotate", sa.Double(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wallboard"),
        sa.UniqueConstraint("hash", name="uq_wallboard_hash"),
    )


def downgrade() -> None:
    for table in ("wallboard", "delivery", "message", "alert", "threshold"):
        op.drop_table(table)
