"""What a customer saw last of each line of a cart."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cart_line", sa.Column("seen_unit_minor", sa.BigInteger(), nullable=True))
    op.add_column("cart_line", sa.Column("seen_quantity", sa.Integer(), nullable=True))
    op.add_column("cart_line", sa.Column("seen_free", sa.Integer(), nullable=True))
    op.add_column("cart_line", sa.Column("seen_list", sa.String(length=40), nullable=True))


def downgrade() -> None:
    for name in ("seen_list", "seen_free", "seen_quantity", "seen_unit_minor"):
        op.drop_column("cart_line", name)
