"""Warehouses with places and priorities, stock policies, backorders."""

import sqlalchemy as sa
from alembic import op

from migrations.choices import allow_values

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

REASONS = ("received", "shipped", "returned", "counted")
MORE_REASONS = (*REASONS, "transferred", "corrected", "written_off", "imported")
WAITING_FOR = (
    "payment", "hand_over", "acknowledgement", "shipment", "visit_plan", "visit", "activation", "backend_answer",
    "repair", "nothing",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("warehouse", sa.Column("priority", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("warehouse", sa.Column("street", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("warehouse", sa.Column("postal_code", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("warehouse", sa.Column("city", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("warehouse", sa.Column("country", sa.String(length=2), nullable=False, server_default="DE"))
    op.add_column("warehouse", sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "stock_rules",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "sourcing", _choice("sourcing", "highest_stock", "priority", "fewest_parcels", "nearest"), nullable=False
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_stock_rules_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_rules")),
    )
    _create_policies()
    _create_backorders()
    allow_values("stock_movement", "reason", "movementreason", MORE_REASONS)
    allow_values("order_part", "waiting_for", "waitingfor", (*WAITING_FOR, "goods"))
    op.add_column("order_line", sa.Column(
        "backordered_quantity",
        sa.Integer(),
        sa.CheckConstraint("backordered_quantity >= 0", name=op.f("ck_order_line_backordered")),
        nullable=False,
        server_default="0",
    ))  # fmt: skip
    op.add_column("shipment", sa.Column("warehouse_name", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("order_line", sa.Column("goods_expected_on", sa.Date(), nullable=True))


def _create_policies() -> None:
    op.create_table(
        "stock_policy",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("is_tracked", sa.Boolean(), nullable=False),
        sa.Column("low_from", sa.Integer(), nullable=False),
        sa.Column("safety", sa.Integer(), nullable=False),
        sa.Column("selling", _choice("selling", "stock", "backorder", "preorder"), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("most_waiting", sa.Integer(), nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("unit_cost_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("low_from >= 0", name=op.f("ck_stock_policy_low_from")),
        sa.CheckConstraint("safety >= 0", name=op.f("ck_stock_policy_safety")),
        sa.CheckConstraint("lead_days >= 0", name=op.f("ck_stock_policy_lead_days")),
        sa.CheckConstraint("unit_cost_minor >= 0", name=op.f("ck_stock_policy_unit_cost")),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_stock_policy_waiting")),
        sa.CheckConstraint("most_waiting >= 0 AND waiting <= most_waiting", name=op.f("ck_stock_policy_most_waiting")),
        sa.CheckConstraint(
            "selling <> 'preorder' OR expected_on IS NOT NULL", name=op.f("ck_stock_policy_preorder_has_day")
        ),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_stock_policy_variant_id")),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_stock_policy")),
    )
    some = sa.text("waiting > 0")
    op.create_index("ix_stock_policy_waiting", "stock_policy", ["variant_id"], postgresql_where=some, sqlite_where=some)


def _create_backorders() -> None:
    states = _choice("backorderstate", "waiting", "paused", "allocated", "cancelled", "expired")
    op.create_table(
        "backorder",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.Column("is_preorder", sa.Boolean(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", states, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_backorder_quantity")),
        sa.CheckConstraint("allocated >= 0 AND allocated <= quantity", name=op.f("ck_backorder_allocated")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_backorder_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backorder")),
    )
    op.create_index("ix_backorder_queue", "backorder", ["variant_id", "state", "created_at", "id"])
    op.create_index("ix_backorder_expiry", "backorder", ["state", "expires_at"])
    live = sa.text("state IN ('waiting', 'paused')")
    op.create_index(
        "uq_backorder_live", "backorder", ["order_id", "variant_id"], unique=True,
        postgresql_where=live, sqlite_where=live,
    )  # fmt: skip


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def downgrade() -> None:
    op.drop_column("order_line", "goods_expected_on")
    op.drop_column("shipment", "warehouse_name")
    op.drop_column("order_line", "backordered_quantity")
    allow_values("order_part", "waiting_for", "waitingfor", WAITING_FOR)
    allow_values("stock_movement", "reason", "movementreason", REASONS)
    op.drop_table("backorder")
    op.drop_table("stock_policy")
    op.drop_table("stock_rules")
    for column in ("is_active", "country", "city", "postal_code", "street", "priority"):
        op.drop_column("warehouse", column)
