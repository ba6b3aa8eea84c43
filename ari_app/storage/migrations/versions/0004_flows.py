"""Drafts and versions of flows, prompts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON_ = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "flow_draft",
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", JSON_, nullable=False),
        sa.Column("layout", JSON_, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.Double(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("flow", name="pk_flow_draft"),
    )
    op.create_table(
        "flow_publication",
        sa.Column("seq", COUNTER, nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("published_at", sa.Double(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("layout", JSON_, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_flow_publication"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_flow_publication_flow", "flow_publication", ["flow", "seq"])
    op.create_table(
        "prompt",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("changed_at", sa.Double(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_prompt"),
    )


def downgrade() -> None:
    op.drop_table("prompt")
    op.drop_index("ix_flow_publication_flow", table_name="flow_publication")
    op.drop_table("flow_publication")
    op.drop_table("flow_draft")
