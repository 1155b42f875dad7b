"""Notes per line, gifts, and the day from which goods are wished for."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("cart_line", "order_line"):
        op.add_column(table, sa.Column("note", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("order", sa.Column("wished_delivery_on", sa.Date(), nullable=True))
    op.add_column("order", sa.Column("gift_message", sa.String(length=500), nullable=False, server_default=""))
    op.add_column("order", sa.Column("hides_prices", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for name in ("hides_prices", "gift_message", "wished_delivery_on"):
        op.drop_column("order", name)
    for table in ("order_line", "cart_line"):
        op.drop_column(table, "note")
