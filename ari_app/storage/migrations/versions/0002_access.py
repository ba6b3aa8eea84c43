"""Sign-in, sessions, second factor, teams and queues of users, the audit log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON_ = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

TABLES = (
    "audit",
    "external_identity",
    "password",
    "recovery_code",
    "second_factor",
    "session",
    "set_up_link",
)


def upgrade() -> None:
    op.add_column("user", sa.Column("teams", JSON_))
    op.add_column("user", sa.Column("queues", JSON_))
    op.create_table(
        "password",
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["user.id"], name="fk_password_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user", name="pk_password"),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("used_at", sa.Double(), nullable=False),
        sa.Column("proved_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("revoked_at", sa.Double()),
        sa.ForeignKeyConstraint(["user"], ["user.id"], name="fk_session_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("hash", name="uq_session_hash"),
    )
    op.create_index("ix_session_user", "session", ["user"])
    op.create_table(
        "second_factor",
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.Column("confirmed_at", sa.Double()),
        sa.ForeignKeyConstraint(["user"], ["user.id"], name="fk_second_factor_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user", name="pk_second_factor"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Double()),
        sa.ForeignKeyConstraint(["user"], ["user.id"], name="fk_recovery_code_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user", "hash", name="pk_recovery_code"),
    )
    op.create_table(
        "set_up_link",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("user", sa.Text()),
        sa.Column("made_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("used_at", sa.Double()),
        sa.ForeignKeyConstraint(["user"], ["user.id"], name="fk_set_up_link_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash", name="pk_set_up_link"),
    )
    op.create_table(
        "external_identity",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["user.id"], name="fk_external_identity_user", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_external_identity"),
        sa.UniqueConstraint("user", name="uq_external_identity_user"),
    )
    op.create_table(
        "audit",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("user", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_user", "audit", ["user", "seq"])
    _make_audit_append_only()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("user", "queues")
    op.drop_column("user", "teams")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")


def _make_audit_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_refuses_{change.lower()} BEFORE {change} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    )
