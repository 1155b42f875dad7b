"""Stock and reservations."""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import write_once

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "warehouse",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouse")),
        sa.UniqueConstraint("code", name=op.f("uq_warehouse_code")),
    )
    op.create_table(
        "reservation",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("consumed", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "consumed",
                "released",
                "expired",
                name="reservationstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("consumed >= 0 AND consumed <= quantity", name=op.f("ck_reservation_consumed")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reservation_quantity")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_reservation_variant_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name=op.f("fk_reservation_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
    )
    op.create_index("ix_reservation_expiry", "reservation", ["state", "expires_at"], unique=False)
    op.create_index(op.f("ix_reservation_variant_id"), "reservation", ["variant_id"], unique=False)
    op.create_index(
        "uq_reservation_live",
        "reservation",
        ["order_id", "variant_id", "warehouse_id"],
        unique=True,
        postgresql_where=sa.text("state = 'held'"),
        sqlite_where=sa.text("state = 'held'"),
    )
    op.create_table(
        "stock",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_on_hand")),
        sa.CheckConstraint("reserved >= 0 AND reserved <= on_hand", name=op.f("ck_stock_reserved")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_stock_variant_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name=op.f("fk_stock_warehouse_id")),
        sa.PrimaryKeyConstraint("variant_id", "warehouse_id", name=op.f("pk_stock")),
    )
    op.create_table(
        "stock_movement",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("warehouse_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "received",
                "shipped",
                "returned",
                "counted",
                name="movementreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_stock_movement_quantity")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_stock_movement_variant_id")),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouse.id"], name=op.f("fk_stock_movement_warehouse_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movement")),
    )
    op.create_index(op.f("ix_stock_movement_variant_id"), "stock_movement", ["variant_id"], unique=False)

    write_once("stock_movement")


def downgrade() -> None:
    op.drop_index(op.f("ix_stock_movement_variant_id"), table_name="stock_movement")
    op.drop_table("stock_movement")
    op.drop_table("stock")
    op.drop_index(
        "uq_reservation_live",
        table_name="reservation",
        postgresql_where=sa.text("state = 'held'"),
        sqlite_where=sa.text("state = 'held'"),
    )
    op.drop_index(op.f("ix_reservation_variant_id"), table_name="reservation")
    op.drop_index("ix_reservation_expiry", table_name="reservation")
    op.drop_table("reservation")
    op.drop_table("warehouse")
