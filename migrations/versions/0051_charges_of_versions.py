"""Versions of quotes keep what they come to beside their lines: fees, taxes, what comes again."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("quote_version") as table:
        table.add_column(sa.Column("charges", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("quote_version") as table:
        table.drop_column("charges")
