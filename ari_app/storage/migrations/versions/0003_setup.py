"""What admins set up: teams, hours, holidays, wrap-up codes, settings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON_ = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

TABLES = ("revision", "setting", "calendar", "wrap_up_code", "team")
OF_QUEUE = ("wrap_up_codes", "calendar", "service_level_percent", "service_level_seconds", "wrap_up_mode")


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
    )
    op.create_table(
        "wrap_up_code",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wrap_up_code"),
    )
    op.create_table(
        "calendar",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("weekly", JSON_, nullable=False),
        sa.Column("holidays", JSON_, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar"),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", JSON_, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_setting"),
    )
    op.create_table(
        "revision",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_revision"),
    )
    op.add_column("agent", sa.Column("team", sa.Text()))
    # The defaults are for the queues that there are: they go on as they did.
    op.add_column("queue", sa.Column("wrap_up_mode", sa.Text(), nullable=False, server_default="timed"))
    op.add_column(
        "queue", sa.Column("service_level_seconds", sa.Double(), nullable=False, server_default="20")
    )
    op.add_column(
        "queue", sa.Column("service_level_percent", sa.Double(), nullable=False, server_default="80")
    )
    op.add_column("queue", sa.Column("calendar", sa.Text()))
    op.add_column("queue", sa.Column("wrap_up_codes", JSON_, nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("queue") as queue:
        for column in OF_QUEUE:
            queue.drop_column(column)
    with op.batch_alter_table("agent") as agent:
        agent.drop_column("team")
    for table in TABLES:
        op.drop_table(table)
