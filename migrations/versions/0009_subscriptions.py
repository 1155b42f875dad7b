"""Contracts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contract",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("business_unit_id", sa.Uuid(), nullable=False),
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "price_mode",
            sa.Enum("gross", "net", name="pricemode", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("unit_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_country", sa.String(length=2), nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("tax_category", sa.String(length=4), nullable=False),
        sa.Column("interval_months", sa.Integer(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("notice_months", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "active",
                "ended",
                "cancelled",
                name="contractstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("wished_start_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("anchor_day", sa.Integer(), nullable=True),
        sa.Column("billed_until", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state = 'pending' OR state = 'cancelled' OR starts_on IS NOT NULL",
            name=op.f("ck_contract_active_has_start"),
        ),
        sa.CheckConstraint("anchor_day BETWEEN 1 AND 31", name=op.f("ck_contract_anchor_is_a_day")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_contract_ends_after_start")),
        sa.CheckConstraint("interval_months > 0", name=op.f("ck_contract_interval_positive")),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_contract_adds_up")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_contract_quantity_positive")),
        sa.ForeignKeyConstraint(["business_unit_id"], ["business_unit.id"], name=op.f("fk_contract_business_unit_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_contract_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["order.id"], name=op.f("fk_contract_order_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_contract_order_line_id")),
        sa.ForeignKeyConstraint(["part_id"], ["order_part.id"], name=op.f("fk_contract_part_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variant.id"], name=op.f("fk_contract_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("number", name=op.f("uq_contract_number")),
        sa.UniqueConstraint("order_line_id", name=op.f("uq_contract_order_line_id")),
    )
    op.create_index(op.f("ix_contract_customer_id"), "contract", ["customer_id"], unique=False)
    op.create_index("ix_contract_due", "contract", ["state", "billed_until"], unique=False)
    op.create_index(op.f("ix_contract_order_id"), "contract", ["order_id"], unique=False)
    op.create_index(op.f("ix_contract_part_id"), "contract", ["part_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_contract_part_id"), table_name="contract")
    op.drop_index(op.f("ix_contract_order_id"), table_name="contract")
    op.drop_index("ix_contract_due", table_name="contract")
    op.drop_index(op.f("ix_contract_customer_id"), table_name="contract")
    op.drop_table("contract")
