"""Parts of an order that go to an address of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("order_part") as batch:
        batch.add_column(sa.Column("delivery_address_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_order_part_delivery_address_id"), "address", ["delivery_address_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("order_part") as batch:
        batch.drop_constraint(op.f("fk_order_part_delivery_address_id"), type_="foreignkey")
        batch.drop_column("delivery_address_id")
