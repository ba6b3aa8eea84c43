"""Nothing has ever said as whom a trunk registers but its user and its server: the column that nobody filled goes."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("endpoint", "client_uri")


def downgrade() -> None:
    op.add_column("endpoint", sa.Column("client_uri", sa.Text()))
