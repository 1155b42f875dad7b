"""How often what the shop shows has changed, for all processes that keep pages in memory."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "freshness_mark",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_freshness_mark")),
    )


def downgrade() -> None:
    op.drop_table("freshness_mark")
