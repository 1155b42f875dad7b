"""Changes of orders before they are fulfilled."""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import write_once

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        'ALTER TABLE "order" ADD COLUMN dropped_minor BIGINT DEFAULT 0 NOT NULL'
        " CONSTRAINT ck_order_dropped_within CHECK (dropped_minor BETWEEN 0 AND gross_minor)"
    )
    op.create_table(
        "order_change",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("before_minor", sa.BigInteger(), nullable=False),
        sa.Column("after_minor", sa.BigInteger(), nullable=False),
        sa.Column("delivery_address_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("before_minor >= 0 AND after_minor >= 0", name=op.f("ck_order_change_not_negative")),
        sa.ForeignKeyConstraint(
            ["delivery_address_id"], ["address.id"], name=op.f("fk_order_change_delivery_address_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_order_change_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_change")),
    )
    op.create_index("ix_order_change_order", "order_change", ["order_id", "at", "id"], unique=False)

    write_once("order_change")


def downgrade() -> None:
    op.drop_table("order_change")
    op.execute('ALTER TABLE "order" DROP COLUMN dropped_minor')
