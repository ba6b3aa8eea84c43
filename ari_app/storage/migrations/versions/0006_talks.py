"""Hold, parties, supervision of a call; a transfer to one agent."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON_ = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("interaction", sa.Column("wanted_agent", sa.Text()))
    op.add_column("interaction", sa.Column("wanted_until", sa.Double()))
    op.add_column("interaction", sa.Column("talk", JSON_))


def downgrade() -> None:
    for column in ("talk", "wanted_until", "wanted_agent"):
        op.drop_column("interaction", column)
