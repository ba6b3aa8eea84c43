"""Customers, notes, wrap-up."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("changed_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
    )
    op.create_index("ix_customer_changed_at", "customer", ["changed_at"])
    op.create_table(
        "identity",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", name="pk_identity"),
        sa.ForeignKeyConstraint(
            ["customer"], ["customer.id"], name="fk_identity_customer", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_identity_customer", "identity", ["customer"])
    op.create_table(
        "caller",
        sa.Column("interaction", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("interaction", name="pk_caller"),
        sa.ForeignKeyConstraint(["customer"], ["customer.id"], name="fk_caller_customer", ondelete="CASCADE"),
    )
    op.create_index("ix_caller_customer", "caller", ["customer"])
    op.create_table(
        "note",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text()),
        sa.Column("interaction", sa.Text()),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("changed_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
    )
    op.create_index("ix_note_customer", "note", ["customer"])
    op.create_index("ix_note_interaction", "note", ["interaction"])
    op.create_table(
        "wrap_up",
        sa.Column("interaction", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("code", sa.Text()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("interaction", "agent", name="pk_wrap_up"),
    )


def downgrade() -> None:
    for table in ("wrap_up", "note", "caller", "identity", "customer"):
        op.drop_table(table)
