"""Orders, parts and lines."""

import sqlalchemy as sa
from alembic import op

from migrations.written_once import write_once

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("cart_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("company", sa.String(length=200), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "price_mode",
            sa.Enum("gross", "net", name="pricemode", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("billing_address_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_address_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_method", sa.String(length=40), nullable=False),
        sa.Column("payment_method", sa.String(length=40), nullable=False),
        sa.Column("wished_service_on", sa.Date(), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "placed",
                "in_fulfilment",
                "completed",
                "cancelled",
                name="orderstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("trace", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_order_adds_up")),
        sa.ForeignKeyConstraint(["billing_address_id"], ["address.id"], name=op.f("fk_order_billing_address_id")),
        sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], name=op.f("fk_order_cart_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_order_customer_id")),
        sa.ForeignKeyConstraint(["delivery_address_id"], ["address.id"], name=op.f("fk_order_delivery_address_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_order_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order")),
        sa.UniqueConstraint("cart_id", name=op.f("uq_order_cart_id")),
        sa.UniqueConstraint("number", name=op.f("uq_order_number")),
    )
    op.create_index("ix_order_customer_newest", "order", ["customer_id", "placed_at", "id"], unique=False)
    op.create_index(op.f("ix_order_email"), "order", ["email"], unique=False)
    op.create_index("ix_order_newest", "order", ["placed_at", "id"], unique=False)
    op.create_index("ix_order_state_newest", "order", ["state", "placed_at", "id"], unique=False)
    op.create_table(
        "order_part",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "physical",
                "service",
                "subscription",
                "fee",
                name="linekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "handed_over",
                "unknown",
                "acknowledged",
                "in_progress",
                "completed",
                "cancelled",
                "failed",
                name="partstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "waiting_for",
            sa.Enum(
                "payment",
                "hand_over",
                "acknowledgement",
                "shipment",
                "visit_plan",
                "visit",
                "activation",
                "backend_answer",
                "repair",
                "nothing",
                name="waitingfor",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("waiting_on", sa.Date(), nullable=True),
        sa.Column("backend", sa.String(length=40), nullable=False),
        sa.Column("handover_key", sa.String(length=80), nullable=False),
        sa.Column("backend_reference", sa.String(length=120), nullable=True),
        sa.Column("failure", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_unit_id"], ["business_unit.id"], name=op.f("fk_order_part_business_unit_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_order_part_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_part")),
        sa.UniqueConstraint("handover_key", name=op.f("uq_order_part_handover_key")),
        sa.UniqueConstraint("order_id", "position", name="uq_order_part_position"),
    )
    op.create_index("ix_order_part_waiting", "order_part", ["waiting_for", "kind", "created_at", "id"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("bundle_position", sa.Integer(), nullable=True),
        sa.Column("bundle_name", sa.String(length=200), nullable=True),
        sa.Column("variant_id", sa.Uuid(), nullable=True),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("picture", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "physical",
                "service",
                "subscription",
                "fee",
                name="linekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_country", sa.String(length=2), nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("tax_category", sa.String(length=4), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("interval_months", sa.Integer(), nullable=True),
        sa.Column("term_months", sa.Integer(), nullable=True),
        sa.Column("notice_months", sa.Integer(), nullable=True),
        sa.Column("fulfilled_quantity", sa.Integer(), nullable=False),
        sa.Column("returned_quantity", sa.Integer(), nullable=False),
        sa.Column("cancelled_quantity", sa.Integer(), nullable=False),
        sa.Column("invoiced_quantity", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "fulfilled_quantity + cancelled_quantity <= quantity", name=op.f("ck_order_line_not_more_than_ordered")
        ),
        sa.CheckConstraint("fulfilled_quantity >= 0 AND cancelled_quantity >= 0", name=op.f("ck_order_line_counts_up")),
        sa.CheckConstraint(
            "invoiced_quantity >= 0 AND invoiced_quantity <= fulfilled_quantity",
            name=op.f("ck_order_line_invoiced_was_fulfilled"),
        ),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_order_line_adds_up")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_line_quantity_positive")),
        sa.CheckConstraint(
            "returned_quantity >= 0 AND returned_quantity <= fulfilled_quantity",
            name=op.f("ck_order_line_returned_was_fulfilled"),
        ),
        sa.ForeignKeyConstraint(
            ["business_unit_id"], ["business_unit.id"], name=op.f("fk_order_line_business_unit_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_order_line_order_id")),
        sa.ForeignKeyConstraint(["part_id"], ["order_part.id"], name=op.f("fk_order_line_part_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_order_line_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
        sa.UniqueConstraint("order_id", "position", name="uq_order_line_position"),
    )
    op.create_index(op.f("ix_order_line_part_id"), "order_line", ["part_id"], unique=False)
    op.create_table(
        "order_line_movement",
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "fulfilled",
                "returned",
                "cancelled",
                name="movementkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("cause_type", sa.String(length=40), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_line_movement_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("fk_order_line_movement_order_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line_movement")),
        sa.UniqueConstraint("cause_id", "order_line_id", "kind", name="uq_order_line_movement_cause"),
    )
    op.create_index(
        op.f("ix_order_line_movement_order_line_id"), "order_line_movement", ["order_line_id"], unique=False
    )

    write_once("order_line_movement")


def downgrade() -> None:
    op.drop_index(op.f("ix_order_line_movement_order_line_id"), table_name="order_line_movement")
    op.drop_table("order_line_movement")
    op.drop_index(op.f("ix_order_line_part_id"), table_name="order_line")
    op.drop_table("order_line")
    op.drop_index("ix_order_part_waiting", table_name="order_part")
    op.drop_table("order_part")
    op.drop_index("ix_order_state_newest", table_name="order")
    op.drop_index("ix_order_newest", table_name="order")
    op.drop_index(op.f("ix_order_email"), table_name="order")
    op.drop_index("ix_order_customer_newest", table_name="order")
    op.drop_table("order")
